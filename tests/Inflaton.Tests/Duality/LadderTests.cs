using Inflaton.Duality.Batches;
using Inflaton.Duality.Interactions;
using Inflaton.Duality.Tuning;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>The rungs held against each other, against exact cases and against the orders that theory gives them.</summary>
public sealed class LadderTests
{
    /// <summary>All but the lattice, which is for its own loss alone.</summary>
    private static IEnumerable<IRung> KernelRungs =>
        Ladder.Rungs.Where(rung => rung is not (LatticeRung or EnsembleRung or NextOrderRung or NextOrderContinuumRung));

    public static TheoryData<string, int, double> LinearModels
    {
        get
        {
            TheoryData<string, int, double> data = [];
            foreach (string loss in new[] { "squared", "quartic", "huber", "log_cosh", "formula", "cross_entropy" })
            {
                foreach (int outputs in loss == "cross_entropy" ? new[] { 2, 3 } : [1, 2])
                {
                    data.Add(loss, outputs, 0);
                    data.Add(loss, outputs, 0.9);
                }
            }

            return data;
        }
    }

    /// <summary>
    /// A model linear in its parameters has a constant kernel: the discrete rung must be the training itself, test points too.
    /// </summary>
    [Theory, MemberData(nameof(LinearModels))]
    public void Discrete_is_exact_for_a_linear_model(string name, int outputs, double momentum)
    {
        NetworkArchitecture architecture = new(3, [], outputs, ActivationCatalogue.Create("identity"), 1.2, 0.4);
        Matrix<double> inputs = Numbers(7, 3, 1), tests = Numbers(4, 3, 2);
        Loss loss = LossOf(name, outputs);
        double[] targets = Targets(7, outputs, loss);
        PredictionProblem problem = Problem(architecture, inputs, tests, targets, loss, new GradientDescent(0.2, momentum), 60);

        TrainingRecord trained = new Trainer(WorkerTeam.Single).Train(
            new TrainingTask
            {
                Inputs = inputs,
                Targets = targets,
                TestInputs = tests,
                Loss = problem.Loss,
                Optimizer = problem.Optimizer,
                Epochs = 60,
                RecordEvery = 7,
            },
            NetworkParameters.Draw(architecture, 1),
            problem.Kernel);
        Prediction discrete = new DiscreteRung().Predict(problem);

        trained.KernelDrift[^1].ShouldBeLessThan(1e-14);
        ReferenceCase.RelativeError(discrete.Field.Values, trained.Field.Values).ShouldBeLessThan(1e-12);
        ReferenceCase.RelativeError(discrete.TestField!.Values, trained.TestField!.Values).ShouldBeLessThan(1e-12);
        ReferenceCase.RelativeError(discrete.Loss, trained.Loss).ShouldBeLessThan(1e-12);
    }

    /// <summary>A kernel that all outputs share predicts what K ⊗ 1 does, which knows as much in C² as many numbers.</summary>
    [Theory]
    [InlineData("squared", 3)]
    [InlineData("quartic", 2)]
    [InlineData("cross_entropy", 3)]
    public void A_shared_kernel_is_that_of_independent_outputs(string name, int outputs)
    {
        NetworkArchitecture architecture = new(2, [40], 1, ActivationCatalogue.Create("erf"), 1.5, 0.6);
        Loss loss = LossOf(name, outputs);
        PredictionProblem single = Problem(
            architecture, Numbers(9, 2, 1), Numbers(5, 2, 2), Numbers(9, 1, 3).Values, new SquaredLoss(0.8), new GradientDescent(0.05, 0.8),
            80);
        PredictionProblem shared = single with
        {
            Copies = outputs,
            InitialField = Numbers(9, outputs, 4).Values,
            TestInitialField = Numbers(5, outputs, 5).Values,
            Targets = Targets(9, outputs, loss),
            Loss = loss,
        };
        Matrix<double> kernel = KernelPair.ForOutputs(single.Kernel, outputs);
        PredictionProblem full = shared with
        {
            Copies = 1,
            Kernel = kernel,
            TestKernel = KernelPair.ForOutputs(single.TestKernel!, outputs),
            Spectrum = KernelSpectrum.Of(kernel, outputs, WorkerTeam.Single),
        };

        shared.Outputs.ShouldBe(outputs);
        shared.Points.ShouldBe(9);
        foreach (IRung rung in KernelRungs)
        {
            // A mode of the shared kernel is a field for each output.
            Prediction expected = rung.Predict(full with { BackgroundModes = 3 * outputs });
            Prediction actual = rung.Predict(shared with { BackgroundModes = 3 });
            ReferenceCase.RelativeError(actual.Field.Values, expected.Field.Values).ShouldBeLessThan(1e-9, rung.Name);
            ReferenceCase.RelativeError(actual.Loss, expected.Loss).ShouldBeLessThan(1e-9, rung.Name);
            (actual.TestField is null).ShouldBe(expected.TestField is null);
            if (expected.TestField is { } test)
            {
                ReferenceCase.RelativeError(actual.TestField!.Values, test.Values).ShouldBeLessThan(1e-9, rung.Name);
            }
        }

        ModeAnalysis ofShared = ModeAnalysis.Of(shared, 0.01), ofFull = ModeAnalysis.Of(full, 0.01);
        ofShared.StabilityLimit.ShouldBe(ofFull.StabilityLimit, 1e-12);
        for (int i = 0; i < ofShared.Modes.Count; i++)
        {
            ofShared.Modes[i].MassSquared.ShouldBe(ofFull.Modes[outputs * i].MassSquared, 1e-12);
            ofShared.Modes[i].PredictedChange.ShouldBe(ofFull.Modes[outputs * i].PredictedChange, 1e-7);
        }

        if (loss.UniformCurvature is not null)
        {
            TrainingSpectrum.Of(shared).Loss(0.05, 0.8, 40).ShouldBe(TrainingSpectrum.Of(full).Loss(0.05, 0.8, 40), 1e-12);
        }
    }

    /// <summary>
    /// Labels are no values of the field: the background is the uniform field, whose softmax goes to the frequencies of the classes.
    /// </summary>
    [Fact]
    public void The_mean_field_of_a_cross_entropy_learns_how_frequent_the_classes_are()
    {
        const int points = 8;
        Matrix<double> kernel = new(points, points);
        kernel.Values.AsSpan().Fill(1.7);
        CrossEntropyLoss loss = new(2);
        double[] labels = [.. Enumerable.Range(0, points).SelectMany(x => x < 6 ? new[] { 1.0, 0 } : [0, 1])];
        PredictionProblem problem = new()
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel, 1, WorkerTeam.Single),
            Copies = 2,
            InitialField = new double[2 * points],
            Targets = labels,
            Loss = loss,
            Optimizer = new GradientDescent(0.1, 0.5),
            Matching = Matching.Leapfrog,
            Epochs = [0, 3000],
        };

        foreach (IRung rung in KernelRungs.Where(rung => rung.Name != "perturbations"))
        {
            double[] probabilities = new double[2];
            loss.Potential.Probabilities(rung.Predict(problem).Field.At(1)[..2], probabilities);
            probabilities.ShouldBe([0.75, 0.25], 1e-6, rung.Name);
        }
    }

    /// <summary>
    /// The closed forms by modes against the Runge-Kutta method and the step-by-step recursion, by hiding that ℓ'' is constant.
    /// </summary>
    [Theory]
    [InlineData(Matching.Leading, 1)]
    [InlineData(Matching.Leapfrog, 1)]
    [InlineData(Matching.Leapfrog, 2)]
    public void Closed_forms_agree_with_numerical_solutions(Matching matching, int outputs)
    {
        NetworkArchitecture architecture = new(2, [30], outputs, ActivationCatalogue.Create("erf"), 1.5, 0.6);
        PredictionProblem closed = Problem(
            architecture, Numbers(9, 2, 1), Numbers(5, 2, 2), Numbers(9, outputs, 3)
                .Values, new SquaredLoss(0.8), new GradientDescent(0.05, 0.8), 80) with
        {
            Matching = matching,
        };
        PredictionProblem numerical = closed with { Loss = new Disguised(closed.Loss) };
        foreach (IRung rung in KernelRungs)
        {
            Prediction expected = rung.Predict(closed), actual = rung.Predict(numerical with { BackgroundModes = 2 });
            ReferenceCase.RelativeError(actual.Field.Values, expected.Field.Values).ShouldBeLessThan(2e-9, rung.Name);
            if (expected.TestField is { } test)
            {
                ReferenceCase.RelativeError(actual.TestField!.Values, test.Values).ShouldBeLessThan(2e-9, rung.Name);
            }
        }

        double[] Changes(PredictionProblem problem) => [.. ModeAnalysis.Of(problem, 0.01).Modes.Select(mode => mode.PredictedChange)];
        ReferenceCase.RelativeError(Changes(numerical), Changes(closed)).ShouldBeLessThan(1e-8);
    }

    /// <summary>
    /// At fixed friction, mass and time the continuum error falls with the step h = √η to first order (leading) and to second (leapfrog).
    /// </summary>
    [Theory]
    [InlineData(Matching.Leading, 1, 2)]
    [InlineData(Matching.Leading, 1, 4)]
    [InlineData(Matching.Leapfrog, 2, 2)]
    [InlineData(Matching.Leapfrog, 2, 4)]
    public void Continuum_error_has_the_order_of_its_matching(Matching matching, double order, int degree)
    {
        double[] steps = [0.08, 0.04, 0.02, 0.01];
        double[] errors =
            [.. steps.Select(h => ContinuumError(new GradientDescent(h * h, 1 - (0.6 * h)), matching, degree, (int)Math.Round(8 / h)))];
        for (int i = 1; i < steps.Length; i++)
        {
            Math.Log2(errors[i - 1] / errors[i]).ShouldBe(order, 0.2);
        }
    }

    /// <summary>
    /// Largest errors over 400 steps for Θ = 1, κ = 0.1, n = 2, relative to the initial amplitude; from an independent program.
    /// </summary>
    [Theory]
    [InlineData(0.9, 0.01, 3.6e-2, 1.0e-3)]
    [InlineData(0.99, 0.01, 7.2e-2, 6.3e-4)]
    [InlineData(0, 1.0 / 9, 5.0e-2, 1.3e-2)]
    public void Continuum_errors_of_both_matchings(double momentum, double learningRate, double leading, double leapfrog)
    {
        GradientDescent optimizer = new(learningRate, momentum);
        double first = ContinuumError(optimizer, Matching.Leading, 2, 400, curvature: 0.1);
        double second = ContinuumError(optimizer, Matching.Leapfrog, 2, 400, curvature: 0.1);

        (first / second).ShouldBe(leading / leapfrog, 0.1 * leading / leapfrog);
    }

    /// <summary>If Θ = Θ₀ 1 1ᵀ and the field is uniform there is nothing but the mean.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void A_uniform_kernel_leaves_the_mean_field_alone(int degree)
    {
        const int points = 6;
        Matrix<double> kernel = new(points, points);
        kernel.Values.AsSpan().Fill(1.7);
        PredictionProblem problem = new()
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel, 1, WorkerTeam.Single),
            InitialField = [.. Enumerable.Repeat(0.4, points)],
            Targets = new double[points],
            Loss = new ResidualLoss(new PowerPotential(degree, 0.02, 3)),
            Optimizer = new GradientDescent(0.1, 0.5),
            Matching = Matching.Leapfrog,
            Epochs = [0, 10, 50, 100],
        };

        problem.Spectrum.UniformOverlap.ShouldBe(1, 1e-12);
        double[] mean = MeanFieldRung.Leading.Predict(problem).Field.Values;
        ReferenceCase.RelativeError(MeanFieldRung.MeanKernel.Predict(problem).Field.Values, mean).ShouldBeLessThan(1e-12);
        foreach (IRung rung in new IRung[] { new PerturbationsRung(), new FrozenKernelRung() })
        {
            double[] spread = [.. mean.SelectMany(value => Enumerable.Repeat(value, points))];
            ReferenceCase.RelativeError(rung.Predict(problem).Field.Values, spread).ShouldBeLessThan(1e-8, rung.Name);
        }

        ModeAnalysis.Of(problem, 0.01).Frozen.ShouldBe(points - 1);
    }

    [Fact]
    public void A_vanishing_kernel_moves_nothing_and_says_no_nonsense()
    {
        Matrix<double> kernel = new(3, 3);
        PredictionProblem problem = new()
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel, 1, WorkerTeam.Single),
            InitialField = [0.4, 0.1, -0.3],
            Targets = new double[3],
            Loss = new ResidualLoss(new PowerPotential(2, 1, 3)),
            Optimizer = new GradientDescent(0.1, 0.5),
            Matching = Matching.Leapfrog,
            Epochs = [0, 10, 100],
        };

        foreach (IRung rung in KernelRungs.Where(rung => rung.Name is not ("mean_field" or "mean_kernel")))
        {
            rung.Predict(problem).Field.Values.ShouldBe([0.4, 0.1, -0.3, 0.4, 0.1, -0.3, 0.4, 0.1, -0.3]);
        }

        double.IsPositiveInfinity(ModeAnalysis.StabilityLimitOf(problem)).ShouldBeTrue();
    }

    /// <summary>The recursion is stable below 2(1+γ)/m² and not above.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Stability_limit_separates_decay_from_growth(double momentum)
    {
        double limit = ModeAnalysis.StabilityLimitOf(0.7, momentum);
        LastAmplitude(0.99 * limit, momentum).ShouldBeLessThan(1);
        LastAmplitude(1.01 * limit, momentum).ShouldBeGreaterThan(10);
    }

    private static double LastAmplitude(double learningRate, double momentum) =>
        Math.Abs(
            new DiscreteRung().Predict(Single(new GradientDescent(learningRate, momentum), Matching.Leading, 2, 0.7, [0, 500]))
                .Field.Values[^1]);

    private static double ContinuumError(GradientDescent optimizer, Matching matching, int degree, int epochs, double curvature = 0.5)
    {
        PredictionProblem problem = Single(optimizer, matching, degree, curvature, [.. Enumerable.Range(0, epochs + 1)]);
        double[] continuum = new FrozenKernelRung().Predict(problem).Field.Values;
        double[] discrete = new DiscreteRung().Predict(problem).Field.Values;
        return continuum.Zip(discrete, (a, b) => Math.Abs(a - b)).Max();
    }

    /// <summary>One field value with Θ = 1, starting one unit from its minimum.</summary>
    private static PredictionProblem Single(GradientDescent optimizer, Matching matching, int degree, double curvature, int[] epochs)
    {
        Matrix<double> kernel = new(1, 1, [1]);
        return new PredictionProblem
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel, 1, WorkerTeam.Single),
            InitialField = [1],
            Targets = [0],
            Loss = new ResidualLoss(new PowerPotential(degree, curvature)),
            Optimizer = optimizer,
            Matching = matching,
            Epochs = epochs,
        };
    }

    private static PredictionProblem Problem(
        NetworkArchitecture architecture,
        Matrix<double> inputs,
        Matrix<double> tests,
        double[] targets,
        Loss loss,
        GradientDescent optimizer,
        int epochs)
    {
        MatrixProduct<double> product = new(WorkerTeam.Single);
        TangentKernel<double> kernels = new(architecture, product, WorkerTeam.Single);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 1);
        Matrix<double> kernel = kernels.Square(parameters, inputs);
        double[] Field(Matrix<double> x)
        {
            Propagation<double> pass = new(architecture, x, product, WorkerTeam.Single);
            pass.Forward(parameters);
            return pass.Output.Values;
        }

        return new PredictionProblem
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel, architecture.Outputs, WorkerTeam.Single),
            InitialField = Field(inputs),
            Targets = targets,
            Loss = loss,
            Optimizer = optimizer,
            Matching = Matching.Leapfrog,
            Epochs = Trainer.RecordedEpochs(epochs, 7),
            TestKernel = kernels.Between(parameters, tests, inputs),
            TestInitialField = Field(tests),
        };
    }

    private static Loss LossOf(string name, int outputs) => name switch
    {
        "squared" => new SquaredLoss(0.7),
        "quartic" => new ResidualLoss(new PowerPotential(4, 0.1)),
        "huber" => new ResidualLoss(new HuberPotential(0.9, 0.5)),
        "log_cosh" => new ResidualLoss(new LogCoshPotential(0.9, 0.6)),
        "cross_entropy" => new CrossEntropyLoss(outputs, 0.9),
        _ => new ExpressionLoss("0.4*(f-y)^2 + 0.05*f^4"),
    };

    /// <summary>Any numbers, or weights of classes where the loss asks for these.</summary>
    private static double[] Targets(int points, int outputs, Loss loss) => loss.Targets == TargetRole.Labels
        ? [.. Enumerable.Range(0, points).SelectMany(x => Enumerable.Range(0, outputs).Select(c => c == x % outputs ? 1.0 : 0))]
        : Numbers(points, outputs, 3).Values;

    private static Matrix<double> Numbers(int rows, int columns, int seed) =>
        new(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(i => Math.Sin((1.3 * i) + seed))]);

    /// <summary>A loss that does not tell that its curvature is constant.</summary>
    private sealed class Disguised(Loss inner) : Loss
    {
        public override string Name => inner.Name;

        public override string Formula => inner.Formula;

        public override TargetRole Targets => inner.Targets;

        public override double Energy(ReadOnlySpan<double> field, ReadOnlySpan<double> targets) => inner.Energy(field, targets);

        public override void Gradient(ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient) =>
            inner.Gradient(field, targets, gradient);

        public override void CurvatureProduct(
            ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result) =>
            inner.CurvatureProduct(field, targets, direction, result);

        public override double LargestCurvature(ReadOnlySpan<double> field, ReadOnlySpan<double> targets) =>
            inner.LargestCurvature(field, targets);
    }
}

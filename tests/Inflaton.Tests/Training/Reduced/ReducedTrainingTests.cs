using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training.Reduced;

/// <summary>Reduced training against direct training: the trajectories differ by the tolerance, whatever the network.</summary>
[Collection(nameof(AllocationTests))] // one test counts what the whole process allocates
public sealed class ReducedTrainingTests
{
    public static TheoryData<string, double> ReferenceCases() => Cross(ReferenceCase.Names);

    public static TheoryData<string, double> Activations() => Cross([.. ActivationCatalogue.Names]);

    [Theory]
    [MemberData(nameof(ReferenceCases))]
    public void Reference_cases_train_as_they_do_directly(string name, double tolerance)
    {
        ReferenceCase reference = new(name);
        Setup setup = new(reference.Architecture, reference.Inputs, reference.Targets, reference.Loss, reference.Parameters);

        setup.Compare(tolerance, reference.Optimizer, reference.Epochs);
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Every_activation_trains_as_it_does_directly(string name, double tolerance) =>
        Setup.Of(new NetworkArchitecture(2, [120, 90], 1, ActivationCatalogue.Create(name), 1.3, 0.2), points: 3)
            .Compare(tolerance, new GradientDescent(0.05, 0.9), 120);

    [Theory]
    [InlineData(0, 1, 1, 0.0)]
    [InlineData(1, 20, 2, 0.9)]
    [InlineData(2, 1, 1, 0.9)]
    [InlineData(2, 1, 3, 0.0)]
    [InlineData(3, 20, 1, 0.9)]
    [InlineData(3, 20, 2, 0.0)]
    [InlineData(4, 1, 1, 0.9)]
    [InlineData(4, 20, 1, 0.0)]
    public void Every_shape_trains_as_it_does_directly(int depth, int points, int outputs, double momentum)
    {
        NetworkArchitecture architecture = new(
            1, [.. Enumerable.Repeat(150, depth)], outputs, ActivationCatalogue.Create("erf"), 1.2, 0.3);

        foreach (double tolerance in new[] { 1e-6, 1e-10 })
        {
            Setup.Of(architecture, points, span: 0.1).Compare(tolerance, new GradientDescent(0.1, momentum), 150);
        }
    }

    [Theory]
    [InlineData(Parameterization.Standard, true)]
    [InlineData(Parameterization.Ntk, false)]
    public void Every_parameterisation_trains_as_it_does_directly(Parameterization parameterization, bool hasBiases) =>
        Setup.Of(new(2, [100, 100], 1, ActivationCatalogue.Create("tanh"), 1.2, 0.3, parameterization, hasBiases), points: 4)
            .Compare(1e-10, new GradientDescent(0.002, 0.9), 150);

    /// <summary>Where the targets are out of reach, slow modes go on for ever, and what is dropped adds up.</summary>
    [Fact]
    public void Long_training_keeps_to_the_tolerance()
    {
        Setup setup = Setup.Of(new(1, [300, 300], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3), points: 20, span: 0.1);
        ReducedTraining training = setup.Reduced(1e-6);

        setup.Error(training, new GradientDescent(0.02, 0.9), 1000).ShouldBeLessThan(1e-5);

        training.BasisSizes[0].LeftAtStep.ShouldBeNull();
    }

    [Fact]
    public void The_error_follows_the_tolerance()
    {
        Setup setup = Setup.Of(new(1, [300, 300], 1, ActivationCatalogue.Create("erf"), 1.2, 0.3), points: 2, span: 0.3);
        double[] tolerances = [1e-3, 1e-5, 1e-7, 1e-9];
        double[] errors = new double[tolerances.Length];
        int[] sizes = new int[tolerances.Length];
        for (int i = 0; i < tolerances.Length; i++)
        {
            ReducedTraining training = setup.Reduced(tolerances[i]);
            errors[i] = setup.Error(training, new GradientDescent(0.1, 0.9), 200);
            training.LargestResidual.ShouldBeInRange(tolerances[i] / 100, tolerances[i]);
            sizes[i] = training.BasisSizes[0].Responses;
        }

        sizes.ShouldBeInOrder(SortDirection.Ascending);
        double slope = Math.Log(errors[0] / errors[^1]) / Math.Log(tolerances[0] / tolerances[^1]);
        slope.ShouldBe(1, 0.2);
    }

    [Fact]
    public void Bases_stay_small_and_training_is_predicted_to_be_cheap()
    {
        Setup setup = Setup.Of(new NetworkArchitecture(1, [600, 600], 1, ActivationCatalogue.Create("erf"), 1.2, 0.3), points: 1);
        ReducedTraining training = setup.Reduced(1e-10);
        setup.Run(training, new GradientDescent(0.05, 0.9), 400);

        BasisSize size = training.BasisSizes.ShouldHaveSingleItem();
        size.Layer.ShouldBe(1);
        size.Signals.ShouldBeInRange(5, 40);
        size.Responses.ShouldBeInRange(5, 60);
        size.ActiveSignals.ShouldBeInRange(1, size.Signals / 2);
        size.ActiveResponses.ShouldBeInRange(1, size.Responses / 2);
        size.LeftAtStep.ShouldBeNull();
        training.Saving.ShouldBeGreaterThan(3);
    }

    /// <summary>Vectors fall idle while the field settles, and are needed again when it runs back.</summary>
    [Fact]
    public void Idle_vectors_come_back()
    {
        Setup setup = Setup.Of(new(1, [300, 300], 2, ActivationCatalogue.Create("erf"), 1.2, 0.3), points: 2, span: 0.3);
        ReducedTraining training = setup.Reduced(1e-10);
        int[] active = [0, 0];

        double error = setup.Error(
            training, new Reversed(), 160, epoch => active[epoch < 130 ? 0 : 1] = ActiveVectors(training));

        error.ShouldBeLessThan(1e-9);
        BasisSize size = training.BasisSizes[0];
        size.LeftAtStep.ShouldBeNull();
        active[0].ShouldBeLessThan((size.Signals + size.Responses) / 3);
        active[1].ShouldBeGreaterThan(active[0] + 5);
    }

    [Fact]
    public void Bases_that_do_not_pay_are_left_and_training_goes_on_with_its_velocity()
    {
        NetworkArchitecture architecture = new(4, [40, 30], 2, ActivationCatalogue.Create("relu"), 1.4, 0.3);
        Setup setup = Setup.Of(architecture, points: 25, span: 2);
        ReducedTraining training = setup.Reduced(1e-10);

        setup.Error(training, new GradientDescent(0.05, 0.9), 150).ShouldBeLessThan(1e-9);

        training.BasisSizes.ShouldHaveSingleItem().LeftAtStep.ShouldNotBeNull();
        training.LargestResidual.ShouldBeLessThanOrEqualTo(1e-10);
    }

    [Fact]
    public void Asking_for_the_parameters_on_the_way_changes_rounding_alone()
    {
        Setup setup = Setup.Of(new NetworkArchitecture(2, [80, 60], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3), points: 3);
        ReducedTraining quiet = setup.Reduced(1e-10), asked = setup.Reduced(1e-10);
        GradientDescent optimizer = new(0.1, 0.9);
        for (int k = 0; k < 100; k++)
        {
            Advance(quiet, optimizer, k);
            Advance(asked, optimizer, k);
            if (k % 7 == 0)
            {
                _ = asked.Parameters;
                _ = asked.Parameters;
            }
        }

        quiet.Forward();
        asked.Forward();
        ReferenceCase.RelativeError(asked.Field, quiet.Field).ShouldBeLessThan(1e-10);
        ReferenceCase.RelativeError(asked.Parameters.Weights[1].Values, quiet.Parameters.Weights[1].Values).ShouldBeLessThan(1e-11);
    }

    /// <summary>Test inputs through their own basis, through merges of the weights, and where they need too many vectors.</summary>
    [Theory]
    [InlineData("erf", 4)]
    [InlineData("relu", 90)]
    public void Trainer_records_what_it_records_directly(string activation, int watched)
    {
        NetworkArchitecture architecture = new(2, [160, 110, 70], 2, ActivationCatalogue.Create(activation), 1.4, 0.3);
        Setup setup = Setup.Of(architecture, points: 2);
        TrainingTask task = setup.Task(new GradientDescent(0.05, 0.9), 60) with
        {
            TestInputs = Matrix.FromFunction(watched, 2, (i, j) => Math.Cos(i + (2 * j))),
            RecordKernelEvery = 25,
        };
        MatrixProduct<double> product = new(WorkerTeam.Single);
        Trainer trainer = new(WorkerTeam.Single);
        NetworkParameters parameters = setup.Initial(), reducedParameters = setup.Initial();
        Matrix<double> kernel = new TangentKernel<double>(architecture, product, WorkerTeam.Single).Square(parameters, setup.Inputs);
        TrainingRecord direct = trainer.Train(task, parameters, kernel);
        ReducedTraining method = new(reducedParameters, setup.Inputs, setup.Targets, setup.Loss, product, WorkerTeam.Single);

        TrainingRecord reduced = trainer.Train(task, reducedParameters, kernel, method: method);

        reduced.Epochs.ShouldBe(direct.Epochs);
        ReferenceCase.RelativeError(reduced.Field.Values, direct.Field.Values).ShouldBeLessThan(1e-9);
        ReferenceCase.RelativeError(reduced.TestField!.Values, direct.TestField!.Values).ShouldBeLessThan(1e-9);
        ReferenceCase.RelativeError(reduced.KernelDrift, direct.KernelDrift).ShouldBeLessThan(1e-8);
        ReferenceCase.RelativeError(reduced.FinalKernel!.Values, direct.FinalKernel!.Values).ShouldBeLessThan(1e-9);
        ReferenceCase.RelativeError(reducedParameters.Weights[2].Values, parameters.Weights[2].Values).ShouldBeLessThan(1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void Bits_do_not_depend_on_the_number_of_threads(int points)
    {
        Setup setup = Setup.Of(new NetworkArchitecture(1, [2100, 300], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3), points, span: 0.1);
        double[][] fields = new double[3][], weights = new double[3][];
        for (int threads = 1; threads <= 3; threads++)
        {
            using WorkerTeam team = new(threads);
            ReducedTraining training = setup.Reduced(1e-8, team);
            setup.Run(training, new GradientDescent(0.05, 0.9), 30);
            fields[threads - 1] = training.Field.ToArray();
            weights[threads - 1] = training.Parameters.Weights[1].Values;
        }

        fields[1].ShouldBe(fields[0]);
        fields[2].ShouldBe(fields[0]);
        weights[1].AsSpan().SequenceEqual(weights[0]).ShouldBeTrue();
        weights[2].AsSpan().SequenceEqual(weights[0]).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-15)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_tolerance_outside_its_range_is_refused(double tolerance)
    {
        Setup setup = Setup.Of(new NetworkArchitecture(1, [5, 5], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3), points: 1);

        Should.Throw<ArgumentOutOfRangeException>(() => setup.Reduced(tolerance)).ActualValue.ShouldBe(tolerance);
    }

    [Fact]
    public void Divergence_is_not_an_error()
    {
        Setup setup = Setup.Of(new NetworkArchitecture(1, [30, 30], 1, ActivationCatalogue.Create("relu"), 1.4, 0.3), points: 2);
        ReducedTraining training = setup.Reduced(1e-10);
        setup.Run(training, new GradientDescent(1e6), 200);

        double.IsFinite(training.Loss).ShouldBeFalse();
    }

    private static TheoryData<string, double> Cross(string[] names)
    {
        TheoryData<string, double> data = [];
        foreach (string name in names)
        {
            data.Add(name, 1e-6);
            data.Add(name, 1e-10);
        }

        return data;
    }

    private static void Advance(TrainingMethod training, Optimizer optimizer, int epoch)
    {
        training.Forward();
        training.Step(Coefficients(optimizer, epoch));
    }

    private static StepCoefficients Coefficients(Optimizer optimizer, int epoch)
    {
        StepSequence steps = optimizer.Begin();
        for (int k = 0; k < epoch; k++)
        {
            steps.Next([], double.NaN);
        }

        return steps.Next([], double.NaN);
    }

    private static int ActiveVectors(ReducedTraining training) =>
        training.BasisSizes[0].ActiveSignals + training.BasisSizes[0].ActiveResponses;

    /// <summary>Gradient descent that turns round.</summary>
    private sealed class Reversed : Optimizer
    {
        public override string Name => "reversed";

        public override double LearningRate => 0.05;

        public override EquationOfMotion Equation(Matching matching, double mean = 0) => new UnknownMotion();

        public override StepSequence Begin() => new Steps();

        private sealed class Steps : StepSequence
        {
            private int epoch;

            public override StepCoefficients Next(ReadOnlySpan<double> field, double loss) => new(0.8, epoch++ >= 130 ? -0.05 : 0.05);
        }
    }

    private sealed record Setup(
        NetworkArchitecture Architecture, Matrix<double> Inputs, double[] Targets, Loss Loss, Func<NetworkParameters> Initial)
    {
        private readonly MatrixProduct<double> product = new(WorkerTeam.Single);

        public static Setup Of(NetworkArchitecture architecture, int points, double span = 1)
        {
            double[] inputs = [.. Enumerable.Range(0, points * architecture.Inputs).Select(i => span * Math.Sin(1.7 * (i + 1)))];
            double[] targets = [.. Enumerable.Range(0, points * architecture.Outputs).Select(i => Math.Cos(i))];
            return new Setup(
                architecture,
                new Matrix<double>(points, architecture.Inputs, inputs),
                targets,
                new SquaredLoss(),
                () => NetworkParameters.Draw(architecture, 7));
        }

        public ReducedTraining Reduced(double tolerance) =>
            new(Initial(), Inputs, Targets, Loss, product, WorkerTeam.Single, tolerance);

        public ReducedTraining Reduced(double tolerance, WorkerTeam team) =>
            new(Initial(), Inputs, Targets, Loss, new MatrixProduct<double>(team), team, tolerance);

        public TrainingTask Task(Optimizer optimizer, int epochs) =>
            new() { Inputs = Inputs, Targets = Targets, Loss = Loss, Optimizer = optimizer, Epochs = epochs };

        public void Run(TrainingMethod training, Optimizer optimizer, int epochs)
        {
            for (int k = 0; k < epochs; k++)
            {
                Advance(training, optimizer, k);
            }

            training.Forward();
        }

        /// <summary>Largest distance of the field's trajectory from the direct one, relative to the largest field value.</summary>
        public double Error(ReducedTraining training, Optimizer optimizer, int epochs, Action<int>? watch = null) =>
            Deviations(training, optimizer, epochs, watch).Field;

        public void Compare(double tolerance, Optimizer optimizer, int epochs)
        {
            ReducedTraining training = Reduced(tolerance);
            (double field, double parameters, double kernel) = Deviations(training, optimizer, epochs);

            field.ShouldBeLessThan(10 * tolerance);
            parameters.ShouldBeLessThan(10 * tolerance);
            kernel.ShouldBeLessThan(10 * tolerance);
            training.LargestResidual.ShouldBeLessThanOrEqualTo(tolerance);
        }

        private (double Field, double Parameters, double Kernel) Deviations(
            ReducedTraining training, Optimizer optimizer, int epochs, Action<int>? watch = null)
        {
            DirectTraining<double> direct = new(Initial(), Inputs, Targets, Loss, product, WorkerTeam.Single);
            double size = 0, deviation = 0;
            for (int k = 0; ; k++)
            {
                training.Forward();
                direct.Forward();
                for (int i = 0; i < direct.Field.Length; i++)
                {
                    size = Math.Max(size, Math.Abs(direct.Field[i]));
                    deviation = Math.Max(deviation, Math.Abs(training.Field[i] - direct.Field[i]));
                }

                if (k == epochs)
                {
                    break;
                }

                training.Step(Coefficients(optimizer, k));
                direct.Step(Coefficients(optimizer, k));
                watch?.Invoke(k);
            }

            double parameters = Enumerable.Range(0, Architecture.Layers)
                .Max(l => ReferenceCase.RelativeError(training.Parameters.Weights[l].Values, direct.Parameters.Weights[l].Values));
            TangentKernel<double> kernels = new(Architecture, product, WorkerTeam.Single);
            Matrix<double> actual = kernels.Square(training.Parameters, Inputs), expected = kernels.Square(direct.Parameters, Inputs);
            return (deviation / size, parameters, Trainer.RelativeDistance(actual, expected));
        }
    }
}

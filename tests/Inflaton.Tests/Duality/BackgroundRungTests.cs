using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>Several background fields, held against the rungs that they lie between and against equations written out.</summary>
public sealed class BackgroundRungTests
{
    public static TheoryData<string, Matching> Optimizers => new()
    {
        { "heavy ball", Matching.Leading },
        { "heavy ball", Matching.Leapfrog },
        { "nesterov", Matching.Leapfrog },
        { "born-infeld", Matching.Leapfrog },
        { "friedmann", Matching.Leading },
    };

    /// <summary>
    /// With as many fields as modes the two are the same; with one less nothing but the least mode is linear, and what it does to the
    /// others left out.
    /// </summary>
    [Theory, MemberData(nameof(Optimizers))]
    public void All_modes_are_the_frozen_kernel(string optimizer, Matching matching)
    {
        PredictionProblem problem = Clusters(OptimizerOf(optimizer), outputs: 2) with { Matching = matching };
        Prediction frozen = new FrozenKernelRung().Predict(problem);

        Prediction all = With(problem, 16), more = With(problem, 40), fifteen = With(problem, 15), one = With(problem, 1);

        all.Field.Values.ShouldBe(frozen.Field.Values);
        all.TestField!.Values.ShouldBe(frozen.TestField!.Values);
        all.Loss.ShouldBe(frozen.Loss);
        more.Field.Values.ShouldBe(frozen.Field.Values);
        ReferenceCase.RelativeError(fifteen.Field.Values, frozen.Field.Values)
            .ShouldBeInRange(1e-14, 0.1 * ReferenceCase.RelativeError(one.Field.Values, frozen.Field.Values));
    }

    /// <summary>
    /// Where the leading mode is uniform and inputs share their equation one field is the mean, with targets and without. (With a speed
    /// limit the two differ in the energy that counts: that of the whole field here, of the mean there.)
    /// </summary>
    [Theory, MemberData(nameof(Optimizers))]
    public void One_uniform_field_is_the_mean_field_with_linear_modes(string optimizer, Matching matching)
    {
        foreach (Loss loss in new Loss[]
            { new ResidualLoss(new LogCoshPotential(0.5, 0.6)), new ResidualLoss(new PowerPotential(4, 0.02, 2)) })
        {
            PredictionProblem problem = Circle(loss) with { Optimizer = OptimizerOf(optimizer), Matching = matching };
            Prediction perturbations = new PerturbationsRung().Predict(problem), one = With(problem, 1);

            problem.Spectrum.UniformOverlap.ShouldBe(1, 1e-12);
            if (optimizer != "born-infeld")
            {
                ReferenceCase.RelativeError(one.Field.Values, perturbations.Field.Values).ShouldBeLessThan(1e-8, loss.Formula);
            }

            ReferenceCase.RelativeError(new FrozenKernelRung().Predict(problem).Field.Values, perturbations.Field.Values)
                .ShouldBeGreaterThan(1e-4);
        }
    }

    /// <summary>
    /// A quadratic loss is linear: any number of fields is the frozen kernel, in closed form and where the equation is not that of modes.
    /// </summary>
    [Theory]
    [InlineData("heavy ball")]
    [InlineData("friedmann")]
    public void A_quadratic_loss_needs_no_background(string optimizer)
    {
        PredictionProblem problem = Clusters(OptimizerOf(optimizer), outputs: 1) with { Loss = new SquaredLoss(0.3) };
        Prediction frozen = new FrozenKernelRung().Predict(problem);
        foreach (int modes in new[] { 1, 3, 8 })
        {
            ReferenceCase.RelativeError(With(problem, modes).Field.Values, frozen.Field.Values).ShouldBeLessThan(1e-8);
            ReferenceCase.RelativeError(With(problem, modes).TestField!.Values, frozen.TestField!.Values).ShouldBeLessThan(1e-8);
        }

        BackgroundFields.Of(problem).Needed.ShouldBe(1);
        BackgroundFields.Of(problem).Errors.ShouldAllBe(error => error < 1e-8);
    }

    /// <summary>
    /// The equations as they are written, mode by mode in small steps: what drives u_i does so with ℓ' of the background alone for i ≤ m
    /// and with what is linear around it for i &gt; m.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_equations_written_out_mode_by_mode(int modes)
    {
        const double hubble = 0.15;
        GradientDescent optimizer = new(0.04, 1 - (3 * hubble * 0.2));
        PredictionProblem problem = Clusters(optimizer, outputs: 1) with { Matching = Matching.Leading };
        LogCoshPotential potential = new(0.9, 0.6);
        int count = problem.Spectrum.Count;
        double[] amplitude = new double[count], velocity = new double[count], residual = new double[count];
        problem.Spectrum.ToModes(problem.InitialField.Zip(problem.Targets, (f, y) => f - y).ToArray(), amplitude);
        problem.Equation.Hubble.ShouldBe(hubble, 1e-12);

        // The classical Runge-Kutta method at a step that makes its error 1e-10.
        const int steps = 4000;
        double h = problem.Times[^1] / steps;
        for (int step = 0; step < steps; step++)
        {
            double[] a1 = velocity, b1 = Force(amplitude, velocity);
            double[] a2 = Ahead(velocity, b1, h / 2), b2 = Force(Ahead(amplitude, a1, h / 2), a2);
            double[] a3 = Ahead(velocity, b2, h / 2), b3 = Force(Ahead(amplitude, a2, h / 2), a3);
            double[] a4 = Ahead(velocity, b3, h), b4 = Force(Ahead(amplitude, a3, h), a4);
            amplitude = [.. amplitude.Select((value, i) => value + (h / 6 * (a1[i] + (2 * a2[i]) + (2 * a3[i]) + a4[i])))];
            velocity = [.. velocity.Select((value, i) => value + (h / 6 * (b1[i] + (2 * b2[i]) + (2 * b3[i]) + b4[i])))];
        }

        problem.Spectrum.ToField(amplitude, residual);
        double[] expected = [.. residual.Zip(problem.Targets, (g, y) => g + y)];
        Trajectory field = With(problem, modes).Field;
        ReferenceCase.RelativeError(field.At(field.Count - 1).ToArray(), expected).ShouldBeLessThan(1e-7);

        static double[] Ahead(double[] from, double[] along, double by) => [.. from.Select((value, i) => value + (by * along[i]))];

        double[] Force(double[] g, double[] v)
        {
            double[] force = new double[count];
            for (int i = 0; i < count; i++)
            {
                for (int x = 0; x < count; x++)
                {
                    double b = 0, rest = 0;
                    for (int j = 0; j < count; j++)
                    {
                        (b, rest) = j < modes
                            ? (b + (problem.Spectrum.Modes[x, j] * g[j]), rest) : (b, rest + (problem.Spectrum.Modes[x, j] * g[j]));
                    }

                    double pull = potential.Slope(b) + (i < modes ? 0 : potential.Curvature(b) * rest);
                    force[i] -= problem.Spectrum.Eigenvalues[i] / count * problem.Spectrum.Modes[x, i] * pull;
                }

                force[i] -= 3 * hubble * v[i];
            }

            return force;
        }
    }

    /// <summary>Two clusters are two fields: one does not do, two do, and the search says so.</summary>
    [Fact]
    public void Two_clusters_need_two_fields()
    {
        PredictionProblem problem = Clusters(new GradientDescent(0.04, 0.9), outputs: 1);

        BackgroundFields fields = BackgroundFields.Of(problem, also: 5);

        fields.Needed.ShouldBe(2);
        fields.Modes.ShouldBe([1, 2, 5]);
        fields.Errors[0].ShouldBeGreaterThan(0.1);
        fields.Errors[1].ShouldBeLessThan(0.01);
        fields.Errors[2].ShouldBeLessThan(fields.Errors[1]);
        With(problem with { BackgroundModes = null }, null).Field.Values.ShouldBe(With(problem, 2).Field.Values);
    }

    /// <summary>The bits do not depend on the number of threads.</summary>
    [Fact]
    public void The_bits_are_those_of_one_thread()
    {
        PredictionProblem problem = Clusters(new GradientDescent(0.04, 0.9), outputs: 2);
        using WorkerTeam team = new(3);

        With(problem with { Team = team }, 3).Field.Values.ShouldBe(With(problem, 3).Field.Values);
    }

    private static Prediction With(PredictionProblem problem, int? modes) =>
        new BackgroundRung().Predict(problem with { BackgroundModes = modes });

    private static Optimizer OptimizerOf(string name) => name switch
    {
        "nesterov" => new NesterovDescent(0.04, 0.9),
        "born-infeld" => new BornInfeldDescent(0.04),
        "friedmann" => new FriedmannOptimizer(0.04, new PowerLawExpansion(0.5, 1)),
        _ => new GradientDescent(0.04, 0.9),
    };

    /// <summary>Inputs around ±1 under a kernel that falls with their distance, and between them two tests.</summary>
    private static PredictionProblem Clusters(Optimizer optimizer, int outputs)
    {
        double[] inputs = [-1.06, -1.02, -0.98, -0.94, 0.94, 0.97, 1.03, 1.06], tests = [-0.5, 0.5];
        double Between(double x, double y) => 4 * (0.3 + Math.Exp(-0.5 * (x - y) * (x - y)));
        Matrix<double> Blocks(double[] rows)
        {
            Matrix<double> kernel = new(rows.Length * outputs, inputs.Length * outputs);
            for (int i = 0; i < kernel.Rows; i++)
            {
                for (int j = 0; j < kernel.Columns; j++)
                {
                    double coupling = i % outputs == j % outputs ? 1 + (0.2 * (i % outputs)) : 0.1;
                    kernel[i, j] = coupling * Between(rows[i / outputs], inputs[j / outputs]);
                }
            }

            return kernel;
        }

        Matrix<double> square = Blocks(inputs);
        int count = square.Rows;
        return new PredictionProblem
        {
            Kernel = square,
            Spectrum = KernelSpectrum.Of(square, outputs),
            InitialField = [.. Enumerable.Range(0, count).Select(i => (i < count / 2 ? 1.6 : -0.9) + (0.05 * Math.Sin(2.0 * i)))],
            Targets = [.. Enumerable.Range(0, count).Select(i => i < count / 2 ? -0.7 : 0.5)],
            TestKernel = Blocks(tests),
            TestInitialField = new double[2 * outputs],
            Loss = new ResidualLoss(new LogCoshPotential(0.9, 0.6)),
            Optimizer = optimizer,
            Matching = Matching.Leapfrog,
            Epochs = [0, 20, 40, 80, 120],
        };
    }

    /// <summary>Inputs on a circle, whose kernel's leading mode is uniform.</summary>
    private static PredictionProblem Circle(Loss loss)
    {
        const int points = 7;
        Matrix<double> kernel = new(points, points);
        for (int i = 0; i < points; i++)
        {
            for (int j = 0; j < points; j++)
            {
                kernel[i, j] = 2 + Math.Cos(2 * Math.PI * (i - j) / points) + (i == j ? 0.1 : 0);
            }
        }

        return new PredictionProblem
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel),
            InitialField = [.. Enumerable.Range(0, points).Select(x => 0.8 + (0.3 * Math.Sin(x)))],
            Targets = loss is ResidualLoss { Potential: PowerPotential }
                ? new double[points] : [.. Enumerable.Range(0, points).Select(x => -0.4 + (0.2 * Math.Cos(x)))],
            Loss = loss,
            Optimizer = new GradientDescent(0.04, 0.9),
            Matching = Matching.Leapfrog,
            Epochs = [0, 20, 40, 80, 120],
        };
    }
}

using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

/// <summary>Against θ_{k+1} = θ_k + γ_k(θ_k − θ_{k−1}) − η_k ∇𝓛 with every product written out.</summary>
public sealed class DirectTrainingTests
{
    /// <summary>Widths on both sides of where updates are deferred, bases that fill up (strong learning, kinks) and that do not.</summary>
    public static TheoryData<string, int[], int, int, double, double> Cases => new()
    {
        { "erf", [300, 260], 1, 1, 0.9, 0.02 },
        { "erf", [300, 260], 1, 1, 0, 0.5 },
        { "relu", [260, 300, 256], 1, 1, 0.9, 0.05 },
        { "relu", [270, 280], 1, 1, 0, 0.6 },
        { "tanh", [300, 260], 2, 2, 0.8, 0.05 },
        { "relu", [260, 300], 2, 1, 0.9, 0.05 },
        { "gelu", [256, 300], 4, 1, 0.95, 0.02 },
        { "erf", [257], 1, 1, 0.9, 0.05 },
        { "relu", [40, 30], 7, 3, 0.9, 0.02 },
        { "tanh", [], 2, 2, 0.5, 0.05 },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Equals_the_recursion_to_rounding(
        string activation, int[] hidden, int points, int outputs, double momentum, double learningRate)
    {
        NetworkArchitecture architecture = new(3, hidden, outputs, ActivationCatalogue.Create(activation), 1.5, 0.3);
        NetworkParameters expected = NetworkParameters.Draw(architecture, 4);
        NetworkParameters parameters = expected.Clone();
        PlainHeavyBall plain = new(expected, Inputs(points), Targets(points * outputs), Loss);
        TrainingMethod method = Direct<double>(parameters, points, outputs, WorkerTeam.Single);
        double error = 0;
        for (int k = 0; k < 200; k++)
        {
            // A schedule: momentum and learning rate of a step are its own.
            StepCoefficients coefficients = new(k % 50 == 17 ? momentum / 2 : momentum, learningRate * (1 + (0.3 * Math.Sin(k))));
            plain.Forward();
            method.Forward();
            error = Math.Max(error, ReferenceCase.RelativeError(method.Field, plain.Field));
            plain.Step(coefficients);
            method.Step(coefficients);
        }

        error.ShouldBeLessThan(1e-12);
        Distance(method.Parameters, expected).ShouldBeLessThan(1e-13);
    }

    [Theory]
    [InlineData("erf", 1)]
    [InlineData("relu", 2)]
    public void Looking_at_the_parameters_changes_nothing_but_rounding(string activation, int points)
    {
        NetworkArchitecture architecture = new(3, [300, 260], 1, ActivationCatalogue.Create(activation), 1.5, 0.3);
        NetworkParameters undisturbed = NetworkParameters.Draw(architecture, 4), watched = undisturbed.Clone();
        TrainingMethod one = Direct<double>(undisturbed, points, 1, WorkerTeam.Single),
        other = Direct<double>(watched, points, 1, WorkerTeam.Single);
        Propagation<double> pass = new(architecture, Inputs(points), new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        for (int k = 0; k < 120; k++)
        {
            one.Forward();
            other.Forward();
            if (k % 7 == 0)
            {
                pass.Forward(other.Parameters);
                ReferenceCase.RelativeError(pass.Output.Values, other.Field).ShouldBeLessThan(1e-13);
            }

            one.Step(new StepCoefficients(0.9, 0.05));
            other.Step(new StepCoefficients(0.9, 0.05));
        }

        Distance(other.Parameters, one.Parameters).ShouldBeLessThan(1e-13);
    }

    [Fact]
    public void A_start_in_motion_continues_another_training()
    {
        NetworkArchitecture architecture = new(3, [300, 260], 1, ActivationCatalogue.Create("erf"), 1.5, 0.3);
        NetworkParameters whole = NetworkParameters.Draw(architecture, 4), before = whole.Clone();
        PlainHeavyBall plain = new(whole, Inputs(2), Targets(2), Loss);
        StepCoefficients coefficients = new(0.9, 0.05);
        for (int k = 0; k < 20; k++)
        {
            before.CopyFrom(whole);
            plain.Forward();
            plain.Step(coefficients);
        }

        NetworkParameters velocity = NetworkParameters.Zero(architecture);
        double[][] now = Arrays(whole), last = Arrays(before), moved = Arrays(velocity);
        for (int a = 0; a < now.Length; a++)
        {
            for (int i = 0; i < now[a].Length; i++)
            {
                moved[a][i] = now[a][i] - last[a][i];
            }
        }

        DirectTraining<double> method = new(
            whole.Clone(), Inputs(2), Targets(2), Loss, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single, velocity);
        for (int k = 0; k < 50; k++)
        {
            plain.Forward();
            method.Forward();
            plain.Step(coefficients);
            method.Step(coefficients);
        }

        Distance(method.Parameters, whole).ShouldBeLessThan(1e-13);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void Single_precision_follows_to_its_own_rounding(int points)
    {
        NetworkArchitecture architecture = new(3, [300, 260], 1, ActivationCatalogue.Create("erf"), 1.5, 0.3);
        NetworkParameters exact = NetworkParameters.Draw(architecture, 4), rounded = exact.Clone();
        TrainingMethod one = Direct<double>(exact, points, 1, WorkerTeam.Single),
        other = Direct<float>(rounded, points, 1, WorkerTeam.Single);
        for (int k = 0; k < 100; k++)
        {
            one.Forward();
            other.Forward();
            ReferenceCase.RelativeError(other.Field, one.Field).ShouldBeLessThan(3e-5);
            one.Step(new StepCoefficients(0.8, 0.02));
            other.Step(new StepCoefficients(0.8, 0.02));
        }

        Distance(other.Parameters, one.Parameters).ShouldBeInRange(1e-10, 1e-5);
    }

    [Theory]
    [InlineData("relu", 1)]
    [InlineData("erf", 2)]
    [InlineData("erf", 9)]
    public void Bits_do_not_depend_on_the_number_of_threads(string activation, int points)
    {
        double[][] single = After(1);
        foreach (int threads in new[] { 2, 3 })
        {
            double[][] several = After(threads);
            for (int a = 0; a < single.Length; a++)
            {
                several[a].ShouldBe(single[a]);
            }
        }

        double[][] After(int threads)
        {
            using WorkerTeam team = new(threads);
            NetworkArchitecture architecture = new(3, [420, 400], 1, ActivationCatalogue.Create(activation), 1.5, 0.3);
            TrainingMethod method = Direct<double>(NetworkParameters.Draw(architecture, 4), points, 1, team);
            for (int k = 0; k < 60; k++)
            {
                method.Forward();
                method.Step(new StepCoefficients(0.9, 0.05));
            }

            return Arrays(method.Parameters);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(12, 2)]
    public void A_step_of_a_wide_network_allocates_nothing(int points, int threads)
    {
        using WorkerTeam team = new(threads);
        NetworkArchitecture architecture = new(3, [300, 260], 1, ActivationCatalogue.Create("relu"), 1.4, 0.3);
        TrainingMethod method = Direct<double>(NetworkParameters.Draw(architecture, 1), points, 1, team);
        Allocation.OfStepsOnThisThread(
            _ =>
            {
                method.Forward();
                method.Step(new StepCoefficients(0.9, 0.05));
            },
            steps: 60).ShouldBe(0);
    }

    private static SquaredLoss Loss => new(0.5);

    private static DirectTraining<T> Direct<T>(NetworkParameters parameters, int points, int outputs, WorkerTeam team)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> =>
        new(parameters, Inputs(points), Targets(points * outputs), Loss, new MatrixProduct<T>(team), team);

    private static Matrix<double> Inputs(int points) =>
        Matrix.FromFunction<double>(points, 3, (i, j) => Math.Sin((1.7 * i) + (2.3 * j) + 0.4));

    private static double[] Targets(int count) => [.. Enumerable.Range(0, count).Select(i => 2 * Math.Cos(1.1 * i))];

    private static double[][] Arrays(NetworkParameters parameters) => [.. parameters.Weights.Select(w => w.Values), .. parameters.Biases];

    /// <summary>‖θ − θ'‖/‖θ'‖, the largest over the arrays.</summary>
    private static double Distance(NetworkParameters actual, NetworkParameters expected) => Arrays(actual).Zip(Arrays(expected), (a, b) =>
        System.Numerics.Tensors.TensorPrimitives.Distance<double>(a, b) / System.Numerics.Tensors.TensorPrimitives.Norm<double>(b)).Max();

    /// <summary>The recursion with loops over every weight.</summary>
    private sealed class PlainHeavyBall(NetworkParameters parameters, Matrix<double> inputs, double[] targets, Loss loss)
    {
        private readonly Propagation<double> pass =
            new(parameters.Architecture, inputs, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);

        private readonly NetworkParameters velocity = NetworkParameters.Zero(parameters.Architecture);

        public double[] Field => pass.Output.Values;

        public void Forward() => pass.Forward(parameters);

        public void Step(StepCoefficients coefficients)
        {
            NetworkArchitecture architecture = parameters.Architecture;
            double[] gradient = pass.Delta(architecture.Layers).Values;
            loss.Gradient(Field, targets, gradient);
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] /= inputs.Rows;
            }

            pass.Backward(parameters);
            for (int l = 0; l < architecture.Layers; l++)
            {
                Matrix<double> delta = pass.Delta(l + 1), activation = pass.Activation(l);
                for (int i = 0; i < delta.Columns; i++)
                {
                    double biasGradient = 0;
                    Span<double> weights = parameters.Weights[l].Row(i), velocities = velocity.Weights[l].Row(i);
                    for (int j = 0; j < weights.Length; j++)
                    {
                        double sum = 0;
                        for (int x = 0; x < inputs.Rows; x++)
                        {
                            sum += delta[x, i] * activation[x, j];
                        }

                        velocities[j] =
                            (coefficients.Momentum * velocities[j]) - (coefficients.LearningRate * architecture.WeightScale(l) * sum);
                        weights[j] += velocities[j];
                    }

                    for (int x = 0; x < inputs.Rows; x++)
                    {
                        biasGradient += delta[x, i];
                    }

                    velocity.Biases[l][i] = (coefficients.Momentum * velocity.Biases[l][i])
                        - (coefficients.LearningRate * architecture.BiasScale(l) * biasGradient);
                    parameters.Biases[l][i] += velocity.Biases[l][i];
                }
            }
        }
    }
}

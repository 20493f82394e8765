using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;

namespace Inflaton.Training;

/// <summary>The optimisers that are no heavy ball, on a network, against their definitions written out parameter by parameter.</summary>
public sealed class UpdateRuleTests
{
    private const double Rate = 0.04;

    private static readonly ResidualLoss Loss = new(new LogCoshPotential(0.8, 0.7));

    public static TheoryData<string, Parameterization> Cases { get; } =
        [.. from name in Names from parameterization in Enum.GetValues<Parameterization>() select (name, parameterization)];

    private static IEnumerable<string> Names => ["nesterov", "nesterov schedule", "born_infeld", "adam"];

    /// <summary>Five steps with the gradient of an ordinary training step, which is tested against differences elsewhere.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void Steps_are_those_of_the_definition(string name, Parameterization parameterization)
    {
        NetworkArchitecture architecture = new(2, [40, 9], 2, ActivationCatalogue.Create("gelu"), 1.4, 0.3, parameterization);
        (Matrix<double> inputs, double[] targets) = Data(3, 2);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 5), expected = parameters.Clone();

        Define(name, expected, inputs, targets, 5);
        DirectTraining<double> training = Training<double>(
            OptimizerOf(name), parameters, inputs, targets, WorkerTeam.Single, out StepSequence steps);
        Go(training, steps, 5);

        foreach ((double[] actual, double[] wanted) in Arrays(training.Parameters).Zip(Arrays(expected)))
        {
            ReferenceCase.RelativeError(actual, wanted).ShouldBeLessThan(1e-12);
        }
    }

    [Theory]
    [InlineData("nesterov schedule")]
    [InlineData("born_infeld")]
    [InlineData("adam")]
    public void Bits_do_not_depend_on_the_number_of_threads(string name)
    {
        NetworkArchitecture architecture = new(2, [300, 200], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3);
        (Matrix<double> inputs, double[] targets) = Data(5, 1);
        double[][] results = [.. new[] { 1, 2, 3 }.Select(threads =>
        {
            using WorkerTeam team = new(threads);
            DirectTraining<double> training = Training<double>(
                OptimizerOf(name), NetworkParameters.Draw(architecture, 2), inputs, targets, team, out StepSequence steps);
            Go(training, steps, 20);
            return Arrays(training.Parameters).SelectMany(array => array).ToArray();
        })];

        results[1].ShouldBe(results[0]);
        results[2].ShouldBe(results[0]);
    }

    /// <summary>Seven digits, along the same path.</summary>
    [Theory]
    [InlineData("nesterov")]
    [InlineData("nesterov schedule")]
    [InlineData("born_infeld")]
    public void Single_precision_follows_double(string name)
    {
        NetworkArchitecture architecture = new(2, [70], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3);
        (Matrix<double> inputs, double[] targets) = Data(4, 1);
        double[] Field<T>()
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            DirectTraining<T> training = Training<T>(
                OptimizerOf(name), NetworkParameters.Draw(architecture, 2), inputs, targets, WorkerTeam.Single, out StepSequence steps);
            Go(training, steps, 30);
            return training.FieldAtParameters().ToArray();
        }

        ReferenceCase.RelativeError(Field<float>(), Field<double>()).ShouldBeInRange(1e-12, 1e-5);
    }

    /// <summary>What is recorded is the network at θ, whether or not the gradient is taken ahead of it.</summary>
    [Fact]
    public void The_recorded_field_is_that_of_the_parameters()
    {
        NetworkArchitecture architecture = new(2, [30], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3);
        (Matrix<double> inputs, double[] targets) = Data(4, 1);
        DirectTraining<double> training = Training<double>(
            OptimizerOf("nesterov"), NetworkParameters.Draw(architecture, 2), inputs, targets, WorkerTeam.Single, out StepSequence steps);
        Go(training, steps, 8);
        Propagation<double> pass = new(architecture, inputs, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        pass.Forward(training.Parameters);

        training.FieldAtParameters().ToArray().ShouldBe(pass.Output.Values);
        training.LossOf(training.FieldAtParameters()).ShouldNotBe(training.Loss);
        training.Field.ToArray().ShouldNotBe(pass.Output.Values);
    }

    [Fact]
    public void A_number_outside_its_range_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new NesterovDescent(0)).Message.ShouldContain("learning rate");
        Should.Throw<ArgumentOutOfRangeException>(() => new NesterovDescent(0.1, 1)).ActualValue.ShouldBe(1.0);
        Should.Throw<ArgumentOutOfRangeException>(() => new BornInfeldDescent(double.NaN));
        Should.Throw<ArgumentOutOfRangeException>(() => new BornInfeldDescent(1).Begin().Next([], 0))
            .Message.ShouldContain("above its least value");
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam(0.1, secondDecay: 1)).Message.ShouldContain("secondDecay");
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam(0.1, epsilon: 0));
    }

    private static Optimizer OptimizerOf(string name) => name switch
    {
        "nesterov" => new NesterovDescent(Rate, 0.8),
        "nesterov schedule" => new NesterovDescent(Rate),
        "born_infeld" => new BornInfeldDescent(Rate, -0.1),
        _ => new Adam(Rate, 0.8, 0.95),
    };

    private static void Define(string name, NetworkParameters parameters, Matrix<double> inputs, double[] targets, int count)
    {
        double[][] theta = Arrays(parameters);
        double[][] v = [.. theta.Select(array => new double[array.Length])], second = [.. theta.Select(array => new double[array.Length])];
        double energy = 0, h = Math.Sqrt(Rate);
        for (int k = 0; k < count; k++)
        {
            double ahead = name switch { "nesterov" => 0.8, "nesterov schedule" => k / (k + 3.0), _ => 0 };
            NetworkParameters point = parameters.Clone();
            double[][] places = Arrays(point);
            Each(theta, (a, i) => places[a][i] += ahead * v[a][i]);
            (double loss, double[][] g) = Gradient(point, inputs, targets);
            switch (name)
            {
                case "born_infeld":
                    double potential = loss + 0.1;
                    energy = k == 0 ? potential : energy;
                    Each(theta, (a, i) => v[a][i] -= (k == 0 ? 0.25 : 0.5) * h * ((potential / energy) + (energy / potential)) * g[a][i]);
                    double square = v.Sum(array => array.Sum(x => x * x));
                    double half = (Math.Sqrt((square * square) + (4 * energy * energy)) - square) / 2;
                    Each(theta, (a, i) => theta[a][i] += h * half / energy * v[a][i]);
                    break;
                case "adam":
                    Each(theta, (a, i) =>
                    {
                        v[a][i] = (0.8 * v[a][i]) + (0.2 * g[a][i]);
                        second[a][i] = (0.95 * second[a][i]) + (0.05 * g[a][i] * g[a][i]);
                        theta[a][i] -= Rate * v[a][i] / (1 - Math.Pow(0.8, k + 1)) / (Math.Sqrt(second[a][i] / (1 - Math.Pow(0.95, k + 1)))
                            + 1e-8);
                    });
                    break;
                default:
                    Each(theta, (a, i) =>
                    {
                        v[a][i] = (ahead * v[a][i]) - (Rate * g[a][i]);
                        theta[a][i] += v[a][i];
                    });
                    break;
            }
        }
    }

    /// <summary>∇𝓛 as what one step of gradient descent with η = 1 takes away.</summary>
    private static (double Loss, double[][] Gradient) Gradient(NetworkParameters at, Matrix<double> inputs, double[] targets)
    {
        NetworkParameters moved = at.Clone();
        DirectTraining<double> training = new(
            moved, inputs, targets, Loss, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        training.Forward();
        training.Step(new StepCoefficients(0, 1));
        return (training.Loss, [.. Arrays(at)
            .Zip(Arrays(training.Parameters), (before, after) => before.Zip(after, (b, a) => b - a).ToArray())]);
    }

    private static void Each(double[][] arrays, Action<int, int> work)
    {
        for (int a = 0; a < arrays.Length; a++)
        {
            for (int i = 0; i < arrays[a].Length; i++)
            {
                work(a, i);
            }
        }
    }

    private static DirectTraining<T> Training<T>(
        Optimizer optimizer, NetworkParameters parameters, Matrix<double> inputs, double[] targets, WorkerTeam team, out StepSequence steps)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        steps = optimizer.Begin();
        return new DirectTraining<T>(
            parameters, inputs, targets, Loss, new MatrixProduct<T>(team), team,
            rule: optimizer.Rule<T>(steps, parameters.Architecture, team));
    }

    private static void Go(TrainingMethod training, StepSequence steps, int count)
    {
        for (int k = 0; k < count; k++)
        {
            training.Forward();
            training.Step(steps.Next(training.Field, training.Loss));
        }

        training.Forward();
    }

    private static (Matrix<double> Inputs, double[] Targets) Data(int points, int outputs) => (
        new(points, 2, [.. Enumerable.Range(0, points * 2).Select(i => Math.Sin(1.7 * i))]),
        [.. Enumerable.Range(0, points * outputs).Select(i => Math.Cos(i))]);

    private static double[][] Arrays(NetworkParameters parameters) => [.. parameters.Weights.Select(w => w.Values), .. parameters.Biases];
}

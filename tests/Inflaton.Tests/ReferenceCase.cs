using System.Text.Json.Nodes;
using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;

namespace Inflaton;

/// <summary>A network with its weights and what an independent program computed for it, from tests/reference.</summary>
public sealed class ReferenceCase
{
    public static readonly string[] Names =
        ["homogeneous-erf", "homogeneous-relu-quartic", "interval-erf", "interval-relu", "targets-tanh"];

    private readonly JsonNode json;

    public ReferenceCase(string name)
    {
        Name = name;
        string folder = Path.Combine(Repository.Root, "tests", "reference");
        json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, name + ".json")))!;
        WeightsPath = Path.Combine(folder, name + ".safetensors");
        int[] widths = json["widths"]!.AsArray().Select(w => (int)w!).ToArray();
        Architecture = new NetworkArchitecture(
            widths[0],
            widths[1..^1],
            widths[^1],
            ActivationCatalogue.Create((string)json["activation"]!),
            (double)json["weight_std"]!,
            (double)json["bias_std"]!);
        double[][] inputs = Rows(json["inputs"]!);
        Inputs = new Matrix<double>(inputs.Length, widths[0], [.. inputs.SelectMany(row => row)]);
        JsonNode loss = json["loss"]!;
        Loss = new ResidualLoss(new PowerPotential((int)loss["degree"]!, (double)loss["scale"]!, (double?)loss["minimum"] ?? 0));
        Targets = json["targets"] is { } targets ? Numbers(targets) : new double[inputs.Length];
        Optimizer = new GradientDescent((double)json["learning_rate"]!, (double)json["momentum"]!);
        Epochs = (int)json["epochs"]!;
        RecordEvery = (int)json["record_every"]!;
    }

    public string Name { get; }

    public string WeightsPath { get; }

    public NetworkArchitecture Architecture { get; }

    public Matrix<double> Inputs { get; }

    public double[] Targets { get; }

    public Loss Loss { get; }

    public GradientDescent Optimizer { get; }

    public int Epochs { get; }

    public int RecordEvery { get; }

    public double Number(string key) => (double)json[key]!;

    public double[] Vector(string key) => Numbers(json[key]!);

    public double[][] Table(string key) => Rows(json[key]!);

    public bool Has(string rung) => json["predictions"]![rung] is not null;

    /// <summary>A predicted rung, flattened time by time.</summary>
    public double[] Predicted(string rung) => Flatten(json["predictions"]![rung]!);

    public NetworkParameters Parameters() =>
        NetworkFile.ToParameters(WeightsPath, NetworkFile.Read(WeightsPath), Architecture);

    public Matrix<double> Kernel(WorkerTeam team) =>
        new TangentKernel<double>(Architecture, new MatrixProduct<double>(team), team).Square(Parameters(), Inputs);

    public PredictionProblem Problem(Matching matching, WorkerTeam? team = null)
    {
        team ??= WorkerTeam.Single;
        Matrix<double> kernel = Kernel(team);
        Propagation<double> pass = new(Architecture, Inputs, new MatrixProduct<double>(team), team);
        pass.Forward(Parameters());
        return new PredictionProblem
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel, Architecture.Outputs, team),
            InitialField = pass.Output.Values,
            Targets = Targets,
            Loss = Loss,
            Optimizer = Optimizer,
            Matching = matching,
            Epochs = Trainer.RecordedEpochs(Epochs, RecordEvery),
            Team = team,
        };
    }

    public TrainingTask Task() => new()
    {
        Inputs = Inputs,
        Targets = Targets,
        Loss = Loss,
        Optimizer = Optimizer,
        Epochs = Epochs,
        RecordEvery = RecordEvery,
    };

    /// <summary>Largest difference relative to the largest expected value.</summary>
    public static double RelativeError(ReadOnlySpan<double> actual, ReadOnlySpan<double> expected)
    {
        actual.Length.ShouldBe(expected.Length);
        double error = 0, size = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(actual[i] - expected[i]);
            error = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(error, difference);
            size = Math.Max(size, Math.Abs(expected[i]));
        }

        return error / size;
    }

    public static double[] Flatten(double[][] rows) => [.. rows.SelectMany(row => row)];

    private static double[] Numbers(JsonNode node) => [.. node.AsArray().Select(value => (double)value!)];

    private static double[][] Rows(JsonNode node) => [.. node.AsArray().Select(row => Numbers(row!))];

    private static double[] Flatten(JsonNode node) =>
        [.. node.AsArray().SelectMany(row => row is JsonArray ? Numbers(row) : [(double)row!])];
}

using System.Text.Json.Nodes;
using Inflaton.Duality;
using Inflaton.Dynamics.Schedules;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Training.Batches;

namespace Inflaton.Training;

/// <summary>
/// Training as practised against tests/reference/practice, which PyTorch's own SGD made: networks with their runs and the recursions of
/// their frozen kernels, with a cosine behind a warm-up, with batches, and with weight decay.
/// </summary>
public sealed class PracticeTests
{
    private const double Tolerance = 1e-10;

    public static TheoryData<string> Cases { get; } = ["cosine-warmup", "mini-batches", "weight-decay"];

    [Theory, MemberData(nameof(Cases))]
    public void The_recursion_and_the_training_are_those_of_the_reference(string name)
    {
        Practice practice = new(name);
        practice.Predicted().ShouldBe(practice.Expected("discrete"), Tolerance);
        practice.Trained().ShouldBe(practice.Expected("trained"), Tolerance);
    }

    /// <summary>A tenth more or less of what a case is about is no rounding.</summary>
    [Theory]
    [InlineData("cosine-warmup", "friction")]
    [InlineData("mini-batches", "friction")]
    [InlineData("weight-decay", "friction")]
    [InlineData("weight-decay", "decay")]
    [InlineData("mini-batches", "order")]
    public void What_is_a_tenth_off_is_seen(string name, string what)
    {
        Practice practice = new(name, what);
        double[] expected = practice.Expected("discrete");
        practice.Predicted().Zip(expected, (one, other) => Math.Abs(one - other)).Max().ShouldBeGreaterThan(1e-4);
    }

    /// <summary>The same run in float32.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void Single_precision_follows_to_its_digits(string name)
    {
        Practice practice = new(name);
        practice.Trained(Precision.Single).ShouldBe(practice.Expected("trained"), 2e-5);
    }

    private sealed class Practice
    {
        private readonly JsonNode reference;
        private readonly NetworkParameters network;
        private readonly Matrix<double> inputs;
        private readonly double[] targets;
        private readonly SquaredLoss loss;
        private readonly GradientDescent optimizer;
        private readonly BatchPlan? batches;
        private readonly int steps;
        private readonly int every;

        public Practice(string name, string? off = null)
        {
            string path = Path.Combine(Repository.Root, "tests/reference/practice", name);
            reference = JsonNode.Parse(File.ReadAllText($"{path}.json"))!;
            int[] widths = [.. reference["widths"]!.AsArray().Select(width => (int)width!)];
            NetworkArchitecture architecture = new(
                widths[0], widths[1..^1], widths[^1], ActivationCatalogue.Create((string)reference["activation"]!),
                (double)reference["weight_std"]!, (double)reference["bias_std"]!);
            NetworkFile.Content weights = NetworkFile.Read($"{path}.safetensors");
            network = NetworkFile.ToParameters(path, weights, architecture);
            inputs = Matrix.FromRows([.. reference["inputs"]!.AsArray().Select(point => Numbers(point!))]);
            targets = Numbers(reference["targets"]!);
            loss = new SquaredLoss((double)reference["loss"]!["squared"]!["scale"]!);
            steps = (int)reference["steps"]!;
            every = (int)reference["record_every"]!;
            JsonNode schedule = reference["schedule"]!;
            double momentum = (double)reference["momentum"]!, decay = (double)reference["weight_decay"]!;
            optimizer = new GradientDescent(
                (double)schedule["learning_rate"]!,
                off == "friction" ? 1 - (1.1 * (1 - momentum)) : momentum,
                (string)schedule["kind"]! == "cosine"
                    ? new WarmUp((int)schedule["warmup"]!, new CosineSchedule((double)schedule["final"]!, steps - (int)schedule["warmup"]!))
                    : null,
                off == "decay" ? 1.1 * decay : decay);
            batches = reference["batches"] is JsonArray order
                ? new GivenBatches(
                    targets.Length, [.. order.Skip(off == "order" ? 1 : 0).Append(order[0]).Select(rows => Rows(rows!))])
                : null;
        }

        public double[] Expected(string what) => [.. reference[what]!.AsArray().SelectMany(record => Numbers(record!))];

        public double[] Predicted() => Forecast.Of(network, inputs, targets, loss, optimizer, new ForecastOptions { Batches = batches })
            .Predict(steps, every).Field.Values;

        public double[] Trained(Precision precision = Precision.Double)
        {
            TrainingTask task = new()
            {
                Inputs = inputs,
                Targets = targets,
                Loss = loss,
                Optimizer = optimizer,
                Batches = batches,
                Epochs = steps,
                RecordEvery = every,
                Precision = precision,
            };
            return new Trainer().Train(task, network.Clone(), new Matrix<double>(inputs.Rows, inputs.Rows)).Field.Values;
        }

        private static int[] Rows(JsonNode rows) => [.. rows.AsArray().Select(row => (int)row!)];

        private static double[] Numbers(JsonNode numbers) => [.. numbers.AsArray().Select(number => (double)number!)];
    }
}

using System.Globalization;
using System.Text;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>
/// A small experiment drawn at random: architecture, data, loss, optimiser and their scales over many decades. The same number gives the
/// same experiment on every machine.
/// </summary>
internal sealed class RandomExperiment
{
    private static readonly string[] Activations =
    [
        "relu", "leaky_relu", "abs", "erf", "tanh", "gelu", "sin", "identity", "softplus", "silu", "sigmoid", "cos", "gaussian", "rbf",
        "\"sinusoid(1, 2, 0.3)\"",
        "\"polynomial(0, 1, 0.2)\"",
    ];

    private readonly Random random;
    private readonly StringBuilder yaml = new();

    private RandomExperiment(int number) => random = new Random(number);

    /// <summary>
    /// Whether the loss is squared, with an optimiser whose field is predicted and a learning rate that is safely stable.
    /// </summary>
    public bool IsLinear { get; private set; }

    /// <summary>The text of an experiment file.</summary>
    public static RandomExperiment Of(int number)
    {
        RandomExperiment experiment = new(number);
        experiment.Write(number);
        return experiment;
    }

    /// <summary>The file.</summary>
    public string Yaml => yaml.ToString();

    private double Scale(double decades) => Math.Pow(10, decades * ((2 * random.NextDouble()) - 1));

    private string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private T Pick<T>(params T[] values) => values[random.Next(values.Length)];

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private string Row(int length, double scale) =>
        $"[{string.Join(", ", Enumerable.Range(0, length).Select(_ => Number(scale * Normal())))}]";

    private string Rows(int count, int length, double scale) =>
        $"[{string.Join(", ", Enumerable.Range(0, count).Select(_ => Row(length, scale)))}]";

    private void Write(int number)
    {
        int points = Pick(1, 1, 2, 3, 5, 8, 12), dimension = Pick(1, 2, 3, 7), outputs = Pick(1, 1, 1, 2, 3);
        int depth = Pick(0, 1, 1, 1, 2, 2, 3);
        double inputScale = Pick(1, 1, 1, 0, Scale(2), Scale(6)), targetScale = Pick(1, 1, 0, Scale(3));
        yaml.Append(CultureInfo.InvariantCulture, $"name: random-{number}\nseed: {random.Next()}\n");
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"network:\n  hidden: [{string.Join(", ", Enumerable.Range(0, depth).Select(_ => Pick(1, 2, 7, 16, 40)))}]\n");
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"  activation: {Pick(Activations)}\n  weight_std: {Number(Pick(1.5, 1, Scale(0.5), Scale(1.5)))}\n");
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"  bias_std: {Number(Pick(0, 0.1, 1, Scale(1)))}\n  parameterization: {Pick("ntk", "ntk", "standard")}\n");
        if (random.Next(5) == 0)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  output_scale: {Number(Scale(1))}\n");
        }

        if (random.Next(5) == 0)
        {
            yaml.Append("  centered: true\n");
        }

        string loss = Pick("squared", "squared", "power", "huber", "log_cosh", "expression");
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"data:\n  points:\n    inputs: {Rows(points, dimension, inputScale)}\n    targets: {Rows(points, outputs, targetScale)}\n");
        if (random.Next(3) == 0)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  test: {Rows(Pick(1, 4), dimension, inputScale)}\n");
        }

        double lossScale = Pick(1, 1, Scale(3));
        yaml.Append(loss switch
        {
            "squared" => $"loss: {{squared: {{scale: {Number(lossScale)}}}}}\n",
            "power" => $"loss: {{power: {{degree: {Pick(2, 4, 6)}, scale: {Number(lossScale)}}}}}\n",
            "huber" => $"loss: {{huber: {{scale: {Number(lossScale)}, delta: {Number(Scale(1))}}}}}\n",
            "log_cosh" => $"loss: {{log_cosh: {{scale: {Number(lossScale)}, width: {Number(Scale(1))}}}}}\n",
            _ => $"loss: {{expression: {{formula: \"a*(1 - exp(-(f-y)^2))\", parameters: {{a: {Number(lossScale)}}}}}}}\n",
        });

        bool isAuto = random.Next(3) > 0;
        string rate = isAuto ? "auto" : Number(Pick(0.1, Scale(3)));
        string optimizer = Pick("gradient_descent", "gradient_descent", "gradient_descent", "friedmann", "nesterov", "born_infeld", "adam");
        bool isNatural = optimizer != "born_infeld" && random.Next(12) == 0;
        yaml.Append("optimizer:\n").Append(optimizer switch
        {
            "friedmann" =>
                $"  friedmann: {{learning_rate: {rate}, universe: "
                + $"{Pick("{power_law: {p: 0.5}}", "{de_sitter: {hubble: 0.3}}", "{fluids: {matter: 1, vacuum: 0.1}}")}}}\n",
            "nesterov" => $"  nesterov: {{learning_rate: {rate}, momentum: {Pick("schedule", "0.8")}}}\n",
            "born_infeld" => $"  born_infeld: {{learning_rate: {rate}, minimum: -{Number(Scale(2))}}}\n",
            "adam" => $"  adam: {{learning_rate: {Number(Scale(3))}}}\n",
            _ => $"  gradient_descent: {{learning_rate: {rate}, momentum: {Number(Pick(0, 0.5, 0.9, 0.99))}}}\n",
        });
        if (isNatural)
        {
            yaml.Append("  natural: {condition_limit: 1e300}\n");
        }

        // A centred field is the difference of outputs: where these are huge, it has their rounding.
        IsLinear = inputScale < 1e3 && isAuto && loss == "squared" && !isNatural && optimizer is "gradient_descent" or "friedmann";
        int epochs = Pick(0, 1, 5, 30, 100);
        yaml.Append(CultureInfo.InvariantCulture, $"epochs: {epochs}\nrecord_every: {Pick(1, 3, 50)}\n");
        if (random.Next(4) == 0)
        {
            yaml.Append("record_kernel_every: 10\n");
        }

        if (random.Next(4) == 0)
        {
            yaml.Append("matching: leading\n");
        }

        if (!isNatural && random.Next(5) == 0)
        {
            yaml.Append("kernel: infinite\n");
        }

        if (random.Next(6) == 0)
        {
            yaml.Append("precision: single\n");
        }

        yaml.Append("solver: {max_steps: 20000}\n");
    }
}

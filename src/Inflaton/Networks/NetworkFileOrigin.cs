using System.Globalization;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Networks;

/// <summary>What a file of weights says of the network that they belong to, beside the weights.</summary>
/// <param name="Parameterization">
/// Where the scale of the weights stands: as the header says, else <c>standard</c> under the names of PyTorch's <c>nn.Sequential</c>; null
/// where neither says it.
/// </param>
/// <param name="WeightStd">σ_w, from the header; null where it does not say.</param>
/// <param name="BiasStd">σ_b, likewise.</param>
public sealed record NetworkFileOrigin(Parameterization? Parameterization, double? WeightStd, double? BiasStd)
{
    private const string ParameterizationKey = "parameterization";
    private const string WeightStdKey = "weight_std";
    private const string BiasStdKey = "bias_std";

    /// <summary>What is said of a parameterisation that contradicts the file; null where it does not.</summary>
    /// <param name="taken">The one in use.</param>
    /// <param name="path">The file, as messages call it.</param>
    public string? Contradiction(Parameterization taken, string path) => Parameterization is { } said && said != taken
        ? $"{path} holds the weights of a network in the {NameOf(said)} parameterisation, by its header or its names; they are taken in "
            + $"the {NameOf(taken)} one, as was asked for: outputs and kernel are not those of the network that they come from."
        : null;

    internal static NetworkFileOrigin Of(string path, bool isSequential)
    {
        OrderedDictionary<string, string> header = Path.GetExtension(path).Equals(".safetensors", StringComparison.OrdinalIgnoreCase)
            ? SafetensorsFile.ReadMetadata(path)
            : [];
        Parameterization? said = header.GetValueOrDefault(ParameterizationKey) switch
        {
            "ntk" => Networks.Parameterization.Ntk,
            "standard" => Networks.Parameterization.Standard,
            _ => isSequential ? Networks.Parameterization.Standard : null,
        };
        return new NetworkFileOrigin(said, Number(WeightStdKey), Number(BiasStdKey));

        double? Number(string key) =>
            double.TryParse(header.GetValueOrDefault(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && double.IsFinite(value)
                ? value
                : null;
    }

    internal static OrderedDictionary<string, string> Header(NetworkArchitecture architecture) => new()
    {
        [ParameterizationKey] = NameOf(architecture.Parameterization),
        ["activation"] = architecture.Activation.ToString(),
        [WeightStdKey] = architecture.WeightStd.ToString("R", CultureInfo.InvariantCulture),
        [BiasStdKey] = architecture.BiasStd.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string NameOf(Parameterization parameterization) =>
        parameterization == Networks.Parameterization.Ntk ? "ntk" : "standard";
}

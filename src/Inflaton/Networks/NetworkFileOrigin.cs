using System.Globalization;
using Inflaton.Numerics.Notation;

namespace Inflaton.Networks;

/// <summary>What a file of weights says of the network that they belong to, beside the weights.</summary>
/// <param name="Parameterization">
/// Where the scale of the weights stands: as the header says, else <c>standard</c> where header or names are PyTorch's; null where neither
/// says it.
/// </param>
/// <param name="WeightStd">σ_w, from the header; null where it does not say.</param>
/// <param name="BiasStd">σ_b, likewise.</param>
public sealed record NetworkFileOrigin(Parameterization? Parameterization, double? WeightStd, double? BiasStd)
{
    private const string ParameterizationKey = "parameterization";
    private const string WeightStdKey = "weight_std";
    private const string BiasStdKey = "bias_std";
    private const string ActivationKey = "activation";

    /// <summary>The activation that the header names, for <see cref="ActivationCatalogue.Parse"/>; null where it does not say.</summary>
    public string? Activation { get; init; }

    /// <summary>What is said of a parameterisation that contradicts the file; null where it does not.</summary>
    /// <param name="taken">The one in use.</param>
    /// <param name="path">The file, as messages call it.</param>
    public string? Contradiction(Parameterization taken, string path) => Parameterization is { } said && said != taken
        ? $"{path} holds the weights of a network in the {ParameterizationNames.Of(said)} parameterisation, by its header or its names; "
            + $"they are taken in the {ParameterizationNames.Of(taken)} one, as was asked for: "
            + $"outputs and kernel are not those of the network that they come from."
        : null;

    /// <summary>What is said of an activation that contradicts the file; null where it does not.</summary>
    /// <param name="taken">The one in use.</param>
    /// <param name="path">The file, as messages call it.</param>
    public string? Contradiction(Activation taken, string path) =>
        Activation is { } said && Text(said) is { } known && known != taken.ToString()
            ? $"{path} says that the activation of its network is {known}; {taken} is taken, as was asked for."
            : null;

    /// <param name="header">Free text of the file.</param>
    /// <param name="layers">Names of the layers; any but <c>layers.0</c>, <c>layers.1</c>, … are taken for PyTorch's.</param>
    internal static NetworkFileOrigin Of(OrderedDictionary<string, string> header, IReadOnlyList<string> layers)
    {
        bool isPyTorch = header.GetValueOrDefault("format") == "pt" || layers.Index().Any(layer => layer.Item != $"layers.{layer.Index}");
        Parameterization? said = ParameterizationNames.Find(header.GetValueOrDefault(ParameterizationKey))
            ?? (isPyTorch ? Networks.Parameterization.Standard : null);
        return new NetworkFileOrigin(said, Number(WeightStdKey), Number(BiasStdKey))
        {
            Activation = header.GetValueOrDefault(ActivationKey),
        };

        double? Number(string key) =>
            double.TryParse(header.GetValueOrDefault(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && double.IsFinite(value)
                ? value
                : null;
    }

    internal static OrderedDictionary<string, string> Header(NetworkArchitecture architecture) => new()
    {
        [ParameterizationKey] = ParameterizationNames.Of(architecture.Parameterization),
        [ActivationKey] = architecture.Activation.ToString(),
        [WeightStdKey] = PlainNumber.Digits(architecture.WeightStd),
        [BiasStdKey] = PlainNumber.Digits(architecture.BiasStd),
    };

    /// <summary>An activation as the catalogue writes it; null where it is not known there.</summary>
    private static string? Text(string activation)
    {
        try
        {
            return ActivationCatalogue.Parse(activation).ToString();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

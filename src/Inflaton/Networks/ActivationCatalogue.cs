using Inflaton.Networks.Activations;

namespace Inflaton.Networks;

/// <summary>The activations known by name.</summary>
public static class ActivationCatalogue
{
    private static readonly Dictionary<string, Func<double, Activation>> Makers = new(StringComparer.Ordinal)
    {
        ["relu"] = _ => new Relu(),
        ["leaky_relu"] = slope => new LeakyRelu(slope),
        ["abs"] = _ => new Absolute(),
        ["erf"] = _ => new Erf(),
        ["tanh"] = _ => new Tanh(),
        ["gelu"] = _ => new Gelu(),
        ["sin"] = _ => new Sine(),
        ["identity"] = _ => new Identity(),
        ["softplus"] = _ => new Softplus(),
        ["silu"] = _ => new Silu(),
    };

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Makers.Keys];

    /// <summary>One of each, leaky_relu with its default slope.</summary>
    public static IReadOnlyList<Activation> All => [.. Names.Select(name => Create(name))];

    /// <summary>The activation of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="negativeSlope">Slope of leaky_relu for z &lt; 0, 0.01 by default; the others ignore it.</param>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public static Activation Create(string name, double negativeSlope = 0.01) =>
        Makers.TryGetValue(name, out Func<double, Activation>? make)
            ? make(negativeSlope)
            : throw new ArgumentException($"No activation is named '{name}'; known are {string.Join(", ", Names)}.", nameof(name));
}

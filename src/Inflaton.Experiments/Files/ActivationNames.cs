namespace Inflaton.Experiments.Files;

/// <summary>Names of the activations that a file may choose.</summary>
public static class ActivationNames
{
    /// <summary>All of them, as the file spells them.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["relu", "leaky_relu", "abs", "erf", "tanh", "gelu", "sin", "identity", "softplus", "silu"];

    /// <summary>The one that <c>negative_slope</c> belongs to.</summary>
    public const string LeakyRelu = "leaky_relu";
}

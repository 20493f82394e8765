using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Runs;

/// <summary>The network that weights from a file belong to.</summary>
internal static class GivenWeights
{
    /// <summary>
    /// The network of given weights: biases where the file has them; parameterisation, σ_w and σ_b as asked for, else as the file says
    /// (<see cref="NetworkFileOrigin"/>).
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="weights">What it holds.</param>
    /// <param name="fans">Units per level: d, n_1, …, C.</param>
    /// <param name="activation">φ, which no file is asked for.</param>
    /// <param name="parameterization"><c>ntk</c> or <c>standard</c>; null for what the file says.</param>
    /// <param name="weightStd">σ_w; null for what the file says.</param>
    /// <param name="biasStd">σ_b; null for what the file says.</param>
    /// <param name="isInfinite">Whether the limit of infinite width is taken, which needs σ_w and σ_b.</param>
    /// <exception cref="ArrayFileException">What is needed is neither given nor in the file.</exception>
    public static NetworkArchitecture Network(
        string path, NetworkFile.Content weights, IReadOnlyList<int> fans, Activation activation, string? parameterization,
        double? weightStd, double? biasStd,
        bool isInfinite)
    {
        Parameterization taken = ParameterizationNames.Find(parameterization) ?? weights.Origin.Parameterization
            ?? throw new ArrayFileException(
                path, null, "does not say by its names or its header where the scale of the weights stands",
                "give parameterization: standard for weights of PyTorch, ntk for weights behind factors σ_w/√n");
        bool needsScales = isInfinite || taken == Parameterization.Ntk;
        double Scale(double? given, double? said, string key, bool isUsed) => given ?? said ?? (needsScales && isUsed
            ? throw new ArrayFileException(
                path, null,
                $"does not say what {key} its weights were drawn with, which the "
                + $"{(isInfinite ? "limit of infinite width" : "ntk parameterisation")} needs",
                $"give {key}")
            : 1);
        if (weights.BiasedLayers.Count != fans.Count - 1)
        {
            throw NetworkFile.OtherShape(path, weights, fans);
        }

        return new NetworkArchitecture(
            fans[0], [.. fans.Skip(1).SkipLast(1)], fans[^1], activation,
            Scale(weightStd, weights.Origin.WeightStd, "weight_std", isUsed: true),
            Scale(biasStd, weights.Origin.BiasStd, "bias_std", weights.BiasedLayers.Contains(true)),
            taken,
            biasedLayers: weights.BiasedLayers);
    }
}

using Inflaton.Networks;

namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>One layer of a network in the limit of infinite width.</summary>
public abstract record InfiniteLayer
{
    private protected InfiniteLayer()
    {
    }
}

/// <summary>
/// An affine layer: q → σ_w²q + σ_b², and Θ → q_new + σ_w²Θ (<c>ntk</c>) or n·q_old + 1 + σ_w²Θ (<c>standard</c>, n units coming in; the 1
/// only with biases).
/// </summary>
public sealed record DenseLayer : InfiniteLayer
{
    /// <summary>An affine layer.</summary>
    /// <param name="weightStd">σ_w, positive.</param>
    /// <param name="biasStd">σ_b, not negative.</param>
    /// <param name="hasBiases">Whether there are biases; where not, σ_b counts as 0.</param>
    /// <param name="parameterization">Where the width enters.</param>
    /// <param name="unitsIn">n, at least 1: units of the level before, which <c>standard</c> needs; 0 for the number of inputs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public DenseLayer(
        double weightStd, double biasStd = 0, bool hasBiases = true, Parameterization parameterization = Parameterization.Ntk,
        int unitsIn = 0)
    {
        if (!(weightStd > 0 && double.IsFinite(weightStd)))
        {
            throw new ArgumentOutOfRangeException(nameof(weightStd), weightStd, "σ_w must be a positive number.");
        }

        if (!(biasStd >= 0 && double.IsFinite(biasStd)))
        {
            throw new ArgumentOutOfRangeException(nameof(biasStd), biasStd, "σ_b must be zero or a positive number.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(unitsIn);
        (WeightStd, BiasStd, HasBiases) = (weightStd, hasBiases ? biasStd : 0, hasBiases);
        (Parameterization, UnitsIn) = (parameterization, unitsIn);
    }

    /// <summary>σ_w.</summary>
    public double WeightStd { get; }

    /// <summary>σ_b; 0 without biases.</summary>
    public double BiasStd { get; }

    /// <summary>Whether the layer has biases.</summary>
    public bool HasBiases { get; }

    /// <summary>Where the width enters.</summary>
    public Parameterization Parameterization { get; }

    /// <summary>n; 0 for the number of inputs.</summary>
    public int UnitsIn { get; }
}

/// <summary>An activation: q → K, Θ → ΘD.</summary>
/// <param name="Dual">φ.</param>
public sealed record ActivationLayer(DualActivation Dual) : InfiniteLayer;

/// <summary>x + g(x) with a branch g of its own weights that ends in an affine layer: the kernels add.</summary>
/// <param name="Branch">The layers of g.</param>
public sealed record ResidualLayer(IReadOnlyList<InfiniteLayer> Branch) : InfiniteLayer;

/// <summary>
/// Layer norm over the units of an affine layer, without gain or offset: q₁₂ → q₁₂/√((q₁₁+ε)(q₂₂+ε)), and Θ likewise.
/// </summary>
/// <param name="Epsilon">ε ≥ 0, added to the variance; 0 by default.</param>
public sealed record LayerNormLayer(double Epsilon = 0) : InfiniteLayer;

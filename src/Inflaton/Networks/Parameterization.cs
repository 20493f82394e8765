namespace Inflaton.Networks;

/// <summary>Where the width of a layer enters: in front of its weights, or in their distribution.</summary>
public enum Parameterization
{
    /// <summary>z = (σ_w/√n) W a + σ_b b with W, b ~ N(0, 1): the tangent kernel has a finite infinite-width limit.</summary>
    Ntk,

    /// <summary>z = W a + b with W ~ N(0, σ_w²/n), b ~ N(0, σ_b²): what PyTorch and others train.</summary>
    Standard,
}

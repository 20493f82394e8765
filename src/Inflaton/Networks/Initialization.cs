namespace Inflaton.Networks;

/// <summary>How the parameters of a network are drawn.</summary>
public enum Initialization
{
    /// <summary>From normal distributions, with the standard deviations σ_w/√n and σ_b.</summary>
    Normal,

    /// <summary>
    /// As PyTorch's <c>nn.Linear</c> does: weights and biases uniform within ±1/√n, n being the number of inputs of the layer.
    /// </summary>
    PyTorch,
}

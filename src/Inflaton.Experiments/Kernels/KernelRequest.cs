namespace Inflaton.Experiments.Kernels;

/// <summary>Which kernel to take, of which network, on which inputs.</summary>
public sealed record KernelRequest
{
    /// <summary>Inputs: <c>.npy</c> of shape [N] or [N, d], <c>.npz</c> or <c>.csv</c> with a header.</summary>
    public required string Inputs { get; init; }

    /// <summary>Test inputs, of the same kind, between which and the inputs the kernel is taken too; null for none.</summary>
    public string? TestInputs { get; init; }

    /// <summary>Columns of a table that are no inputs.</summary>
    public IReadOnlyList<string> IgnoredColumns { get; init; } = [];

    /// <summary>Column or array of the table that holds the class of each input, which is no input itself; null for none.</summary>
    public string? Classes { get; init; }

    /// <summary>Draws of a network of the hidden widths, whose kernels are held against their limit; 0 for none, else at least 2.</summary>
    public int Draws { get; init; }

    /// <summary>Seed of the first draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether one kernel stands for all outputs, the mean of theirs.</summary>
    public bool SharesOutputs { get; init; }

    /// <summary>Weights, <c>.safetensors</c> or <c>.npz</c>; null for the limit of infinite width of <see cref="Hidden"/>.</summary>
    public string? Weights { get; init; }

    /// <summary>Whether to take the limit of infinite width.</summary>
    public bool IsInfinite { get; init; }

    /// <summary>
    /// Widths of the hidden layers where no weights say them; in the <c>ntk</c> parameterisation only their number matters.
    /// </summary>
    public IReadOnlyList<int> Hidden { get; init; } = [];

    /// <summary>Activation, such as <c>relu</c> or <c>leaky_relu(0.1)</c>.</summary>
    public required string Activation { get; init; }

    /// <summary>
    /// σ_w; it has no effect on the kernel of given weights in the <c>standard</c> parameterisation. Null for what the file of weights
    /// says, 1 without one.
    /// </summary>
    public double? WeightStd { get; init; }

    /// <summary>σ_b, likewise; 0 without a file.</summary>
    public double? BiasStd { get; init; }

    /// <summary>
    /// <c>standard</c> (as PyTorch trains) or <c>ntk</c>; null for what the file of weights says by its names or header, <c>ntk</c> without
    /// one.
    /// </summary>
    public string? Parameterization { get; init; }

    /// <summary>η, for the effective theory; null for none.</summary>
    public double? LearningRate { get; init; }

    /// <summary>γ.</summary>
    public double Momentum { get; init; }

    /// <summary>κ: scale of the loss ½κ(f − y)², whose masses are κλ/N.</summary>
    public double LossScale { get; init; } = 1;
}

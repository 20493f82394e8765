namespace Inflaton.Networks;

/// <summary>
/// A fully connected network f(x): z_l = s_l W_l a_{l−1} + r_l b_l, a_0 = x, a_l = φ(z_l), f = z_{L+1}, with L hidden layers and a
/// linear read-out. Layers are counted from 0 here: layer l has weights of shape [<see cref="Fan"/>(l + 1), <see cref="Fan"/>(l)].
/// </summary>
public sealed record NetworkArchitecture
{
    /// <summary>1/√3, the standard deviation of U(−1, 1): σ_w and σ_b of PyTorch's initialisation.</summary>
    public const double UniformStd = 0.57735026918962576;

    /// <summary>A network of the given shape.</summary>
    /// <param name="inputs">Input dimension d, at least 1.</param>
    /// <param name="hidden">Widths of the hidden layers, each at least 1; empty for a linear model.</param>
    /// <param name="outputs">Number C of outputs, at least 1.</param>
    /// <param name="activation">φ.</param>
    /// <param name="weightStd">σ_w, positive.</param>
    /// <param name="biasStd">σ_b, not negative.</param>
    /// <param name="parameterization">Where the width enters.</param>
    /// <param name="hasBiases">Whether there are biases at all; where not, they neither act nor train.</param>
    /// <param name="biasedLayers">Which of the L + 1 layers have biases; null for <paramref name="hasBiases"/> in all of them.</param>
    /// <param name="initialization">How parameters are drawn.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="ArgumentException">
    /// There is not one entry of <paramref name="biasedLayers"/> a layer, or PyTorch's draw is asked for in the NTK parameterisation.
    /// </exception>
    public NetworkArchitecture(
        int inputs,
        IReadOnlyList<int> hidden,
        int outputs,
        Activation activation,
        double weightStd,
        double biasStd,
        Parameterization parameterization = Parameterization.Ntk,
        bool hasBiases = true,
        IReadOnlyList<bool>? biasedLayers = null,
        Initialization initialization = Initialization.Normal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        foreach (int width in hidden)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(width, 1, nameof(hidden));
        }

        if (!(weightStd > 0 && double.IsFinite(weightStd)))
        {
            throw new ArgumentOutOfRangeException(nameof(weightStd), weightStd, "σ_w must be a positive number.");
        }

        if (!(biasStd >= 0 && double.IsFinite(biasStd)))
        {
            throw new ArgumentOutOfRangeException(nameof(biasStd), biasStd, "σ_b must be zero or a positive number.");
        }

        Fans = [inputs, .. hidden, outputs];
        Activation = activation;
        WeightStd = weightStd;
        BiasStd = biasStd;
        Parameterization = parameterization;
        BiasedLayers = biasedLayers ?? [.. Enumerable.Repeat(hasBiases, Layers)];
        Initialization = initialization;
        if (BiasedLayers.Count != Layers)
        {
            throw new ArgumentException(
                $"{BiasedLayers.Count} entries do not say which of {Layers} layers have biases.", nameof(biasedLayers));
        }

        if (initialization == Initialization.PyTorch && parameterization != Parameterization.Standard)
        {
            throw new ArgumentException(
                "PyTorch draws the weights themselves: take the standard parameterisation.", nameof(initialization));
        }
    }

    /// <summary>Units per level: d, n_1, …, n_L, C.</summary>
    public IReadOnlyList<int> Fans { get; }

    /// <summary>φ.</summary>
    public Activation Activation { get; }

    /// <summary>σ_w.</summary>
    public double WeightStd { get; }

    /// <summary>σ_b.</summary>
    public double BiasStd { get; }

    /// <summary>Where the width enters.</summary>
    public Parameterization Parameterization { get; }

    /// <summary>How parameters are drawn.</summary>
    public Initialization Initialization { get; }

    /// <summary>Which of the L + 1 layers have biases.</summary>
    public IReadOnlyList<bool> BiasedLayers { get; }

    /// <summary>Whether any layer has biases.</summary>
    public bool HasBiases => BiasedLayers.Contains(true);

    /// <summary>Number L + 1 of affine layers, the read-out included.</summary>
    public int Layers => Fans.Count - 1;

    /// <summary>Input dimension d.</summary>
    public int Inputs => Fans[0];

    /// <summary>Number C of outputs.</summary>
    public int Outputs => Fans[^1];

    /// <summary>Number of weights and biases.</summary>
    public long ParameterCount =>
        Enumerable.Range(0, Layers).Sum(l => (long)Fans[l + 1] * (Fans[l] + (HasBias(l) ? 1 : 0)));

    /// <summary>Units on a level: <c>Fan(0)</c> = d, <c>Fan(Layers)</c> = C.</summary>
    /// <param name="level">0 to <see cref="Layers"/>.</param>
    public int Fan(int level) => Fans[level];

    /// <summary>s_l: σ_w/√n_{l−1} (ntk) or 1 (standard).</summary>
    /// <param name="layer">0 to <see cref="Layers"/> − 1.</param>
    public double WeightScale(int layer) =>
        Parameterization == Parameterization.Ntk ? WeightStd / Math.Sqrt(Fans[layer]) : 1;

    /// <summary>Whether a layer has biases.</summary>
    /// <param name="layer">0 to <see cref="Layers"/> − 1.</param>
    public bool HasBias(int layer) => BiasedLayers[layer];

    /// <summary>r_l: σ_b (ntk) or 1 (standard); 0 without biases.</summary>
    /// <param name="layer">0 to <see cref="Layers"/> − 1.</param>
    public double BiasScale(int layer) => !HasBias(layer) ? 0 : Parameterization == Parameterization.Ntk ? BiasStd : 1;

    /// <summary>Standard deviation that the entries of W_l are drawn with.</summary>
    /// <param name="layer">0 to <see cref="Layers"/> − 1.</param>
    public double WeightDrawStd(int layer) =>
        Parameterization == Parameterization.Ntk ? 1 : WeightStd / Math.Sqrt(Fans[layer]);

    /// <summary>Standard deviation that the biases of a layer are drawn with.</summary>
    /// <param name="layer">0 to <see cref="Layers"/> − 1.</param>
    public double BiasDrawStd(int layer) => Parameterization == Parameterization.Ntk ? 1 : BiasStdOf(layer);

    /// <summary>Standard deviation of r_l b_l over draws: σ_b, or σ_b/√n_{l−1} in PyTorch's initialisation.</summary>
    /// <param name="layer">0 to <see cref="Layers"/> − 1.</param>
    public double BiasStdOf(int layer) => Initialization == Initialization.PyTorch ? BiasStd / Math.Sqrt(Fans[layer]) : BiasStd;

    /// <summary>
    /// A network as PyTorch's <c>nn.Linear</c> draws it: all entries of W_l and b_l uniform within ±1/√n_{l−1}, so that σ_w = 1/√3 and the
    /// biases of a layer have standard deviation 1/√(3n_{l−1}); standard parameterisation. The limit of infinite width takes the first
    /// layer's preactivations as normal, which sums of d uniform terms are up to a part of the order 1/d.
    /// </summary>
    /// <param name="inputs">Input dimension d, at least 1.</param>
    /// <param name="hidden">Widths of the hidden layers, each at least 1.</param>
    /// <param name="outputs">Number C of outputs, at least 1.</param>
    /// <param name="activation">φ.</param>
    /// <param name="biasedLayers">Which layers have biases; null for all.</param>
    public static NetworkArchitecture PyTorch(
        int inputs, IReadOnlyList<int> hidden, int outputs, Activation activation, IReadOnlyList<bool>? biasedLayers = null) =>
        new(
            inputs, hidden, outputs, activation, UniformStd, UniformStd, Parameterization.Standard, true, biasedLayers,
            Initialization.PyTorch);
}

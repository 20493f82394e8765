namespace Inflaton.Networks;

/// <summary>
/// A fully connected network f(x): z_l = s_l W_l a_{l−1} + r_l b_l, a_0 = x, a_l = φ(z_l), f = z_{L+1}, with L hidden layers and a
/// linear read-out. Layers are counted from 0 here: layer l has weights of shape [<see cref="Fan"/>(l + 1), <see cref="Fan"/>(l)].
/// </summary>
public sealed record NetworkArchitecture
{
    /// <summary>A network of the given shape.</summary>
    /// <param name="inputs">Input dimension d, at least 1.</param>
    /// <param name="hidden">Widths of the hidden layers, each at least 1; empty for a linear model.</param>
    /// <param name="outputs">Number C of outputs, at least 1.</param>
    /// <param name="activation">φ.</param>
    /// <param name="weightStd">σ_w, positive.</param>
    /// <param name="biasStd">σ_b, not negative.</param>
    /// <param name="parameterization">Where the width enters.</param>
    /// <param name="hasBiases">Whether there are biases at all; where not, they neither act nor train.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public NetworkArchitecture(
        int inputs,
        IReadOnlyList<int> hidden,
        int outputs,
        Activation activation,
        double weightStd,
        double biasStd,
        Parameterization parameterization = Parameterization.Ntk,
        bool hasBiases = true)
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
        HasBiases = hasBiases;
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

    /// <summary>Whether the network has biases.</summary>
    public bool HasBiases { get; }

    /// <summary>Number L + 1 of affine layers, the read-out included.</summary>
    public int Layers => Fans.Count - 1;

    /// <summary>Input dimension d.</summary>
    public int Inputs => Fans[0];

    /// <summary>Number C of outputs.</summary>
    public int Outputs => Fans[^1];

    /// <summary>Number of weights and biases.</summary>
    public long ParameterCount =>
        Enumerable.Range(0, Layers).Sum(l => (long)Fans[l + 1] * (Fans[l] + (HasBiases ? 1 : 0)));

    /// <summary>Units on a level: <c>Fan(0)</c> = d, <c>Fan(Layers)</c> = C.</summary>
    /// <param name="level">0 to <see cref="Layers"/>.</param>
    public int Fan(int level) => Fans[level];

    /// <summary>s_l: σ_w/√n_{l−1} (ntk) or 1 (standard).</summary>
    /// <param name="layer">0 to <see cref="Layers"/> − 1.</param>
    public double WeightScale(int layer) =>
        Parameterization == Parameterization.Ntk ? WeightStd / Math.Sqrt(Fans[layer]) : 1;

    /// <summary>r_l: σ_b (ntk) or 1 (standard); 0 without biases.</summary>
    public double BiasScale => !HasBiases ? 0 : Parameterization == Parameterization.Ntk ? BiasStd : 1;

    /// <summary>Standard deviation that the entries of W_l are drawn with.</summary>
    /// <param name="layer">0 to <see cref="Layers"/> − 1.</param>
    public double WeightDrawStd(int layer) =>
        Parameterization == Parameterization.Ntk ? 1 : WeightStd / Math.Sqrt(Fans[layer]);

    /// <summary>Standard deviation that biases are drawn with.</summary>
    public double BiasDrawStd => Parameterization == Parameterization.Ntk ? 1 : BiasStd;
}

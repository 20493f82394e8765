using Inflaton.Duality.ClosedForm;

namespace Inflaton.Duality.Tuning;

/// <summary>
/// The amplitude of one linear mode under heavy-ball gradient descent in closed form: a_{k+1} = (1+γ−ηm²) a_k − γ a_{k−1} with a_0 = a_{−1}
/// = 1, by the roots of that recursion, with a small relative error where it has all but vanished. Any number of epochs costs the same.
/// </summary>
public readonly struct HeavyBallMode
{
    private const double NearlyDouble = 1e-4;

    private readonly double half;
    private readonly double momentum;
    private readonly double root;
    private readonly double angle;

    /// <summary>A mode.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">γ, 0 ≤ γ &lt; 1.</param>
    /// <param name="massSquared">m².</param>
    public HeavyBallMode(double learningRate, double momentum, double massSquared)
    {
        HeavyBallRoots roots = new(learningRate * massSquared, momentum);
        this.momentum = momentum;
        half = roots.Sum / 2;
        root = roots.Split / 2;
        IsUnderdamped = !roots.AreReal;
        angle = IsUnderdamped ? Math.Atan2(root, half) : 0;
    }

    /// <summary>Whether it rings: the roots are complex, and its amplitude falls as γ^{k/2} whatever its mass.</summary>
    public bool IsUnderdamped { get; }

    /// <summary>|r| of the larger root: the factor an epoch by which the amplitude falls in the end; above 1 it grows.</summary>
    public double Rate => IsUnderdamped ? Math.Sqrt(momentum) : Math.Abs(half) + root;

    /// <summary>a_k.</summary>
    /// <param name="epoch">k ≥ 0.</param>
    public double Amplitude(int epoch) => Amplitude(epoch, RingingSize(momentum, epoch));

    /// <summary>γ^{(k−1)/2}, the size to which every mode that rings has fallen.</summary>
    /// <param name="momentum">γ.</param>
    /// <param name="epoch">k ≥ 0.</param>
    internal static double RingingSize(double momentum, int epoch) => Math.Pow(Math.Sqrt(momentum), epoch - 1);

    /// <summary>a_k where the size of what rings is known.</summary>
    /// <param name="epoch">k ≥ 0.</param>
    /// <param name="ringing"><see cref="RingingSize"/>.</param>
    internal double Amplitude(int epoch, double ringing)
    {
        if (epoch == 0)
        {
            return 1;
        }

        if (IsUnderdamped)
        {
            // ρ^k cos kφ + (p − γ) ρ^{k−1} sin kφ / sin φ with p = ρ cos φ.
            double size = Math.Sqrt(momentum);
            (double sine, double cosine) = Math.SinCos(epoch * angle);
            return ringing * ((size * cosine) + ((half - momentum) * sine * size / root));
        }

        // r₊^k − (γ − r₋) (r₊^k − r₋^k)/(r₊ − r₋), r₊ being the root of larger size, so that nothing cancels where one vanishes.
        double large = half >= 0 ? half + root : half - root;
        if (large == 0)
        {
            return 0;
        }

        double small = momentum / large;
        double top = Math.Pow(large, epoch);
        double slope;
        if (epoch * root < NearlyDouble * Math.Abs(half))
        {
            double ratio = root / half;
            slope = epoch * Math.Pow(half, epoch - 1) * (1 + ((epoch - 1.0) * (epoch - 2.0) / 6 * ratio * ratio));
        }
        else
        {
            slope = (top - Math.Pow(small, epoch)) / (large - small);
        }

        return top - ((momentum - small) * slope);
    }
}

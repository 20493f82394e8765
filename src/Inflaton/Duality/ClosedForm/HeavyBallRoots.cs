namespace Inflaton.Duality.ClosedForm;

/// <summary>
/// The roots of r² − (1 + γ − e) r + γ = 0, by which the heavy ball moves one mode: x_{k+1} = (1 + γ − e) x_k − γ x_{k−1} with e = ηm²,
/// x_{−1} = x_0 = 1. Written for u = 1 − r, which stays accurate as e → 0: the small root is u = e/u_big. Source: Polyak, USSR Comput.
/// Math. Math. Phys. 4 (1964) 1.
/// </summary>
internal readonly struct HeavyBallRoots
{
    private readonly double e;
    private readonly double momentum;

    /// <summary>The roots.</summary>
    /// <param name="e">ηm².</param>
    /// <param name="momentum">γ; below 0 only where Nesterov's recursion has it so.</param>
    public HeavyBallRoots(double e, double momentum)
    {
        (this.e, this.momentum) = (e, momentum);
        Sum = 1 + momentum - e;
        Velocity = 1 - momentum - e;
        double root = Math.Sqrt(momentum);

        // (1 + γ − e)² − 4γ in factors, exact next to the double roots e = (1 ∓ √γ)²; without any for γ < 0.
        double low = (1 - momentum) / (1 + root), high = 1 + root;
        double discriminant = momentum < 0 ? (Sum * Sum) - (4 * momentum) : (e - (low * low)) * (e - (high * high));
        AreReal = discriminant >= 0;
        Split = Math.Sqrt(Math.Abs(discriminant));
    }

    /// <summary>r₊ + r₋ = 1 + γ − e.</summary>
    public double Sum { get; }

    /// <summary>1 − γ − e.</summary>
    public double Velocity { get; }

    /// <summary>|r₊ − r₋|.</summary>
    public double Split { get; }

    /// <summary>Whether the mode does not ring.</summary>
    public bool AreReal { get; }

    /// <summary>Whether the roots are real and far enough apart to be told one from the other.</summary>
    public bool IsWellSplit => Split > 1e-3 * Math.Abs(Sum);

    /// <summary>ln √γ: the rate of decay where the roots are complex.</summary>
    public double Decay => Math.Log(momentum) / 2;

    /// <summary>The larger 1 − r.</summary>
    public double Big => (1 - momentum + e + Split) / 2;

    /// <summary>The smaller 1 − r.</summary>
    public double Small => e / Big;

    /// <summary>What the smaller 1 − r has of x_0.</summary>
    public double SmallAmplitude => Big * (1 - Small) / Split;

    /// <summary>What the larger has of it.</summary>
    public double BigAmplitude => Small * (Big - 1) / Split;
}

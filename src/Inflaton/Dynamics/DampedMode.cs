using Inflaton.Numerics.Functions;

namespace Inflaton.Dynamics;

/// <summary>How a mode of mass m moves under the friction 3H.</summary>
public enum DampingRegime
{
    /// <summary>m² &lt; 0: it grows.</summary>
    Tachyonic,

    /// <summary>m &lt; 3H/2: it creeps to its minimum.</summary>
    Overdamped,

    /// <summary>m = 3H/2 (to one part in a million): fastest without ringing.</summary>
    Critical,

    /// <summary>m &gt; 3H/2: it rings.</summary>
    Underdamped,

    /// <summary>It is no damped oscillator: Born-Infeld motion, or an optimiser whose equation is not known.</summary>
    None,
}

/// <summary>
/// One linear mode in closed form: ẍ + 3H ẋ + ω² x = 0 with x(0) = 1, ẋ(0) = −v ω²/s, where ω² = s m². Valid and accurate for every
/// sign and size of ω², and it gives x(t) − 1 without cancellation where the mode hardly moves.
/// </summary>
public readonly struct DampedMode
{
    private readonly double halfFriction;
    private readonly double split;
    private readonly double discriminant;
    private readonly double initialVelocity;
    private readonly double squaredFrequency;

    /// <summary>A mode.</summary>
    /// <param name="equation">H, s and v.</param>
    /// <param name="massSquared">m² of the mode, any sign.</param>
    public DampedMode(EquationOfMotion equation, double massSquared)
    {
        squaredFrequency = equation.ForceScale * massSquared;
        halfFriction = HalfFriction(equation, squaredFrequency);
        initialVelocity = -equation.KickTime * massSquared;
        discriminant = (halfFriction * halfFriction) - squaredFrequency;
        split = Math.Sqrt(Math.Abs(discriminant));
    }

    /// <summary>The regime of a mode.</summary>
    /// <param name="equation">H and s.</param>
    /// <param name="massSquared">m² before the factor s.</param>
    public static DampingRegime Regime(EquationOfMotion equation, double massSquared)
    {
        double squared = equation.ForceScale * massSquared;
        double critical = Math.Pow(HalfFriction(equation, squared), 2);
        return !equation.HasModes ? DampingRegime.None
            : squared < 0 ? DampingRegime.Tachyonic
            : Math.Abs(squared - critical) <= 1e-6 * critical ? DampingRegime.Critical
            : squared < critical ? DampingRegime.Overdamped
            : DampingRegime.Underdamped;
    }

    /// <summary>3H/2, and what a force ω²(x + τẋ) that acts ahead adds to it.</summary>
    private static double HalfFriction(EquationOfMotion equation, double squaredFrequency) =>
        (equation.Friction + (squaredFrequency * (equation.Ahead?.Time(0) ?? 0))) / 2;

    /// <summary>Whether it is well described by two rates of decay.</summary>
    internal bool Relaxes => discriminant > 0.01 * halfFriction * halfFriction;

    /// <summary>Whether it is well described by e^{−bt}(cos ωt + C sin ωt).</summary>
    internal bool Rings => discriminant < -0.01 * halfFriction * halfFriction;

    /// <summary>r₋, the faster rate.</summary>
    internal double Fast => -halfFriction - split;

    /// <summary>r₊, the slower, without cancellation from r₊r₋ = ω².</summary>
    internal double Slow => squaredFrequency / Fast;

    /// <summary>A, which decays at the slower rate.</summary>
    internal double SlowAmplitude => (initialVelocity - Fast) / (2 * split);

    /// <summary>B, at the faster.</summary>
    internal double FastAmplitude => (Slow - initialVelocity) / (2 * split);

    /// <summary>b.</summary>
    internal double Decay => halfFriction;

    /// <summary>ω.</summary>
    internal double Frequency => split;

    /// <summary>C.</summary>
    internal double SineAmplitude => (halfFriction + initialVelocity) / split;

    /// <summary>x(t) − 1: how far the mode has moved from its start, relative to it.</summary>
    /// <param name="time">t ≥ 0.</param>
    public double Displacement(double time)
    {
        double reach = split * time;
        if (Relaxes)
        {
            // x − 1 = A (e^{r₊t} − 1) + B (e^{r₋t} − 1).
            return (SlowAmplitude * Exponential.EvaluateMinusOne(Slow * time))
                + (FastAmplitude * Exponential.EvaluateMinusOne(Fast * time));
        }

        // Near the double root and where the mode rings, ω² is not small beside b²: e^{−bt}[C + (b + v₀) t S], with C and S the cosine and
        // the sine over its argument.
        double square = discriminant > 0 ? reach * reach : -reach * reach;
        double decay = Math.Exp(-halfFriction * time);
        double cosine, sine;
        if (Math.Abs(square) < 1e-2)
        {
            cosine = Series(square, 0);
            sine = Series(square, 1);
        }
        else if (square > 0)
        {
            cosine = Math.Cosh(reach);
            sine = Math.Sinh(reach) / reach;
        }
        else
        {
            (double s, double c) = Math.SinCos(reach);
            cosine = c;
            sine = s / reach;
        }

        return (decay * (cosine + ((halfFriction + initialVelocity) * time * sine))) - 1;
    }

    /// <summary>Σ_k u^k/(2k + odd)!: cosh √u or sinh √u / √u for small |u|.</summary>
    private static double Series(double u, int odd)
    {
        double term = 1, sum = 1;
        for (int k = 1; k <= 7; k++)
        {
            int top = (2 * k) + odd;
            term *= u / (top * (top - 1));
            sum += term;
        }

        return sum;
    }
}

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
        : this(Friction(equation, equation.ForceScale * massSquared), equation.ForceScale * massSquared) =>
        initialVelocity = -equation.KickTime * massSquared;

    /// <summary>A mode whose start is given with each <see cref="Move"/>.</summary>
    /// <param name="friction">3H.</param>
    /// <param name="squaredFrequency">ω².</param>
    internal DampedMode(double friction, double squaredFrequency)
    {
        (halfFriction, this.squaredFrequency) = (friction / 2, squaredFrequency);
        discriminant = (halfFriction * halfFriction) - squaredFrequency;
        split = Math.Sqrt(Math.Abs(discriminant));
    }

    /// <summary>The regime of a mode.</summary>
    /// <param name="equation">H and s.</param>
    /// <param name="massSquared">m² before the factor s.</param>
    public static DampingRegime Regime(EquationOfMotion equation, double massSquared)
    {
        double squared = equation.ForceScale * massSquared;
        double critical = Math.Pow(Friction(equation, squared) / 2, 2);
        return !equation.HasModes ? DampingRegime.None
            : squared < 0 ? DampingRegime.Tachyonic
            : Math.Abs(squared - critical) <= 1e-6 * critical ? DampingRegime.Critical
            : squared < critical ? DampingRegime.Overdamped
            : DampingRegime.Underdamped;
    }

    /// <summary>3H, and what a force ω²(x + τẋ) that acts ahead adds to it.</summary>
    private static double Friction(EquationOfMotion equation, double squaredFrequency) =>
        equation.Friction + (squaredFrequency * (equation.Ahead?.Time(0) ?? 0));

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
        if (Relaxes)
        {
            // x − 1 = A (e^{r₊t} − 1) + B (e^{r₋t} − 1).
            return (SlowAmplitude * Exponential.EvaluateMinusOne(Slow * time))
                + (FastAmplitude * Exponential.EvaluateMinusOne(Fast * time));
        }

        // Near the double root and where the mode rings, ω² is not small beside b²: e^{−bt}[C + (b + v₀) t S], with C and S the cosine and
        // the sine over its argument.
        (double decay, double cosine, double sine) = Wave(time);
        return (decay * (cosine + ((halfFriction + initialVelocity) * time * sine))) - 1;
    }

    /// <summary>x(t) − 1 and ẋ(t) from any start.</summary>
    /// <param name="moved">x − 1 at t = 0.</param>
    /// <param name="velocity">ẋ there.</param>
    /// <param name="time">t ≥ 0.</param>
    internal (double Moved, double Velocity) Move(double moved, double velocity, double time)
    {
        // What comes of x = 1 at rest, less 1, and of x = 0 with ẋ = 1.
        double fall, flight;
        if (Relaxes)
        {
            double slow = Exponential.EvaluateMinusOne(Slow * time), fast = Exponential.EvaluateMinusOne(Fast * time);
            (fall, flight) = (((Slow * fast) - (Fast * slow)) / (2 * split), (slow - fast) / (2 * split));
        }
        else
        {
            (double decay, double cosine, double sine) = Wave(time);
            flight = decay * time * sine;
            fall = (decay * cosine) + (halfFriction * flight) - 1;
        }

        return (
            moved + ((1 + moved) * fall) + (velocity * flight),
            (velocity * (1 + fall - (2 * halfFriction * flight))) - (squaredFrequency * flight * (1 + moved)));
    }

    /// <summary>e^{−bt}, cos ωt and sin ωt/ωt; of the double root's neighbourhood by their series.</summary>
    private (double Decay, double Cosine, double Sine) Wave(double time)
    {
        double reach = split * time;
        double square = discriminant > 0 ? reach * reach : -reach * reach;
        double decay = Math.Exp(-halfFriction * time);
        if (Math.Abs(square) < 1e-2)
        {
            return (decay, Series(square, 0), Series(square, 1));
        }

        if (square > 0)
        {
            return (decay, Math.Cosh(reach), Math.Sinh(reach) / reach);
        }

        (double s, double c) = Math.SinCos(reach);
        return (decay, c, s / reach);
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

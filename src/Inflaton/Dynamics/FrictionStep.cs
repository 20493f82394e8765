using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Dynamics;

/// <summary>What is known of a field's motion where its first step begins.</summary>
public enum StepStart
{
    /// <summary>It is at rest.</summary>
    Rest,

    /// <summary>Its velocity: the displacement in hand is hφ̇.</summary>
    Velocity,

    /// <summary>Its last step: the displacement in hand is φ_0 − φ_{−1}.</summary>
    Displacement,
}

/// <summary>
/// Leapfrog for φ̈ + 3Hφ̇ + sF = 0 with the friction centred on the step: with q = 3Hh/2,
/// φ_{k+1} = φ_k + ((1−q)/(1+q))(φ_k − φ_{k−1}) − (sh²/(1+q))F. H is that of the field's energy with the velocity centred too, e-folds
/// follow by Adams and Bashforth's second order. Second order; stable for sh²m² &lt; 4. One step for networks, recursions and lattices. A
/// step allocates nothing.
/// </summary>
/// <remarks>
/// Where H is constant the coefficients are, and this is the heavy ball with γ = (1−q)/(1+q) and η = sh²/(1+q): gradient descent lives in
/// de Sitter space.
/// </remarks>
public sealed class FrictionStep
{
    private const int FixedPointSteps = 50;

    private readonly Expansion expansion;
    private readonly StepStart start;
    private readonly double square;
    private readonly StepCoefficients? steady;
    private double previousHubble;
    private double integratedEfolds;

    private FrictionStep(Expansion expansion, StepStart start, double size, double square, StepCoefficients? steady = null) =>
        (this.expansion, this.start, Size, this.square, this.steady) = (expansion, start, size, square, steady);

    /// <summary>A step of given length.</summary>
    /// <param name="expansion">How the universe expands.</param>
    /// <param name="start">What is known at the beginning.</param>
    /// <param name="size">h, positive.</param>
    /// <param name="forceScale">s.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is not a positive number.</exception>
    public static FrictionStep OfSize(Expansion expansion, StepStart start, double size, double forceScale = 1) =>
        new(expansion, start, Positive(size, nameof(size)), forceScale * size * size);

    /// <summary>A step of given learning rate.</summary>
    /// <param name="expansion">How the universe expands.</param>
    /// <param name="start">What is known at the beginning.</param>
    /// <param name="learningRate">η = h², positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is not a positive number.</exception>
    public static FrictionStep OfRate(Expansion expansion, StepStart start, double learningRate) =>
        new(expansion, start, Math.Sqrt(Positive(learningRate, nameof(learningRate))), learningRate);

    /// <summary>
    /// The heavy ball: the step of length √η in de Sitter space with 3H = 2(1−γ)/((1+γ)√η) and s = 2/(1+γ), whose coefficients are γ and η
    /// to the last bit. What is known at the beginning is that φ_{−1} = φ_0.
    /// </summary>
    /// <param name="expansion">That space.</param>
    /// <param name="coefficients">γ and η.</param>
    public static FrictionStep OfHeavyBall(DeSitterExpansion expansion, StepCoefficients coefficients) =>
        new(
            expansion, StepStart.Displacement, Math.Sqrt(coefficients.LearningRate),
            coefficients.LearningRate * 2 / (1 + coefficients.Momentum), coefficients);

    /// <summary>h.</summary>
    public double Size { get; }

    /// <summary>Steps done.</summary>
    public int Count { get; private set; }

    /// <summary>Time since the beginning, kh.</summary>
    public double Time => Count * Size;

    /// <summary>N = ln a where the next step begins, 0 at the beginning.</summary>
    public double Efolds => expansion.EfoldsAt(Time) ?? integratedEfolds;

    /// <summary>H as last found by <see cref="FindHubble"/>.</summary>
    public double Hubble { get; private set; }

    /// <summary>
    /// H where the next step begins, the velocity v being centred: (1 + q)v = p with p = Δ/h − hsF/2, Δ being the last displacement, so
    /// that H itself enters its energy. Solved by iteration. Where a velocity is in hand at the beginning p is that.
    /// </summary>
    /// <param name="push">
    /// p; its root mean square for a field on many sites. Of no matter where the field's energy does not count in H.
    /// </param>
    /// <param name="energy">The energy beside ½v².</param>
    public double FindHubble(double push, double energy)
    {
        if (Count == 0 && start != StepStart.Displacement)
        {
            return Hubble = expansion.Hubble(Time, Efolds, (0.5 * push * push) + energy);
        }

        for (int i = 0; i < FixedPointSteps; i++)
        {
            double velocity = push / (1 + (1.5 * Hubble * Size));
            double next = expansion.Hubble(Time, Efolds, (0.5 * velocity * velocity) + energy);
            bool settled = Math.Abs(next - Hubble) <= 1e-15 * next;
            Hubble = next;
            if (settled)
            {
                break;
            }
        }

        return Hubble;
    }

    /// <summary>The part of F in <see cref="Push"/>: h/2, and none where a velocity is in hand.</summary>
    public double HalfKick => Count == 0 && start == StepStart.Velocity ? 0 : Size / 2;

    /// <summary>p = Δ/h − hF/2 of one value, or at the beginning what is known of its velocity; for s = 1.</summary>
    /// <param name="displacement">Δ.</param>
    /// <param name="force">F where the value is now.</param>
    public double Push(double displacement, double force) =>
        start == StepStart.Rest && Count == 0 ? 0 : (displacement / Size) - (HalfKick * force);

    /// <summary>v where the next step begins, at the H last found.</summary>
    /// <param name="push">p.</param>
    public double Velocity(double push) => Count == 0 && start != StepStart.Displacement ? push : push / (1 + (1.5 * Hubble * Size));

    /// <summary>The coefficients of the next step, at the H last found; a second call goes on to the step after it.</summary>
    public StepCoefficients Next()
    {
        StepCoefficients next = CoefficientsAt(Count, Hubble);
        integratedEfolds = Efolds + (Size * (Count == 0 ? Hubble : (1.5 * Hubble) - (0.5 * previousHubble)));
        previousHubble = Hubble;
        Count++;
        return next;
    }

    /// <summary>The coefficients of any step, given its H.</summary>
    /// <param name="step">k, from 0.</param>
    /// <param name="hubble">H where it begins.</param>
    public StepCoefficients CoefficientsAt(int step, double hubble)
    {
        if (steady is { } known)
        {
            return known;
        }

        double q = 1.5 * hubble * Size;
        return step > 0 || start == StepStart.Displacement ? new StepCoefficients((1 - q) / (1 + q), square / (1 + q))
            : new StepCoefficients(start == StepStart.Velocity ? 1 - q : 0, square / 2);
    }

    /// <summary>Hands over how far the steps have come.</summary>
    /// <param name="state">Receives or has it.</param>
    public void Keep(KeptState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        int count = Count;
        double hubble = Hubble;
        state.Exchange(ref count);
        state.Exchange(ref hubble);
        state.Exchange(ref previousHubble);
        state.Exchange(ref integratedEfolds);
        (Count, Hubble) = (count, hubble);
    }

    private static double Positive(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "The time step must be a positive number.");
}

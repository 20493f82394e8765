using Inflaton.Dynamics;
using Inflaton.Training;

namespace Inflaton.Duality.ClosedForm;

/// <summary>
/// How one decoupled mode of a quadratic loss, of mass² m², moves from x = 1 at rest, in closed form at any epoch, epoch → ∞ included. A
/// law gives x − 1, without cancellation where the mode hardly moves.
/// </summary>
public abstract class ModeLaw
{
    private protected ModeLaw()
    {
    }

    /// <summary>x(k) − 1.</summary>
    /// <param name="massSquared">m² = κλ/N, not negative.</param>
    /// <param name="epoch">
    /// k ≥ 0, whole for the recursion; +∞ for the limit, which is NaN where the mode does not come to rest.
    /// </param>
    public double Displacement(double massSquared, double epoch)
    {
        Check(massSquared);
        return massSquared == 0 || epoch == 0 ? 0
            : double.IsPositiveInfinity(epoch) ? (Settles(massSquared) ? -1 : double.NaN)
            : At(massSquared, epoch);
    }

    /// <summary>x(k) − 1 at many epochs.</summary>
    /// <param name="massSquared">m², not negative.</param>
    /// <param name="epochs">k, as in <see cref="Displacement"/>.</param>
    /// <param name="displacements">Receives x − 1; as long.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Displacements(double massSquared, ReadOnlySpan<double> epochs, Span<double> displacements)
    {
        if (displacements.Length != epochs.Length)
        {
            throw new ArgumentException($"There are {epochs.Length} epochs and room for {displacements.Length}.", nameof(displacements));
        }

        Check(massSquared);
        if (massSquared == 0)
        {
            displacements.Clear();
            return;
        }

        if (TwoExponentials(massSquared) is { } pair)
        {
            pair.Evaluate(epochs, displacements);
            for (int i = 0; i < epochs.Length; i++)
            {
                if (double.IsPositiveInfinity(epochs[i]))
                {
                    displacements[i] = Displacement(massSquared, epochs[i]);
                }
            }

            return;
        }

        for (int i = 0; i < epochs.Length; i++)
        {
            displacements[i] = Displacement(massSquared, epochs[i]);
        }
    }

    /// <summary>Whether the mode comes to rest at x = 0, for m² &gt; 0.</summary>
    /// <param name="massSquared">m².</param>
    public abstract bool Settles(double massSquared);

    /// <summary>Gradient flow, ẋ = −m² x in the time kη: the limit of small learning rates without momentum.</summary>
    /// <param name="learningRate">η, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="learningRate"/> is not a positive number.</exception>
    public static ModeLaw GradientFlow(double learningRate) => new Flow(new GradientDescent(learningRate).LearningRate);

    /// <summary>The damped oscillator that stands for gradient descent with momentum, in either matching.</summary>
    /// <param name="optimizer">The optimiser.</param>
    /// <param name="matching">Leading or leapfrog.</param>
    /// <exception cref="ArgumentException">What stands for the optimiser is no damped oscillator.</exception>
    public static ModeLaw Continuum(Optimizer optimizer, Matching matching) => optimizer.Equation(matching).IsDampedMode
        ? new Oscillator(optimizer, matching)
        : throw new ArgumentException($"No damped oscillator stands for {optimizer.Name}.", nameof(optimizer));

    /// <summary>
    /// A method with constant momentum itself, by the roots of its recursion: x_{k+1} = x_k + γ(x_k − x_{k−1}) − ηm² x_k of the heavy ball,
    /// and the same with γ = μ(1 − ηm²) of Nesterov's.
    /// </summary>
    /// <param name="optimizer">The optimiser.</param>
    /// <exception cref="ArgumentException">Its momentum is not constant.</exception>
    public static ModeLaw Recursion(Optimizer optimizer) => new RecursionRoots(optimizer);

    /// <summary>The law as two exponentials, where that form is well conditioned.</summary>
    private protected abstract TwoExponentials? TwoExponentials(double massSquared);

    /// <summary>x − 1 for m² &gt; 0 and a finite k &gt; 0.</summary>
    private protected abstract double At(double massSquared, double epoch);

    private static void Check(double massSquared)
    {
        if (!(massSquared >= 0 && double.IsFinite(massSquared)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(massSquared), massSquared, "The mass² of a mode is a finite number, not negative.");
        }
    }

    private sealed class Flow(double learningRate) : ModeLaw
    {
        public override bool Settles(double massSquared) => true;

        private protected override TwoExponentials? TwoExponentials(double massSquared) =>
            ClosedForm.TwoExponentials.Relaxing(1, -massSquared * learningRate, 0, 0);

        private protected override double At(double massSquared, double epoch) =>
            Numerics.Functions.Exponential.EvaluateMinusOne(-massSquared * learningRate * epoch);
    }

    private sealed class Oscillator(Optimizer optimizer, Matching matching) : ModeLaw
    {
        private readonly EquationOfMotion equation = optimizer.Equation(matching);
        private readonly double step = Math.Sqrt(optimizer.LearningRate);

        public override bool Settles(double massSquared) => equation.Hubble > 0;

        private protected override TwoExponentials? TwoExponentials(double massSquared)
        {
            DampedMode mode = new(equation, massSquared);
            return mode.Relaxes ? ClosedForm.TwoExponentials.Relaxing(
                mode.SlowAmplitude, mode.Slow * step, mode.FastAmplitude, mode.Fast * step)
                : mode.Rings ? ClosedForm.TwoExponentials.Ringing(-mode.Decay * step, mode.Frequency * step, mode.SineAmplitude)
                : null;
        }

        private protected override double At(double massSquared, double epoch) =>
            new DampedMode(equation, massSquared).Displacement(epoch * step);
    }
}

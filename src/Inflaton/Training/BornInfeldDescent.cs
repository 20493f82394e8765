using Inflaton.Dynamics;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

/// <summary>
/// Energy-conserving descent by Born-Infeld dynamics, at rest before the first step: the motion of L = −V √(1 − θ̇²/V) with V = 𝓛
/// − 𝓛_min, a relativistic particle whose speed limit is √V. Nothing rubs; the motion slows down because the limit falls with the loss,
/// and E = V/√(1 − θ̇²/V) = √(V(V + π²)) is conserved.
/// </summary>
/// <remarks>
/// <para>Hamilton's equations are θ̇ = (V/E) π and π̇ = −½(V/E + E/V) ∇𝓛. On the shell of energy E the first factor is a function of π
/// alone, V/E = 2E/(π² + √(π⁴ + 4E²)), and the second one of V alone: there the motion is that of the separable Hamiltonian T(π) + V²/(4E)
/// + (E/2) ln V with dT = (V/E) π·dπ, and leapfrog is explicit, of second order and symplectic, so that E oscillates by O(h²) and does not
/// drift: π_{k+1/2} = π_{k−1/2} − (h/2)(V_k/E + E/V_k) ∇𝓛_k (half of it to begin with), θ_{k+1} = θ_k + h (V/E) π_{k+1/2}.</para>
/// <para>Where 𝓛_min is far below, V hardly changes, L = −V + ½θ̇² + O(θ̇⁴/V), and this is gradient descent without friction. Without the
/// bounces that the source adds against periodic orbits, and without its rescaling of π. Source: De Luca and Silverstein, Proc. ICML 2022,
/// arXiv:2201.11137.</para>
/// </remarks>
public sealed class BornInfeldDescent : Optimizer
{
    // V below so little of E is where the motion, which never gets there, is taken to have ended.
    private const double Arrived = 1e-24;

    /// <summary>Born-Infeld dynamics.</summary>
    /// <param name="learningRate">η = h², positive.</param>
    /// <param name="minimum">𝓛_min, below the loss at the start.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public BornInfeldDescent(double learningRate, double minimum = 0)
    {
        LearningRate = Positive(learningRate);
        Minimum = double.IsFinite(minimum)
            ? minimum
            : throw new ArgumentOutOfRangeException(nameof(minimum), minimum, "The least loss must be a finite number.");
    }

    /// <inheritdoc/>
    public override string Name => "born_infeld";

    /// <inheritdoc/>
    public override double LearningRate { get; }

    /// <summary>𝓛_min.</summary>
    public double Minimum { get; }

    /// <inheritdoc/>
    public override bool FollowsField => true;

    /// <inheritdoc/>
    public override bool IsHeavyBall => false;

    /// <summary>4, that of leapfrog: the product of the two factors, ½(1 + V²/E²), is at most 1.</summary>
    public override double StabilityBound => 4;

    /// <summary>False: the equation is of second order as it is.</summary>
    public override bool HasMatchings => false;

    /// <inheritdoc/>
    public override EquationOfMotion Equation(Matching matching, double mean = 0) => new BornInfeldMotion(Minimum);

    /// <inheritdoc/>
    public override StepSequence Begin() => new Sequence(this);

    /// <inheritdoc/>
    public override UpdateRule<T> Rule<T>(StepSequence steps, NetworkArchitecture architecture, WorkerTeam team) =>
        new StrideRule<T>(steps, architecture, team);

    private sealed class Sequence(BornInfeldDescent optimizer) : StepSequence
    {
        private readonly double h = Math.Sqrt(optimizer.LearningRate);
        private double energy = double.NaN;
        private bool hasArrived;

        public override StepCoefficients Next(ReadOnlySpan<double> field, double loss)
        {
            double potential = loss - optimizer.Minimum;
            bool first = double.IsNaN(energy);
            if (first)
            {
                energy = potential > 0
                    ? potential
                    : throw new ArgumentOutOfRangeException(
                        nameof(loss), loss, $"The loss at the start must be above its least value, {optimizer.Minimum}.");
            }

            hasArrived = potential <= Arrived * energy;
            return new StepCoefficients(1, hasArrived ? 0 : h * BornInfeldMotion.Push(potential, energy) / (first ? 2 : 1));
        }

        public override double Stride(double squaredVelocity) => hasArrived ? 0 : h * BornInfeldMotion.Velocity(squaredVelocity, energy);

        public override bool Keep(KeptState state)
        {
            state.Exchange(ref energy);
            state.Exchange(ref hasArrived);
            return true;
        }
    }
}

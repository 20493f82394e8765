using Inflaton.Dynamics;
using Inflaton.Numerics.Notation;
using Inflaton.Potentials;
using Inflaton.Universe;

namespace Inflaton.Duality.Homogeneous;

/// <summary>
/// A universe of one field from its beginning to an end: φ̈ + 3Hφ̇ + V'(φ) = 0. It is one side of the duality, and
/// <see cref="HomogeneousTraining"/> the other: V = Θ_φℓ, H is the friction of the optimiser, and time is counted in steps of √η.
/// </summary>
public sealed record HomogeneousUniverse
{
    /// <summary>A universe of one field.</summary>
    /// <param name="cosmology">The universe.</param>
    /// <param name="duration">Time from its beginning to its end, positive.</param>
    /// <exception cref="DualityException">There are several fields.</exception>
    /// <exception cref="ArgumentException">The potential is one of several fields.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not a positive number.</exception>
    public HomogeneousUniverse(Cosmology cosmology, double duration)
    {
        if (cosmology.Fields != 1)
        {
            throw new DualityException(DualityPart.Field, "has several fields, and a network's mean output is one", "Give one field.");
        }

        RequireFlat(cosmology);

        Potential = cosmology.Potential as SingleFieldPotential
            ?? throw new ArgumentException($"The potential {cosmology.Potential} is not one of a single field.", nameof(cosmology));
        Cosmology = cosmology;
        Duration = duration > 0 && double.IsFinite(duration)
            ? duration
            : throw new ArgumentOutOfRangeException(nameof(duration), duration, "The duration must be a positive number.");
    }

    /// <exception cref="DualityException">The space of the field has a metric.</exception>
    internal static void RequireFlat(Cosmology cosmology)
    {
        if (cosmology.Space is { } space)
        {
            throw new DualityException(
                DualityPart.Field, $"has the kinetic energy ½G_IJφ̇^Iφ̇^J with G = {space.Formula}, and a network's field has ½φ̇²",
                "Take metric away, and write the potential in the field that has ½φ̇².");
        }
    }

    /// <summary>Potential, expansion, field and velocity at the beginning.</summary>
    public Cosmology Cosmology { get; }

    /// <summary>Time from the beginning to the end.</summary>
    public double Duration { get; }

    /// <summary>V.</summary>
    public SingleFieldPotential Potential { get; }

    /// <summary>
    /// The universe whose field a network's follows while it trains: V(φ) = s Θ_φ ℓ(φ + shift), H and s of the optimiser's equation of
    /// motion, from φ = φ_network − shift and φ̇ = −vΘ_φℓ', the kick of the matching. The clock starts where the expansion's does.
    /// </summary>
    /// <remarks>
    /// <see cref="HomogeneousTraining.Of"/> leads back to the same training, where the equation is the one that its steps are the leapfrog
    /// scheme of.
    /// </remarks>
    /// <param name="training">The training.</param>
    /// <param name="matching">Which equation stands for heavy balls; of no matter where the optimiser lives in a universe.</param>
    /// <param name="shift">By how much the network's field is ahead of the universe's; default 0.</param>
    /// <exception cref="DualityException">The optimiser's field is in no universe of this kind, or the network's does not move.</exception>
    /// <exception cref="ArgumentException">The energy that expands the optimiser's universe is not the training's own.</exception>
    public static HomogeneousUniverse Of(HomogeneousTraining training, Matching matching = Matching.Leapfrog, double shift = 0)
    {
        EquationOfMotion equation = training.Equation(matching);
        if (!equation.HasModes || equation.Ahead is not null)
        {
            throw new DualityException(
                DualityPart.Optimizer, $"is {training.Optimizer.Name}, whose field is in no universe of this kind",
                "Take gradient_descent or friedmann.");
        }

        double theta = training.Network.RequireMoving();
        Expansion expansion = equation.Expansion;
        if (expansion.IsSelfConsistent)
        {
            RequireOwnEnergy(equation.Energy, training);
        }

        Cosmology cosmology = new()
        {
            Potential = ScaledPotential.Of(ShiftedPotential.Of(training.Loss, shift), training.Coupling(matching)),
            Expansion = expansion,
            InitialField = [training.InitialField - shift],
            InitialVelocity = [equation.KickTime == 0 ? 0 : -equation.KickTime * theta * training.Loss.Slope(training.InitialField)],
            Start = expansion.DefaultStart,
        };
        return new HomogeneousUniverse(cosmology, training.Epochs * Math.Sqrt(training.Optimizer.LearningRate));
    }

    private static void RequireOwnEnergy(MeanFieldEnergy? energy, HomogeneousTraining training)
    {
        if (energy is null)
        {
            throw new DualityException(
                DualityPart.Expansion, "has fluids that the field does not share its energy with", "Take self_consistent.");
        }

        double field = training.InitialField, theta = training.Network.Theta;
        if (!Agree(energy.Value(field), theta * training.Loss.Value(field))
            || !Agree(energy.Slope(field), theta * training.Loss.Slope(field)))
        {
            throw new ArgumentException(
                ReadableFormat.Text(
                    $"The optimiser's universe expands by V = {energy.Value(field):G6}, "
                        + $"and the loss times the kernel is {theta * training.Loss.Value(field):G6}."),
                nameof(training));
        }

        static bool Agree(double a, double b) => Math.Abs(a - b) <= 1e-9 * Math.Abs(b);
    }
}

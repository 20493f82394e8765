using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.Notation;
using Inflaton.Potentials;

namespace Inflaton.Universe;

/// <summary>
/// Homogeneous scalar fields in an expanding universe: φ̈ + 3Hφ̇ + ∂V/∂φ = 0 for C fields with a common potential, or
/// D_tφ̇^I + 3Hφ̇^I + G^IJ ∂V/∂φ^J = 0 where their space is curved. Units: reduced Planck mass 1, c = ħ = 1; a = 1 at the beginning.
/// </summary>
public sealed record Cosmology
{
    private readonly double[] initialField = [];

    /// <summary>V, of C components at one point.</summary>
    public required Potential Potential { get; init; }

    /// <summary>How the universe expands.</summary>
    public required Expansion Expansion { get; init; }

    /// <summary>
    /// The space of the fields, with the kinetic energy ½G_IJφ̇^Iφ̇^J; null, the default, where it is flat and φ are its Cartesian
    /// coordinates.
    /// </summary>
    public FieldSpace? Space { get; init; }

    /// <summary>φ at the beginning, length C ≥ 1, finite.</summary>
    /// <exception cref="ArgumentException">There is none, or one is not finite.</exception>
    public required double[] InitialField
    {
        get => initialField;
        init => initialField = value.Length > 0 && value.All(double.IsFinite)
            ? value
            : throw new ArgumentException(
                $"The initial field [{string.Join(", ", value)}] must be one or more finite numbers.", nameof(InitialField));
    }

    /// <summary>φ̇ at the beginning, length C; null for slow roll, φ̇ = −V'/3H, V' with its index raised.</summary>
    public double[]? InitialVelocity { get; init; }

    /// <summary>t at the beginning; default 0. It is a label alone: what an expansion looks at is the time since then.</summary>
    public double Start { get; init; }

    /// <summary>Tolerances; by default as tight as double precision bears. The absolute one is far below any field that matters.</summary>
    public SolverOptions Solver { get; init; } = new() { RelativeTolerance = 1e-13, AbsoluteTolerance = 1e-100 };

    /// <summary>C.</summary>
    public int Fields => InitialField.Length;

    /// <summary>V at a field value.</summary>
    /// <param name="field">φ, length C.</param>
    public double Energy(ReadOnlySpan<double> field) => Potential.Energy(field);

    /// <summary>φ̇ at the beginning: as given, or the slow roll's, with the energy of the roll counted in H.</summary>
    /// <exception cref="ArgumentException">
    /// The total energy is negative there, the given velocity has not C finite entries, or the space of the fields has other than C
    /// dimensions or no metric there.
    /// </exception>
    public double[] StartingVelocity()
    {
        RequireMetric();
        if (InitialVelocity is { } given)
        {
            if (given.Length != Fields || !given.All(double.IsFinite))
            {
                throw new ArgumentException(
                    $"The initial velocity [{string.Join(", ", given)}] must be {Fields} finite numbers.", nameof(InitialVelocity));
            }

            RequireEnergy(given);
            return given;
        }

        double[] slope = new double[Fields], velocity = new double[Fields];
        Potential.Gradient(InitialField, slope);
        Space?.Raise(InitialField, slope);
        RequireEnergy(velocity);
        for (int i = 0; i < 60; i++)
        {
            double hubble = HubbleAtStart(velocity);
            TensorPrimitives.Multiply(slope, hubble > 0 ? -1 / (3 * hubble) : 0, velocity);
        }

        return Balanced(slope, velocity);
    }

    /// <summary>
    /// φ̇ = −sV' with 3sH(s) = 1, whose one root iterations do not come to where the energy of the roll is most of all: by bisection there.
    /// </summary>
    private double[] Balanced(double[] slope, double[] velocity)
    {
        const double good = 1e-9;
        double hubble = HubbleAtStart(velocity), share = TensorPrimitives.Norm<double>(velocity) / TensorPrimitives.Norm<double>(slope);
        if (!Expansion.IsSelfConsistent || !double.IsFinite(share) || Math.Abs((3 * share * hubble) - 1) <= good)
        {
            return velocity;
        }

        // H does not fall with s, so that the root is not above that of H(0).
        double high = 1 / (3 * Hubble(0)), low = high;
        while (3 * low * Hubble(low) > 1)
        {
            low /= 1e10;
        }

        for (int i = 0; i < 100; i++)
        {
            double middle = Math.Sqrt(low) * Math.Sqrt(high);
            (low, high) = 3 * middle * Hubble(middle) < 1 ? (middle, high) : (low, middle);
        }

        _ = Hubble(low);
        return velocity;

        double Hubble(double share)
        {
            TensorPrimitives.Multiply(slope, -share, velocity);
            return HubbleAtStart(velocity);
        }
    }

    /// <summary>H at the beginning.</summary>
    public double InitialHubble => HubbleAtStart(StartingVelocity());

    /// <summary>The universe at given times.</summary>
    /// <param name="times">t, ascending, none before <see cref="Start"/>.</param>
    /// <exception cref="ArgumentException">The times or the initial state are not as described.</exception>
    public Background Follow(double[] times) => Background.Of(this, Clock.Time, [.. times.Select(time => time - Start)]);

    /// <summary>The universe at given numbers of e-folds N = ln a.</summary>
    /// <param name="efolds">N, ascending from 0 on.</param>
    /// <exception cref="ArgumentException">The e-folds or the initial state are not as described.</exception>
    public Background FollowEfolds(double[] efolds) => Background.Of(this, Clock.Efolds, efolds);

    /// <summary>Where inflation ends, ε = −Ḣ/H² = 1, and all times at which there is any.</summary>
    /// <param name="choice">Which end, where inflation pauses and goes on.</param>
    /// <param name="longest">Number of e-folds after which the search is given up; default none but the steps of the solver.</param>
    /// <exception cref="ArgumentException">The initial state is not as described.</exception>
    public EndOfInflation FindEnd(EndChoice choice = EndChoice.Last, double longest = double.MaxValue) =>
        EndOfInflation.Of(this, choice, longest);

    /// <summary>Potential slow-roll parameters at a field value; vacuum energy of the expansion counts in V.</summary>
    /// <param name="field">φ, length C.</param>
    public SlowRoll SlowRollAt(ReadOnlySpan<double> field)
    {
        double[] slope = new double[field.Length], bend = new double[field.Length];
        double value = Potential.Energy(field) + Expansion.Fluids.Where(fluid => fluid.EquationOfState == -1).Sum(fluid => fluid.Density);
        Potential.Gradient(field, slope);
        if (Space is not null)
        {
            return CurvedSlowRoll(field, value, slope);
        }

        double steepness = TensorPrimitives.Dot<double>(slope, slope);
        if (field.Length == 1)
        {
            slope[0] = 1;
        }

        Potential.CurvatureProduct(field, slope, bend);
        double length = TensorPrimitives.Dot<double>(slope, slope);
        double curvature = length == 0 ? Potential.LargestCurvature(field) : TensorPrimitives.Dot<double>(slope, bend) / length;
        return new SlowRoll(value, steepness / (2 * value * value), curvature / value);
    }

    private double HubbleAtStart(ReadOnlySpan<double> velocity)
    {
        double squared = Space is null ? TensorPrimitives.Dot(velocity, velocity) : Space.Squared(InitialField, velocity);
        return Expansion.Hubble(0, 0, Energy(InitialField) + (0.5 * squared));
    }

    private SlowRoll CurvedSlowRoll(ReadOnlySpan<double> field, double value, double[] slope)
    {
        double[] raised = [.. slope], matrix = new double[slope.Length * slope.Length], bend = new double[slope.Length];
        Space!.Raise(field, raised);
        Potential.Hessian(field, matrix);
        Space.Covariant(field, slope, matrix);
        double steepness = TensorPrimitives.Dot<double>(slope, raised);
        if (steepness == 0)
        {
            raised[0] = 1;
        }

        for (int i = 0; i < slope.Length; i++)
        {
            bend[i] = TensorPrimitives.Dot<double>(matrix.AsSpan(i * slope.Length, slope.Length), raised);
        }

        double curvature = TensorPrimitives.Dot<double>(raised, bend) / Space.Squared(field, raised);
        return new SlowRoll(value, steepness / (2 * value * value), curvature / value);
    }

    private void RequireMetric()
    {
        if (Space is null)
        {
            return;
        }

        if (Space.Fields != Fields)
        {
            throw new ArgumentException($"The space of the fields has {Space.Fields} dimensions for {Fields} fields.", nameof(Space));
        }

        double[] frame = new double[Fields * Fields];
        Space.Frame(InitialField, frame);
        if (!frame.All(double.IsFinite))
        {
            throw new ArgumentException(
                $"The metric {Space.Formula} is not positive definite at "
                + $"φ = [{string.Join(", ", InitialField.Select(field => ReadableNumber.Of(field)))}]: "
                + "the kinetic energy of fields has to be positive.",
                nameof(Space));
        }
    }

    private void RequireEnergy(ReadOnlySpan<double> velocity)
    {
        double hubble = HubbleAtStart(velocity);
        if (!double.IsFinite(hubble) || (Expansion.IsSelfConsistent && hubble == 0))
        {
            throw new ArgumentException(
                ReadableFormat.Text(
                    $"The energy at φ = [{string.Join(", ", InitialField.Select(field => ReadableNumber.Of(field)))}] is not positive (V = "
                        + $"{Energy(InitialField):G4}): no expanding universe starts there."),
                nameof(InitialField));
        }
    }
}

using System.Numerics.Tensors;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.Notation;

namespace Inflaton.Universe;

/// <summary>
/// The present of a universe that expands by the Friedmann equation, and its dark energy: the fields and the vacuum. Redshifts are
/// counted from here, 1 + z = a₀/a.
/// </summary>
public sealed record Today
{
    private Today()
    {
    }

    /// <summary>N = ln a₀, a = 1 at the beginning.</summary>
    public required double Efolds { get; init; }

    /// <summary>t₀.</summary>
    public required double Time { get; init; }

    /// <summary>H₀.</summary>
    public required double Hubble { get; init; }

    /// <summary>φ.</summary>
    public required double[] Field { get; init; }

    /// <summary>Ω of the fields, (½φ̇² + V)/3H².</summary>
    public required double FieldShare { get; init; }

    /// <summary>Ω of each fluid, in the order of the expansion's.</summary>
    public required double[] FluidShares { get; init; }

    /// <summary>w of the fields, (½φ̇² − V)/(½φ̇² + V); NaN where they have no energy.</summary>
    public required double FieldEquationOfState { get; init; }

    /// <summary>w_a = −dw/da of the fields at a = a₀, so that w ≈ w₀ + w_a(1 − a/a₀).</summary>
    public required double FieldEquationOfStateSlope { get; init; }

    /// <summary>w of everything, 2ε/3 − 1.</summary>
    public required double TotalEquationOfState { get; init; }

    /// <summary>
    /// Where dark energy, fields and vacuum, first comes to have a share of the energy. Shares are of 3H², and all of them grow where a
    /// universe stops expanding: that is no today of dark energy, and refused.
    /// </summary>
    /// <param name="cosmology">The universe.</param>
    /// <param name="share">Ω, above 0 and below 1.</param>
    /// <param name="efolds">e-folds to look at, positive.</param>
    /// <param name="problem">Why there is none; empty where there is.</param>
    /// <exception cref="ArgumentException">Its expansion is prescribed, or no universe starts so.</exception>
    public static Today? OfShare(Cosmology cosmology, double share, double efolds, out string problem)
    {
        if (!(share is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share of the energy is above 0 and below 1.");
        }

        (FieldSystem system, double[] start, SolverOptions options) = Begin(cosmology);
        Reaching reaching = new(system, share);
        double first = reaching.Value(0, start);
        if (first >= 0)
        {
            problem = ReadableFormat.Text($"dark energy has Ω = {first + share:G4} at the beginning already");
            return null;
        }

        Collapse collapse = new(system);
        Solution solution = AdaptiveRungeKutta.Solve(system, 0, start, [efolds], options, [reaching, collapse]);
        double[] state = [.. solution.FinalState];
        double at = solution.FinalTime;
        if (solution.Status == SolverStatus.Event && solution.Events[^1].Event == 0)
        {
            double taken = system.NegativeDensity(at, state) + Math.Min(system.PotentialEnergy(state), 0);
            bool isAtTheTurn = -taken > system.Density(at, state)
                && AdaptiveRungeKutta.Solve(system, at, state, [at + 1], options, [collapse]).Status == SolverStatus.Event;
            problem = isAtTheTurn
                ? ReadableFormat.Text($"dark energy comes to Ω = {share:G4} only where the universe stops expanding, at N = {at:G5}, ")
                    + "and all shares of 3H² grow because H falls to 0"
                : "";
            return isAtTheTurn ? null : At(cosmology, system, at, state);
        }

        double last = reaching.Value(at, state) + share;
        problem = ReadableFormat.Text($"dark energy does not come to Ω = {share:G4}: it has {last:G4} after {at:G5} e-folds")
            + solution.Status switch
            {
                SolverStatus.Event => ", where the universe stops expanding",
                SolverStatus.Success => "",
                _ => ", where the equations are not solved any further",
            };
        return null;
    }

    /// <summary>The universe after some e-folds.</summary>
    /// <param name="cosmology">The universe.</param>
    /// <param name="efolds">N ≥ 0.</param>
    /// <param name="problem">Why there is none; empty where there is.</param>
    /// <exception cref="ArgumentException">Its expansion is prescribed, or no universe starts so.</exception>
    public static Today? After(Cosmology cosmology, double efolds, out string problem)
    {
        (FieldSystem system, double[] start, SolverOptions options) = Begin(cosmology);
        problem = "";
        if (efolds == 0)
        {
            return At(cosmology, system, 0, start);
        }

        Solution solution = AdaptiveRungeKutta.Solve(system, 0, start, [efolds], options, [new Collapse(system)]);
        if (solution.Status == SolverStatus.Success)
        {
            return At(cosmology, system, efolds, [.. solution.FinalState]);
        }

        problem = ReadableFormat.Text($"the universe lasts for {solution.FinalTime:G5} e-folds only");
        return null;
    }

    private static (FieldSystem System, double[] Start, SolverOptions Options) Begin(Cosmology cosmology)
    {
        if (!cosmology.Expansion.IsSelfConsistent)
        {
            throw new ArgumentException("Shares of the energy are those of a universe that expands by it.", nameof(cosmology));
        }

        FieldSystem system = new(cosmology, Clock.Efolds);
        double[] start = system.Start();
        return (system, start, Background.Options(cosmology, Clock.Efolds, system.Hubble(0, start)));
    }

    private static Today At(Cosmology cosmology, FieldSystem system, double efolds, double[] state)
    {
        double hubble = system.Hubble(efolds, state), whole = 3 * hubble * hubble;
        double kinetic = 0.5 * system.SquaredVelocity(state), potential = system.PotentialEnergy(state);
        double[] slope = new double[cosmology.Fields];
        cosmology.Potential.Gradient(system.Field(state), slope);

        // In e-folds V changes by V'φ̇/H, and ½φ̇² by −6 of itself and as much the other way.
        double fall = TensorPrimitives.Dot(slope, system.Velocity(state)) / hubble;
        double energy = kinetic + potential;
        double change = 2 * ((((-6 * kinetic) - fall) * potential) - (kinetic * fall)) / (energy * energy);
        return new Today
        {
            Efolds = efolds,
            Time = cosmology.Start + system.Elapsed(efolds, state),
            Hubble = hubble,
            Field = system.Field(state).ToArray(),
            FieldShare = energy / whole,
            FluidShares = [.. cosmology.Expansion.Fluids.Select(fluid => fluid.DensityAt(efolds) / whole)],
            FieldEquationOfState = (kinetic - potential) / energy,
            FieldEquationOfStateSlope = -change,
            TotalEquationOfState = (2 * system.Epsilon(efolds, state) / 3) - 1,
        };
    }

    private sealed class Reaching(FieldSystem system, double share) : IEvent
    {
        public EventDirection Direction => EventDirection.Rising;

        public double Value(double t, ReadOnlySpan<double> y) => (system.DarkEnergy(t, y) / system.Density(t, y)) - share;
    }
}

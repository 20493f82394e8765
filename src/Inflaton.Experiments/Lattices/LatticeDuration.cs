using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Lattice;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Universe;

namespace Inflaton.Experiments.Lattices;

/// <summary>
/// How long a lattice takes to come to given e-folds, told before it runs: exactly where a(t) is given; where the fields expand the
/// universe by the uniform background in the same potential, displaced by the deviation of the fluctuations so that it leaves a hill as
/// they do, with their energy beside it as radiation. An estimate: fluctuations that grow change the expansion.
/// </summary>
internal static class LatticeDuration
{
    private const double Tolerance = 1e-6;
    private const int MostSteps = 200_000;
    private const int Looks = 33;

    /// <summary>ρ falls as that of matter where the background cannot be followed.</summary>
    private const double FallingRate = 1.5;

    /// <summary>t at the end of a lattice.</summary>
    /// <param name="settings">The file.</param>
    /// <param name="potential">Its V.</param>
    /// <param name="strength">Finds its fields at the beginning.</param>
    public static double Of(
        LatticeSettings settings, LatticePotential potential, Func<LatticeSettings, LatticePotential, FluctuationStrength> strength)
    {
        if (settings.Time.To is { } to)
        {
            return to;
        }

        double efolds = settings.Time.Efolds!.Value;
        Expansion expansion = settings.Universe.Create();
        return expansion.IsSelfConsistent
            ? OfFields(settings, strength(settings, potential), expansion, efolds) : OfPrescribed(expansion, efolds);
    }

    private static double OfPrescribed(Expansion expansion, double efolds)
    {
        (double early, double late) = (0, efolds / expansion.Hubble(0, 0, 0));
        while (expansion.EfoldsAt(late) < efolds && double.IsFinite(late))
        {
            (early, late) = (late, 2 * late);
        }

        const int halvings = 60;
        for (int i = 0; i < halvings && double.IsFinite(late); i++)
        {
            double middle = early + ((late - early) / 2);
            (early, late) = expansion.EfoldsAt(middle) < efolds ? (middle, late) : (early, middle);
        }

        return late;
    }

    private static double OfFields(LatticeSettings settings, FluctuationStrength strength, Expansion expansion, double efolds)
    {
        try
        {
            Background path = new Cosmology
            {
                Potential = settings.Potential.Create(settings.Fields),
                Expansion = new FriedmannExpansion(expansion.Fluids.Append(new Fluid("fluctuations", 1.0 / 3, strength.Energy))),
                InitialField = [.. strength.Field.Select(mean => mean + strength.Deviation)],
                InitialVelocity = strength.Velocity,
                Solver = new SolverOptions { RelativeTolerance = Tolerance, AbsoluteTolerance = 1e-100, MaximumSteps = MostSteps },
            }.FollowEfolds([.. Enumerable.Range(0, Looks).Select(i => efolds * i / (Looks - 1))]);
            double left = efolds - path.Efolds[^1];
            return path.Times[^1] + (path.IsComplete || path.Status == SolverStatus.Event
                ? 0 : (Math.Exp(FallingRate * left) - 1) / (FallingRate * path.Hubble[^1]));
        }
        catch (ArgumentException)
        {
            // No universe starts there, which the run will say.
            return 0;
        }
    }
}

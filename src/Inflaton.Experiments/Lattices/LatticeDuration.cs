using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Lattice;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Universe;

namespace Inflaton.Experiments.Lattices;

/// <summary>
/// How a lattice expands, told before it runs: exactly where a(t) is given; where the fields expand the universe as the uniform background
/// does in the same potential, displaced by the deviation of the fluctuations so that it leaves a hill as they do, with their energy beside
/// it as radiation. An estimate: fluctuations that grow change the expansion.
/// </summary>
internal sealed class LatticeDuration
{
    private const double Tolerance = 1e-6;
    private const int MostSteps = 200_000;
    private const int FewestLooks = 33;
    private const int MostLooks = 513;

    /// <summary>ρ falls as that of matter where the background cannot be followed.</summary>
    private const double FallingRate = 1.5;

    private readonly Func<double, (double Efolds, double Hubble)> expansion;

    private LatticeDuration(
        double end, Func<double, (double Efolds, double Hubble)> expansion, bool isFollowed = true, bool recollapses = false) =>
        (End, this.expansion, IsFollowed, Recollapses) = (end, expansion, isFollowed, recollapses);

    /// <summary>t at the end: of what is asked for, or where the uniform fields recollapse before.</summary>
    public double End { get; }

    /// <summary>Whether the background was followed to the end; else that is a guess.</summary>
    public bool IsFollowed { get; }

    /// <summary>Whether the uniform fields stop to expand before the end.</summary>
    public bool Recollapses { get; }

    /// <summary>N and H at a time until the end.</summary>
    /// <param name="time">t.</param>
    public (double Efolds, double Hubble) At(double time) => expansion(time);

    /// <summary>Of a lattice.</summary>
    /// <param name="settings">The file.</param>
    /// <param name="potential">Its V.</param>
    /// <param name="strength">Finds its fields at the beginning.</param>
    /// <param name="foresees">Whether to look for a recollapse where the end is a time.</param>
    public static LatticeDuration Of(
        LatticeSettings settings, LatticePotential potential, Func<LatticeSettings, LatticePotential, FluctuationStrength> strength,
        bool foresees)
    {
        Expansion expansion = settings.Universe.Create();
        return expansion.IsSelfConsistent && (foresees || settings.Time.To is null)
            ? OfFields(settings, strength(settings, potential), expansion)
            : settings.Time.To is { } to ? new LatticeDuration(to, _ => default)
            : OfPrescribed(expansion, settings.Time.Efolds!.Value);
    }

    private static LatticeDuration OfPrescribed(Expansion expansion, double efolds)
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

        return new LatticeDuration(
            late, time => expansion.EfoldsAt(time) is { } now ? (now, expansion.Hubble(time, now, 0)) : default);
    }

    private static LatticeDuration OfFields(LatticeSettings settings, FluctuationStrength strength, Expansion expansion)
    {
        Cosmology cosmology = new()
        {
            Potential = settings.Potential.Create(settings.Fields),
            Expansion = new FriedmannExpansion(expansion.Fluids.Append(new Fluid("fluctuations", 1.0 / 3, strength.Energy))),
            InitialField = [.. strength.Field.Select(mean => mean + strength.Deviation)],
            InitialVelocity = strength.Velocity,
            Solver = new SolverOptions { RelativeTolerance = Tolerance, AbsoluteTolerance = 1e-100, MaximumSteps = MostSteps },
        };
        int looks = Math.Clamp(settings.Time.Points, FewestLooks, MostLooks);
        double last = settings.Time.To ?? settings.Time.Efolds!.Value;
        double[] marks = [.. Enumerable.Range(0, looks).Select(i => i == looks - 1 ? last : last * i / (looks - 1))];
        try
        {
            Background path = settings.Time.To is null ? cosmology.FollowEfolds(marks) : cosmology.Follow(marks);
            bool recollapses = path.HasCollapsed, isFollowed = path.IsComplete || recollapses;
            double left = settings.Time.Efolds is { } efolds && !isFollowed ? efolds - path.Efolds[^1] : 0;
            double end = !isFollowed && settings.Time.To is { } to ? to
                : path.Times[^1] + (left > 0 ? (Math.Exp(FallingRate * left) - 1) / (FallingRate * path.Hubble[^1]) : 0);
            return new LatticeDuration(end, time => Between(path, time), isFollowed, recollapses);
        }
        catch (ArgumentException)
        {
            // No universe starts there, which the run will say.
            return new LatticeDuration(settings.Time.To ?? 0, _ => default, isFollowed: false);
        }
    }

    /// <summary>N and its derivative H by Hermite's cubic through the looks at the background.</summary>
    private static (double Efolds, double Hubble) Between(Background path, double time)
    {
        double[] times = path.Times, efolds = path.Efolds, hubble = path.Hubble;
        int after = Array.BinarySearch(times, time);
        after = Math.Clamp(after < 0 ? ~after : after, 1, times.Length - 1);
        if (times.Length < 2 || time >= times[^1])
        {
            return (efolds[^1] + (hubble[^1] * (time - times[^1])), hubble[^1]);
        }

        double span = times[after] - times[after - 1], share = (time - times[after - 1]) / span, rest = 1 - share;
        double from = span * hubble[after - 1], to = span * hubble[after], rise = efolds[after] - efolds[after - 1];
        double now = efolds[after - 1] + (rise * share * share * (3 - (2 * share))) + (share * rest * ((from * rest) - (to * share)));
        double slope = (6 * rise * share * rest) + (from * rest * (1 - (3 * share))) + (to * share * ((3 * share) - 2));
        return (now, slope / span);
    }
}

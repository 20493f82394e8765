using Inflaton.Experiments.Files;
using Inflaton.Lattice;

namespace Inflaton.Experiments.Lattices;

/// <summary>What a lattice will roughly cost, told from its file alone.</summary>
/// <param name="Seconds">Time on one thread.</param>
/// <param name="Bytes">Memory at the peak.</param>
/// <param name="Step">Its steps, which meet the output times; to given e-folds the longest.</param>
/// <param name="Steps">How many; to given e-folds, which the fields decide, an estimate by their uniform part.</param>
public sealed record LatticeCost(double Seconds, double Bytes, double Step, double Steps)
{
    /// <summary>Short steps by which e-folds that are asked for are met.</summary>
    private const double StepsToMeet = 3;

    // Measured on one core in double precision; what counts is the order of a scan's runs and the time left.
    private const double SecondsAtLeast = 5e-3;
    private const double SecondsPerSite = 2.5e-9;
    private const double SecondsPerMeasuredSite = 1.2e-7;
    private const double BytesAtLeast = 1 << 20;

    /// <summary>The cost of a file.</summary>
    /// <param name="settings">The file.</param>
    public static LatticeCost Of(LatticeSettings settings) => Of(settings, FluctuationStrength.Of);

    /// <summary>The cost of a file.</summary>
    /// <param name="settings">The file.</param>
    /// <param name="strength">Finds what its fields are at the beginning, where that decides how long it takes.</param>
    internal static LatticeCost Of(LatticeSettings settings, Func<LatticeSettings, LatticePotential, FluctuationStrength> strength)
    {
        LatticeMethod method = LatticeMethod.Find(settings.Method)!;
        LatticePotential potential = settings.CreatePotential();
        LatticeFields point = new(new LatticeGrid(1, 1), settings.Fields);
        for (int c = 0; c < settings.Fields; c++)
        {
            point.SetField(c, [settings.Initial.Field[c]]);
        }

        double curvature = potential.LargestCurvature(point),
        stable = LatticeEvolution.StableStep(method, settings.Lattice.Create(), 1, Math.Max(0, curvature));
        double step = LatticeRunner.StepOf(settings.Time, LatticeRunner.AutomaticStep(stable, curvature, LatticeStart.Hubble(settings, potential)));
        double span = LatticeDuration.Of(settings, potential, strength);
        const double rounding = 1e-9;
        double intervals = settings.Time.Points - 1, count = Math.Max(1, Math.Ceiling((span / intervals / step) - rounding));
        bool meetsTimes = settings.Time.To is not null;
        double steps = meetsTimes ? intervals * count : Math.Ceiling((span / step) + (StepsToMeet * intervals));
        double taken = meetsTimes ? span / intervals / count : step,
        sites = Math.Pow(settings.Lattice.Sites, settings.Lattice.Dimensions) * settings.Fields;
        double single = settings.Lattice.Precision == LatticePrecision.Single ? 0.5 : 1,
        waves = settings.GravitationalWaves ? 6.0 / settings.Fields : 0;
        double measured = settings.Record.SpectraEvery > 0 ? (double)settings.Time.Points / settings.Record.SpectraEvery : 0;
        return new LatticeCost(
            SecondsAtLeast + (SecondsPerSite * single * method.Stages * steps * sites * (1 + waves))
                + (SecondsPerMeasuredSite * measured * sites),
            BytesAtLeast + settings.Memory, taken, steps);
    }
}

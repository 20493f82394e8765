using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Studies;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Lattices;

/// <summary>Lattices: scalar fields in space.</summary>
internal sealed class LatticeKind : StudyKind
{
    // Measured on one core in double precision; only ratios matter.
    private const double SecondsAtLeast = 5e-3;
    private const double SecondsPerSite = 5e-9;
    private const double SecondsPerMeasuredSite = 6e-8;
    private const double BytesAtLeast = 1 << 20;

    /// <summary>The one there is.</summary>
    public static LatticeKind Instance { get; } = new();

    public override string Name => "lattice";

    public override string Command => "lattice";

    public override string ExampleKey => "lattice.sites";

    public override string ArraysFile => "lattice.npz";

    public override string SettingsFile => "lattice.yaml";

    internal override ValueKind Root => LatticeFile.Root;

    protected override Type Summary => typeof(LatticeRunSummary);

    protected override IReadOnlyDictionary<string, IReadOnlyList<string>> NamedMeasures { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        ["timings"] = ["start", "evolution", "measuring", "report", "total"],
    };

    /// <summary>What a lattice will roughly cost.</summary>
    /// <param name="settings">The file.</param>
    /// <returns>Time on one thread, memory, and the steps; those to given e-folds, which the fields decide, as if the first H stayed.</returns>
    public static (StudyCost Cost, double Step, double Steps) CostOf(LatticeSettings settings)
    {
        LatticeMethod method = LatticeMethod.Find(settings.Method)!;
        LatticePotential potential = settings.CreatePotential();
        LatticeFields point = new(new LatticeGrid(1, 1), settings.Fields);
        for (int c = 0; c < settings.Fields; c++)
        {
            point.SetField(c, [settings.Initial.Field[c]]);
        }

        double stable = LatticeEvolution.StableStep(method, settings.Lattice.Create(), 1, Math.Max(0, potential.LargestCurvature(point)));
        double step = settings.Time.Step ?? (double.IsFinite(stable) ? LatticeRunner.AutomaticShare * stable : 1);
        double energy = potential.Value([.. settings.Initial.Field]) + (settings.Initial.Velocity.Sum(velocity => velocity * velocity) / 2);
        double span = settings.Time.To ?? (settings.Time.Efolds!.Value / Math.Max(settings.Universe.Create().Hubble(0, 0, energy), 1e-9));
        double steps = Math.Max(settings.Time.Points - 1, Math.Ceiling(span / step)), sites = Math.Pow(settings.Lattice.Sites, settings.Lattice.Dimensions) * settings.Fields;
        double single = settings.Lattice.Precision == LatticePrecision.Single ? 0.5 : 1, waves = settings.GravitationalWaves ? 6.0 / settings.Fields : 0;
        double measured = settings.Record.SpectraEvery > 0 ? (double)settings.Time.Points / settings.Record.SpectraEvery : 0;
        return (
            new StudyCost(
                SecondsAtLeast + (SecondsPerSite * single * method.Stages * steps * sites * (1 + waves)) + (SecondsPerMeasuredSite * measured * sites),
                BytesAtLeast + settings.Memory),
            step, steps);
    }

    public override StudyResult Restore(string summaryFile, IReadOnlyDictionary<string, NumericArray> arrays, string resolvedYaml) =>
        new LatticeResult(SummaryJson.Read<LatticeRunSummary>(summaryFile), arrays, resolvedYaml);

    internal override bool Describes(Func<string, bool> has) => LatticeFile.Describes(has);

    internal override IStudy Read(SettingsTree tree, IEnumerable<string>? overrides, double memory) => new LatticeStudy(LatticeFile.Read(tree, overrides, memory));

    internal override Func<IStudy, StudyCost> Estimator() => study => CostOf(((LatticeStudy)study).File.Settings).Cost;
}

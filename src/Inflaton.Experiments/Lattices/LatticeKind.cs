using System.Collections.Concurrent;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Studies;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Lattices;

/// <summary>Lattices: scalar fields in space.</summary>
internal sealed class LatticeKind : StudyKind
{
    /// <summary>The one there is.</summary>
    public static LatticeKind Instance { get; } = new();

    public override string Name => "lattice";

    public override string Command => "lattice";

    public override string ExampleKey => "lattice.sites";

    public override string ArraysFile => "lattice.npz";

    public override string SettingsFile => "lattice.yaml";

    internal override ValueKind Root => LatticeFile.Root;

    protected override Type Summary => typeof(LatticeRunSummary);

    protected override IReadOnlyDictionary<string, IReadOnlyList<string>> NamedMeasures { get; } =
        new Dictionary<string, IReadOnlyList<string>>
        {
            ["timings"] = ["start", "evolution", "measuring", "report", "total"],
        };

    public override string Template(string name) => LatticeFile.Template(name);

    public override string Documentation() => LatticeFile.Documentation();

    public override StudyResult Restore(string summaryFile, IReadOnlyDictionary<string, NumericArray> arrays, string resolvedYaml) =>
        new LatticeResult(SummaryJson.Read<LatticeRunSummary>(summaryFile), arrays, resolvedYaml);

    internal override bool Describes(Func<string, bool> has) => LatticeFile.Describes(has);

    internal override IStudy Read(SettingsTree tree, IEnumerable<string>? overrides, double memory) =>
        new LatticeStudy(LatticeFile.Read(tree, overrides, memory));

    internal override Func<IStudy, StudyCost> Estimator()
    {
        ConcurrentDictionary<string, FluctuationStrength> files = [];
        return study =>
        {
            LatticeCost cost = LatticeCost.Of(((LatticeStudy)study).File.Settings, Strength);
            return new StudyCost(cost.Seconds, cost.Bytes);
        };

        // A file of fields, which may be as large as memory, is read once for all runs of a scan.
        FluctuationStrength Strength(LatticeSettings settings, LatticePotential potential) =>
            settings.Initial.Fluctuations is FileStartSettings
                ? files.GetOrAdd($"{settings.Initial}|{settings.Lattice}", _ => FluctuationStrength.Of(settings, potential))
                : FluctuationStrength.Of(settings, potential);
    }
}

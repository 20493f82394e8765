using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Universes;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Fits;

/// <summary>Fits: universes whose numbers are drawn from their posterior.</summary>
internal sealed class FitKind : StudyKind
{
    /// <summary>The one there is.</summary>
    public static FitKind Instance { get; } = new();

    public override string Name => "fit";

    public override string Command => "fit";

    public override string ExampleKey => "fit.steps";

    public override string ArraysFile => FitChain.File;

    public override string SettingsFile => "fit.yaml";

    internal override ValueKind Root => FitFile.Root;

    protected override Type Summary => typeof(FitSummary);

    protected override IReadOnlyDictionary<string, IReadOnlyList<string>> NamedMeasures { get; } =
        new Dictionary<string, IReadOnlyList<string>> { ["timings"] = ["walk", "report", "total"] };

    public override string Template(string name) => FitFile.Template(name);

    public override string Documentation() => FitFile.Documentation();

    public override StudyResult Restore(string summaryFile, IReadOnlyDictionary<string, NumericArray> arrays, string resolvedYaml) =>
        new FitResult(SummaryJson.Read<FitSummary>(summaryFile), arrays, resolvedYaml);

    internal override bool Describes(Func<string, bool> has) => FitFile.Describes(has);

    internal override IStudy Read(SettingsTree tree, IEnumerable<string>? overrides, double memory) =>
        new FitStudy(FitFile.Read(tree, overrides, memory));

    internal override Func<IStudy, StudyCost> Estimator()
    {
        Func<IStudy, StudyCost> universe = UniverseKind.Instance.Estimator();
        return study =>
        {
            FitFile file = ((FitStudy)study).File;
            FitSettings fit = file.Settings.Fit;
            StudyCost one = universe(new UniverseStudy(file.Middle));
            return new StudyCost(one.Seconds * fit.Walkers * (FitRunner.FirstDraws + fit.Steps), one.Bytes + fit.Bytes);
        };
    }
}

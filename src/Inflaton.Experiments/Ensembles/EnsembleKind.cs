using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Ensembles;

/// <summary>Ensembles: experiments that are drawn many times.</summary>
internal sealed class EnsembleKind : StudyKind
{
    // Measured on the samples: the theory, and what surrounds a draw.
    private const double TheorySeconds = 1e-2;
    private const double DrawSeconds = 5e-6;

    /// <summary>The one there is.</summary>
    public static EnsembleKind Instance { get; } = new();

    public override string Name => "ensemble";

    public override string Command => "ensemble";

    public override string ExampleKey => "network.hidden";

    public override string ArraysFile => "ensemble.npz";

    public override string SettingsFile => "ensemble.yaml";

    internal override ValueKind Root => EnsembleFile.Root;

    protected override Type Summary => typeof(EnsembleSummary);

    protected override IReadOnlyDictionary<string, IReadOnlyList<string>> NamedMeasures { get; } =
        new Dictionary<string, IReadOnlyList<string>> { ["timings"] = ["theory", "draws", "report", "total"] };

    public override string Template(string name) => EnsembleFile.Template(name);

    public override string Documentation() => EnsembleFile.Documentation();

    public override StudyResult Restore(string summaryFile, IReadOnlyDictionary<string, NumericArray> arrays, string resolvedYaml) =>
        new EnsembleResult(SummaryJson.Read<EnsembleSummary>(summaryFile), arrays, resolvedYaml);

    internal override bool Describes(Func<string, bool> has) => EnsembleFile.Describes(has);

    /// <summary>Any experiment can be drawn many times.</summary>
    internal override bool Reads(Func<string, bool> has) => has("network");

    internal override IStudy Read(SettingsTree tree, IEnumerable<string>? overrides, double memory) =>
        new EnsembleStudy(EnsembleFile.Read(tree, overrides, memory));

    internal override Func<IStudy, StudyCost> Estimator()
    {
        Func<ExperimentSettings, StudyCost> cost = ExperimentKind.Costs();
        return study =>
        {
            (ExperimentSettings experiment, EnsembleSettings ensemble) = ((EnsembleStudy)study).File.Settings;
            StudyCost one = cost(experiment with { Epochs = ensemble.Train ? experiment.Epochs : 0, Predictions = [] });
            return one with { Seconds = TheorySeconds + (ensemble.Draws * (one.Seconds - ExperimentCost.Overhead + DrawSeconds)) };
        };
    }
}

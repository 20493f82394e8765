using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tuning;

/// <summary>Tunings: experiments whose learning rate and momentum are chosen.</summary>
internal sealed class TuningKind : StudyKind
{
    // Measured on the samples.
    private const double SearchSeconds = 3e-3;

    // A trial that is worse than another ends early.
    private const double TrainedShare = 0.3;
    private const double SecondsPerMode = 2e-4;
    private const int GridTrainings = 30;
    private const int LikelyEpochs = 600;

    /// <summary>The one there is.</summary>
    public static TuningKind Instance { get; } = new();

    public override string Name => "tuning";

    public override string Command => "tune";

    public override string ExampleKey => "network.hidden";

    public override string ArraysFile => "tuning.npz";

    public override string SettingsFile => "tuning.yaml";

    internal override ValueKind Root => TuningFile.Root;

    protected override Type Summary => typeof(TuningSummary);

    protected override IReadOnlyDictionary<string, IReadOnlyList<string>> NamedMeasures { get; } =
        new Dictionary<string, IReadOnlyList<string>>
        {
            ["timings"] = ["choice", "verification", "report", "total"],
        };

    public override string Template(string name) => TuningFile.Template(name);

    public override string Documentation() => TuningFile.Documentation();

    public override StudyResult Restore(string summaryFile, IReadOnlyDictionary<string, NumericArray> arrays, string resolvedYaml) =>
        new TuningOutput(
            SummaryJson.Read<TuningSummary>(summaryFile),
            TuningOutput.Read(Path.GetDirectoryName(Path.GetFullPath(summaryFile))!), arrays, resolvedYaml);

    internal override bool Describes(Func<string, bool> has) => TuningFile.Describes(has);

    /// <summary>Any experiment can be tuned.</summary>
    internal override bool Reads(Func<string, bool> has) => has("network");

    internal override IStudy Read(SettingsTree tree, IEnumerable<string>? overrides, double memory) =>
        new TuningStudy(TuningFile.Read(tree, overrides, memory));

    internal override Func<IStudy, StudyCost> Estimator()
    {
        Func<ExperimentSettings, StudyCost> cost = ExperimentKind.Costs();
        return study =>
        {
            (ExperimentSettings experiment, TuneSettings tune) = ((TuningStudy)study).File.Settings;
            int epochs = tune.Epochs ?? (tune.TargetLoss is null && experiment.Epochs > 0 ? experiment.Epochs : LikelyEpochs);
            int trainings = tune.Trials + (tune.Verify ? GridTrainings : 0);
            int trained = (int)Math.Min(TrainedShare * epochs * trainings, int.MaxValue / 2);
            StudyCost training =
                cost(experiment with { Epochs = trained, RecordEvery = Math.Max(1, trained), RecordKernelEvery = null, Predictions = [] });
            int points = experiment.Data.Source.PointCount ?? 0;
            return training with { Seconds = training.Seconds + SearchSeconds + (SecondsPerMode * points) };
        };
    }
}

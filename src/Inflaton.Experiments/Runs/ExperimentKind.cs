using System.Collections.Concurrent;
using Inflaton.Data;
using Inflaton.Duality;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Runs;

/// <summary>Experiments: networks that are trained and predicted.</summary>
internal sealed class ExperimentKind : StudyKind
{
    /// <summary>The one there is.</summary>
    public static ExperimentKind Instance { get; } = new();

    public override string Name => "experiment";

    public override string Command => "run";

    public override string ExampleKey => "network.weight_std";

    public override string ArraysFile => "trajectories.npz";

    public override string SettingsFile => "experiment.yaml";

    internal override ValueKind Root => ExperimentFile.Root;

    protected override Type Summary => typeof(RunSummary);

    protected override IReadOnlyDictionary<string, IReadOnlyList<string>> NamedMeasures { get; } =
        new Dictionary<string, IReadOnlyList<string>>
        {
            ["loss_predicted"] = Ladder.Names,
            ["test.loss_predicted"] = Ladder.Names,
            ["accuracy.predicted"] = Ladder.Names,
            ["accuracy.agreement"] = Ladder.Names,
            ["test.accuracy.predicted"] = Ladder.Names,
            ["test.accuracy.agreement"] = Ladder.Names,
            ["mean_predicted"] = Ladder.Names,
            ["matchings.leading.mean_predicted"] = Ladder.Names,
            ["matchings.leapfrog.mean_predicted"] = Ladder.Names,
            ["matchings"] = ["leading", "leapfrog"],
            ["timings"] = ["training", "kernel", "eigen", "prediction", "report", "total"],
        };

    public override string ScanSchema => "scan";

    public override string Template(string name) => ExperimentFile.Template(name);

    public override string Documentation() => ExperimentFile.Documentation();

    public override StudyResult Restore(string summaryFile, IReadOnlyDictionary<string, NumericArray> arrays, string resolvedYaml) =>
        new RunResult(SummaryJson.Read<RunSummary>(summaryFile), arrays, resolvedYaml);

    internal override bool Describes(Func<string, bool> has) =>
        has("network") && !TuningFile.Describes(has) && !EnsembleFile.Describes(has);

    internal override IStudy Read(SettingsTree tree, IEnumerable<string>? overrides, double memory) =>
        new ExperimentStudy(ExperimentFile.Read(tree, overrides, memory));

    internal override Func<IStudy, StudyCost> Estimator()
    {
        Func<ExperimentSettings, StudyCost> cost = Costs();
        return study => cost(((ExperimentStudy)study).File.Settings);
    }

    /// <summary>What estimates the costs of experiments; it may be asked by several threads, and reads each table of data once.</summary>
    internal static Func<ExperimentSettings, StudyCost> Costs()
    {
        ConcurrentDictionary<string, (int Points, int Dimension)> tables = [];
        return settings =>
        {
            (int points, int dimension) = settings.Data.Source is { PointCount: { } count, Dimension: { } size }
                ? (count, size)
                : tables.GetOrAdd($"{settings.Data.Source}", _ => Measured(settings));
            return ExperimentCost.Of(settings, points, dimension);
        };
    }

    private static (int Points, int Dimension) Measured(ExperimentSettings settings)
    {
        DataSet data = ExperimentData.Load(settings);
        return (data.Points, data.Dimension);
    }
}

using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Scans;

/// <summary>What a scan varies, measures and keeps: section <c>scan</c>. Plain data: it equals another by its values.</summary>
public sealed record ScanSettings
{
    /// <summary>Values of <see cref="Keep"/>.</summary>
    public static IReadOnlyList<string> KeepOptions { get; } = ["measures", "summary", "trajectories"];

    /// <summary>Dotted paths of the keys that are varied independently of each other; their values are crossed.</summary>
    public required ValueList<string> Grid { get; init; }

    /// <summary>Groups of dotted paths; the keys of a group walk through their values together.</summary>
    public required ValueList<ValueList<string>> Zip { get; init; }

    /// <summary>
    /// How many seeds to run each setting with, counted up from the file's own; null where they are listed or not varied.
    /// </summary>
    public int? SeedCount { get; init; }

    /// <summary>The seeds, where they are listed.</summary>
    public ValueList<ulong>? SeedList { get; init; }

    /// <summary>What to read out of each run, as dotted paths into its summary.</summary>
    public required ValueList<string> Measures { get; init; }

    /// <summary>
    /// What is kept of each run: <c>measures</c> alone, the whole <c>summary</c> too (default), or the <c>trajectories</c> as well.
    /// </summary>
    public string Keep { get; init; } = "summary";

    internal static ScanSettings Read(SectionReader r)
    {
        ValueKind<string> path = Kinds.Text("the dotted path of a key", "network.weight_std");
        ValueKind<ValueList<string>> paths = Kinds.List(path, "dotted paths of keys", isSet: true);
        ValueList<string>? grid = r.Optional(
            "grid", paths, "Keys that are varied, as dotted paths. Each has a list or a range of values, and all combinations are run.",
            "[network.activation, network.weight_std]");
        ValueList<ValueList<string>>? zip = r.Optional(
            "zip",
            Kinds.Either(
                paths.As(one => ValueList.Create([one])),
                Kinds.List(paths, "lists of dotted paths")),
            "Keys that walk through their values together: a list of paths, or several such lists. Each is crossed with the rest.",
            "[optimizer.gradient_descent.learning_rate, epochs]");
        (int? count, ValueList<ulong>? list) = r.Optional(
            "seeds",
            Kinds.Either(
                Kinds.Integer(1, ScanFile.MostRuns).As(number => ((int?)number, (ValueList<ulong>?)null)),
                Kinds.List(Kinds.Seed(), "whole numbers", isSet: true).As(seeds => ((int?)null, (ValueList<ulong>?)seeds))),
            "How many seeds each setting is run with, counted up from the file's own; or the seeds themselves.", "8");
        ScanSettings settings = new()
        {
            Grid = grid ?? [],
            Zip = zip ?? [],
            SeedCount = count,
            SeedList = list,
            Measures = r.Required(
                "measure", Kinds.List(Kinds.Text("a dotted path into the summary", "theta0"), "dotted paths into the summary", isSet: true),
                "What to read out of each run, as dotted paths into its summary. A path that names a section stands for all its numbers.",
                "[theta0, loss_final]"),
            Keep = r.WithDefault(
                "keep", Kinds.Choice(KeepOptions), "summary",
                "What is kept of each run: `measures` alone, the whole `summary` too, or its `trajectories` as well."),
        };
        r.Check(
            grid is not null || zip is not null || count is not null || list is not null, "grid", "is missing, and so are zip and seeds",
            "Name keys to vary under grid or zip, or give seeds.", "zip", "seeds");
        foreach ((ValueList<string> group, int i) in settings.Zip.Select((group, i) => (group, i)))
        {
            r.Check(group.Count > 1, "zip", "has a list with one key only", "A key of its own belongs under grid.");
        }

        return settings;
    }
}

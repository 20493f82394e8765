using System.CommandLine;
using System.Globalization;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Scans;
using Inflaton.Numerics.Notation;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary><c>inflaton scan show</c>: a measure by a parameter, as a table and a figure.</summary>
internal sealed class ScanShowCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> directory = new("DIR") { Description = "Folder of a scan." };
    private readonly Option<string[]> by = new("--by")
    {
        Description = "Parameter to group the runs by, or a number that was measured; a second one makes series.",
        HelpName = "PARAM",
        Required = true,
    };
    private readonly Option<string> measure = new("--measure", "-m")
    {
        Description = "What to show: a measure, or any path into the summaries.",
        HelpName = "M",
        Required = true,
    };
    private readonly Option<bool> noPictures = new("--no-pictures")
    {
        Description = "Leave out the figure as SVG and PNG; figures/*.vl.json is written.",
    };

    public ScanShowCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("show", "Show a measure by a parameter, as a table and a figure.") { directory, by, measure, noPictures };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        string[] groups = parsed.GetValue(by)!;
        if (groups.Length > 2)
        {
            throw new ArgumentException($"--by: {groups.Length} parameters are given. Give one, or two.");
        }

        ScanMerging.Of(terminal, parsed.GetValue(directory)!);
        using ScanStore store = ScanStore.Look(parsed.GetValue(directory)!);
        string name = parsed.GetValue(measure)!;
        string? series = groups.Length > 1 ? groups[1] : null;
        Figure figure = CategoryRange.IsWord(store, name) ? Words(store, name, groups[0], series) : Numbers(store, name, groups[0], series);
        string path = ScanFigure.Write(figure, Path.Combine(store.Directory, "figures"));
        if (!parsed.GetValue(noPictures) && new FigureRenderer().Render([path]) is { } trouble)
        {
            terminal.Error.WriteLine($"warning: {trouble}");
        }

        terminal.Output.WriteLine($"Figure: {path}");
        return ExitCode.Success;
    }

    private Figure Numbers(ScanStore store, string name, string by, string? series)
    {
        IReadOnlyList<GroupStatistics> statistics = GroupStatistics.Of(store, name, by, series);
        Spectre.Console.Table table = new();
        table.Border(TableBorder.Rounded).Title(Markup.Escape(name));
        string[] columns =
            [by, .. series is null ? Array.Empty<string>() : [series], "runs", "median", "mean", "deviation", "smallest", "largest"];
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)));
        }

        foreach (GroupStatistics group in statistics)
        {
            IEnumerable<string> keys = series is null ? [Shown(group.Group)] : [Shown(group.Group), Shown(group.Series)];
            table.AddRow([.. keys.Concat(
            [
                group.Count.ToString(CultureInfo.InvariantCulture),
                .. new[] { group.Median, group.Mean, group.Deviation, group.Minimum, group.Maximum }.Select(
                    value => ReadableNumber.Of(value)),
            ]).Select(text => new Text(text))]);
        }

        terminal.OutputConsole().Write(table);
        int cut = store.Rows([name, "status"]).Count(row => row[0] is not null && row[1] is not ("completed" or "not_trained"));
        if (cut > 0)
        {
            terminal.Error.WriteLine(
                $"warning: {cut} of these runs did not end well (diverged, or a prediction failed): what they measured until then is "
                    + "among the numbers. '--measure status' shows where.");
        }

        return ScanFigure.Of(statistics, name, by, series, !store.Parameters.Contains(by));
    }

    /// <summary>A measure that is a word: how many runs have each, and from where to where along the first column.</summary>
    private Figure Words(ScanStore store, string name, string by, string? series)
    {
        IReadOnlyList<CategoryPlace> places = CategoryPlace.Of(store, name, by, series);
        Spectre.Console.Table table = new();
        table.Border(TableBorder.Rounded).Title(Markup.Escape(name));
        string[] columns = [.. series is null ? Array.Empty<string>() : [series], name, "runs", $"{by} from", "to"];
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)));
        }

        foreach (CategoryRange range in CategoryRange.Of(places))
        {
            IEnumerable<string> cells = series is null ? [] : [Shown(range.Series)];
            table.AddRow([.. cells.Concat(
            [
                range.Category, range.Count.ToString(CultureInfo.InvariantCulture),
                range.Group is null ? ReadableNumber.Of(range.Smallest) : Shown(range.Group),
                range.Group is null ? ReadableNumber.Of(range.Largest) : Shown(range.Group),
            ]).Select(text => new Text(text))]);
        }

        terminal.OutputConsole().Write(table);
        return CategoryFigure.Of(places, name, by, series);
    }

    private static string Shown(object? value) => string.Create(CultureInfo.InvariantCulture, $"{value ?? "—"}");
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
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
    private readonly Option<bool> json = CommonOptions.Json("the table as JSON, a row an object,");

    public ScanShowCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("show", "Show a measure by a parameter, as a table and a figure.")
        {
            directory, by, measure, noPictures, json,
        };
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
        bool isJson = parsed.GetValue(json);
        string? series = groups.Length > 1 ? groups[1] : null;
        Figure figure = CategoryRange.IsWord(store, name)
            ? Words(store, name, groups[0], series, WriteTable)
            : Numbers(store, name, groups[0], series, WriteTable);
        string path = ScanFigure.Write(figure, Path.Combine(store.Directory, "figures"));
        if (!parsed.GetValue(noPictures) && new FigureRenderer().Render([path]) is { } trouble)
        {
            terminal.Error.WriteLine($"warning: {trouble}");
        }

        if (!isJson)
        {
            terminal.Output.WriteLine($"Figure: {path}");
        }

        return ExitCode.Success;

        void WriteTable(string[] columns, IEnumerable<object?[]> rows)
        {
            if (isJson)
            {
                JsonArray array = [.. rows.Select(row => AsJson(columns, row))];
                terminal.Output.WriteLine(array.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
                return;
            }

            Spectre.Console.Table table = new();
            table.Border(TableBorder.Rounded).Title(Markup.Escape(name));
            foreach (string column in columns)
            {
                table.AddColumn(new TableColumn(new Text(column)));
            }

            foreach (object?[] row in rows)
            {
                table.AddRow([.. row.Select(cell => new Text(Shown(cell)))]);
            }

            terminal.OutputConsole().Write(table);
        }
    }

    private Figure Numbers(ScanStore store, string name, string by, string? series, Action<string[], IEnumerable<object?[]>> write)
    {
        IReadOnlyList<GroupStatistics> statistics = GroupStatistics.Of(store, name, by, series);
        object?[] Keys(GroupStatistics group) => series is null ? [group.Group] : [group.Group, group.Series];
        IEnumerable<object?> Values(GroupStatistics group) =>
            new[] { group.Median, group.Mean, group.Deviation, group.Minimum, group.Maximum }.Select(Measured.Of);
        write(
            [by, .. series is null ? Array.Empty<string>() : [series], "runs", "median", "mean", "deviation", "smallest", "largest"],
            statistics.Select(group => (object?[])[.. Keys(group), group.Count, .. Values(group)]));
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
    private static Figure Words(ScanStore store, string name, string by, string? series, Action<string[], IEnumerable<object?[]>> write)
    {
        IReadOnlyList<CategoryPlace> places = CategoryPlace.Of(store, name, by, series);
        write(
            [.. series is null ? Array.Empty<string>() : [series], name, "runs", $"{by} from", "to"],
            CategoryRange.Of(places).Select(range => (object?[])
            [
                .. series is null ? Array.Empty<object?>() : [range.Series], range.Category, range.Count,
                range.Group ?? Measured.Of(range.Smallest), range.Group ?? Measured.Of(range.Largest),
            ]));
        return CategoryFigure.Of(places, name, by, series);
    }

    private static JsonObject AsJson(string[] columns, object?[] row)
    {
        JsonObject one = [];
        foreach ((string column, object? cell) in columns.Zip(row))
        {
            one[column] = cell is Measured { Number: var number }
                ? double.IsFinite(number) ? number : number.ToString(CultureInfo.InvariantCulture)
                : JsonSerializer.SerializeToNode(cell);
        }

        return one;
    }

    private static string Shown(object? cell) => cell is Measured { Number: var number }
        ? ReadableNumber.Of(number)
        : string.Create(CultureInfo.InvariantCulture, $"{cell ?? "—"}");

    /// <summary>A number of which a table shows a few digits, unlike a parameter's.</summary>
    private readonly record struct Measured(double Number)
    {
        public static object? Of(double number) => new Measured(number);
    }
}

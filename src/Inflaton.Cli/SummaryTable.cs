using System.Globalization;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary>The summary of a run as tables on a terminal.</summary>
internal static class SummaryTable
{
    public static void Write(IAnsiConsole console, RunSummary summary, RunFolder folder)
    {
        console.Write(Quantities(summary));
        console.Write(Losses(summary));
        if (summary.Accuracy is { } accuracy)
        {
            console.Write(Accuracies(accuracy, summary.Test?.Accuracy));
        }

        console.Write(Budget(summary.ErrorBudget));
        foreach (string warning in summary.Warnings)
        {
            console.MarkupLineInterpolated($"[yellow]warning:[/] {warning}");
        }

        if (summary.Message is { } message)
        {
            console.MarkupLineInterpolated($"[red]{summary.Status}:[/] {message}");
        }

        console.MarkupLineInterpolated($"Report: {folder.Report} ({summary.Timings["total"]:F1} s, {summary.Threads} threads)");
    }

    private static Table Quantities(RunSummary summary)
    {
        Table table = Plain(summary.Name, "quantity", "symbol", "value");
        foreach (Quantity quantity in Quantity.Of(summary))
        {
            table.AddRow(Cell(quantity.Name), Cell(quantity.Symbol), Cell($"{quantity.Value} {quantity.Unit}".TrimEnd()));
        }

        return table;
    }

    private static Table Losses(RunSummary summary)
    {
        Table table = Plain("loss at the end", "", "training", "against trained");
        if (summary.LossFinal is { } trained)
        {
            table.AddRow(Cell("trained"), Cell(Number(trained)), Cell(""));
        }

        foreach ((string rung, double loss) in summary.LossPredicted)
        {
            string ratio = summary.LossFinal is { } final && final > 0
                ? (loss / final - 1).ToString("+0.0%;-0.0%", CultureInfo.InvariantCulture)
                : "";
            table.AddRow(Cell(rung), Cell(Number(loss)), Cell(ratio));
        }

        return table;
    }

    private static Table Accuracies(AccuracySummary training, AccuracySummary? test)
    {
        Table table = Plain("accuracy at the end", test is null ? ["", "training"] : ["", "training", "test"]);
        void Row(string name, double? part, double? testPart)
        {
            Text[] cells = [Cell(name), Cell(Percent(part)), Cell(Percent(testPart))];
            table.AddRow(test is null ? cells[..2] : cells);
        }

        Row("untrained", training.Initial, test?.Initial);
        if (training.Final is not null)
        {
            Row("trained", training.Final, test?.Final);
        }

        foreach ((string rung, double part) in training.Predicted)
        {
            Row(rung, part, test is not null && test.Predicted.TryGetValue(rung, out double testPart) ? testPart : null);
        }

        return table;
    }

    private static string Percent(double? part) => part is { } value ? ReadableNumber.Percent(value) : "";

    private static Table Budget(ErrorBudgetSummary budget)
    {
        Table table = Plain("error budget of the field", "part", "largest", "at the end");
        foreach ((string name, BudgetPart? part) in new[]
        {
            ("linearisation", budget.Linearisation),
            ("continuum", budget.Continuum),
            ("drift", budget.Drift),
            ("in all", budget.Total),
        })
        {
            if (part is not null)
            {
                table.AddRow(Cell(name), Cell(Number(part.Maximum)), Cell(Number(part.Final)));
            }
        }

        return table;
    }

    private static Table Plain(string title, params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(title));
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(Cell(column)));
        }

        return table;
    }

    private static Text Cell(string text) => new(text);

    private static string Number(double value) => ReadableNumber.Of(value);
}

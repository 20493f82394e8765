using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.Notation;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary>Summaries as tables on a terminal.</summary>
internal static class SummaryTable
{
    public static void Write(IAnsiConsole console, RunSummary summary)
    {
        console.Write(Of(summary.Name, Quantity.Of(summary)));
        if (summary.LossFinal is not null || summary.LossPredicted.Count > 0)
        {
            console.Write(Losses(summary));
        }

        if (summary.Accuracy is { } accuracy)
        {
            console.Write(Accuracies(accuracy, summary.Test?.Accuracy));
        }

        if (summary.ErrorBudget is not { Linearisation: null, Continuum: null, Drift: null, Total: null })
        {
            console.Write(Budget(summary.ErrorBudget));
        }
    }

    /// <summary>Quantities as a table.</summary>
    /// <param name="name">Of what.</param>
    /// <param name="quantities">Its lines.</param>
    public static Table Of(string name, IEnumerable<Quantity> quantities)
    {
        Table table = Plain(name, "quantity", "symbol", "value");
        foreach (Quantity quantity in quantities)
        {
            table.AddRow(Cell(quantity.Name), Cell(quantity.Symbol), Cell($"{quantity.Value} {quantity.Unit}".TrimEnd()));
        }

        return table;
    }

    private static Table Losses(RunSummary summary)
    {
        TestSummary? test = summary.Test;
        bool compared = summary.LossFinal is not null && summary.EpochsTrained == summary.Epochs;
        string[] Shown(params string[] cells) =>
            [.. cells.Where((_, column) => (column < 3 || test is not null) && (column is not (2 or 4) || compared))];

        Table table = Plain("loss at the end", Shown("", "training", "against trained", "test", "against trained"));
        void Row(string name, double loss, double? trained, double? testLoss, double? testTrained)
        {
            string[] cells = Shown(
                name, LossDeviation.End(loss), LossDeviation.AtTheEnd(summary, loss, trained),
                testLoss is { } known ? LossDeviation.End(known) : "",
                LossDeviation.AtTheEnd(summary, testLoss, testTrained));
            table.AddRow([.. cells.Select(Cell)]);
        }

        Row("untrained", summary.LossInitial, null, test?.LossInitial, null);
        if (summary.LossFinal is { } final)
        {
            Row(
                summary.EpochsTrained == summary.Epochs ? "trained" : $"trained, epoch {ReadableNumber.Of((long)summary.EpochsTrained)}",
                final, null, test?.LossFinal, null);
        }

        foreach ((string rung, double loss) in summary.LossPredicted)
        {
            Row(
                rung, loss, summary.LossFinal, test is not null && test.LossPredicted.TryGetValue(rung, out double value) ? value : null,
                test?.LossFinal);
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

    private static string Percent(double? part) => part is { } value ? ReadableNumber.Percent(value, 3) : "";

    private static Table Budget(ErrorBudgetSummary budget)
    {
        Table table = Plain("error budget of the field", "part", "largest", "at the end");
        foreach ((string name, BudgetPart? part) in new[]
        {
            ("linearisation", budget.Linearisation),
            ("continuum", budget.Continuum),
            ("drift", budget.Drift),
            ("  interactions", budget.Interactions),
            ("  rest", budget.Rest),
            ("in all", budget.Total),
        })
        {
            if (part is not null)
            {
                table.AddRow(Cell(name), Cell(LossDeviation.Largest(part)), Cell(LossDeviation.End(part.Final)));
            }
        }

        return table;
    }

    /// <summary>An empty table.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="columns">Heads of its columns.</param>
    public static Table Plain(string title, params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(title));
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(Cell(column)));
        }

        return table;
    }

    private static Text Cell(string text) => new(text);
}

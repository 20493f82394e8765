using System.CommandLine;
using Inflaton.Experiments;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary><c>inflaton run</c>: predicts, trains, compares, and writes what came out.</summary>
internal sealed class RunCommand : StudyCommand
{
    private readonly Option<bool> noTrain = new("--no-train") { Description = "Predict only." };

    public RunCommand(Terminal terminal, CancellationToken cancellation)
        : base(
            terminal, cancellation, StudyCatalogue.Experiment,
            "Predict the training of a network, train it, and hold the two against each other.", "network.hidden=[64,64]")
    {
        Command.Add(noTrain);
        Keys.Add("seed", new Option<ulong>("--seed") { Description = "Seed of the weights, in place of the file's.", HelpName = "N" });
        Keys.Add(
            "save_weights",
            new Option<bool>("--save-weights")
            {
                Description = "Write the network at start and end as safetensors, whatever its size; one that was read from a file under "
                    + "the names it came with.",
            },
            isOn => isOn ? "always" : "auto");
    }

    protected override StudyOptions Options(ParseResult parsed, StudyOptions common) =>
        new RunOptions(common) { Train = !parsed.GetValue(noTrain) };

    protected override void Show(IAnsiConsole console, StudyResult result, OutputSummary summary) =>
        SummaryTable.Write(console, (RunSummary)summary);

    protected override string Ending(OutputSummary summary) => HtmlReport.StatusWords(((RunSummary)summary).Status);
}

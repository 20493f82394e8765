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
    private readonly Option<bool> resume = new("--resume")
    {
        Description = "Go on with the training whose state DIR holds; the results are those of a run that was never stopped.",
    };

    private readonly Option<double> saveEvery =
        CommonOptions.SaveEvery("Seconds between two states of the training that are kept for --resume.", 60);

    public RunCommand(Terminal terminal, CancellationToken cancellation)
        : base(
            terminal, cancellation, StudyCatalogue.Experiment,
            "Predict the training of a network, train it, and hold the two against each other.", "network.hidden=[64,64]")
    {
        Command.Add(noTrain);
        Command.Add(resume);
        Command.Add(saveEvery);
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
        new RunOptions(common)
        {
            Train = !parsed.GetValue(noTrain),
            Resume = parsed.GetValue(resume),
            SaveEvery = CommonOptions.SaveEvery(parsed.GetValue(saveEvery)),
        };

    protected override int Run(ParseResult parsed)
    {
        if (parsed.GetValue(resume) && parsed.GetValue(noTrain))
        {
            throw new ArgumentException("--resume: goes on with a training, and --no-train asks for none. Leave one of them out.");
        }

        if (Threads(parsed) > 1)
        {
            Rehearsal.Begin();
        }

        return base.Run(parsed);
    }

    protected override void Show(IAnsiConsole console, StudyResult result, OutputSummary summary) =>
        SummaryTable.Write(console, (RunSummary)summary);

    protected override string Ending(OutputSummary summary) => HtmlReport.StatusWords(((RunSummary)summary).Status);
}

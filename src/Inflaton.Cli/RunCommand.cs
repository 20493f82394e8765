using System.CommandLine;
using System.Globalization;
using Inflaton.Experiments;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary><c>inflaton run</c>: predicts, trains, compares, and writes what came out.</summary>
internal sealed class RunCommand : StudyCommand
{
    private readonly Option<bool> noTrain;
    private readonly Option<ulong?> seed;
    private readonly Option<bool> saveWeights;

    public RunCommand(Terminal terminal, CancellationToken cancellation)
        : this(
            terminal, cancellation, new Option<bool>("--no-train") { Description = "Predict only." },
            new Option<ulong?>("--seed") { Description = "Seed of the weights, in place of the file's.", HelpName = "N" },
            new Option<bool>("--save-weights")
            {
                Description = "Write the network at start and end as safetensors, whatever its size; one that was read from a file under "
                    + "the names it came with.",
            })
    {
    }

    private RunCommand(
        Terminal terminal, CancellationToken cancellation, Option<bool> noTrain, Option<ulong?> seed, Option<bool> saveWeights)
        : base(
            terminal, cancellation, StudyCatalogue.Experiment,
            "Predict the training of a network, train it, and hold the two against each other.",
            "network.hidden=[64,64]", own: [noTrain, seed, saveWeights]) =>
        (this.noTrain, this.seed, this.saveWeights) = (noTrain, seed, saveWeights);

    protected override IEnumerable<string> Assignments(ParseResult parsed) =>
    [
        .. parsed.GetValue(seed) is { } number ? new[] { string.Create(CultureInfo.InvariantCulture, $"seed={number}") } : [],
        .. parsed.GetValue(saveWeights) ? new[] { "save_weights=always" } : [],
    ];

    protected override StudyOptions Options(ParseResult parsed, StudyOptions common) =>
        new RunOptions(common) { Train = !parsed.GetValue(noTrain) };

    protected override void Show(IAnsiConsole console, OutputSummary summary) => SummaryTable.Write(console, (RunSummary)summary);

    protected override string Ending(OutputSummary summary) => HtmlReport.StatusWords(((RunSummary)summary).Status);
}

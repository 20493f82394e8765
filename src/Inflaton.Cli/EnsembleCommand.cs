using System.CommandLine;
using Inflaton.Experiments;
using Inflaton.Experiments.Ensembles;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary><c>inflaton ensemble</c>: draws a network many times, and measures correlators over the draws.</summary>
internal sealed class EnsembleCommand : StudyCommand
{
    private readonly Option<bool> resume = new("--resume")
    {
        Description = "Go on from the networks that DIR holds; the results are those of a run that was never stopped.",
    };

    private readonly Option<double> saveEvery = CommonOptions.SaveEvery("Seconds between two states that are kept for --resume.", 30);

    public EnsembleCommand(Terminal terminal, CancellationToken cancellation)
        : base(
            terminal, cancellation, StudyCatalogue.Ensemble,
            "Draw and train a network many times, and hold the correlators of its outputs against the theory of finite width.",
            "network.hidden=[64,64]")
    {
        Keys.Add("ensemble.draws", new Option<int>("--draws")
        {
            Description = $"Number of networks (default {EnsembleSettings.DefaultDraws}, or the file's ensemble.draws).",
            HelpName = "N",
        });
        Command.Add(resume);
        Command.Add(saveEvery);
    }

    protected override StudyOptions Options(ParseResult parsed, StudyOptions common) =>
        new EnsembleOptions(common)
        {
            Resume = parsed.GetValue(resume),
            SaveEvery = CommonOptions.SaveEvery(parsed.GetValue(saveEvery)),
        };

    protected override void Show(IAnsiConsole console, StudyResult result, OutputSummary summary) =>
        console.Write(SummaryTable.Of(summary.Name, EnsembleQuantity.Of((EnsembleSummary)summary)));

    protected override string Ending(OutputSummary summary) =>
        ((EnsembleSummary)summary).Status == EnsembleStatus.Interrupted ? "stopped" : "failed";
}

using System.CommandLine;
using System.Globalization;
using Inflaton.Experiments;
using Inflaton.Experiments.Ensembles;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary><c>inflaton ensemble</c>: draws a network many times, and measures correlators over the draws.</summary>
internal sealed class EnsembleCommand : StudyCommand
{
    private readonly Option<int?> draws;
    private readonly Option<bool> resume;

    public EnsembleCommand(Terminal terminal, CancellationToken cancellation)
        : this(
            terminal, cancellation,
            new Option<int?>("--draws")
            {
                Description = $"Number of networks (default {EnsembleSettings.DefaultDraws}, or the file's ensemble.draws).",
                HelpName = "N",
            },
            new Option<bool>("--resume")
            {
                Description = "Go on from the networks that DIR holds; the results are those of a run that was never stopped.",
            })
    {
    }

    private EnsembleCommand(Terminal terminal, CancellationToken cancellation, Option<int?> draws, Option<bool> resume)
        : base(
            terminal, cancellation, StudyCatalogue.Ensemble,
            "Draw and train a network many times, and hold the correlators of its outputs against the theory of finite width.",
            "network.hidden=[64,64]", own: [draws, resume]) =>
        (this.draws, this.resume) = (draws, resume);

    protected override IEnumerable<string> Assignments(ParseResult parsed) => parsed.GetValue(draws) is { } count
        ? [string.Create(CultureInfo.InvariantCulture, $"ensemble.draws={count}")]
        : [];

    protected override StudyOptions Options(ParseResult parsed, StudyOptions common) =>
        new EnsembleOptions(common) { Resume = parsed.GetValue(resume) };

    protected override void Show(IAnsiConsole console, OutputSummary summary) =>
        console.Write(SummaryTable.Of(summary.Name, EnsembleQuantity.Of((EnsembleSummary)summary)));

    protected override string Ending(OutputSummary summary) =>
        ((EnsembleSummary)summary).Status == EnsembleStatus.Interrupted ? "stopped" : "failed";
}

using Inflaton.Experiments;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Universes;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary><c>inflaton universe</c>: solves the universe of a file and writes what came out.</summary>
internal sealed class UniverseCommand(Terminal terminal, CancellationToken cancellation) : StudyCommand(
    terminal, cancellation, StudyCatalogue.Universe, "Solve scalar fields in an expanding universe, with their power spectra.",
    "initial.phi=17")
{
    protected override void Show(IAnsiConsole console, StudyResult result, OutputSummary summary) =>
        console.Write(SummaryTable.Of(summary.Name, UniverseQuantity.Of((UniverseSummary)summary)));

    protected override string Ending(OutputSummary summary) => "not all could be computed";
}

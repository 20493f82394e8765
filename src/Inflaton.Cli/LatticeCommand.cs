using Inflaton.Experiments;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Lattices;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Notation;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary><c>inflaton lattice</c>: runs the lattice of a file and writes what came out.</summary>
internal sealed class LatticeCommand(Terminal terminal, CancellationToken cancellation) : LongStudyCommand(
    terminal, cancellation, StudyCatalogue.Lattice, "Run scalar fields on a periodic lattice, in one, two or three dimensions.",
    "lattice.sites=64",
    resuming: "Go on from the state that DIR holds; the results are those of a run that was never stopped.",
    saving: "Seconds between two states that are kept for --resume; 0 keeps one at every output time.",
    seconds: 60)
{
    protected override (string Work, StudyCost Cost) Estimate(IStudy study)
    {
        LatticeFile file = ((LatticeStudy)study).File;
        LatticeSettings settings = file.Settings;
        LatticeCost cost = LatticeCost.Of(file);
        string side = string.Join(" × ", Enumerable.Repeat(settings.Lattice.Sites, settings.Lattice.Dimensions));
        string work = $"{ReadableNumber.Count(settings.Fields, "field")} on {side} sites, about "
            + $"{ReadableNumber.Count((long)cost.Steps, "step")} of {ReadableNumber.Of(cost.Step)} by {settings.Method}"
            + (settings.Time.Efolds is null || !settings.Universe.Create().IsSelfConsistent
                ? "" : ", an estimate by the expansion of uniform fields")
            + (cost.IsFollowed ? "" : ", which could not be followed to the end: a guess")
            + (cost.Recollapse is { } time
                ? $"; uniform fields stop to expand at t = {ReadableNumber.Of(time, 3)}, and so will these: it ends about there" : "");
        return (work, new StudyCost(cost.Seconds, cost.Bytes));
    }

    protected override StudyOptions Options(StudyOptions common, bool resumes, TimeSpan between) =>
        new LatticeOptions(common) { Resume = resumes, SaveEvery = between };

    protected override void Show(IAnsiConsole console, StudyResult result, OutputSummary summary) =>
        console.Write(SummaryTable.Of(summary.Name, LatticeQuantity.Of((LatticeRunSummary)summary)));

    protected override string Ending(OutputSummary summary) => ((LatticeRunSummary)summary).Status switch
    {
        LatticeRunStatus.Interrupted => "stopped",
        LatticeRunStatus.Recollapsed => "recollapsed",
        _ => "diverged",
    };
}

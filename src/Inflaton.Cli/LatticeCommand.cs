using System.CommandLine;
using System.Globalization;
using Inflaton.Experiments;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Lattices;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Notation;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary><c>inflaton lattice</c>: runs the lattice of a file and writes what came out.</summary>
internal sealed class LatticeCommand : StudyCommand
{
    private readonly Terminal terminal;
    private readonly Option<bool> resume;
    private readonly Option<double> saveEvery;
    private readonly Option<bool> dryRun;

    public LatticeCommand(Terminal terminal, CancellationToken cancellation)
        : this(
            terminal, cancellation,
            new Option<bool>("--resume")
            {
                Description = "Go on from the state that DIR holds; the results are those of a run that was never stopped.",
            },
            new Option<double>("--save-every")
            {
                Description = "Seconds between two states that are kept for --resume; 0 keeps one at every output time.",
                HelpName = "S",
                DefaultValueFactory = _ => 60,
            },
            new Option<bool>("--dry-run", "-n") { Description = "Check the file and say what it would cost." })
    {
    }

    private LatticeCommand(
        Terminal terminal, CancellationToken cancellation, Option<bool> resume, Option<double> saveEvery, Option<bool> dryRun)
        : base(
            terminal, cancellation, StudyCatalogue.Lattice, "Run scalar fields on a periodic lattice, in one, two or three dimensions.",
            "lattice.sites=64",
            own: [resume, saveEvery, dryRun]) =>
        (this.terminal, this.resume, this.saveEvery, this.dryRun) = (terminal, resume, saveEvery, dryRun);

    protected override int? Instead(ParseResult parsed, IStudy study)
    {
        if (!parsed.GetValue(dryRun))
        {
            return null;
        }

        LatticeSettings settings = ((LatticeStudy)study).File.Settings;
        LatticeCost cost = LatticeCost.Of(settings);
        string side = string.Join(" × ", Enumerable.Repeat(settings.Lattice.Sites, settings.Lattice.Dimensions));
        terminal.Output.WriteLine(
            $"{study.File.Path}: {ReadableNumber.Count(settings.Fields, "field")} on {side} sites, about "
            + $"{ReadableNumber.Count((long)cost.Steps, "step")} of {ReadableNumber.Of(cost.Step)} by {settings.Method}");
        terminal.Output.WriteLine(
            $"  about {ScanCommand.Duration(cost.Seconds)} on one thread, {ReadableNumber.Of(cost.Bytes / (1 << 20), 3)} MiB of memory");
        return ExitCode.Success;
    }

    protected override StudyOptions Options(ParseResult parsed, StudyOptions common) => new LatticeOptions(common)
    {
        Resume = parsed.GetValue(resume),
        SaveEvery = parsed.GetValue(saveEvery) is >= 0 and <= 1e9 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"--save-every: {parsed.GetValue(saveEvery)} is not a number of seconds. Give 0 or more.")),
    };

    protected override void Show(IAnsiConsole console, OutputSummary summary) =>
        console.Write(SummaryTable.Of(summary.Name, LatticeQuantity.Of((LatticeRunSummary)summary)));

    protected override string Ending(OutputSummary summary) => ((LatticeRunSummary)summary).Status switch
    {
        LatticeRunStatus.Interrupted => "stopped",
        LatticeRunStatus.Recollapsed => "recollapsed",
        _ => "diverged",
    };
}

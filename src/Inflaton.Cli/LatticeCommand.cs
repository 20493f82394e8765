using System.CommandLine;
using System.Globalization;
using Inflaton.Experiments;
using Inflaton.Experiments.Lattices;
using Inflaton.Experiments.Studies;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary><c>inflaton lattice</c>: runs the lattice of a file and writes what came out.</summary>
internal sealed class LatticeCommand : StudyCommand
{
    private readonly Option<bool> resume;
    private readonly Option<double> saveEvery;

    public LatticeCommand(Terminal terminal, CancellationToken cancellation)
        : this(
            terminal, cancellation, new Option<bool>("--resume") { Description = "Go on from the state that DIR holds; the results are those of a run that was never stopped." },
            new Option<double>("--save-every")
            {
                Description = "Seconds between two states that are kept for --resume; 0 keeps one at every output time.",
                HelpName = "S",
                DefaultValueFactory = _ => 60,
            })
    {
    }

    private LatticeCommand(Terminal terminal, CancellationToken cancellation, Option<bool> resume, Option<double> saveEvery)
        : base(
            terminal, cancellation, StudyCatalogue.Lattice, "Run scalar fields on a periodic lattice, in one, two or three dimensions.", "lattice.sites=64", resume, saveEvery) =>
        (this.resume, this.saveEvery) = (resume, saveEvery);

    protected override StudyOptions Options(ParseResult parsed, StudyOptions common) => new LatticeOptions(common)
    {
        Resume = parsed.GetValue(resume),
        SaveEvery = parsed.GetValue(saveEvery) is >= 0 and <= 1e9 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"--save-every: {parsed.GetValue(saveEvery)} is not a number of seconds. Give 0 or more.")),
    };

    protected override void Show(IAnsiConsole console, OutputSummary summary)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(summary.Name)).AddColumns("quantity", "symbol", "value");
        foreach (LatticeQuantity quantity in LatticeQuantity.Of((LatticeRunSummary)summary))
        {
            table.AddRow(new Text(quantity.Name), new Text(quantity.Symbol), new Text(quantity.Value));
        }

        console.Write(table);
    }

    protected override string Ending(OutputSummary summary) => ((LatticeRunSummary)summary).Status switch
    {
        LatticeRunStatus.Interrupted => "stopped",
        LatticeRunStatus.Recollapsed => "recollapsed",
        _ => "diverged",
    };
}

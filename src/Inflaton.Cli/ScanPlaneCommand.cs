using System.CommandLine;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Scans;

namespace Inflaton.Cli;

/// <summary><c>inflaton scan plane</c>: the rows of a scan of universes in the plane of n_s and r, with published regions.</summary>
internal sealed class ScanPlaneCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> directory = new("DIR") { Description = "Folder of a scan of universes that measures n_s and r." };
    private readonly Option<bool> noPictures = CommonOptions.NoPictures();

    public ScanPlaneCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("plane", "Draw the rows in the plane of n_s and r, with published regions.") { directory, noPictures };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        ScanMerging.Of(terminal, parsed.GetValue(directory)!);
        using ScanStore store = ScanStore.Look(parsed.GetValue(directory)!);
        string path = ScanFigure.Write(ScanPlane.Of(store), Path.Combine(store.Directory, "figures"));
        if (!parsed.GetValue(noPictures) && new FigureRenderer().Render([path]) is { } trouble)
        {
            terminal.Error.WriteLine($"warning: {trouble}");
        }

        terminal.Output.WriteLine($"Figure: {path}");
        return ExitCode.Success;
    }
}

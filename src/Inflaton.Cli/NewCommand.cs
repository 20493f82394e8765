using System.CommandLine;
using Inflaton.Experiments.Files;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Cli;

/// <summary><c>inflaton new</c>: a commented experiment, universe or lattice file to start from.</summary>
internal sealed class NewCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> name = new("NAME")
    {
        Description = "Name of the experiment, universe or lattice; the file is NAME.yaml.",
        DefaultValueFactory = _ => "experiment",
    };

    private readonly Option<bool> universe = new("--universe") { Description = "Write a universe file." };
    private readonly Option<bool> lattice = new("--lattice") { Description = "Write a lattice file." };
    private readonly Option<bool> force = new("--force", "-f") { Description = "Replace a file that exists." };

    public NewCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("new", "Write a commented experiment file, or a universe or lattice file.") { name, universe, lattice, force };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        string given = parsed.GetValue(name)!;
        string path = given.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) ? given : given + ".yaml";
        string full = Path.Combine(terminal.Directory, path);
        if (File.Exists(full) && !parsed.GetValue(force))
        {
            throw new ArgumentException($"{path}: exists already. Give another name, or --force to replace it.");
        }

        string title = Path.GetFileNameWithoutExtension(path);
        (string text, string command) = (parsed.GetValue(universe), parsed.GetValue(lattice)) switch
        {
            (true, true) => throw new ArgumentException("--universe and --lattice are two kinds of files: give one of them."),
            (true, _) => (UniverseFile.Template(title), "Solve it with: inflaton universe"),
            (_, true) => (LatticeFile.Template(title), "Run it with: inflaton lattice"),
            _ => (ExperimentFile.Template(title), "Run it with: inflaton run"),
        };
        WholeFile.WriteText(full, text);
        terminal.Output.WriteLine($"Wrote {path}. {command} {path}");
        return ExitCode.Success;
    }
}

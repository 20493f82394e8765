using System.CommandLine;
using Inflaton.Experiments.Files;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Cli;

/// <summary><c>inflaton new</c>: a commented experiment or universe file to start from.</summary>
internal sealed class NewCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> name = new("NAME")
    {
        Description = "Name of the experiment or universe; the file is NAME.yaml.",
        DefaultValueFactory = _ => "experiment",
    };

    private readonly Option<bool> universe = new("--universe") { Description = "Write a universe file." };
    private readonly Option<bool> force = new("--force", "-f") { Description = "Replace a file that exists." };

    public NewCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("new", "Write a commented experiment file, or a universe file.") { name, universe, force };
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
        bool isUniverse = parsed.GetValue(universe);
        WholeFile.WriteText(full, isUniverse ? UniverseFile.Template(title) : ExperimentFile.Template(title));
        terminal.Output.WriteLine($"Wrote {path}. {(isUniverse ? "Solve it with: inflaton universe" : "Run it with: inflaton run")} {path}");
        return ExitCode.Success;
    }
}

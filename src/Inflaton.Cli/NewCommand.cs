using System.CommandLine;
using Inflaton.Experiments.Files;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Cli;

/// <summary><c>inflaton new</c>: a commented experiment file to start from.</summary>
internal sealed class NewCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> name = new("NAME")
    {
        Description = "Name of the experiment; the file is NAME.yaml.",
        DefaultValueFactory = _ => "experiment",
    };

    private readonly Option<bool> force = new("--force", "-f") { Description = "Replace a file that exists." };

    public NewCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("new", "Write a commented experiment file.") { name, force };
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

        WholeFile.WriteText(full, ExperimentFile.Template(Path.GetFileNameWithoutExtension(path)));
        terminal.Output.WriteLine($"Wrote {path}. Run it with: inflaton run {path}");
        return ExitCode.Success;
    }
}

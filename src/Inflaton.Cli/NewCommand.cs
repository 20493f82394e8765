using System.CommandLine;
using Inflaton.Experiments;
using Inflaton.Experiments.Studies;

namespace Inflaton.Cli;

/// <summary><c>inflaton new</c>: a commented file of any kind of study to start from.</summary>
internal sealed class NewCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> name = new("NAME")
    {
        Description = "Name of the experiment or other study; the file is NAME.yaml.",
        DefaultValueFactory = _ => "experiment",
    };

    private readonly OrderedDictionary<StudyKind, Option<bool>> others = new(
        StudyCatalogue.Kinds.Reverse().Where(kind => kind != StudyCatalogue.Experiment).Select(
        kind => KeyValuePair.Create(kind, new Option<bool>($"--{kind.Name}") { Description = $"Write a file of the kind {kind.Name}." })));

    private readonly Option<bool> quiet = CommonOptions.Quiet();
    private readonly Option<bool> force = new("--force", "-f") { Description = "Replace a file that exists." };

    public NewCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("new", "Write a commented experiment file, or one of another kind of study.") { name };
        foreach (Option option in (Option[])[.. others.Values, force, quiet])
        {
            Command.Add(option);
        }

        Command.SetAction(Run);
    }

    public Command Command { get; }

    /// <summary>A path as one word of a command line.</summary>
    internal static string Word(string path) => path.Contains(' ') ? $"\"{path}\"" : path;

    private int Run(ParseResult parsed)
    {
        StudyKind[] asked = [.. others.Where(other => parsed.GetValue(other.Value)).Select(other => other.Key)];
        if (asked.Length > 1)
        {
            throw new ArgumentException($"{string.Join(" and ", asked.Select(one => others[one].Name))}: are two kinds of file. Keep one.");
        }

        StudyKind kind = asked.FirstOrDefault(StudyCatalogue.Experiment);
        string given = parsed.GetValue(name)!;
        string path = given.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) ? given : given + ".yaml";
        string full = Path.Combine(terminal.Directory, path);
        if (File.Exists(full) && !parsed.GetValue(force))
        {
            throw new ArgumentException($"{path}: exists already. Give another name, or --force to replace it.");
        }

        terminal.Write(path, kind.Template(Path.GetFileNameWithoutExtension(path)));
        if (!parsed.GetValue(quiet))
        {
            terminal.Output.WriteLine($"Wrote {path}. Run it with: inflaton {kind.Command} {Word(path)}");
        }

        return ExitCode.Success;
    }
}

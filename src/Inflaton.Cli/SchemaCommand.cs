using System.CommandLine;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Universes;

namespace Inflaton.Cli;

/// <summary><c>inflaton schema</c>: the JSON Schema of experiment files, or of universe files.</summary>
internal sealed class SchemaCommand
{
    public SchemaCommand(Terminal terminal)
    {
        Option<bool> universe = new("--universe") { Description = "That of universe files." };
        Command = new Command("schema", "Print the JSON Schema of experiment files, for editors that complete them.") { universe };
        Command.SetAction(parsed => terminal.Output.Write(parsed.GetValue(universe) ? UniverseFile.Schema() : ExperimentFile.Schema()));
    }

    public Command Command { get; }
}

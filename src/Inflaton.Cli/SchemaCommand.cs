using System.CommandLine;
using Inflaton.Experiments.Files;

namespace Inflaton.Cli;

/// <summary><c>inflaton schema</c>: the JSON Schema of experiment files.</summary>
internal sealed class SchemaCommand
{
    public SchemaCommand(Terminal terminal)
    {
        Command = new Command("schema", "Print the JSON Schema of experiment files, for editors that complete them.");
        Command.SetAction(_ => terminal.Output.Write(ExperimentFile.Schema()));
    }

    public Command Command { get; }
}

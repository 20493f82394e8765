using System.CommandLine;
using Inflaton.Experiments;
using Inflaton.Experiments.Scans;

namespace Inflaton.Cli;

/// <summary><c>inflaton schema</c>: the JSON Schema of the files that the other commands read.</summary>
internal sealed class SchemaCommand
{
    public SchemaCommand(Terminal terminal)
    {
        OrderedDictionary<string, Func<string>> schemas = new(StudyCatalogue.Kinds.Reverse().SelectMany(kind => new[]
        {
            KeyValuePair.Create<string, Func<string>>(kind.Name, kind.Schema),
            KeyValuePair.Create(kind.ScanSchema, () => ScanFile.Schema(kind)),
        }));
        string kinds = string.Join(", ", StudyCatalogue.Kinds.Reverse().Select(one => one.Name));
        Argument<string> kind = new("KIND")
        {
            Description = $"{string.Join(", ", schemas.Keys)} (default experiment).",
            DefaultValueFactory = _ => "experiment",
        };
        kind.AcceptOnlyFromAmong([.. schemas.Keys]);
        Command = new Command(
            "schema", $"Print the JSON Schema of files ({kinds}, or a scan of them), for editors that complete them.") { kind };
        Command.SetAction(parsed => terminal.Output.Write(schemas[parsed.GetValue(kind)!]()));
    }

    public Command Command { get; }
}

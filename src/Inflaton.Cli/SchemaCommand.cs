using System.CommandLine;
using Inflaton.Experiments;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Scans;

namespace Inflaton.Cli;

/// <summary><c>inflaton schema</c>: the JSON Schema of the files that the other commands read.</summary>
internal sealed class SchemaCommand
{
    public SchemaCommand(Terminal terminal)
    {
        Dictionary<string, Func<string>> schemas = new()
        {
            ["experiment"] = ExperimentFile.Schema,
            ["scan"] = () => ScanFile.Schema(StudyCatalogue.Experiment),
            ["universe"] = UniverseFile.Schema,
            ["universe-scan"] = () => ScanFile.Schema(StudyCatalogue.Universe),
            ["lattice"] = LatticeFile.Schema,
            ["lattice-scan"] = () => ScanFile.Schema(StudyCatalogue.Lattice),
        };
        Argument<string> kind = new("KIND") { Description = $"{string.Join(", ", schemas.Keys)} (default experiment).", DefaultValueFactory = _ => "experiment" };
        kind.AcceptOnlyFromAmong([.. schemas.Keys]);
        Command = new Command("schema", "Print the JSON Schema of experiment, scan, universe or lattice files, for editors that complete them.") { kind };
        Command.SetAction(parsed => terminal.Output.Write(schemas[parsed.GetValue(kind)!]()));
    }

    public Command Command { get; }
}

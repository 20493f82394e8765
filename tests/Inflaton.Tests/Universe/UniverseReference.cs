using System.Text.Json.Nodes;

namespace Inflaton.Universe;

/// <summary>A universe that an independent program solved, from tests/reference.</summary>
internal sealed class UniverseReference(string name)
{
    private readonly JsonNode json = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "reference", name + ".json")))!;

    public double Number(string key) => (double)json[key]!;

    public double[] Series(string key) => [.. json[key]!.AsArray().Select(value => (double)value!)];
}

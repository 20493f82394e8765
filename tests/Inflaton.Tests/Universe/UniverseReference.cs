using System.Text.Json.Nodes;

namespace Inflaton.Universe;

/// <summary>A universe that an independent program solved, from tests/reference.</summary>
internal sealed class UniverseReference(string name)
{
    private readonly JsonNode json = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), name + ".json")))!;

    public double Number(string key) => (double)json[key]!;

    public double[] Series(string key) => [.. json[key]!.AsArray().Select(value => (double)value!)];

    private static string Folder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Inflaton.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "tests", "reference");
    }
}

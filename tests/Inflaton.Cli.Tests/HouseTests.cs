using System.Text.RegularExpressions;

namespace Inflaton.Cli;

/// <summary>
/// The house: no folders use each other in a circle. The build refuses a using directive that is not needed, so that these say which folder uses
/// which, and types of the folder above, which need none, are known by their names; folders inside another are one room with it.
/// </summary>
public sealed partial class HouseTests
{
    [Fact]
    public void No_folders_use_each_other_in_a_circle()
    {
        Dictionary<string, HashSet<string>> uses = Uses();

        uses.Count.ShouldBeGreaterThan(30);
        uses["Inflaton.Experiments.Scans"].ShouldContain("Inflaton.Experiments.Studies");
        Circles(uses).ShouldBeEmpty();
    }

    [Fact]
    public void A_circle_would_be_found()
    {
        Dictionary<string, HashSet<string>> uses = Uses();
        uses["Inflaton.Experiments.Studies"].Add("Inflaton.Experiments.Scans");

        Circles(uses).ShouldHaveSingleItem().ShouldContain("Inflaton.Experiments.Scans <-> Inflaton.Experiments.Studies");
    }

    /// <summary>Scans ask the catalogue, which stands in the folder above them, and name it in no using directive.</summary>
    [Fact]
    public void What_needs_no_using_directive_is_a_use_too() => Uses()["Inflaton.Experiments.Scans"].ShouldContain("Inflaton.Experiments");

    /// <summary>Namespaces are the folders that they stand in, or those of the folder above.</summary>
    [Fact]
    public void Namespaces_are_folders()
    {
        string source = Path.Combine(Repository.Root, "src");
        Files().Select(file => (Folder: Path.GetRelativePath(source, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.'), Space: Namespace().Match(File.ReadAllText(file)).Groups["name"].Value))
            .Where(one => one.Space.Length > 0 && one.Folder != one.Space && !one.Folder.StartsWith(one.Space + ".", StringComparison.Ordinal) && one.Folder != "Inflaton.Cli")
            .Distinct().ShouldBeEmpty();
    }

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static Dictionary<string, HashSet<string>> Uses()
    {
        Dictionary<string, HashSet<string>> uses = [];
        string[] texts = [.. Files().Select(file => string.Join('\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))))];
        ILookup<string, string> types = texts.SelectMany(text => Type().Matches(text).Select(match => (Space: Namespace().Match(text).Groups["name"].Value, Name: match.Groups["name"].Value)))
            .ToLookup(one => one.Space, one => one.Name);
        foreach (string text in texts)
        {
            if (Namespace().Match(text) is not { Success: true } own)
            {
                continue;
            }

            string room = Room(own.Groups["name"].Value);
            HashSet<string> used = uses.TryGetValue(room, out HashSet<string>? known) ? known : uses[room] = [];
            used.UnionWith(Using().Matches(text).Select(match => Room(match.Groups["name"].Value)).Where(other => other != room));
            HashSet<string> words = [.. Word().Matches(text).Select(match => match.Value)];
            used.UnionWith(Above(own.Groups["name"].Value).Where(above => types[above].Any(words.Contains)).Select(Room).Where(other => other != room));
        }

        return uses;
    }

    /// <summary>The namespaces that one lies in.</summary>
    private static IEnumerable<string> Above(string name)
    {
        for (int dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.'))
        {
            name = name[..dot];
            yield return name;
        }
    }

    private static string Room(string name)
    {
        string[] parts = name.Split('.');
        return string.Join('.', parts.Take(parts.Length > 1 && parts[1] is "Numerics" or "Experiments" ? 3 : 2));
    }

    /// <summary>Sets of rooms of which each leads to all the others.</summary>
    private static string[] Circles(Dictionary<string, HashSet<string>> uses)
    {
        Dictionary<string, HashSet<string>> reached = uses.Keys.ToDictionary(room => room, room => Reached(room, uses));
        return [.. uses.Keys.Where(room => reached[room].Contains(room))
            .Select(room => string.Join(" <-> ", reached[room].Where(other => reached[other].Contains(room)).Order())).Distinct()];
    }

    private static HashSet<string> Reached(string room, Dictionary<string, HashSet<string>> uses)
    {
        HashSet<string> reached = [];
        Stack<string> left = new(uses[room]);
        while (left.TryPop(out string? next))
        {
            if (reached.Add(next))
            {
                foreach (string further in uses.GetValueOrDefault(next) ?? [])
                {
                    left.Push(further);
                }
            }
        }

        return reached;
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:public|internal) [\w ]*(?:class|interface|struct|record|enum|delegate) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^using (?:static )?(?<name>Inflaton[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Using();
}

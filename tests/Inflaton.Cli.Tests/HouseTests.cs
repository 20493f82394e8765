using System.Text.RegularExpressions;

namespace Inflaton.Cli;

/// <summary>
/// The house: no folders use each other in a circle. The build refuses a using directive that is not needed, so that these say which folder
/// uses which, and types of the folder above, which need none, are known by their names; folders inside another are one room with it.
/// </summary>
public sealed partial class HouseTests
{
    private const int LongestLine = 140;

    [Fact]
    public void Lines_are_within_140_columns()
    {
        string[] folders = ["src", "tests", "bench"];
        folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(Path.Combine(Repository.Root, file)).Index()
                .Where(line => line.Item.Length > LongestLine).Select(line => $"{file}:{line.Index + 1}"))
            .ShouldBeEmpty();
    }

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

    [Theory]
    [InlineData("Inflaton.B.There")]
    [InlineData("B.There.Sum")]
    public void A_name_with_its_namespace_is_a_use(string name)
    {
        string[] texts =
        [
            $"namespace Inflaton.A;\npublic sealed class Here {{ object one = {name}; }}",
            "using Inflaton.A;\nnamespace Inflaton.B;\npublic sealed class There {}",
        ];

        Circles(Uses(texts)).ShouldBe(["Inflaton.A <-> Inflaton.B"]);
    }

    /// <summary>Namespaces are the folders that they stand in, or those of the folder above.</summary>
    [Fact]
    public void Namespaces_are_folders()
    {
        string source = Path.Combine(Repository.Root, "src");
        Files()
            .Select(file => (
                Folder: Path.GetRelativePath(source, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.'),
                Space: Namespace().Match(File.ReadAllText(file)).Groups["name"].Value))
            .Where(one => one.Space.Length > 0 && one.Folder != one.Space && one.Folder != "Inflaton.Cli")
            .Where(one => !one.Folder.StartsWith(one.Space + ".", StringComparison.Ordinal))
            .Distinct().ShouldBeEmpty();
    }

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static Dictionary<string, HashSet<string>> Uses() => Uses(Files().Select(file => string.Join(
        '\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)))));

    private static Dictionary<string, HashSet<string>> Uses(IEnumerable<string> texts)
    {
        (string Text, string Space)[] files =
            [.. texts.Select(text => (Text: text, Space: Namespace().Match(text).Groups["name"].Value))
                .Where(file => file.Space.Length > 0)];
        HashSet<string> types =
            [.. files.SelectMany(file => Declared().Matches(file.Text).Select(match => $"{file.Space}.{match.Groups["name"].Value}"))];
        Dictionary<string, HashSet<string>> uses = [];
        foreach ((string text, string space) in files)
        {
            string room = Room(space);
            HashSet<string> used = uses.TryGetValue(room, out HashSet<string>? known) ? known : uses[room] = [];
            used.UnionWith(Using().Matches(text).Select(match => match.Groups["name"].Value)
                .Concat(QualifiedIn(text, space, types)).Concat(AboveIn(text, space, types)).Select(Room).Where(other => other != room));
        }

        return uses;
    }

    /// <summary>Namespaces of the types that are named with theirs, in whole or from a namespace on that the text stands in.</summary>
    private static IEnumerable<string> QualifiedIn(string text, string space, HashSet<string> types)
    {
        string[] around = space.Split('.');
        foreach (string[] name in Qualified().Matches(text).Select(match => match.Value).Distinct().Select(name => name.Split('.')))
        {
            for (int parts = 2; parts <= name.Length; parts++)
            {
                for (int outer = 0; outer <= around.Length; outer++)
                {
                    string whole = string.Join('.', around.Take(outer).Concat(name.Take(parts)));
                    if (types.Contains(whole))
                    {
                        yield return whole[..whole.LastIndexOf('.')];
                    }
                }
            }
        }
    }

    /// <summary>Namespaces that one lies in, whose types it names without a using directive.</summary>
    private static IEnumerable<string> AboveIn(string text, string space, HashSet<string> types)
    {
        HashSet<string> words = [.. Word().Matches(text).Select(match => match.Value)];
        for (int dot = space.LastIndexOf('.'); dot > 0; dot = space.LastIndexOf('.'))
        {
            space = space[..dot];
            if (words.Any(word => types.Contains($"{space}.{word}")))
            {
                yield return space;
            }
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

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(
        @"^(?:public|internal) [\w ]*(?:class|interface|struct|record|enum|delegate [\w<>?\[\]]+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"\b(?:[A-Z]\w*\.)+[A-Z]\w*")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?(?<name>Inflaton[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Using();
}

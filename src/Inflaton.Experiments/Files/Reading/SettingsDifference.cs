namespace Inflaton.Experiments.Files.Reading;

/// <summary>One key in which two descriptions of a study or a scan differ.</summary>
/// <param name="Key">Dotted path.</param>
/// <param name="Before">The value in the first; null where it has none.</param>
/// <param name="After">The value in the second; null where it has none.</param>
internal sealed record SettingsDifference(string Key, string? Before, string? After)
{
    private const int ShownCharacters = 60;

    /// <summary>Both values on one line.</summary>
    public string Shown => $"{Short(After)} now, {Short(Before)} there";

    /// <summary>All keys in which two descriptions differ, in order.</summary>
    public static IEnumerable<SettingsDifference> Between(string before, string after)
    {
        Dictionary<string, string> first = Leaves("", YamlReader.Parse(before, "before")).ToDictionary();
        Dictionary<string, string> second = Leaves("", YamlReader.Parse(after, "after")).ToDictionary();
        return first.Keys.Union(second.Keys)
            .Select(key => new SettingsDifference(key, first.GetValueOrDefault(key), second.GetValueOrDefault(key)))
            .Where(difference => difference.Before != difference.After);
    }

    /// <summary>All differences in a sentence, such as <c>lattice.sites (32 now, 64 there)</c>; empty where there are none.</summary>
    /// <param name="before">The first description, YAML.</param>
    /// <param name="after">The second.</param>
    /// <param name="free">Keys that may differ, and are left out.</param>
    public static string Words(string before, string after, params ReadOnlySpan<string> free)
    {
        List<string> words = [];
        foreach (SettingsDifference difference in Between(before, after))
        {
            if (!free.Contains(difference.Key))
            {
                words.Add($"{difference.Key} ({difference.Shown})");
            }
        }

        return string.Join(", ", words);
    }

    private static string Short(string? text) =>
        text is null ? "nothing" : text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "…";

    private static IEnumerable<KeyValuePair<string, string>> Leaves(string path, ValueNode node) =>
        node is MapNode { Entries.Count: > 0 } map
        ? map.Entries.SelectMany(entry => Leaves(path.Length == 0 ? entry.Key : $"{path}.{entry.Key}", entry.Value))
        : [KeyValuePair.Create(path, YamlWriter.Flow(node))];
}

using System.Text;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>
/// Writes the description of a file as a commented file to start from: what must be given is there, the rest commented out.
/// </summary>
internal static class TemplateWriter
{
    private const int LineLength = 110;

    /// <summary>The lines of a section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="values">
    /// Values (YAML) by dotted path that the file is to have; an alternative is chosen by being on such a path.
    /// </param>
    public static string Section(SectionDescription section, IReadOnlyDictionary<string, string> values)
    {
        StringBuilder text = new();
        Section(text, section, "", "", values);
        return text.ToString();
    }

    private static void Section(
        StringBuilder text, SectionDescription section, string path, string indent, IReadOnlyDictionary<string, string> values)
    {
        foreach (KeyDescription key in section.Keys)
        {
            string keyPath = path.Length == 0 ? key.Name : $"{path}.{key.Name}";
            bool hasValue = values.TryGetValue(keyPath, out string? value);
            bool isLive = key.IsRequired || hasValue || values.Keys.Any(one => one.StartsWith(keyPath + ".", StringComparison.Ordinal));
            if (path.Length == 0 && text.Length > 0)
            {
                text.Append('\n');
            }

            Comment(text, key, indent);
            if (isLive && !hasValue && key.Kind.Section is { } inner)
            {
                text.Append($"{indent}{key.Name}:\n");
                Section(text, inner, keyPath, indent + "  ", values);
            }
            else
            {
                text.Append($"{indent}{(isLive ? "" : "# ")}{key.Name}: {value ?? key.Sample}\n");
            }
        }
    }

    private static void Comment(StringBuilder text, KeyDescription key, string indent)
    {
        StringBuilder line = new();
        foreach (string word in FirstSentence(key.Doc).Split(' '))
        {
            if (line.Length + word.Length + indent.Length + 3 > LineLength)
            {
                text.Append(indent).Append("# ").Append(line).Append('\n');
                line.Clear();
            }

            line.Append(line.Length == 0 ? "" : " ").Append(word);
        }

        text.Append(indent).Append("# ").Append(line).Append('\n');
    }

    private static string FirstSentence(string doc)
    {
        int end = doc.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? doc.TrimEnd('.') : doc[..end]).Replace("`", "", StringComparison.Ordinal);
    }
}

using System.Text;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>Writes the description of a file as Markdown, a table a section.</summary>
internal static class DocumentationWriter
{
    /// <summary>The tables of a section and of all sections in it.</summary>
    /// <param name="root">The section.</param>
    /// <param name="path">Its dotted path; empty for the whole file.</param>
    public static string Sections(SectionDescription root, string path = "")
    {
        StringBuilder text = new();
        Section(text, root, path);
        return text.ToString();
    }

    private static void Section(StringBuilder text, SectionDescription section, string path)
    {
        text.Append(path.Length == 0 ? "## Top level\n\n" : $"## `{path}`\n\n");
        string[] alternatives = [.. section.Alternatives.Select(key => $"`{key.Name}`")];
        if (alternatives.Length > 1)
        {
            text.Append($"Exactly one of {string.Join(", ", alternatives)}.\n\n");
        }
        else if (alternatives.Length == 1)
        {
            text.Append($"{alternatives[0]} is the only choice so far.\n\n");
        }

        if (section.Keys.Count == 0)
        {
            text.Append("No keys: `{}`.\n\n");
            return;
        }

        text.Append("| key | value | default | meaning |\n|---|---|---|---|\n");
        foreach (KeyDescription key in section.Keys)
        {
            text.Append($"| `{key.Name}` | {Cell(Value(key, path))} | {Cell(Default(key, alternatives.Length))} | {Cell(key.Doc)} |\n");
        }

        text.Append('\n');
        foreach (KeyDescription key in section.Keys)
        {
            foreach (SectionDescription inner in key.Kind.Sections)
            {
                Section(text, inner, Path(path, key.Name));
            }
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Value(KeyDescription key, string path) => key.Kind.Section is null
        ? key.Kind.Words
        : key.Kind.Words.Replace(
            SectionWords(key.Kind.Section), $"[section](#{Path(path, key.Name).Replace(".", "", StringComparison.Ordinal)})");

    private static string SectionWords(SectionDescription section) =>
        $"a section with {string.Join(", ", section.Keys.Select(key => key.Name))}";

    private static string Default(KeyDescription key, int alternatives) =>
        key.IsAlternative ? (alternatives > 1 ? "" : "required")
        : key.IsRequired ? (key.Default is null ? "required" : $"required; {key.Default}")
        : key.Default is null ? "none"
        : key.Kind.Section is not null && key.Default == "{}" ? "its defaults"
        : key.Example is not null ? key.Default
        : $"`{key.Default}`";

    private static string Path(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}

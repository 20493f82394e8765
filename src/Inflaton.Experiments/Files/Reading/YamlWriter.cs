using System.Text;
using System.Text.RegularExpressions;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>Writes values as YAML 1.2 that reads back to the same values.</summary>
internal static partial class YamlWriter
{
    /// <summary>A section in block style, keys in order, lists of plain values on one line.</summary>
    /// <param name="root">The section.</param>
    /// <param name="directory">Folder that paths are written relative to; null for absolute ones.</param>
    /// <param name="inlinesLeaves">Whether sections of plain values alone stand on one line; false by default.</param>
    public static string Block(MapNode root, string? directory = null, bool inlinesLeaves = false)
    {
        StringBuilder text = new();
        Block(text, root, "", directory, inlinesLeaves);
        return text.ToString();
    }

    /// <summary>Any value on one line.</summary>
    public static string Flow(ValueNode node, string? directory = null) => node switch
    {
        ScalarNode scalar => Scalar(scalar, directory),
        ListNode list => $"[{string.Join(", ", list.Items.Select(item => Flow(item, directory)))}]",
        MapNode map =>
            $"{{{string.Join(", ", map.Entries.Select(entry => $"{Text(entry.Key, false)}: {Flow(entry.Value, directory)}"))}}}",
        _ => throw new ArgumentOutOfRangeException(nameof(node), node, "Not a kind of value that YAML has."),
    };

    private static void Block(StringBuilder text, MapNode map, string indent, string? directory, bool inlinesLeaves)
    {
        foreach (MapEntry entry in map.Entries)
        {
            text.Append(indent).Append(Text(entry.Key, false)).Append(':');
            if (entry.Value is MapNode { Entries.Count: > 0 } section
                && !(inlinesLeaves && section.Entries.All(inner => inner.Value is ScalarNode)))
            {
                text.Append('\n');
                Block(text, section, indent + "  ", directory, inlinesLeaves);
            }
            else if (entry.Value is ListNode list && list.Items.Any(item => item is not ScalarNode))
            {
                text.Append('\n');
                foreach (ValueNode item in list.Items)
                {
                    text.Append(indent).Append("  - ").Append(Flow(item, directory)).Append('\n');
                }
            }
            else
            {
                text.Append(' ').Append(Flow(entry.Value, directory)).Append('\n');
            }
        }
    }

    private static string Scalar(ScalarNode scalar, string? directory) => scalar.IsPath && directory is not null
        ? Text(Path.GetRelativePath(directory, scalar.Text).Replace('\\', '/'), true)
        : Text(scalar.Text, scalar.IsQuoted || scalar.IsPath);

    private static string Text(string text, bool isText)
    {
        bool plain = isText
            ? Word().IsMatch(text) && new ScalarNode(Origin.Default, text) is { Flag: null, IsNull: false } word
                && CoreNumber.Parse(word, out _) == NumberReading.Other
            : Plain().IsMatch(text);
        return plain ? text : Quoted(text);
    }

    private static string Quoted(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\u2028' or '\u2029' or '\u0085' or '\ufeff' => $"\\u{(int)c:x4}",
                _ when char.IsControl(c) => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(@"\A[\p{L}_./][\p{L}\p{N}_./-]*( [\p{L}\p{N}_./-]+)*\z")]
    private static partial Regex Word();

    [GeneratedRegex(@"\A[\p{L}\p{N}_./+~-][\p{L}\p{N}_./+-]*\z")]
    private static partial Regex Plain();
}

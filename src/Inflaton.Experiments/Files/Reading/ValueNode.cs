using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>Where a value was written.</summary>
/// <param name="File">The file as the user named it, or <c>--set</c>.</param>
/// <param name="Line">Line, from 1; 0 where there is none.</param>
internal sealed record Origin(string File, int Line)
{
    /// <summary>Values that the program filled in.</summary>
    public static Origin Default { get; } = new("default", 0);
}

/// <summary>A value of a file, knowing where it was written. Immutable.</summary>
internal abstract class ValueNode(Origin origin)
{
    private const int ShownCharacters = 60;

    public Origin Origin { get; } = origin;

    /// <summary>The value as a message shows it, on one line and not too long; null where nothing was written.</summary>
    public string? Shown
    {
        get
        {
            if (this is ScalarNode { IsNull: true })
            {
                return null;
            }

            string text = YamlWriter.Flow(this);
            return text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "…";
        }
    }

    /// <summary>The value as JSON: numbers, true and false where YAML reads them so, else text.</summary>
    public abstract JsonNode? ToJson();
}

/// <summary>A number, a word or a text.</summary>
/// <param name="origin">Where it was written.</param>
/// <param name="text">The text without quotes.</param>
/// <param name="isQuoted">Whether it was written in quotes (or as a block), and so is text whatever it looks like.</param>
/// <param name="isPath">Whether <paramref name="text"/> is the absolute path of a file.</param>
internal sealed class ScalarNode(Origin origin, string text, bool isQuoted = false, bool isPath = false) : ValueNode(origin)
{
    public string Text { get; } = text;

    /// <summary>A number that the program writes.</summary>
    public static ScalarNode Of(double value) => new(Origin.Default, CoreNumber.Text(value));

    /// <summary>A word or text that the program writes, in quotes where YAML needs them.</summary>
    public static ScalarNode Of(string text) => new(Origin.Default, text, isQuoted: true);

    public bool IsQuoted { get; } = isQuoted;

    public bool IsPath { get; } = isPath;

    /// <summary>Whether this is YAML's null: nothing at all, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => !IsQuoted && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>Whether this is YAML's true or false.</summary>
    public bool? Flag => IsQuoted
        ? null
        : Text switch
        {
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ => null,
        };

    public override JsonNode? ToJson()
    {
        if (IsQuoted || IsPath)
        {
            return JsonValue.Create(Text);
        }

        return Flag is bool flag ? JsonValue.Create(flag)
            : IsNull ? null
            : CoreNumber.TryInteger(this, out System.Numerics.BigInteger integer) && ulong.TryParse(integer.ToString(), out ulong whole)
                ? JsonValue.Create(whole)
            : CoreNumber.Parse(this, out double number) == NumberReading.Number ? JsonValue.Create(number)
            : JsonValue.Create(Text);
    }
}

/// <summary>A list.</summary>
internal sealed class ListNode(Origin origin, IReadOnlyList<ValueNode> items) : ValueNode(origin)
{
    public IReadOnlyList<ValueNode> Items { get; } = items;

    /// <summary>A list that the program writes.</summary>
    public static ListNode Of(params IEnumerable<ValueNode> items) => new(Origin.Default, [.. items]);

    public override JsonNode ToJson() => new JsonArray([.. Items.Select(item => item.ToJson())]);
}

/// <summary>One key of a section with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="KeyOrigin">Where the key was written.</param>
/// <param name="Value">The value.</param>
internal sealed record MapEntry(string Key, Origin KeyOrigin, ValueNode Value);

/// <summary>A section: keys with values, in the order written.</summary>
internal sealed class MapNode(Origin origin, IReadOnlyList<MapEntry> entries) : ValueNode(origin)
{
    public IReadOnlyList<MapEntry> Entries { get; } = entries;

    /// <summary>A section that the program writes.</summary>
    public static MapNode Of(params IEnumerable<(string Key, ValueNode Value)> entries) =>
        new(Origin.Default, [.. entries.Select(entry => new MapEntry(entry.Key, Origin.Default, entry.Value))]);

    /// <summary>A section of named numbers that the program writes.</summary>
    public static MapNode Of(IEnumerable<KeyValuePair<string, double>> numbers) =>
        Of(numbers.Select(number => (number.Key, (ValueNode)ScalarNode.Of(number.Value))));

    public MapEntry? Find(string key)
    {
        for (int i = 0; i < Entries.Count; i++)
        {
            if (Entries[i].Key == key)
            {
                return Entries[i];
            }
        }

        return null;
    }

    /// <summary>The section with the key set to a value, in its old place where it was there before.</summary>
    public MapNode With(string key, ValueNode value)
    {
        MapEntry changed = new(key, value.Origin, value);
        return Find(key) is null
            ? new MapNode(Origin, [.. Entries, changed])
            : new MapNode(Origin, [.. Entries.Select(entry => entry.Key == key ? changed : entry)]);
    }

    /// <summary>The section without some keys.</summary>
    public MapNode Without(IEnumerable<string> keys) => new(Origin, [.. Entries.ExceptBy(keys, entry => entry.Key)]);

    public override JsonNode ToJson() =>
        new JsonObject(Entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.ToJson())));
}

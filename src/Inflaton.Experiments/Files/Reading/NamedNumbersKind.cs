using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>Numbers under names of the user's choosing.</summary>
internal sealed partial class NamedNumbersKind : ValueKind<ValueList<KeyValuePair<string, double>>>
{
    private static readonly NumberKind Number = new(new NumberRange(), null);

    internal override string Words => "names with numbers";

    internal override ValueList<KeyValuePair<string, double>> Placeholder => [];

    internal override string? Example => "{a: 1}";

    internal override JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["propertyNames"] = new JsonObject { ["pattern"] = "^[A-Za-z_][A-Za-z0-9_]*$" },
        ["additionalProperties"] = Number.Schema(),
    };

    internal override bool Accepts(ValueNode node) => node is MapNode;

    internal override Reading<ValueList<KeyValuePair<string, double>>>? Read(ValueSlot slot)
    {
        if (slot.Node is not MapNode map)
        {
            slot.Refuse(this);
            return null;
        }

        List<KeyValuePair<string, double>> values = [];
        List<MapEntry> resolved = [];
        foreach (MapEntry entry in map.Entries)
        {
            ValueSlot inner = slot.Item(entry.Key, entry.Value);
            if (!Name().IsMatch(entry.Key))
            {
                inner.Refuse("is not a name", "Names have letters, digits and _, and start with a letter.");
            }
            else if (Number.Read(inner) is { } reading)
            {
                values.Add(KeyValuePair.Create(entry.Key, reading.Value));
                resolved.Add(entry with { Value = reading.Resolved });
            }
        }

        return values.Count == map.Entries.Count
            ? new Reading<ValueList<KeyValuePair<string, double>>>([.. values], new MapNode(map.Origin, resolved))
            : null;
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Name();
}

using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>A list of values of one kind.</summary>
/// <param name="item">Kind of the items.</param>
/// <param name="items">The items in words: <c>numbers above 0</c>.</param>
/// <param name="atLeast">Smallest number of items.</param>
/// <param name="isSet">Whether an item may be there only once.</param>
internal sealed class ListKind<T>(ValueKind<T> item, string items, int atLeast, bool isSet) : ValueKind<ValueList<T>>
{
    internal override string Words => atLeast > 0 ? $"a list of one or more {items}" : $"a list of {items}";

    internal override IEnumerable<SectionDescription> Sections => item.Sections;

    internal override ValueList<T> Placeholder => [item.Placeholder];

    internal override string? Example => item.Example is null ? null : $"[{item.Example}]";

    internal override JsonObject Schema()
    {
        JsonObject schema = new() { ["type"] = "array", ["items"] = item.Schema() };
        if (atLeast > 0)
        {
            schema["minItems"] = atLeast;
        }

        if (isSet)
        {
            schema["uniqueItems"] = true;
        }

        return schema;
    }

    internal override bool Accepts(ValueNode node) => node is ListNode list && (list.Items.Count == 0 || item.Accepts(list.Items[0]));

    internal override Reading<ValueList<T>>? Read(ValueSlot slot)
    {
        if (slot.Node is not ListNode list)
        {
            slot.Refuse(this, "is not a list");
            return null;
        }

        if (list.Items.Count < atLeast)
        {
            slot.Refuse(this, "is an empty list");
            return null;
        }

        Reading<T>?[] readings = [.. list.Items.Select((node, i) => item.Read(slot.Item($"{i}", node)))];
        if (readings.Contains(null))
        {
            return null;
        }

        T[] values = [.. readings.Select(reading => reading!.Value)];
        for (int i = 1; isSet && i < values.Length; i++)
        {
            if (values.AsSpan(0, i).Contains(values[i]))
            {
                slot.Item($"{i}", list.Items[i]).Refuse("is in the list already", "Name each once.");
                return null;
            }
        }

        return new Reading<ValueList<T>>([.. values], new ListNode(list.Origin, [.. readings.Select(reading => reading!.Resolved)]));
    }
}

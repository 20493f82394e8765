using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>A table of numbers: a list of equally long lists.</summary>
/// <param name="rows">The rows in words: <c>points</c>.</param>
internal sealed class PointsKind(string rows) : ValueKind<ValueList<ValueList<double>>>
{
    private readonly ListKind<ValueList<double>> list =
        new(new ListKind<double>(new NumberKind(new NumberRange(), null), "numbers", 1, false), "lists of numbers", 1, false);

    internal override string Words => $"a list of {rows}, each a list of numbers";

    internal override ValueList<ValueList<double>> Placeholder => list.Placeholder;

    internal override string? Example => "[[0.1, 0.2], [0.3, 0.4]]";

    internal override JsonObject Schema() => list.Schema();

    internal override bool Accepts(ValueNode node) => list.Accepts(node);

    internal override Reading<ValueList<ValueList<double>>>? Read(ValueSlot slot)
    {
        if (slot.Node is not ListNode list)
        {
            slot.Refuse(this, "is not a list");
            return null;
        }

        if (this.list.Read(slot) is not { } reading)
        {
            return null;
        }

        int length = reading.Value[0].Count;
        for (int i = 1; i < reading.Value.Count; i++)
        {
            if (reading.Value[i].Count != length)
            {
                slot.Item($"{i}", list.Items[i]).Refuse(
                    $"has length {reading.Value[i].Count} where the first of the {rows} has {length}", $"Give all {rows} the same length.");
                return null;
            }
        }

        return reading;
    }
}

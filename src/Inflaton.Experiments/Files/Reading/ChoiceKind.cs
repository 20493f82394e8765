using System.Text.Json.Nodes;
using Inflaton.Data;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>One of a few words.</summary>
internal sealed class ChoiceKind(IReadOnlyList<string> options) : ValueKind<string>
{
    internal override string Words => options.Count == 1 ? options[0] : $"one of {string.Join(", ", options)}";

    internal override string Placeholder => options[0];

    internal override string? Example => options[0];

    internal override JsonObject Schema() => new() { ["enum"] = new JsonArray([.. options.Select(option => JsonValue.Create(option))]) };

    internal override bool Accepts(ValueNode node) => node is ScalarNode scalar && options.Contains(scalar.Text);

    internal override Reading<string>? Read(ValueSlot slot)
    {
        if (slot.Node is ScalarNode scalar && options.Contains(scalar.Text))
        {
            return new Reading<string>(scalar.Text, new ScalarNode(scalar.Origin, scalar.Text));
        }

        string? near = slot.Node is ScalarNode { IsNull: false } given ? NearestName.Find(given.Text, options) : null;
        if (near is null)
        {
            slot.Refuse(this, "is not a choice");
        }
        else
        {
            slot.Refuse("is not a choice", $"Did you mean {near}? Give {Words}.");
        }

        return null;
    }
}

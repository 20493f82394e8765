using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>True or false.</summary>
internal sealed class FlagKind : ValueKind<bool>
{
    internal override string Words => "true or false";

    internal override bool Placeholder => false;

    internal override string? Example => "true";

    internal override JsonObject Schema() => new() { ["type"] = "boolean" };

    internal override bool Accepts(ValueNode node) => node is ScalarNode { Flag: not null };

    internal override Reading<bool>? Read(ValueSlot slot)
    {
        if (slot.Node is ScalarNode { Flag: bool flag } scalar)
        {
            return new Reading<bool>(flag, new ScalarNode(scalar.Origin, flag ? "true" : "false"));
        }

        slot.Refuse(this);
        return null;
    }
}

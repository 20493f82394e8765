using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>True or false.</summary>
internal sealed class FlagKind : ValueKind<bool>
{
    public override string Words => "true or false";

    public override bool Placeholder => false;

    public override string? Example => "true";

    public override JsonObject Schema() => new() { ["type"] = "boolean" };

    public override bool Accepts(ValueNode node) => node is ScalarNode { Flag: not null };

    public override Reading<bool>? Read(ValueSlot slot)
    {
        if (slot.Node is ScalarNode { Flag: bool flag } scalar)
        {
            return new Reading<bool>(flag, new ScalarNode(scalar.Origin, flag ? "true" : "false"));
        }

        slot.Refuse(this);
        return null;
    }
}

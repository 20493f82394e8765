using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>A text that is not empty.</summary>
/// <param name="words">What it is, in words.</param>
/// <param name="problem">Says what is wrong with a text; null where nothing is.</param>
/// <param name="example">A good one.</param>
internal sealed class TextKind(string words, Func<string, string?> problem, string example) : ValueKind<string>
{
    internal override string Words => words;

    internal override string Placeholder => example;

    internal override string? Example => example;

    internal override JsonObject Schema() => new() { ["type"] = new JsonArray("string", "number", "boolean") };

    internal override bool Accepts(ValueNode node) => node is ScalarNode { IsNull: false };

    internal override Reading<string>? Read(ValueSlot slot)
    {
        if (slot.Node is not ScalarNode { IsNull: false } scalar)
        {
            slot.Refuse(this);
            return null;
        }

        string text = scalar.Text.Trim();
        if ((text.Length == 0 ? "is empty" : problem(text)) is string wrong)
        {
            slot.Refuse(this, wrong);
            return null;
        }

        return new Reading<string>(text, new ScalarNode(scalar.Origin, text, isQuoted: true));
    }
}

using System.Text.Json.Nodes;
using Inflaton.Networks;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>The name of an activation, with numbers in parentheses where they are not the defaults.</summary>
internal sealed class ActivationKind(IReadOnlyList<ActivationEntry> known) : ValueKind<string>
{
    private ChoiceKind Names { get; } = new([.. known.Select(entry => entry.Name)]);

    internal override string Words => Names.Words;

    internal override string Placeholder => Names.Placeholder;

    internal override string? Example => Names.Example;

    internal override JsonObject Schema() => new()
    {
        ["anyOf"] = new JsonArray(Names.Schema(), new JsonObject { ["type"] = "string", ["pattern"] = "^[a-z_]+\\(.+\\)$" }),
    };

    internal override bool Accepts(ValueNode node) => Names.Accepts(node) || IsCall(node);

    internal override Reading<string>? Read(ValueSlot slot)
    {
        if (!IsCall(slot.Node))
        {
            return Names.Read(slot);
        }

        ScalarNode scalar = (ScalarNode)slot.Node;
        try
        {
            string text = ActivationCatalogue.Parse(scalar.Text, known).ToString();
            return new Reading<string>(text, new ScalarNode(scalar.Origin, text, isQuoted: true));
        }
        catch (ArgumentException exception)
        {
            slot.Refuse("is no activation", ReadableMessage.Of(exception));
            return null;
        }
    }

    private static bool IsCall(ValueNode node) => node is ScalarNode scalar && scalar.Text.Contains('(', StringComparison.Ordinal);
}

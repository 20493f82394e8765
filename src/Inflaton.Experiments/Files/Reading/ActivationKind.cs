using System.Text.Json.Nodes;
using Inflaton.Networks;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>The name of an activation, with numbers in parentheses where they are not the defaults.</summary>
internal sealed class ActivationKind : ValueKind<string>
{
    private static readonly ChoiceKind Names = new(ActivationCatalogue.Names);

    public override string Words => Names.Words;

    public override string Placeholder => Names.Placeholder;

    public override string? Example => Names.Example;

    public override JsonObject Schema() => new()
    {
        ["anyOf"] = new JsonArray(Names.Schema(), new JsonObject { ["type"] = "string", ["pattern"] = "^[a-z_]+\\(.+\\)$" }),
    };

    public override bool Accepts(ValueNode node) => Names.Accepts(node) || IsCall(node);

    public override Reading<string>? Read(ValueSlot slot)
    {
        if (!IsCall(slot.Node))
        {
            return Names.Read(slot);
        }

        ScalarNode scalar = (ScalarNode)slot.Node;
        try
        {
            string text = ActivationCatalogue.Parse(scalar.Text).ToString();
            return new Reading<string>(text, new ScalarNode(scalar.Origin, text, isQuoted: true));
        }
        catch (ArgumentException exception)
        {
            slot.Refuse("is no activation", exception.Message.Split(" (Parameter")[0]);
            return null;
        }
    }

    private static bool IsCall(ValueNode node) => node is ScalarNode scalar && scalar.Text.Contains('(', StringComparison.Ordinal);
}

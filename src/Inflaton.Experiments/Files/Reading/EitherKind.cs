using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>A value of one of several kinds, told apart by their form.</summary>
internal sealed class EitherKind<T>(params IReadOnlyList<ValueKind<T>> kinds) : ValueKind<T>
{
    internal override string Words => string.Join(", or ", kinds.Select(kind => kind.Words));

    internal override SectionDescription? Section => kinds.Select(kind => kind.Section).FirstOrDefault(section => section is not null);

    internal override IEnumerable<SectionDescription> Sections => kinds.SelectMany(kind => kind.Sections);

    internal override T Placeholder => kinds[0].Placeholder;

    internal override string? Example => kinds[0].Example;

    internal override JsonObject Schema() => new() { ["anyOf"] = new JsonArray([.. kinds.Select(kind => kind.Schema())]) };

    internal override bool Accepts(ValueNode node) => kinds.Any(kind => kind.Accepts(node));

    internal override Reading<T>? Read(ValueSlot slot)
    {
        if (kinds.FirstOrDefault(kind => kind.Accepts(slot.Node)) is { } kind)
        {
            return kind.Read(slot with { Whole = slot.Whole ?? this });
        }

        slot.Refuse(this);
        return null;
    }
}

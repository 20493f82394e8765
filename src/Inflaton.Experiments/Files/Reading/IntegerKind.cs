using System.Numerics;
using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>A whole number within limits (both included); also accepted as <c>1.0</c> or <c>1e3</c>.</summary>
internal sealed class IntegerKind(BigInteger atLeast, BigInteger atMost, bool statesMaximum, string? unit) : ValueKind<BigInteger>
{
    internal override string Words =>
        $"a whole number{(atLeast == atMost ? "" : statesMaximum ? $" from {atLeast} to {atMost}" : $" of at least {atLeast}")}"
        + (unit is null ? "" : $" ({unit})");

    internal override BigInteger Placeholder => BigInteger.Max(BigInteger.One, atLeast);

    internal override string? Example => Placeholder.ToString();

    internal override JsonObject Schema() =>
        new() { ["type"] = "integer", ["minimum"] = (long)atLeast, ["maximum"] = (ulong)atMost };

    internal override bool Accepts(ValueNode node) =>
        node is ScalarNode scalar && CoreNumber.Parse(scalar, out _) is NumberReading.Number or NumberReading.NotFinite;

    internal override Reading<BigInteger>? Read(ValueSlot slot)
    {
        BigInteger value = default;
        NumberReading reading = slot.Node is ScalarNode scalar ? CoreNumber.Parse(scalar, out _) : NumberReading.Other;
        bool isWhole = slot.Node is ScalarNode node && CoreNumber.TryInteger(node, out value);
        if (reading == NumberReading.Quoted)
        {
            slot.Refuse("is text, because it stands in quotes", "Take the quotes away.");
        }
        else if (!isWhole)
        {
            slot.Refuse(this, reading == NumberReading.Other ? "is not a number" : "is not a whole number");
        }
        else if (value < atLeast)
        {
            slot.Refuse(this, $"is below {atLeast}");
        }
        else if (value > atMost)
        {
            slot.Refuse($"is above {atMost}", $"Give a whole number of at most {atMost}.");
        }
        else
        {
            return new Reading<BigInteger>(value, new ScalarNode(slot.Node.Origin, value.ToString()));
        }

        return null;
    }
}

using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>A finite number within limits.</summary>
internal sealed class NumberKind(NumberRange range, string? unit) : ValueKind<double>
{
    internal override string Words => $"a number{range.Words}{(unit is null ? "" : $" ({unit})")}";

    internal override double Placeholder => 1;

    internal override string? Example => range.Problem(1) is null ? "1" : null;

    internal override JsonObject Schema() => range.AddTo(new JsonObject { ["type"] = "number" });

    internal override bool Accepts(ValueNode node) =>
        node is ScalarNode scalar && CoreNumber.Parse(scalar, out _) is NumberReading.Number or NumberReading.NotFinite;

    internal override Reading<double>? Read(ValueSlot slot)
    {
        double value = double.NaN;
        NumberReading reading = slot.Node is ScalarNode scalar ? CoreNumber.Parse(scalar, out value) : NumberReading.Other;
        switch (reading)
        {
            case NumberReading.Number when range.Problem(value) is string problem:
                slot.Refuse(this, problem);
                return null;
            case NumberReading.Number:
                value += 0.0; // a negative zero is written as zero
                return new Reading<double>(value, new ScalarNode(slot.Node.Origin, CoreNumber.Text(value)));
            case NumberReading.Quoted:
                slot.Refuse("is text, because it stands in quotes", "Take the quotes away.");
                return null;
            case NumberReading.NotFinite:
                slot.Refuse(this, "is not a finite number");
                return null;
            default:
                slot.Refuse(this, "is not a number");
                return null;
        }
    }
}

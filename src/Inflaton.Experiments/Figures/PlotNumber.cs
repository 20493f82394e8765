using System.Text.Json.Nodes;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Figures;

/// <summary>Numbers as figures hold them: short, and null where they are not finite.</summary>
public static class PlotNumber
{
    /// <summary>A JSON number rounded to some significant digits, or null for NaN and infinities.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Significant digits, 1 to 17; default 7.</param>
    public static JsonNode? Of(double value, int digits = 7) =>
        double.IsFinite(value) ? JsonValue.Create(ReadableNumber.Round(value, digits)) : null;

    /// <summary>The same for a logarithmic axis: null also where the value is not positive.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Significant digits, 1 to 17; default 7.</param>
    public static JsonNode? Positive(double value, int digits = 7) => value > 0 ? Of(value, digits) : null;
}

using System.Text.Json.Nodes;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Figures;

/// <summary>Numbers as figures hold them: short, and null where they are not finite.</summary>
public static class PlotNumber
{
    /// <summary>
    /// Vega's expression for the numbers of an axis that may be very small or large: 5×10⁻¹³ in place of 5e-13 or 0.0000000000005.
    /// </summary>
    public static string PowersOfTen { get; } = AxisLabel();

    /// <summary>A JSON number rounded to some significant digits, or null for NaN and infinities.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Significant digits, 1 to 17; default 7.</param>
    public static JsonNode? Of(double value, int digits = 7) =>
        double.IsFinite(value) ? JsonValue.Create(ReadableNumber.Round(value, digits)) : null;

    /// <summary>The same for a logarithmic axis: null also where the value is not positive.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Significant digits, 1 to 17; default 7.</param>
    public static JsonNode? Positive(double value, int digits = 7) => value > 0 ? Of(value, digits) : null;

    private static string AxisLabel()
    {
        const string parts = "split(format(datum.value, '.6~e'), 'e')", mantissa = parts + "[0]";
        string power = $"replace(replace({parts}[1], '+', ''), '-', '⁻')";
        foreach ((int digit, char raised) in "⁰¹²³⁴⁵⁶⁷⁸⁹".Index())
        {
            power = $"replace({power}, regexp('{digit}', 'g'), '{raised}')";
        }

        return "datum.label == '' ? '' : datum.value == 0 || (abs(datum.value) >= 1e-3 && abs(datum.value) < 1e5) "
            + $"? format(datum.value, '.6~g') : ({mantissa} == '1' ? '' : {mantissa} == '−1' ? '−' : {mantissa} + '×') "
            + $"+ '10' + {power}";
    }
}

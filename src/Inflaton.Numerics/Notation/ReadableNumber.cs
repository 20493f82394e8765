using System.Globalization;

namespace Inflaton.Numerics.Notation;

/// <summary>Numbers as people read them: few digits, powers of ten raised, words where a number is not finite.</summary>
public static class ReadableNumber
{
    private const string Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>The number with some significant digits, such as 0.0563, 12 300 or 3.1 × 10⁻⁷.</summary>
    /// <param name="value">Any number.</param>
    /// <param name="digits">Significant digits, 1 to 15; default 4.</param>
    public static string Of(double value, int digits = 4)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
        }

        double size = Math.Abs(value);
        string text;
        if (size is > 0 and (< 1e-4 or >= 1e7))
        {
            string[] parts = value.ToString(
                "E" + (digits - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Split('E');
            string mantissa = parts[0].Contains('.') ? parts[0].TrimEnd('0').TrimEnd('.') : parts[0];
            text = $"{mantissa} × 10{Exponent(int.Parse(parts[1], CultureInfo.InvariantCulture))}";
        }
        else
        {
            double rounded = Round(value, digits) + 0.0; // −0 + 0 is 0
            text = rounded.ToString("#,0.############", CultureInfo.InvariantCulture).Replace(',', '\u202f');
        }

        return text.Replace('-', '−');
    }

    /// <summary>A number rounded to some significant digits.</summary>
    /// <param name="value">A finite number.</param>
    /// <param name="digits">Significant digits, 1 to 17.</param>
    public static double Round(double value, int digits) =>
        double.Parse(
            value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);

    /// <summary>How much larger a number is than another, with its sign, such as +1.4 % or −0.02 %; ±0 where they are equal.</summary>
    /// <param name="share">1 for 100 %.</param>
    public static string Change(double share) => share == 0 ? "±0 %" : $"{(share > 0 ? "+" : "")}{Percent(share)}";

    /// <summary>A count and what is counted, such as 1 thread or 12 300 epochs.</summary>
    /// <param name="count">How many.</param>
    /// <param name="what">One of it; several take an s.</param>
    public static string Count(long count, string what) => $"{Of(count)} {what}{(count == 1 ? "" : "s")}";

    /// <summary>A whole number with its thousands apart.</summary>
    /// <param name="value">Any whole number.</param>
    public static string Of(long value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f').Replace('-', '−');

    /// <summary>A share as a percentage, such as 1.4 %; from tenfold on as a multiple, such as 7 500-fold.</summary>
    /// <param name="share">1 for 100 %.</param>
    /// <param name="digits">Significant digits, 1 to 15; default 2.</param>
    public static string Percent(double share, int digits = 2) =>
        !double.IsFinite(share) ? Of(share) : Math.Abs(share) < 10 ? $"{Of(100 * share, digits)} %" : $"{Of(share, digits)}-fold";

    private static string Exponent(int power) =>
        (power < 0 ? "⁻" : "") + string.Concat(Math.Abs(power).ToString(CultureInfo.InvariantCulture).Select(digit => Raised[digit - '0']));
}

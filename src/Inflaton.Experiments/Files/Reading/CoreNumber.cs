using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>What a scalar is when a number is wanted.</summary>
internal enum NumberReading
{
    /// <summary>A finite number.</summary>
    Number,

    /// <summary>A number in quotes, which YAML reads as text.</summary>
    Quoted,

    /// <summary>Not a number or infinite, or beyond the range of double precision.</summary>
    NotFinite,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>Numbers exactly as YAML 1.2's core schema has them: <c>1</c>, <c>-.5</c>, <c>1e-3</c>, <c>0x1F</c>, <c>0o17</c>.</summary>
internal static partial class CoreNumber
{
    private const double ExactIntegers = 9007199254740992;

    /// <summary>A number as this library writes it: the shortest decimal that reads back to the same bits.</summary>
    /// <remarks>With a point before an exponent, without which YAML 1.1 readers (Python's among them) take it for text.</remarks>
    public static string Text(double value)
    {
        string text = PlainNumber.Of(value);
        int exponent = text.IndexOf('e');
        return exponent < 0 || text.Contains('.') ? text : text.Insert(exponent, ".0");
    }

    public static NumberReading Parse(ScalarNode node, out double value)
    {
        value = double.NaN;
        NumberReading reading;
        if (IsDecimal(node.Text))
        {
            value = double.Parse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
            reading = double.IsFinite(value) ? NumberReading.Number : NumberReading.NotFinite;
        }
        else if (Based(node.Text) is BigInteger integer)
        {
            value = (double)integer;
            reading = double.IsFinite(value) ? NumberReading.Number : NumberReading.NotFinite;
        }
        else
        {
            reading = NotFinite().IsMatch(node.Text) ? NumberReading.NotFinite : NumberReading.Other;
        }

        return node.IsQuoted && reading != NumberReading.Other ? NumberReading.Quoted : reading;
    }

    /// <summary>Reads a whole number, also one written as <c>1.0</c> or <c>1e3</c>.</summary>
    public static bool TryInteger(ScalarNode node, out BigInteger value)
    {
        value = default;
        if (Parse(node, out double number) != NumberReading.Number)
        {
            return false;
        }

        if (Based(node.Text) is BigInteger based)
        {
            value = based;
            return true;
        }

        if (BigInteger.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        value = Math.Abs(number) <= ExactIntegers ? new BigInteger(number) : default;
        return number == Math.Floor(number) && Math.Abs(number) <= ExactIntegers;
    }

    /// <summary>
    /// Whether a text is <c>[-+]?(.d+|d+(.d*)?)([eE][-+]?d+)?</c>, d a digit. Written out, since files of scans have millions of numbers.
    /// </summary>
    private static bool IsDecimal(ReadOnlySpan<char> text)
    {
        text = text is ['-' or '+', ..] ? text[1..] : text;
        int whole = Digits(text), part = 0;
        text = text[whole..];
        if (text is ['.', ..])
        {
            part = Digits(text[1..]);
            text = text[(part + 1)..];
        }

        if (whole + part == 0)
        {
            return false;
        }

        if (text is ['e' or 'E', ..])
        {
            text = text[1..];
            text = text is ['-' or '+', ..] ? text[1..] : text;
            int power = Digits(text);
            return power > 0 && power == text.Length;
        }

        return text.IsEmpty;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private static BigInteger? Based(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) && Hexadecimal().IsMatch(text)
            ? BigInteger.Parse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : text.StartsWith("0o", StringComparison.Ordinal) && Octal().IsMatch(text)
                ? text[2..].Aggregate(BigInteger.Zero, (sum, digit) => (sum * 8) + (digit - '0'))
                : null;

    [GeneratedRegex(@"\A0x[0-9a-fA-F]{1,40}\z")]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"\A0o[0-7]{1,40}\z")]
    private static partial Regex Octal();

    [GeneratedRegex(@"\A([-+]?(\.inf|\.Inf|\.INF|inf|infinity)|\.nan|\.NaN|\.NAN|nan)\z", RegexOptions.IgnoreCase)]
    private static partial Regex NotFinite();
}

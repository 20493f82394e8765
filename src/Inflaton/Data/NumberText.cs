using System.Globalization;
using System.Text.RegularExpressions;

namespace Inflaton.Data;

/// <summary>How a cell writes a number.</summary>
internal enum NumberForm
{
    /// <summary>Not a number, or a whole one.</summary>
    Other,

    /// <summary>With a decimal point.</summary>
    Point,

    /// <summary>With a comma that can only be a decimal one: 1,5 or 0,125.</summary>
    DecimalComma,

    /// <summary>With commas that can only stand between thousands: 1,234,567 or 1,234.5.</summary>
    Thousands,

    /// <summary>With one comma before three digits: 1,500.</summary>
    Ambiguous,
}

/// <summary>Numbers as people write them.</summary>
internal static partial class NumberText
{
    /// <summary>How a cell writes a number.</summary>
    /// <param name="cell">The cell without spaces around it.</param>
    public static NumberForm FormOf(string cell)
    {
        if (!cell.Contains(','))
        {
            return cell.Contains('.') && double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                ? NumberForm.Point
                : NumberForm.Other;
        }

        if (Grouped().IsMatch(cell))
        {
            return cell.Contains('.') || cell.Count(c => c == ',') > 1 ? NumberForm.Thousands : NumberForm.Ambiguous;
        }

        return WithComma().IsMatch(cell) ? NumberForm.DecimalComma : NumberForm.Other;
    }

    /// <summary>The number; null where it is none with that decimal mark.</summary>
    /// <param name="cell">The cell without spaces around it.</param>
    /// <param name="decimalMark"><c>.</c> or <c>,</c>.</param>
    public static double? Value(string cell, char decimalMark)
    {
        if (decimalMark == ',' && cell.Contains('.'))
        {
            return null;
        }

        string text = decimalMark == ',' ? cell.Replace(',', '.') : cell;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
    }

    [GeneratedRegex(@"^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();

    [GeneratedRegex(@"^[+-]?\d*,\d+([eE][+-]?\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex WithComma();
}

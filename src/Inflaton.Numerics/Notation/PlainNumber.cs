using System.Globalization;

namespace Inflaton.Numerics.Notation;

/// <summary>Numbers as formulas and files have them: the shortest decimal that reads back to the same bits, such as 0.5 or 1e-12.</summary>
public static class PlainNumber
{
    /// <summary>The number in digits, with a small e before the power of ten where there is one.</summary>
    /// <param name="value">Any number.</param>
    public static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
}

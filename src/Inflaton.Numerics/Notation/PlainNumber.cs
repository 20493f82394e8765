using System.Globalization;

namespace Inflaton.Numerics.Notation;

/// <summary>
/// Numbers as formulas and files have them: the shortest decimal that reads back to the same bits, such as 0.5 or 1e-12. The runtime's own
/// shortest digits of two powers of two, 2⁻²⁵ and 2⁻⁹⁵⁸, are read back as their lower neighbours; those have 17 digits here.
/// </summary>
public static class PlainNumber
{
    /// <summary>The number in digits, with a small e before the power of ten where there is one.</summary>
    /// <param name="value">Any number.</param>
    public static string Of(double value) => Digits(value).Replace('E', 'e');

    /// <summary>The same with a capital E, as tables have it.</summary>
    /// <param name="value">Any number.</param>
    public static string Digits(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        bool isPowerOfTwo = (BitConverter.DoubleToUInt64Bits(value) & ((1UL << 52) - 1)) == 0;
        return isPowerOfTwo && double.IsFinite(value) && double.Parse(text, CultureInfo.InvariantCulture) != value
            ? value.ToString("G17", CultureInfo.InvariantCulture)
            : text;
    }
}

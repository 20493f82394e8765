using System.Globalization;

namespace Inflaton.Numerics.Notation;

/// <summary>
/// Numbers as they stand in files: the fewest digits that are read back as the same double. The runtime's own shortest digits of two powers
/// of two, 2⁻²⁵ and 2⁻⁹⁵⁸, are read back as their lower neighbours; those are written with 17.
/// </summary>
public static class ExactNumber
{
    /// <summary>A number as text.</summary>
    /// <param name="value">Any double.</param>
    public static string Of(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        bool isPowerOfTwo = (BitConverter.DoubleToUInt64Bits(value) & ((1UL << 52) - 1)) == 0;
        return isPowerOfTwo && double.IsFinite(value) && double.Parse(text, CultureInfo.InvariantCulture) != value
            ? value.ToString("G17", CultureInfo.InvariantCulture)
            : text;
    }
}

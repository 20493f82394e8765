using System.Globalization;

namespace Inflaton.Numerics.Notation;

/// <summary>
/// Formats sentences with their numbers as <see cref="ReadableNumber"/> has them everywhere: <c>G4</c> asks for four significant digits,
/// <c>P</c> for a percentage, and a whole number has its thousands apart.
/// </summary>
public sealed class ReadableFormat : IFormatProvider, ICustomFormatter
{
    internal static readonly ReadableFormat Instance = new();

    /// <summary>The sentence.</summary>
    /// <param name="text">Its text, with the numbers in it: an interpolated string, or a sum of them.</param>
    public static string Text(ReadableText text) => text.Finish();

    /// <inheritdoc/>
    public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

    /// <inheritdoc/>
    public string Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
    {
        double share when format is ['P', ..] => ReadableNumber.Percent(share),
        double value => ReadableNumber.Of(value, format is { Length: > 1 } ? int.Parse(format[1..], CultureInfo.InvariantCulture) : 4),
        int count => ReadableNumber.Of((long)count),
        long count => ReadableNumber.Of(count),
        IFormattable other => other.ToString(format, CultureInfo.InvariantCulture),
        _ => arg?.ToString() ?? "",
    };
}

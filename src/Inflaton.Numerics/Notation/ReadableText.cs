using System.Runtime.CompilerServices;

namespace Inflaton.Numerics.Notation;

/// <summary>
/// A sentence that the compiler puts together from an interpolated string, or a sum of them, given to <see cref="ReadableFormat.Text"/>:
/// its numbers are written as <see cref="ReadableFormat"/> has them. It is of no use to call its members by hand.
/// </summary>
[InterpolatedStringHandler]
public ref struct ReadableText
{
    private DefaultInterpolatedStringHandler text;

    /// <summary>Begins a sentence.</summary>
    /// <param name="literalLength">Characters between the holes.</param>
    /// <param name="formattedCount">Number of holes.</param>
    public ReadableText(int literalLength, int formattedCount) => text = new(literalLength, formattedCount, ReadableFormat.Instance);

    /// <summary>Appends what stands between the holes.</summary>
    /// <param name="value">The text, as it is.</param>
    public void AppendLiteral(string value) => text.AppendLiteral(value);

    /// <summary>Appends a value as <see cref="ReadableFormat.Format"/> writes it.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">The value; nothing is written for null.</param>
    public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

    /// <summary>Appends a value as <see cref="ReadableFormat.Format"/> writes it.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">The value; nothing is written for null.</param>
    /// <param name="format">The format asked for, such as <c>G4</c>.</param>
    public void AppendFormatted<T>(T value, string? format) => text.AppendFormatted(value, format);

    /// <summary>The sentence, once: what held it is given back.</summary>
    internal string Finish() => text.ToStringAndClear();
}

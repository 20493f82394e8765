using System.Globalization;
using System.Text;

namespace Inflaton.Numerics.Notation;

/// <summary>
/// Text that shows itself and does nothing else: characters that a terminal would obey, or that would turn the order of what follows, are
/// written as <c>\u001b</c>. Names, keys and columns come from files, and what a file holds must not move the cursor.
/// </summary>
public static class PlainText
{
    /// <summary>Whether a character stands for itself; line ends and tabs do.</summary>
    /// <param name="character">The character.</param>
    public static bool IsPlain(char character) => character is '\n' or '\t'
        || !(char.IsControl(character) || character is '\u2028' or '\u2029'
            or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u200e' or '\u200f' or '\u061c');

    /// <summary>A text with every other character escaped.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.All(IsPlain))
        {
            return text;
        }

        StringBuilder plain = new(text.Length + 8);
        for (int i = 0; i < text.Length; i++)
        {
            bool isLineEnd = text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n';
            if (IsPlain(text[i]) || isLineEnd)
            {
                plain.Append(text[i]);
            }
            else
            {
                plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            }
        }

        return plain.ToString();
    }
}

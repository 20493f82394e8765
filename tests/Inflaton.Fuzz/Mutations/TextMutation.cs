using System.Text;
using System.Text.RegularExpressions;

namespace Inflaton.Fuzz.Mutations;

/// <summary>Changes to a text of keys, words and numbers: what people mistype, and what nobody would.</summary>
/// <param name="texts">Texts that words and lines are taken from.</param>
internal sealed partial class TextMutation(IReadOnlyList<string> texts)
{
    private const int LongestText = 1 << 18;
    private const int DeepestNesting = 20_000;
    private const int MostLines = 2_000;

    private static readonly string[] Numbers =
    [
        "0", "-0", "-0.0", "1", "-1", "2", "1e308", "-1e308", "1.7976931348623157e308", "1e309", "5e-324", "1e-400", "0.1", "1e-17",
        "32768", "2147483647", "2147483648", "-2147483649", "9007199254740993", "9223372036854775807", "9223372036854775808",
        "18446744073709551616",
        "99999999999999999999999", "0x10", "1_000", "1,5", "1e", "1e+", "0.1.2", ".5", "5.", "1e5", "00012", "NaN", "Infinity", ".nan",
        ".inf", "-.inf", "auto", "null", "~", "", "true", "\"1\"", "١", "−1", "1e-999999999999", "1e999999999999",
    ];

    private static readonly string[] Pieces =
    [
        " ", "\t", "\n", "\r", "\r\n", ":", ": ", "- ", "[", "]", "{", "}", "(", ")", ",", "#", "&a ", "*a", "!!binary ", "!!float ",
        "? ", "| ", "> ", "%YAML 9.9\n---\n", "---\n", "...\n", "<<: *a", "\"", "'", "\\", "\\u0000", "\0", "\u001b[31m", "\ufeff",
        "\ud83c\udf00", "\u0085", "\u2028", "٣", "−", "√", "φ", "^", "**", "*", "/", "+", "-", "sqrt(", "log(0)", "if(", "pi", "e", "../",
        "/dev/zero", "/etc/passwd", "@", "`", "%", "=", "<", ">", "$(x)", "é",
    ];

    private static readonly string[] Openers =
        ["[", "{a: ", "- ", "? ", "(", "((", "-", "sin(", "[[", "\"", "{", "|\n ", "1+(", "2^", "\n  "];

    private readonly string[] words = [.. texts.SelectMany(text => Word().Matches(text)).Select(one => one.Value).Distinct()];

    /// <summary>A text with one to a few changes.</summary>
    public string Of(string text, Dice dice)
    {
        for (int left = dice.Length(6); left > 0; left--)
        {
            text = Once(text, dice);
            text = text.Length > LongestText ? text[..LongestText] : text;
        }

        return text;
    }

    [GeneratedRegex(@"[\p{L}_][\p{L}\p{N}_]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"[-+]?\d[\d.]*(?:[eE][-+]?\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<=:[ ])[^\n]+")]
    private static partial Regex Value();

    private string Once(string text, Dice dice)
    {
        switch (dice.Below(13))
        {
            case 0 or 1: return Replaced(text, Number(), dice.Of(Numbers), dice);
            case 2 or 3: return Replaced(text, Word(), dice.Of(words), dice);
            case 4: return Replaced(text, Value(), dice.OneIn(2) ? dice.Of(Numbers) : Taken(Value(), dice), dice);
            case 5: return Lines(text, dice);
            case 6: return text.Insert(dice.Below(text.Length + 1), dice.Of(Pieces));
            case 7:
                int from = dice.Below(text.Length + 1);
                return text.Remove(from, Math.Min(text.Length - from, dice.Length(40)));
            case 8:
                return text.Insert(
                    dice.Below(text.Length + 1), string.Concat(Enumerable.Repeat(dice.Of(Openers), dice.Length(DeepestNesting))));
            case 9:
                string other = dice.Of(texts);
                return string.Concat(text.AsSpan(0, dice.Below(text.Length + 1)), other.AsSpan(dice.Below(other.Length + 1)));
            case 10: return $"{text}\n{dice.Of(words)}: {dice.Of(Numbers)}\n";
            case 11: return Replaced(text, Number(), $"[{string.Join(", ", Enumerable.Range(0, dice.Length(2_000)))}]", dice);
            default: return Replaced(text, Word(), dice.Of(words) + dice.Of(Pieces), dice);
        }
    }

    private static string Lines(string text, Dice dice)
    {
        List<string> lines = [.. text.Split('\n')];
        int at = dice.Below(lines.Count), other = dice.Below(lines.Count);
        switch (dice.Below(5))
        {
            case 0: lines.RemoveAt(at); break;
            case 1:
                int most = LongestText / (lines[at].Length + 1);
                lines.InsertRange(at, Enumerable.Repeat(lines[at], Math.Min(dice.Length(MostLines), most)));
                break;
            case 2: (lines[at], lines[other]) = (lines[other], lines[at]); break;
            case 3: lines[at] = new string(' ', dice.Below(9)) + lines[at].TrimStart(' '); break;
            default: lines.Insert(other, lines[at]); break;
        }

        return string.Join('\n', lines);
    }

    private string Taken(Regex pattern, Dice dice)
    {
        MatchCollection found = pattern.Matches(dice.Of(texts));
        return found.Count == 0 ? "" : found[dice.Below(found.Count)].Value;
    }

    private static string Replaced(string text, Regex pattern, string by, Dice dice)
    {
        MatchCollection found = pattern.Matches(text);
        if (found.Count == 0)
        {
            return text + by;
        }

        Match one = found[dice.Below(found.Count)];
        return new StringBuilder(text, 0, one.Index, text.Length).Append(by).Append(text.AsSpan(one.Index + one.Length)).ToString();
    }
}

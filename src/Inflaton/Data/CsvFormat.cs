namespace Inflaton.Data;

/// <summary>How columns and numbers are written in a CSV file.</summary>
/// <param name="Separator">
/// What stands between columns; null (default) for the one of comma, semicolon, tab and bar that the header has.
/// </param>
/// <param name="Decimal">
/// The decimal mark, <c>.</c> or <c>,</c>; null (default) for a comma where the separator is another one and the cells can be read in no
/// other way, else a point.
/// </param>
public sealed record CsvFormat(char? Separator = null, char? Decimal = null)
{
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>What stands between columns, by the header line.</summary>
    /// <param name="header">The line.</param>
    /// <param name="path">The file, for the message.</param>
    /// <exception cref="DataException">More than one could.</exception>
    internal char SeparatorOf(string header, string path)
    {
        if (Separator is { } given)
        {
            return given;
        }

        string bare = string.Concat(header.Split('"').Where((_, i) => i % 2 == 0));
        char[] found = [.. Separators.Where(bare.Contains)];
        return found.Length switch
        {
            0 => ',',
            _ when found[0] == ',' => ',',
            1 => found[0],
            _ => throw new DataException(
                path, 1, null, null,
                $"has {string.Join(" and ", found.Select(NameOf))} in its header, each of which may stand between columns",
                "Give separator: semicolon, tab or bar."),
        };
    }

    /// <summary>The decimal mark, by all cells.</summary>
    /// <param name="separator">What stands between columns.</param>
    /// <param name="cells">The cells.</param>
    internal char DecimalOf(char separator, IEnumerable<string> cells)
    {
        if (Decimal is { } given || separator == ',')
        {
            return Decimal ?? '.';
        }

        bool hasComma = false;
        foreach (string cell in cells)
        {
            NumberForm form = NumberText.FormOf(cell);
            if (form is NumberForm.Point or NumberForm.Thousands)
            {
                return '.';
            }

            hasComma |= form == NumberForm.DecimalComma;
        }

        return hasComma ? ',' : '.';
    }

    private static string NameOf(char separator) => separator == '\t' ? "tabs" : $"'{separator}'";
}

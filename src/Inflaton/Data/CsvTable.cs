using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Inflaton.Data;

/// <summary>
/// A table of text cells read from a CSV file (RFC 4180: commas, double quotes, a header line; UTF-8 with or without byte order mark; any line
/// ends; blank lines are skipped).
/// </summary>
public sealed class CsvTable : DataTable
{
    private readonly List<string[]> _rows = [];
    private readonly List<int> _lines = [];

    private CsvTable(string path, IReadOnlyList<string> header)
        : base(path, header)
    {
    }

    /// <summary>Number of rows, at least 1, not counting the header.</summary>
    public override int RowCount => _rows.Count;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shownPath">What messages call it; null for the path.</param>
    /// <exception cref="DataException">
    /// It cannot be read, is not CSV, has no header, two columns of one name, no rows, or a row with another number of cells than the header.
    /// </exception>
    public static CsvTable Read(string path, string? shownPath = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        shownPath ??= path;
        try
        {
            using StreamReader reader = new(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return Read(reader, shownPath);
        }
        catch (DecoderFallbackException)
        {
            throw new DataException(shownPath, null, null, null, "is not UTF-8 text", "Save it as UTF-8 CSV.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException(shownPath, null, null, null, "does not exist", "Check the path.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException(
                shownPath, null, null, null, Directory.Exists(path) ? "is a folder" : "cannot be read", "Check the path and its permissions.");
        }
    }

    /// <summary>Reads text.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="shownPath">What messages call it.</param>
    /// <exception cref="DataException">As for <see cref="Read(string, string?)"/>.</exception>
    public static CsvTable Read(TextReader reader, string shownPath)
    {
        CsvConfiguration configuration = new(CultureInfo.InvariantCulture) { Delimiter = ",", IgnoreBlankLines = true };
        using CsvParser parser = new(reader, configuration, leaveOpen: true);
        int nextLine = 1;
        try
        {
            if (!parser.Read())
            {
                throw new DataException(shownPath, null, null, null, "is empty", "Give a header line and rows of numbers.");
            }

            CsvTable table = new(shownPath, ReadHeader(parser.Record!, shownPath, parser.RawRow));
            nextLine = parser.RawRow + 1;
            while (parser.Read())
            {
                table.Add(parser.Record!, nextLine, parser.RawRow);
                nextLine = parser.RawRow + 1;
            }

            return table.RowCount > 0
                ? table
                : throw new DataException(shownPath, null, null, null, "has a header but no rows", "Give at least one row of numbers.");
        }
        catch (BadDataException)
        {
            throw new DataException(
                shownPath, nextLine, null, null, "has a quote that is not closed, or inside a cell without quotes",
                "Put the cell in double quotes and double the quotes inside it.");
        }
    }

    /// <summary>A cell without the spaces around it.</summary>
    /// <param name="row">Row from 0, not counting the header.</param>
    /// <param name="column">Place of the column.</param>
    public override string Cell(int row, int column) => _rows[row][column].Trim();

    /// <summary>A cell as a number.</summary>
    /// <param name="row">Row from 0, not counting the header.</param>
    /// <param name="column">Place of the column.</param>
    /// <exception cref="DataException">The cell is empty, text, infinite or not a number.</exception>
    public override double Number(int row, int column)
    {
        string cell = Cell(row, column);
        bool isNumber = double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        if (isNumber && double.IsFinite(value))
        {
            return value;
        }

        string problem = cell.Length == 0 ? "is empty" : isNumber ? "is not a finite number" : "is not a number";
        string remedy = !isNumber && cell.Contains(',')
            ? "Write decimals with a point."
            : "Put a number there, take the row out, or leave the column out with features.";
        throw new DataException(Path, _lines[row], Header[column], cell.Length == 0 ? null : Shown(cell), problem, remedy);
    }

    private static IReadOnlyList<string> ReadHeader(string[] cells, string path, int line)
    {
        string[] header = [.. cells.Select(cell => cell.Trim())];
        for (int i = 0; i < header.Length; i++)
        {
            if (header[i].Length == 0)
            {
                throw new DataException(
                    path, line, null, null, $"column {i + 1} has no name", "Give every column a name in the first line.");
            }

            if (Array.IndexOf(header, header[i]) < i)
            {
                throw new DataException(path, line, header[i], null, "is the name of two columns", "Rename one of them.");
            }
        }

        if (header.Length == 1 && header[0].IndexOfAny([';', '\t', '|']) is var separator and >= 0)
        {
            string found = header[0][separator] == '\t' ? "tabs" : $"'{header[0][separator]}'";
            throw new DataException(path, line, null, null, $"has {found} between columns", "Separate the columns with commas.");
        }

        return header.All(name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? throw new DataException(
                path, line, null, Shown(string.Join(",", header)), "has numbers where the names of the columns are expected", "Add a header line.")
            : header;
    }

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private void Add(string[] cells, int line, int lastLine)
    {
        // The record may start after blank lines; it does end at the line read last.
        int lines = cells.Sum(cell => cell.Count(c => c == '\n'));
        int first = Math.Max(line, lastLine - lines);
        if (cells.Length != Header.Count)
        {
            throw new DataException(
                Path, first, null, null, $"has {cells.Length} cells where the header has {Header.Count}", "Give every row a cell for every column.");
        }

        _rows.Add(cells);
        _lines.Add(first);
    }
}

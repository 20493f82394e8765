using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Inflaton.Data;

/// <summary>
/// A table of text cells read from a CSV file (RFC 4180: commas or another separator, double quotes, a header line; UTF-8 with or without
/// byte order mark; any line ends; blank lines are skipped).
/// </summary>
public sealed class CsvTable : DataTable
{
    private readonly List<string[]> rows = [];
    private readonly List<int> lines = [];
    private char decimalMark = '.';

    /// <summary>What is said of a cell that holds text.</summary>
    internal const string NotANumber = "is not a number";

    private CsvTable(string path, IReadOnlyList<string> header)
        : base(path, header)
    {
    }

    /// <summary>Number of rows, at least 1, not counting the header.</summary>
    public override int RowCount => rows.Count;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shownPath">What messages call it; null for the path.</param>
    /// <param name="format">How it is written; null for what can be found out.</param>
    /// <exception cref="DataException">
    /// It cannot be read, is not CSV, has no header, no rows, or a row with another number of cells than the header.
    /// </exception>
    public static CsvTable Read(string path, string? shownPath = null, CsvFormat? format = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        shownPath ??= path;
        try
        {
            using StreamReader reader = new(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return Read(reader, shownPath, format);
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
                shownPath, null, null, null, Directory.Exists(path) ? "is a folder" : "cannot be read",
                "Check the path and its permissions.");
        }
    }

    /// <summary>Reads text.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="shownPath">What messages call it.</param>
    /// <param name="format">How it is written; null for what can be found out.</param>
    /// <exception cref="DataException">As for <see cref="Read(string, string?, CsvFormat?)"/>.</exception>
    public static CsvTable Read(TextReader reader, string shownPath, CsvFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        format ??= new CsvFormat();
        string text = reader.ReadToEnd();
        int zero = text.IndexOf('\0', StringComparison.Ordinal);
        if (zero >= 0)
        {
            // A number parser passes over them, as over the end of a string.
            throw new DataException(
                shownPath, 1 + text.AsSpan(0, zero).Count('\n'), null, null, "holds a zero byte, which text does not have",
                "Save it as UTF-8 CSV.");
        }

        char separator = format.SeparatorOf(FirstLine(text), shownPath);
        CsvConfiguration configuration = new(CultureInfo.InvariantCulture) { Delimiter = $"{separator}", IgnoreBlankLines = true };
        using StringReader whole = new(text);
        using CsvParser parser = new(whole, configuration);
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

            table.decimalMark = format.DecimalOf(separator, table.rows.SelectMany(row => row).Select(cell => cell.Trim()));
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
    public override string Cell(int row, int column) => rows[row][column].Trim();

    /// <summary>A cell as a number.</summary>
    /// <param name="row">Row from 0, not counting the header.</param>
    /// <param name="column">Place of the column.</param>
    /// <exception cref="DataException">The cell is empty, text, infinite or not a number.</exception>
    public override double Number(int row, int column)
    {
        string cell = Cell(row, column);
        double? number = NumberText.Value(cell, decimalMark);
        if (number is { } value && double.IsFinite(value))
        {
            return value;
        }

        NumberForm form = number is null ? NumberText.FormOf(cell) : NumberForm.Other;
        string bare = cell.Replace(",", "", StringComparison.Ordinal);
        (string problem, string remedy) = form switch
        {
            NumberForm.Thousands when decimalMark == '.' => ("has commas between thousands", $"Write it without them, as {bare}."),
            NumberForm.Ambiguous when decimalMark == '.' => (
                "has a comma between thousands or a decimal comma", $"Write {bare} without it, or give decimal: comma."),
            NumberForm.DecimalComma when decimalMark == '.' =>
                ("has a decimal comma", "Give decimal: comma, or write decimals with a point."),
            NumberForm.Point => ("has a point where decimals have a comma", "Write all numbers in one way, or give decimal: point."),
            _ when decimalMark == ',' && cell.Contains('.')
                && NumberText.Value(cell.Replace(".", "", StringComparison.Ordinal), ',') is not null =>
                (
                "has points between thousands", $"Write it without them, as {cell.Replace(".", "", StringComparison.Ordinal)}."),
            _ => (
                cell.Length == 0 ? "is empty" : number is null ? NotANumber : "is not a finite number",
                CellRemedy),
        };
        throw new DataException(Path, lines[row], Header[column], cell.Length == 0 ? null : Shown(cell), problem, remedy);
    }

    /// <inheritdoc/>
    public override bool IsMissing(int row, int column) => Cell(row, column) is "" or "NA" or "N/A" or "NaN" or "nan" or "null";

    /// <inheritdoc/>
    public override string Where(int row) => $"line {lines[row]}";

    /// <inheritdoc/>
    public override int? Line(int row) => lines[row];

    /// <inheritdoc/>
    protected override bool IsIndex(int column)
    {
        if (column != 0 || Header[0] is not ("" or "Unnamed: 0"))
        {
            return false;
        }

        double? first = NumberText.Value(Cell(0, 0), '.');
        return first is 0 or 1 && Enumerable.Range(0, RowCount).All(row => NumberText.Value(Cell(row, 0), '.') == first + row);
    }

    private static string FirstLine(string text)
    {
        using StringReader lines = new(text);
        string? line = lines.ReadLine();
        while (line is not null && line.Length == 0)
        {
            line = lines.ReadLine();
        }

        return line ?? "";
    }

    private static IReadOnlyList<string> ReadHeader(string[] cells, string path, int line)
    {
        string[] header = [.. cells.Select(cell => cell.Trim())];
        return header.All(name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? throw new DataException(
                path, line, null, Shown(string.Join(",", header)), "has numbers where the names of the columns are expected",
                "Add a header line.")
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
                Path, first, null, null, $"has {cells.Length} cells where the header has {Header.Count}",
                "Give every row a cell for every column.");
        }

        rows.Add(cells);
        this.lines.Add(first);
    }
}

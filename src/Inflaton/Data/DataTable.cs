namespace Inflaton.Data;

/// <summary>Named columns of cells, from a text file or from arrays.</summary>
public abstract class DataTable
{
    private const string Features = "features";

    /// <summary>A table.</summary>
    /// <param name="path">The file, as it is called in messages.</param>
    /// <param name="header">Names of the columns.</param>
    protected DataTable(string path, IReadOnlyList<string> header) => (Path, Header) = (path, header);

    /// <summary>The file, as it is called in messages.</summary>
    public string Path { get; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>
    /// Key by which whoever reads the table leaves columns out, which remedies name; <c>features</c>, which names those that stay, by
    /// default.
    /// </summary>
    public string ColumnsKey { get; set; } = Features;

    /// <summary>Number of rows, at least 1.</summary>
    public abstract int RowCount { get; }

    /// <summary>Places of the columns that a name stands for, in order: one, unless the table names groups of columns.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="DataException">There is none of that name.</exception>
    public virtual IReadOnlyList<int> Columns(string name) => [ColumnIndex(name)];

    /// <summary>Place of a column.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="DataException">There is none of that name.</exception>
    public int ColumnIndex(string name)
    {
        int[] places = [.. Enumerable.Range(0, Header.Count).Where(i => Header[i] == name)];
        return places.Length switch
        {
            0 => throw Unknown(name, [.. Header.Where(other => other.Length > 0)]),
            1 => places[0],
            _ => throw Twice(name),
        };
    }

    /// <summary>Places of all columns but some, in order, leaving out an index of the rows.</summary>
    /// <param name="others">Places of the columns that are left out.</param>
    /// <exception cref="DataException">A column has no name, or one that another has.</exception>
    public IReadOnlyList<int> ColumnsBut(IReadOnlyList<int> others)
    {
        int[] places = [.. Enumerable.Range(0, Header.Count).Except(others).Where(column => !IsIndex(column))];
        foreach (int column in places)
        {
            if (Header[column].Length == 0)
            {
                throw new DataException(
                    Path, 1, null, null, $"column {column + 1} has no name",
                    $"Give every column a name in the first line{ByNaming}.");
            }

            if (Header.Count(name => name == Header[column]) > 1)
            {
                throw Twice(Header[column]);
            }
        }

        return places;
    }

    /// <summary>Whether a column only numbers the rows, as pandas writes it: the first one, without a name or named Unnamed: 0.</summary>
    /// <param name="column">Place of the column.</param>
    protected virtual bool IsIndex(int column) => false;

    /// <summary>Whether a cell is empty: no text, NA, N/A, null or not a number.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Place of the column.</param>
    public abstract bool IsMissing(int row, int column);

    /// <summary>Where a row stands, as <c>line 7</c> or <c>row 6</c>.</summary>
    /// <param name="row">Row from 0.</param>
    public virtual string Where(int row) => $"row {row + 1}";

    /// <summary>Line of a row in a text file, from 1; null where there are no lines.</summary>
    /// <param name="row">Row from 0.</param>
    public virtual int? Line(int row) => null;

    /// <summary>A cell as text.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Place of the column.</param>
    public abstract string Cell(int row, int column);

    /// <summary>A cell as a number.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Place of the column.</param>
    /// <exception cref="DataException">The cell is no finite number.</exception>
    public abstract double Number(int row, int column);

    /// <summary>What to do about a cell that cannot be used.</summary>
    protected string CellRemedy => $"Put a number there, take the row out, or leave the column out with {ColumnsKey}.";

    private string ByNaming => ColumnsKey == Features ? $", or name the inputs with {Features}" : "";

    private DataException Twice(string name) => new(
        Path, 1, name, null, "is the name of two columns", $"Rename one of them{ByNaming}.");

    /// <summary>What is said of a name that is not there.</summary>
    /// <param name="name">The name.</param>
    /// <param name="names">The names that are.</param>
    protected DataException Unknown(string name, IReadOnlyList<string> names)
    {
        string? near = NearestName.Find(name, names);
        const int shown = 12;
        string some = string.Join(", ", names.Take(shown)) + (names.Count > shown ? ", …" : "");
        return new DataException(
            Path, null, null, name, "has no such column", near is null ? $"Its columns are {some}." : $"Did you mean {near}?");
    }
}

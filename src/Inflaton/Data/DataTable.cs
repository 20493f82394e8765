namespace Inflaton.Data;

/// <summary>Named columns of cells, from a text file or from arrays.</summary>
public abstract class DataTable
{
    /// <summary>A table.</summary>
    /// <param name="path">The file, as it is called in messages.</param>
    /// <param name="header">Names of the columns.</param>
    protected DataTable(string path, IReadOnlyList<string> header) => (Path, Header) = (path, header);

    /// <summary>The file, as it is called in messages.</summary>
    public string Path { get; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header { get; }

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
        for (int i = 0; i < Header.Count; i++)
        {
            if (Header[i] == name)
            {
                return i;
            }
        }

        throw Unknown(name, Header);
    }

    /// <summary>A cell as text.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Place of the column.</param>
    public abstract string Cell(int row, int column);

    /// <summary>A cell as a number.</summary>
    /// <param name="row">Row from 0.</param>
    /// <param name="column">Place of the column.</param>
    /// <exception cref="DataException">The cell is no finite number.</exception>
    public abstract double Number(int row, int column);

    /// <summary>What is said of a name that is not there.</summary>
    /// <param name="name">The name.</param>
    /// <param name="names">The names that are.</param>
    protected DataException Unknown(string name, IReadOnlyList<string> names)
    {
        string? near = NearestName.Find(name, names);
        const int shown = 12;
        string some = string.Join(", ", names.Take(shown)) + (names.Count > shown ? ", …" : "");
        return new DataException(Path, null, null, name, "has no such column", near is null ? $"Its columns are {some}." : $"Did you mean {near}?");
    }
}

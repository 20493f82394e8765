using System.Globalization;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;

namespace Inflaton.Data;

/// <summary>
/// NumPy arrays as a table, their first axis running over the rows. An array [N] is the column of its name; of an array [N, m] the columns
/// are
/// <c>name.0</c>, <c>name.1</c>, …, and its name stands for all of them. Further axes are strung together, the last running fastest. The
/// arrays of an NPZ file have their names in it, an NPY file that of the file without its ending.
/// </summary>
public sealed class ArrayTable : DataTable
{
    private readonly List<(NumericArray Array, int Width, int Place)> columns;
    private readonly Dictionary<string, int[]> groups;

    private ArrayTable(string path, int rows, List<string> header, List<(NumericArray, int, int)> columns, Dictionary<string, int[]> groups)
        : base(path, header)
    {
        RowCount = rows;
        (this.columns, this.groups) = (columns, groups);
    }

    /// <inheritdoc/>
    public override int RowCount { get; }

    /// <summary>Reads files.</summary>
    /// <param name="paths">One NPZ file, or NPY files of as many rows each.</param>
    /// <param name="shownPath">What messages call the first; null for its path.</param>
    /// <exception cref="DataException">A file cannot be read, or its arrays are no table.</exception>
    public static ArrayTable Read(IReadOnlyList<string> paths, string? shownPath = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentOutOfRangeException.ThrowIfZero(paths.Count, nameof(paths));
        OrderedDictionary<string, NumericArray> arrays = [];
        string shown = shownPath ?? paths[0];
        foreach (string path in paths)
        {
            try
            {
                if (System.IO.Path.GetExtension(path).Equals(".npz", StringComparison.OrdinalIgnoreCase))
                {
                    foreach ((string name, NumericArray array) in NpzFile.Read(path))
                    {
                        arrays.TryAdd(name, array);
                    }
                }
                else if (!arrays.TryAdd(System.IO.Path.GetFileNameWithoutExtension(path), NpyFile.Read(path)))
                {
                    throw new DataException(shown, null, null, path, "has a name that another array has", "Rename the file.");
                }
            }
            catch (ArrayFileException exception)
            {
                throw new DataException(
                    path == paths[0] ? shown : path, null, exception.Entry, null, exception.Problem,
                    $"{char.ToUpperInvariant(exception.Remedy[0])}{exception.Remedy[1..]}.");
            }
        }

        return From(arrays, shown);
    }

    /// <summary>Makes a table of arrays.</summary>
    /// <param name="arrays">Arrays by name.</param>
    /// <param name="shownPath">What messages call the table.</param>
    /// <exception cref="DataException">There are none, one has no rows, or they do not have as many.</exception>
    public static ArrayTable From(IEnumerable<KeyValuePair<string, NumericArray>> arrays, string shownPath)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        List<string> header = [];
        List<(NumericArray, int, int)> columns = [];
        Dictionary<string, int[]> groups = [];
        int rows = -1;
        foreach ((string name, NumericArray array) in arrays)
        {
            int own = array.Shape.Count == 0 ? 0 : array.Shape[0];
            if (array.Values.Length == 0)
            {
                throw new DataException(shownPath, null, name, Shown(array), "has no rows or no columns", "Give it shape [N] or [N, m].");
            }

            if (rows >= 0 && own != rows)
            {
                throw new DataException(
                    shownPath, null, name, Shown(array), $"has {own} rows where the arrays before have {rows}",
                    "Give all arrays one row for each input.");
            }

            rows = own;
            if (rows == 0)
            {
                throw new DataException(shownPath, null, name, null, "is a single number", "Give it shape [N] or [N, m].");
            }

            int width = array.Values.Length / rows;
            groups[name] = [.. Enumerable.Range(header.Count, width)];
            for (int place = 0; place < width; place++)
            {
                header.Add(array.Shape.Count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}.{place}"));
                columns.Add((array, width, place));
            }
        }

        return rows > 0
            ? new ArrayTable(shownPath, rows, header, columns, groups)
            : throw new DataException(shownPath, null, null, null, "holds no arrays", "Save inputs and targets in it.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns(string name)
    {
        if (groups.TryGetValue(name, out int[]? group))
        {
            return group;
        }

        return Header.Contains(name) ? [ColumnIndex(name)] : throw Unknown(name, [.. groups.Keys]);
    }

    /// <inheritdoc/>
    public override string Cell(int row, int column) => PlainNumber.Digits(Value(row, column));

    /// <inheritdoc/>
    public override bool IsMissing(int row, int column) => double.IsNaN(Value(row, column));

    /// <inheritdoc/>
    public override double Number(int row, int column)
    {
        double value = Value(row, column);
        return double.IsFinite(value)
            ? value
            : throw new DataException(
                Path, null, Header[column], Cell(row, column),
                string.Create(CultureInfo.InvariantCulture, $"is not a finite number in row {row + 1}"),
                CellRemedy);
    }

    private double Value(int row, int column)
    {
        (NumericArray array, int width, int place) = columns[column];
        return array.Values[(row * width) + place];
    }

    private static string Shown(NumericArray array) => $"[{string.Join(", ", array.Shape)}]";
}

using Inflaton.Data;
using Inflaton.Experiments.Files;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Experiments.Kernels;

/// <summary>The inputs that a kernel is taken on.</summary>
/// <param name="Inputs">x, [N, d].</param>
/// <param name="Tests">Test inputs, [M, d]; null for none.</param>
/// <param name="Classes">The class of each input; null for none.</param>
internal sealed record KernelInputs(Matrix<double> Inputs, Matrix<double>? Tests, string[]? Classes)
{
    /// <summary>Reads the inputs that a file names.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="ExperimentFileException">A table cannot be read, lacks a column, or holds what is no number.</exception>
    /// <exception cref="ArrayFileException">An array cannot be read.</exception>
    public static KernelInputs Read(KernelFile file)
    {
        KernelSettings settings = file.Settings;
        try
        {
            DataTable? table = Table(settings.Inputs);
            string[] ignored = settings.Classes is { } one ? [.. settings.IgnoredColumns, one] : [.. settings.IgnoredColumns];
            int[] unused = table is null ? [] : [.. ignored.SelectMany(table.Columns)];
            (Matrix<double> inputs, string[]? names) = Values(file, "inputs", settings.Inputs, table, all => [.. all.ColumnsBut(unused)]);
            string[]? classes = settings.Classes is not { } column ? null
                : table is null
                ? throw file.Refusal("classes", null, $"is a column, and {settings.Inputs} has none", "Give a .npz or .csv file as inputs.")
                : [.. Enumerable.Range(0, table.RowCount).Select(row => table.Cell(row, table.ColumnIndex(column)))];
            if (settings.TestInputs is not { } path)
            {
                return new KernelInputs(inputs, null, classes);
            }

            Matrix<double> tests = Values(
                file, "test_inputs", path, Table(path),
                all => names is null
                    ? [.. all.ColumnsBut([.. settings.IgnoredColumns.SelectMany(all.Columns)])]
                    : [.. names.Select(all.ColumnIndex)]).Values;
            return tests.Columns == inputs.Columns
                ? new KernelInputs(inputs, tests, classes)
                : throw file.Refusal(
                    "test_inputs", null, $"has {tests.Columns} columns but inputs has {inputs.Columns}", "Leave columns out by ignore.");
        }
        catch (DataException exception)
        {
            throw new ExperimentFileException(FileProblem.From(exception));
        }
    }

    private static DataTable? Table(string path)
    {
        DataTable? table = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npy" => null,
            ".csv" => CsvTable.Read(path),
            _ => ArrayTable.Read([path]),
        };
        if (table is not null)
        {
            table.ColumnsKey = "ignore";
        }

        return table;
    }

    /// <summary>The inputs of a file, and the names of their columns where they have names.</summary>
    private static (Matrix<double> Values, string[]? Names) Values(
        KernelFile file, string key, string path, DataTable? table, Func<DataTable, int[]> columns)
    {
        int[] taken = table is null ? [] : columns(table);
        Matrix<double> inputs = table is null
            ? FromArray(file, key, NpyFile.Read(path))
            : Matrix.FromFunction(table.RowCount, taken.Length, (i, j) => table.Number(i, taken[j]));
        return inputs.Rows == 0 || inputs.Columns == 0
            ? throw file.Refusal(key, null, "holds no inputs", "Name a file with rows and columns.")
            : inputs.Values.AsSpan().IndexOfAnyExceptInRange(double.MinValue, double.MaxValue) is >= 0 and int first
                ? throw file.Refusal(
                    key, null, $"holds a value that is not a finite number, in row {first / inputs.Columns} counted from 0",
                    "Take the row out of the file.")
            : (inputs, table is null ? null : [.. taken.Select(column => table.Header[column])]);
    }

    private static Matrix<double> FromArray(KernelFile file, string key, NumericArray array) => array.Shape switch
    {
        [int count] => new Matrix<double>(count, 1, array.Values),
        [int count, int dimension] => new Matrix<double>(count, dimension, array.Values),
        _ => throw file.Refusal(key, null, $"has shape [{string.Join(", ", array.Shape)}]", "Inputs have shape [N] or [N, d]."),
    };
}

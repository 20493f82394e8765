using Inflaton.Numerics.ArrayFiles;
using Parquet;
using Parquet.Schema;

namespace Inflaton.Experiments.Scans;

/// <summary>
/// The table of a scan in Apache Parquet: the columns of the view <c>results</c>, whole numbers as INT64, numbers as DOUBLE, the rest as
/// text; null where there is nothing.
/// </summary>
internal static class ScanParquet
{
    private const int RowsInAGroup = 65536;

    /// <summary>What a column's values have in common.</summary>
    private enum Kind
    {
        Whole,
        Number,
        Text,
    }

    /// <summary>Writes the table, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="names">Names of the columns.</param>
    /// <param name="measures">Those of them that are numbers, whether they happen to be whole or not.</param>
    /// <param name="rows">Gives the rows, from the first on each time.</param>
    public static void Write(
        string path, IReadOnlyList<string> names, IReadOnlyCollection<string> measures, Func<IEnumerable<object?[]>> rows)
    {
        Kind[] kinds = [.. names.Select(name => measures.Contains(name) ? Kind.Number : Kind.Whole)];
        bool[] has = new bool[names.Count];
        foreach (object?[] row in rows())
        {
            for (int i = 0; i < kinds.Length; i++)
            {
                Kind kind = row[i] switch { null or long => Kind.Whole, double => Kind.Number, _ => Kind.Text };
                (kinds[i], has[i]) = ((Kind)Math.Max((int)kinds[i], (int)kind), has[i] || row[i] is not null);
            }
        }

        DataField[] fields =
        [
            .. names.Select((name, i) => kinds[i] == Kind.Text || (kinds[i] == Kind.Whole && !has[i]) ? new DataField<string>(name)
                : kinds[i] == Kind.Whole ? new DataField<long?>(name)
                : (DataField)new DataField<double?>(name)),
        ];
        WholeFile.Write(path, stream => WriteAsync(stream, fields, rows()).GetAwaiter().GetResult());
    }

    private static async Task WriteAsync(Stream stream, DataField[] fields, IEnumerable<object?[]> rows)
    {
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream).ConfigureAwait(false);
        foreach (object?[][] part in rows.Chunk(RowsInAGroup))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            for (int i = 0; i < fields.Length; i++)
            {
                int column = i;
                IEnumerable<object?> values = part.Select(row => row[column]);
                if (fields[i].ClrType == typeof(long))
                {
                    await group.WriteAsync<long>(fields[i], values.Select(one => (long?)one).ToArray()).ConfigureAwait(false);
                }
                else if (fields[i].ClrType == typeof(double))
                {
                    await group.WriteAsync<double>(fields[i], values.Select(Number).ToArray()).ConfigureAwait(false);
                }
                else
                {
                    await group.WriteAsync(fields[i], values.Select(ScanStore.Text).ToArray()!).ConfigureAwait(false);
                }
            }

            group.CompleteValidate();
        }
    }

    private static double? Number(object? value) => value is long whole ? whole : (double?)value;
}

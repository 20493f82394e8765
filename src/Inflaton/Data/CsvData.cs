using System.Globalization;

namespace Inflaton.Data;

/// <summary>Makes data sets from tables.</summary>
public static class CsvData
{
    /// <summary>Reads a data set from a CSV file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Which columns and rows, and how.</param>
    /// <param name="shownPath">What messages call the file; null for the path.</param>
    /// <exception cref="DataException">The file does not have that data.</exception>
    public static DataSet Read(string path, CsvColumns columns, string? shownPath = null) =>
        From(CsvTable.Read(path, shownPath), columns);

    /// <summary>Makes a data set from a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Which columns and rows, and how.</param>
    /// <exception cref="DataException">The table does not have that data.</exception>
    public static DataSet From(CsvTable table, CsvColumns columns)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(columns);
        int[] targets = [.. columns.Targets.Select(table.ColumnIndex)];
        int[] features = columns.Features is null
            ? [.. Enumerable.Range(0, table.Header.Count).Except(targets)]
            : [.. columns.Features.Select(table.ColumnIndex)];
        if (features.Length == 0)
        {
            throw new DataException(table.Path, null, null, null, "has no column but the target", "Add columns to predict it from.");
        }

        int first = columns.FirstRow;
        int last = columns.LastRow ?? table.RowCount;
        if (last > table.RowCount || first > last)
        {
            throw new DataException(
                table.Path, null, null, $"{first} to {last}", $"has {table.RowCount} rows, not all of those asked for", "Ask for fewer rows.");
        }

        int count = last - first + 1;
        if (columns.TestFraction > 0 && count < 2)
        {
            throw new DataException(table.Path, null, null, null, "has one row, which cannot be split", "Set test_fraction to 0.");
        }

        RowSplit split = RowSplit.Draw(count, columns.TestFraction, columns.SplitSeed);
        double[] inputs = Part(split.Training, features, Input);
        double[] testInputs = Part(split.Test, features, Input);
        double[] trainingTargets = Part(split.Training, targets, Target);
        double[] testTargets = Part(split.Test, targets, Target);
        string[] featureNames = [.. features.Select(column => table.Header[column])];
        string[] targetNames = [.. targets.Select(column => table.Header[column])];
        if (columns.TargetEquals is string value && trainingTargets.Concat(testTargets).All(y => y < 0))
        {
            throw new DataException(table.Path, null, targetNames[0], value, "never has the value", "Give target_equals a value that it has.");
        }

        bool standardizesTargets = columns.Standardize && columns.TargetEquals is null;
        return new DataSet
        {
            InputStandardization = columns.Standardize ? Standardize(inputs, testInputs, featureNames, table.Path, isTarget: false) : null,
            TargetStandardization =
                standardizesTargets ? Standardize(trainingTargets, testTargets, targetNames, table.Path, isTarget: true) : null,
            Inputs = inputs,
            Points = split.Training.Count,
            Dimension = features.Length,
            Targets = trainingTargets,
            Outputs = targets.Length,
            TestInputs = testInputs,
            TestTargets = split.Test.Count > 0 ? testTargets : null,
            FeatureNames = featureNames,
            TargetNames = targetNames,
        };

        double Input(int row, int column) => table.Number(row, column) / columns.InputScale;

        double Target(int row, int column) => columns.TargetEquals is string wanted
            ? (IsSame(table.Cell(row, column), wanted) ? 1 : -1)
            : table.Number(row, column);

        double[] Part(IReadOnlyList<int> rows, int[] places, Func<int, int, double> cell) =>
            [.. rows.SelectMany(row => places.Select(column => cell(first - 1 + row, column)))];
    }

    private static bool IsSame(string cell, string wanted) => cell == wanted
        || (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double a)
            && double.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out double b) && a == b);

    private static Standardization Standardize(double[] training, double[] test, string[] names, string path, bool isTarget)
    {
        int width = names.Length;
        double rows = training.Length / width;
        double[] means = new double[width];
        double[] scales = new double[width];
        for (int column = 0; column < width; column++)
        {
            double[] values = [.. Enumerable.Range(0, (int)rows).Select(row => training[(row * width) + column])];
            double mean = values.Sum() / rows;
            if (values.All(value => value == values[0]))
            {
                throw new DataException(
                    path, null, names[column], values[0].ToString("R", CultureInfo.InvariantCulture),
                    "is constant over the training rows and cannot be standardised",
                    isTarget ? "Take rows that differ, or set standardize: false." : "Leave it out with features, or set standardize: false.");
            }

            means[column] = mean;
            scales[column] = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / rows);
        }

        Apply(training);
        Apply(test);
        return new Standardization(means, scales);

        void Apply(double[] values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (values[i] - means[i % width]) / scales[i % width];
            }
        }
    }
}

using System.Globalization;

namespace Inflaton.Data;

/// <summary>Makes data sets from tables, of text or of arrays.</summary>
public static class CsvData
{
    private const int MostClasses = 1000;

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
    public static DataSet From(DataTable table, CsvColumns columns)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(columns);
        int[] targets = [.. columns.Targets.SelectMany(table.Columns)];
        int[] features = columns.Features is null
            ? [.. Enumerable.Range(0, table.Header.Count).Except(targets)]
            : [.. columns.Features.SelectMany(table.Columns)];
        if (features.Intersect(targets).Any())
        {
            throw new DataException(
                table.Path, null, table.Header[features.Intersect(targets).First()], null, "is an input and a target", "A target cannot be an input: take it out.");
        }

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
        string[] classes = columns.Encoding == TargetEncoding.Number ? [] : ClassesOf(table, columns, targets, first, last);
        double[] inputs = Part(split.Training, features, Input);
        double[] testInputs = Part(split.Test, features, Input);
        double[] trainingTargets = Targets(split.Training);
        double[] testTargets = Targets(split.Test);
        string[] featureNames = [.. features.Select(column => table.Header[column])];
        string[] targetNames = [.. targets.Select(column => table.Header[column])];
        if (columns.TargetEquals is string value && trainingTargets.Concat(testTargets).All(y => y < 0))
        {
            throw new DataException(table.Path, null, targetNames[0], value, "never has the value", "Give target_equals a value that it has.");
        }

        bool standardizesTargets = columns.Standardize && columns.TargetEquals is null && classes.Length == 0;
        return new DataSet
        {
            InputStandardization = columns.Standardize ? Standardize(inputs, testInputs, featureNames, table.Path, isTarget: false) : null,
            TargetStandardization =
                standardizesTargets ? Standardize(trainingTargets, testTargets, targetNames, table.Path, isTarget: true) : null,
            Inputs = inputs,
            Points = split.Training.Count,
            Dimension = features.Length,
            Targets = trainingTargets,
            Outputs = classes.Length > 0 ? classes.Length : targets.Length,
            TestInputs = testInputs,
            TestTargets = split.Test.Count > 0 ? testTargets : null,
            FeatureNames = featureNames,
            TargetNames = targetNames,
            Classes = columns.TargetEquals is string equal ? [$"not {equal}", equal] : classes,
        };

        double[] Targets(IReadOnlyList<int> rows) => classes.Length == 0
            ? Part(rows, targets, Target)
            : [.. rows.SelectMany(row => Encoded(ClassOf(table.Cell(first - 1 + row, targets[0]), classes), classes.Length, columns.Encoding))];

        double Input(int row, int column) => table.Number(row, column) / columns.InputScale;

        double Target(int row, int column) => columns.TargetEquals is string wanted
            ? (IsSame(table.Cell(row, column), wanted) ? 1 : -1)
            : table.Number(row, column);

        double[] Part(IReadOnlyList<int> rows, int[] places, Func<int, int, double> cell) =>
            [.. rows.SelectMany(row => places.Select(column => cell(first - 1 + row, column)))];
    }

    private static string[] ClassesOf(DataTable table, CsvColumns columns, int[] targets, int first, int last)
    {
        if (columns.TargetEquals is not null)
        {
            throw new ArgumentException("Classes are not compared with a value.", nameof(columns));
        }

        if (targets.Length != 1)
        {
            throw new DataException(
                table.Path, null, string.Join(", ", columns.Targets), null, $"has {targets.Length} columns where classes are read from one", "Name one column under target.");
        }

        List<string> classes = [];
        for (int row = first - 1; row < last; row++)
        {
            string cell = table.Cell(row, targets[0]);
            if (ClassOf(cell, classes) < 0)
            {
                classes.Add(cell);
            }

            if (classes.Count > MostClasses)
            {
                throw new DataException(
                    table.Path, null, table.Header[targets[0]], null, $"has more than {MostClasses} different values, too many to be classes",
                    "Name a column of classes, or take encoding: number.");
            }
        }

        if (classes.Count < 2)
        {
            throw new DataException(table.Path, null, table.Header[targets[0]], classes[0], "is one class in all rows used", "Use rows of at least two classes.");
        }

        return classes.All(name => Number(name) is not null)
            ? [.. classes.OrderBy(name => Number(name)!.Value)]
            : [.. classes.Order(StringComparer.Ordinal)];
    }

    private static int ClassOf(string cell, IReadOnlyList<string> classes)
    {
        for (int c = 0; c < classes.Count; c++)
        {
            if (IsSame(cell, classes[c]))
            {
                return c;
            }
        }

        return -1;
    }

    private static double[] Encoded(int label, int classes, TargetEncoding encoding)
    {
        double[] targets = new double[classes];
        targets.AsSpan().Fill(encoding == TargetEncoding.CenteredOneHot ? -1.0 / classes : 0);
        targets[label]++;
        return targets;
    }

    private static double? Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private static bool IsSame(string cell, string wanted) => cell == wanted
        || (Number(cell) is { } a && Number(wanted) is { } b && a == b);

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

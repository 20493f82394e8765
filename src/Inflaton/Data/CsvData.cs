using System.Globalization;

namespace Inflaton.Data;

/// <summary>Makes data sets from tables, of text or of arrays.</summary>
public static class CsvData
{
    private const int MostClasses = 1000;
    private const int ValuesShown = 10;

    /// <summary>Reads a data set from a CSV file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Which columns and rows, and how.</param>
    /// <param name="shownPath">What messages call the file; null for the path.</param>
    /// <param name="format">How it is written; null for what can be found out.</param>
    /// <exception cref="DataException">The file does not have that data.</exception>
    public static DataSet Read(string path, CsvColumns columns, string? shownPath = null, CsvFormat? format = null) =>
        From(CsvTable.Read(path, shownPath, format), columns);

    /// <summary>Makes a data set from a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Which columns and rows, and how.</param>
    /// <exception cref="DataException">The table does not have that data.</exception>
    public static DataSet From(DataTable table, CsvColumns columns)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(columns);
        int[] targets = [.. columns.Targets.SelectMany(table.Columns)];
        int[] features = columns.Features is null ? [.. table.ColumnsBut(targets)] : [.. columns.Features.SelectMany(table.Columns)];
        int[] categorical = [.. columns.Categorical.SelectMany(table.Columns)];
        if (features.Intersect(targets).Any())
        {
            throw new DataException(
                table.Path, null, table.Header[features.Intersect(targets).First()], null, "is an input and a target",
                "A target cannot be an input: take it out.");
        }

        if (categorical.Except(features).Any())
        {
            throw new DataException(
                table.Path, null, table.Header[categorical.Except(features).First()], null, "is named under categorical and is no input",
                "For classes in a target give encoding: one_hot.");
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
                table.Path, null, null, $"{first} to {last}", $"has {table.RowCount} rows, not all of those asked for",
                "Ask for fewer rows.");
        }

        List<string> warnings = [];
        int[] names = columns.TargetEquals is null && columns.Encoding == TargetEncoding.Number
            ? categorical
            : [.. categorical, .. targets];
        int[] used = WithoutGaps(table, columns, [.. Enumerable.Range(first - 1, last - first + 1)], features, targets, names, warnings);
        if (columns.TestFraction > 0 && used.Length < 2)
        {
            throw new DataException(table.Path, null, null, null, "has one row, which cannot be split", "Set test_fraction to 0.");
        }

        RowSplit split = RowSplit.Draw(used.Length, columns.TestFraction, columns.SplitSeed);
        int[] trainingRows = [.. split.Training.Select(row => used[row])], testRows = [.. split.Test.Select(row => used[row])];
        string[] classes = columns.Encoding == TargetEncoding.Number ? [] : ClassesOf(table, columns, targets, used);
        InputColumn[] places =
        [
            .. features.SelectMany(column => categorical.Contains(column)
                ? ValuesOf(table, used, column).Where(value => value.Length > 0)
                .Select(value => new InputColumn(column, value, $"{table.Header[column]}={value}"))
                : [new InputColumn(column, null, table.Header[column])]),
        ];
        double[] inputs = [.. trainingRows.SelectMany(row => places.Select(place => Input(row, place)))];
        double[] testInputs = [.. testRows.SelectMany(row => places.Select(place => Input(row, place)))];
        double[] trainingTargets = Targets(trainingRows);
        double[] testTargets = Targets(testRows);
        string[] featureNames = [.. places.Select(place => place.Name)];
        string[] targetNames = [.. targets.Select(column => table.Header[column])];
        if (columns.TargetEquals is string value && trainingTargets.Concat(testTargets).All(y => y < 0))
        {
            string[] there = InOrder([.. Different(table, used, targets[0])]);
            string others = there.Length <= ValuesShown
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $" and {there.Length - ValuesShown} more");
            throw new DataException(
                table.Path, null, targetNames[0], value, "never has the value",
                $"Give target_equals a value that it has: {string.Join(", ", there.Take(ValuesShown))}{others}.");
        }

        FillWithMeans(inputs, testInputs, featureNames, table.Path, warnings);
        bool standardizesTargets = columns.Standardize && columns.TargetEquals is null && classes.Length == 0;
        return new DataSet
        {
            InputStandardization = columns.Standardize ? Standardize(inputs, testInputs, featureNames, table.Path, warnings) : null,
            TargetStandardization = standardizesTargets ? Standardize(trainingTargets, testTargets, targetNames, table.Path, null) : null,
            Inputs = inputs,
            Points = trainingRows.Length,
            Dimension = places.Length,
            Targets = trainingTargets,
            Outputs = classes.Length > 0 ? classes.Length : targets.Length,
            TestInputs = testInputs,
            TestTargets = testRows.Length > 0 ? testTargets : null,
            FeatureNames = featureNames,
            TargetNames = targetNames,
            Classes = columns.TargetEquals is string equal ? [$"not {equal}", equal] : classes,
            TrainingRows = trainingRows,
            TestRows = testRows,
            Warnings = warnings,
        };

        double[] Targets(int[] rows) => classes.Length == 0
            ? [.. rows.SelectMany(row => targets.Select(column => Target(row, column)))]
            : [.. rows.SelectMany(row => Encoded(ClassOf(table.Cell(row, targets[0]), classes), classes.Length, columns.Encoding))];

        double Input(int row, InputColumn place) =>
            columns.Missing == MissingCells.Mean && IsGap(table, row, place.Column, place.Value is not null) ? double.NaN
            : place.Value is { } value ? (IsSame(table.Cell(row, place.Column), value) ? 1 : 0)
            : Number(table, row, place.Column, isTarget: false) / columns.InputScale;

        double Target(int row, int column) => columns.TargetEquals is string wanted
            ? (IsSame(table.Cell(row, column), wanted) ? 1 : -1)
            : Number(table, row, column, isTarget: true);
    }

    /// <summary>The rows that are used, once empty cells are dealt with.</summary>
    private static int[] WithoutGaps(
        DataTable table, CsvColumns columns, int[] rows, int[] features, int[] targets, int[] names, List<string> warnings)
    {
        (int Row, int Column)[] gaps =
        [
            .. from column in features.Concat(targets)
               let isName = names.Contains(column)
               from row in rows
               where IsGap(table, row, column, isName)
               select (row, column),
        ];
        if (columns.Missing == MissingCells.Drop && gaps.Length > 0)
        {
            int[] whole = [.. rows.Except(gaps.Select(gap => gap.Row))];
            if (whole.Length == 0)
            {
                throw new DataException(
                    table.Path, null, null, null, "has an empty cell in every row",
                    $"Leave columns out with features{(gaps.Any(gap => targets.Contains(gap.Column)) ? "" : ", or take missing: mean")}.");
            }

            warnings.Add(
                $"missing: drop left out {rows.Length - whole.Length} of {rows.Length} rows of {table.Path}, which have empty cells.");
            return whole;
        }

        (int Row, int Column)[] refused = columns.Missing == MissingCells.Mean
            ? [.. gaps.Where(gap => targets.Contains(gap.Column))]
            : gaps;
        if (refused.Length == 0)
        {
            return rows;
        }

        bool hasInput = refused.Any(gap => !targets.Contains(gap.Column)), hasTarget = refused.Any(gap => targets.Contains(gap.Column));
        string remedy = columns.Missing == MissingCells.Mean
            ? "A target cannot be filled in: take missing: drop."
            : !hasInput ? "Give missing: drop to leave such rows out; a target cannot be filled in."
            : hasTarget
                ? "Give missing: drop to leave such rows out. Inputs alone can be filled in, with missing: mean, or left out with features."
            : "Give missing: drop to leave such rows out, missing: mean to put the mean of the training rows there, or leave columns out "
                + "with features.";
        if (refused is [(int only, int place)])
        {
            string cell = table.Cell(only, place);
            throw new DataException(
                table.Path, table.Line(only), table.Header[place], cell.Length == 0 ? null : cell,
                $"is empty{(table.Line(only) is null ? $" in {table.Where(only)}" : "")}", remedy);
        }

        const int shown = 5;
        IEnumerable<string> where = refused.GroupBy(gap => gap.Column).Select(column =>
        {
            string rows = string.Join(", ", column.Take(shown).Select(gap => table.Where(gap.Row)));
            return $"{table.Header[column.Key]} ({rows}{(column.Count() > shown ? $", … {column.Count()} in all" : "")})";
        });
        throw new DataException(table.Path, null, null, null, $"has {refused.Length} empty cells: {string.Join("; ", where)}", remedy);
    }

    private static bool IsGap(DataTable table, int row, int column, bool isName) =>
        isName ? table.Cell(row, column).Length == 0 : table.IsMissing(row, column);

    private static double Number(DataTable table, int row, int column, bool isTarget)
    {
        try
        {
            return table.Number(row, column);
        }
        catch (DataException exception) when (exception.Problem == CsvTable.NotANumber)
        {
            throw new DataException(
                exception.Path, exception.Line, exception.Column, exception.Value, exception.Problem,
                isTarget
                    ? $"Give encoding: one_hot for classes, target_equals: {exception.Value} for a question, or put a number there."
                    : $"Give categorical: [{exception.Column}] to make an input of each of its values, leave the column out with "
                        + $"features, or put a number there.");
        }
    }

    private static void FillWithMeans(double[] training, double[] test, string[] names, string path, List<string> warnings)
    {
        int width = names.Length, filled = 0, columns = 0;
        for (int column = 0; column < width; column++)
        {
            int[] gaps = Gaps(training, column), testGaps = Gaps(test, column);
            if (gaps.Length + testGaps.Length == 0)
            {
                continue;
            }

            double[] known =
                [.. Enumerable.Range(0, training.Length / width).Select(row => training[(row * width) + column])
                    .Where(x => !double.IsNaN(x))];
            if (known.Length == 0)
            {
                throw new DataException(path, null, names[column], null, "is empty in all training rows", "Leave it out with features.");
            }

            double mean = known.Average();
            Array.ForEach(gaps, i => training[i] = mean);
            Array.ForEach(testGaps, i => test[i] = mean);
            (filled, columns) = (filled + gaps.Length + testGaps.Length, columns + 1);
        }

        if (filled > 0)
        {
            warnings.Add(
                $"missing: mean filled in {filled} input{(filled == 1 ? "" : "s")} in {columns} column{(columns == 1 ? "" : "s")} of "
                + $"{path} with the mean of the training rows.");
        }

        int[] Gaps(double[] values, int column) =>
            [.. Enumerable.Range(0, values.Length / width).Select(row => (row * width) + column).Where(i => double.IsNaN(values[i]))];
    }

    private static string[] ClassesOf(DataTable table, CsvColumns columns, int[] targets, int[] rows)
    {
        if (columns.TargetEquals is not null)
        {
            throw new ArgumentException("Classes are not compared with a value.", nameof(columns));
        }

        if (targets.Length != 1)
        {
            throw new DataException(
                table.Path, null, string.Join(", ", columns.Targets), null, $"has {targets.Length} columns where classes are read from one",
                "Name one column under target.");
        }

        string[] classes = ValuesOf(table, rows, targets[0]);
        return classes.Length >= 2
            ? classes
            : throw new DataException(
                table.Path, null, table.Header[targets[0]], classes[0], "is one class in all rows used",
                "Use rows of at least two classes.");
    }

    /// <summary>The different values of a column, in the order of the numbers that they are, else of the text.</summary>
    private static string[] ValuesOf(DataTable table, int[] rows, int column)
    {
        string[] values = [.. Different(table, rows, column).Take(MostClasses + 1)];
        return values.Length <= MostClasses
            ? InOrder(values)
            : throw new DataException(
                table.Path, null, table.Header[column], null, $"has more than {MostClasses} different values, too many to be classes",
                "Name a column of classes, or take encoding: number.");
    }

    private static IEnumerable<string> Different(DataTable table, int[] rows, int column) => rows.Select(row => table.Cell(row, column))
        .DistinctBy(cell => Number(cell) is { } number ? (number, "") : (double.NaN, cell));

    private static string[] InOrder(string[] values) => values.All(name => Number(name) is not null)
        ? [.. values.OrderBy(name => Number(name)!.Value)]
        : [.. values.Order(StringComparer.Ordinal)];

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

    /// <summary>Standardises in place; columns that are constant are refused without a list of <paramref name="warnings"/>.</summary>
    private static Standardization Standardize(double[] training, double[] test, string[] names, string path, List<string>? warnings)
    {
        List<string> constant = [];
        int width = names.Length;
        double rows = training.Length / width;
        double[] means = new double[width];
        double[] scales = new double[width];
        for (int column = 0; column < width; column++)
        {
            double[] values = [.. Enumerable.Range(0, (int)rows).Select(row => training[(row * width) + column])];
            if (values.All(value => value == values[0]))
            {
                (means[column], scales[column]) = (values[0], double.PositiveInfinity);
                constant.Add(warnings is not null
                    ? names[column]
                    : throw new DataException(
                        path, null, names[column], values[0].ToString("R", CultureInfo.InvariantCulture),
                        "is constant over the training rows and cannot be standardised",
                        "Take rows that differ, or set standardize: false."));
                continue;
            }

            (means[column], scales[column]) = MeanAndDeviation(values);
        }

        if (constant.Count > 0)
        {
            const int shown = 20;
            string list = string.Join(", ", constant.Take(shown)) + (constant.Count > shown ? ", …" : "");
            warnings!.Add(constant.Count == 1
                ? $"1 of {width} inputs of {path} is constant over the training rows and stays 0: {list}."
                : $"{constant.Count} of {width} inputs of {path} are constant over the training rows and stay 0: {list}.");
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

    /// <summary>
    /// Mean and standard deviation √(Σ(x − mean)²/n) of values that are not all equal. Outside 10^±100 they are taken in units of their
    /// largest, so that neither sum nor squares leave the range of doubles.
    /// </summary>
    private static (double Mean, double Deviation) MeanAndDeviation(double[] values)
    {
        double largest = values.Max(Math.Abs), unit = 1;
        if (largest is > 1e100 or < 1e-100)
        {
            unit = Math.ScaleB(1, Math.ILogB(largest));
        }

        double mean = values.Sum(value => value / unit) / values.Length;
        double deviation = Math.Sqrt(values.Sum(value => ((value / unit) - mean) * ((value / unit) - mean)) / values.Length);
        return (mean * unit, deviation * unit);
    }

    /// <summary>An input: a column, or one of its values.</summary>
    private readonly record struct InputColumn(int Column, string? Value, string Name);
}

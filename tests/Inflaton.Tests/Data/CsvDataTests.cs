using System.Globalization;
using System.Text;
using Inflaton.Data;

namespace Inflaton.Tests.Data;

public class CsvDataTests
{
    private static readonly CsvColumns Plain = new() { Targets = ["y"] };

    /// <summary>Files, how they are read, and what is said of them.</summary>
    public static TheoryData<string, CsvColumns, string> Malformed { get; } = new()
    {
        { "", Plain, "t.csv: is empty. Give a header line and rows of numbers." },
        { "\n\n", Plain, "t.csv: is empty. Give a header line and rows of numbers." },
        { "a,y\n", Plain, "t.csv: has a header but no rows. Give at least one row of numbers." },
        { "a,y\n\n\n", Plain, "t.csv: has a header but no rows. Give at least one row of numbers." },
        { "1,2\n3,4\n", Plain, "t.csv:1: has numbers where the names of the columns are expected (1,2). Add a header line." },
        { "a,a,y\n1,2,3\n", Plain, "t.csv:1: a: is the name of two columns. Rename one of them, or name the inputs with features." },
        { "a,,y\n1,2,3\n", Plain, "t.csv:1: column 2 has no name. Give every column a name in the first line, or name the inputs with "
            + "features." },
        { ",a,y\n5,1,2\n", Plain, "t.csv:1: column 1 has no name. Give every column a name in the first line, or name the inputs with "
            + "features." },
        {
            "a;b\ty\n1;2\t3\n", Plain,
            "t.csv:1: has ';' and tabs in its header, each of which may stand between columns. Give separator: semicolon, tab or bar."
        },
        { "a,y\n\"1,234.5\",1\n", Plain, "t.csv:2: a: has commas between thousands (1,234.5). Write it without them, as 1234.5." },
        { "a,y\n\"1,234,567\",1\n", Plain, "t.csv:2: a: has commas between thousands (1,234,567). Write it without them, as 1234567." },
        {
            "a,y\n\"1,500\",1\n", Plain,
            "t.csv:2: a: has a comma between thousands or a decimal comma (1,500). Write 1500 without it, or give decimal: comma."
        },
        {
            "a;y\n1,500;1\n2,250;2\n", Plain,
            "t.csv:2: a: has a comma between thousands or a decimal comma (1,500). Write 1500 without it, or give decimal: comma."
        },
        { "a;y\n1,5;1\n2.5;2\n", Plain, "t.csv:2: a: has a decimal comma (1,5). Give decimal: comma, or write decimals with a point." },
        { "a;y\n1,5;1\n1.234,5;2\n", Plain, "t.csv:3: a: has points between thousands (1.234,5). Write it without them, as 1234,5." },
        { "a,target\n1,2\n", Plain with { Targets = ["traget"] }, "t.csv: has no such column (traget). Did you mean target?" },
        { "a,b\n1,2\n", Plain with { Targets = ["zzz"] }, "t.csv: has no such column (zzz). Its columns are a, b." },
        { "alpha,y\n1,2\n", Plain with { Features = ["alhpa"] }, "t.csv: has no such column (alhpa). Did you mean alpha?" },
        { "y\n1\n", Plain, "t.csv: has no column but the target. Add columns to predict it from." },
        { "a,y\n1,2\n3\n", Plain, "t.csv:3: has 1 cells where the header has 2. Give every row a cell for every column." },
        { "a,y\n1,2,3\n", Plain, "t.csv:2: has 3 cells where the header has 2. Give every row a cell for every column." },
        {
            "a,y\n1,2\n\n\nx,3\n", Plain,
            "t.csv:5: a: is not a number (x). Give categorical: [a] to make an input of each of its values, leave the column out with "
            + "features, or put a number there."
        },
        {
            "a,y\n1,\n", Plain,
            "t.csv:2: y: is empty. Give missing: drop to leave such rows out; a target cannot be filled in."
        },
        {
            "a,y\n1,NaN\n", Plain,
            "t.csv:2: y: is empty (NaN). Give missing: drop to leave such rows out; a target cannot be filled in."
        },
        {
            "a,y\n-Infinity,1\n", Plain,
            "t.csv:2: a: is not a finite number (-Infinity). Put a number there, take the row out, or leave the column out with features."
        },
        {
            "a,y\n1e999,1\n", Plain,
            "t.csv:2: a: is not a finite number (1e999). Put a number there, take the row out, or leave the column out with features."
        },
        { "a,y\n\"1,5\",1\n", Plain, "t.csv:2: a: has a decimal comma (1,5). Give decimal: comma, or write decimals with a point." },
        {
            "a,note,y\n1,\"two\nlines\",1\n2,b,x\n", Plain with { Features = ["a"] },
            "t.csv:4: y: is not a number (x). Give encoding: one_hot for classes, target_equals: x for a question, or put a number there."
        },
        {
            "a,y\n1,2\nb\"c,3\n", Plain,
            "t.csv:3: has a quote that is not closed, or inside a cell without quotes. Put the cell in double quotes and double the "
            + "quotes inside it."
        },
        { "a,y\n1,2\n\"3,4\n", Plain, "t.csv:3: has a quote that is not closed, or inside a cell without quotes. Put the cell in double "
            + "quotes and double the quotes inside it." },
        { "a,y\n1,2\n", Plain with { LastRow = 5 }, "t.csv: has 1 rows, not all of those asked for (1 to 5). Ask for fewer rows." },
        { "a,y\n1,2\n", Plain with { FirstRow = 2 }, "t.csv: has 1 rows, not all of those asked for (2 to 1). Ask for fewer rows." },
        { "a,y\n1,2\n", Plain with { TestFraction = 0.5 }, "t.csv: has one row, which cannot be split. Set test_fraction to 0." },
        {
            "a,b,y\n1,,1\n,4,\n3,,2\n", Plain,
            "t.csv: has 4 empty cells: a (line 3); b (line 2, line 4); y (line 3). Give missing: drop to leave such rows out. Inputs "
            + "alone can be filled in, with missing: mean, or left out with features."
        },
        { "a,y\n1,2\n2,\n", Plain with { Missing = MissingCells.Mean }, "t.csv:3: y: is empty. A target cannot be filled in: take "
            + "missing: drop." },
        {
            "a,y\n,2\n,1\n", Plain with { Missing = MissingCells.Mean },
            "t.csv: a: is empty in all training rows. Leave it out with features."
        },
        {
            "a,y\n,2\n1,\n", Plain with { Missing = MissingCells.Drop },
            "t.csv: has an empty cell in every row. Leave columns out with features."
        },
        {
            "a,y\n1,2\n", Plain with { Categorical = ["y"] },
            "t.csv: y: is named under categorical and is no input. For classes in a target give encoding: one_hot."
        },
        {
            "a,y\n1,7\n2,7\n", Plain with { Standardize = true },
            "t.csv: y: is constant over the training rows and cannot be standardised (7). Take rows that differ, or set standardize: false."
        },
        {
            "a,y\n1,7\n2,7.0\n", Plain with { Encoding = TargetEncoding.OneHot },
            "t.csv: y: is one class in all rows used (7). Use rows of at least two classes."
        },
        {
            "a,y\n" + string.Concat(Enumerable.Range(0, 1001).Select(i => $"1,{i}\n")), Plain with { Encoding = TargetEncoding.OneHot },
            "t.csv: y: has more than 1000 different values, too many to be classes. Name a column of classes, or take encoding: number."
        },
        {
            "a,y\n1,7\n2,8\n", Plain with { TargetEquals = "3" },
            "t.csv: y: never has the value (3). Give target_equals a value that it has: 7, 8."
        },
        {
            "a,y\n" + string.Concat(Enumerable.Range(0, 13).Select(i => $"1,{12 - i}\n2,{i}.0\n")), Plain with { TargetEquals = "3.5" },
            "t.csv: y: never has the value (3.5). Give target_equals a value that it has: 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6, 7, 8, "
                + "9 and 3 more."
        },
        {
            "a,y\n1,rose\n2,lily\n3,rose\n", Plain with { TargetEquals = "Rose" },
            "t.csv: y: never has the value (Rose). Give target_equals a value that it has: lily, rose."
        },
        {
            "a,y\n1,7\n2\0,8\n", Plain,
            "t.csv:3: holds a zero byte, which text does not have. Save it as UTF-8 CSV."
        },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_file_without_the_data_is_refused_with_place_value_and_remedy(string text, CsvColumns columns, string message) =>
        Should.Throw<DataException>(() => Read(text, columns)).Message.ShouldBe(message);

    [Theory]
    [InlineData("a;b;y\n1,5;2;-3\n4;,5;6e-1\n", null, null)]
    [InlineData("a\tb\ty\n1.5\t2\t-3\n4\t.5\t0.6\n", null, null)]
    [InlineData("a|b|y\n1.5|2|-3\n4|.5|0.6\n", null, null)]
    [InlineData("a,b,y\n\"1,5\",2,-3\n4,\"0,500\",\"0,6\"\n", null, ',')]
    [InlineData("a;b;y\n1,500;2;-3\n4;,500;0,600\n", ';', ',')]
    [InlineData(",a,b,y\n0,1.5,2,-3\n1,4,.5,0.6\n", null, null)]
    [InlineData("Unnamed: 0,a,b,y\n1,1.5,2,-3\n2,4,.5,0.6\n", null, null)]
    public void Tables_are_read_as_pandas_and_people_write_them(string text, char? separator, char? decimalMark)
    {
        DataSet data = CsvData.From(CsvTable.Read(new StringReader(text), "t.csv", new CsvFormat(separator, decimalMark)), Plain);
        data.FeatureNames.ShouldBe(["a", "b"]);
        data.Inputs.ShouldBe([1.5, 2, 4, 0.5]);
        data.Targets.ShouldBe([-3, 0.6]);
    }

    [Fact]
    public void Names_that_are_not_used_may_be_missing_or_stand_twice()
    {
        DataSet data = Read("x,,x,a,y\n1,2,3,4,5\n1,2,3,6,7\n", Plain with { Features = ["a"] });
        data.Inputs.ShouldBe([4, 6]);
        Should.Throw<DataException>(() => Read("x,x,y\n1,2,3\n", Plain with { Features = ["x"] }))
            .Problem.ShouldBe("is the name of two columns");
    }

    [Fact]
    public void Rows_with_empty_cells_are_left_out_or_filled_in_when_asked_to()
    {
        const string text = "a,b,y\n1,10,1\n,20,2\n3,NA,3\n8,40,4\n5,50,\n";
        DataSet dropped = Read(text, Plain with { Missing = MissingCells.Drop });
        dropped.Inputs.ShouldBe([1, 10, 8, 40]);
        dropped.TrainingRows.ShouldBe([0, 3]);
        dropped.Warnings.ShouldBe(["missing: drop left out 3 of 5 rows of t.csv, which have empty cells."]);

        // The last of four rows is the test row: means are those of the first three.
        DataSet filled = Read(text, Plain with { Missing = MissingCells.Mean, LastRow = 4, TestFraction = 0.25, SplitSeed = null });
        filled.Inputs.ShouldBe([1, 10, 2, 20, 3, 15]);
        filled.TestInputs.ShouldBe([8, 40]);
        filled.Warnings.ShouldBe(["missing: mean filled in 2 inputs in 2 columns of t.csv with the mean of the training rows."]);
    }

    [Fact]
    public void Each_value_of_a_categorical_column_is_an_input()
    {
        DataSet data = Read("a,ok,y\n2,True,1\n4,False,2\n6,True,3\n", Plain with { Categorical = ["ok"], InputScale = 2 });
        data.FeatureNames.ShouldBe(["a", "ok=False", "ok=True"]);
        data.Inputs.ShouldBe([1, 0, 1, 2, 1, 0, 3, 0, 1]);
        data.Dimension.ShouldBe(3);
        Read("a,y\n1,True\n2,False\n", Plain with { TargetEquals = "True" }).Targets.ShouldBe([1, -1]);
    }

    /// <summary>A column without variation in the training rows is 0 everywhere, in test rows too: the network never saw it move.</summary>
    [Fact]
    public void Constant_columns_are_0_when_standardised_with_one_warning()
    {
        DataSet data = Read(
            "a,b,c,y\n1,7,0.1,1\n2,7,0.1,2\n4,9,0.1,3\n", Plain with { Standardize = true, TestFraction = 0.3, SplitSeed = null });
        data.Inputs.ShouldBe([-1, 0, 0, 1, 0, 0]);
        data.TestInputs.ShouldBe([5, 0, 0]);
        data.InputStandardization!.Means.ShouldBe([1.5, 7, 0.1]);
        data.InputStandardization.Scales.ShouldBe([0.5, double.PositiveInfinity, double.PositiveInfinity]);
        data.Warnings.ShouldBe(["2 of 3 inputs of t.csv are constant over the training rows and stay 0: b, c."]);
    }

    [Theory]
    [InlineData("a,b,y\n1,2,3\n4,5,6\n")]
    [InlineData("a,b,y\r\n1,2,3\r\n4,5,6")]
    [InlineData("a,b,y\n1,2,3\n\n4,5,6\n\n\n")]
    [InlineData("\"a\",\"b\", y\n\"1\",2 , 3\n4.0,+5,6e0\n")]
    [InlineData("y,a,b\n3,1,2\n6,4,5\n")]
    public void Every_spelling_of_a_table_is_the_same_table(string text)
    {
        DataSet data = Read(text, Plain);
        data.FeatureNames.ShouldBe(["a", "b"]);
        data.TargetNames.ShouldBe(["y"]);
        data.Inputs.ShouldBe([1, 2, 4, 5]);
        data.Targets.ShouldBe([3, 6]);
        (data.Points, data.Dimension, data.Outputs, data.TestPoints).ShouldBe((2, 2, 1, 0));
        data.TestTargets.ShouldBeNull();
    }

    [Fact]
    public void A_byte_order_mark_and_umlauts_are_read_and_other_encodings_refused()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "größe,y\n1,2\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            CsvData.Read(path, Plain).FeatureNames.ShouldBe(["größe"]);
            File.WriteAllText(path, "größe,y\n1,2\n", Encoding.Latin1);
            Should.Throw<DataException>(() => CsvData.Read(path, Plain, "t.csv")).Message
                .ShouldBe("t.csv: is not UTF-8 text. Save it as UTF-8 CSV.");
        }
        finally
        {
            File.Delete(path);
        }

        Should.Throw<DataException>(() => CsvData.Read(path, Plain, "t.csv")).Message.ShouldBe("t.csv: does not exist. Check the path.");
        Should.Throw<DataException>(() => CsvData.Read(Path.GetTempPath(), Plain, "t.csv")).Message
            .ShouldBe("t.csv: is a folder. Check the path and its permissions.");
    }

    [Fact]
    public void Columns_and_rows_are_chosen_and_scaled()
    {
        DataSet data = Read(
            "a,b,c,y,z\n2,2,2,2,2\n4,5,6,7,8\n10,20,30,40,50\n0,0,0,0,0\n",
            new CsvColumns { Targets = ["z", "y"], Features = ["c", "a"], FirstRow = 2, LastRow = 3, InputScale = 2 });
        data.Inputs.ShouldBe([3, 2, 15, 5]);
        data.Targets.ShouldBe([8, 7, 50, 40]);
        data.Outputs.ShouldBe(2);
    }

    [Theory]
    [InlineData("1e308", "-1e308")]
    [InlineData("1e200", "-1e200")]
    [InlineData("1e-200", "-1e-200")]
    [InlineData("1e-305", "-1e-305")]
    public void Columns_are_standardised_at_any_scale(string one, string other)
    {
        // One of three differs: mean 1/3, variance 8/9 in units of the value.
        DataSet data = Read($"a,y\n{one},2\n{other},3\n{one},5\n", Plain with { Standardize = true });
        double[] expected = [Math.Sqrt(0.5), -Math.Sqrt(2), Math.Sqrt(0.5)];
        data.Inputs.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-13);
    }

    [Fact]
    public void Standardised_columns_have_mean_zero_and_variance_one_over_the_training_rows()
    {
        const int rows = 40;
        string text = "a,b,y\n" + string.Concat(Enumerable.Range(0, rows).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{Math.Sin(i)},{(1e3 * Math.Cos(3 * i)) + 5e3},{i * i}\n")));
        DataSet raw = Read(text, Plain with { TestFraction = 0.25 });
        DataSet data = Read(text, Plain with { TestFraction = 0.25, Standardize = true });
        (data.Points, data.TestPoints).ShouldBe((30, 10));
        for (int column = 0; column < 2; column++)
        {
            double[] values = [.. Enumerable.Range(0, data.Points).Select(i => data.Inputs[(2 * i) + column])];
            values.Average().ShouldBe(0, 1e-13);
            values.Average(x => x * x).ShouldBe(1, 1e-13);
        }

        data.Targets!.Average().ShouldBe(0, 1e-13);
        data.Targets!.Average(y => y * y).ShouldBe(1, 1e-13);

        // The same shift and scale on the test rows, which are not standardised themselves.
        double mean = raw.Targets!.Average();
        double scale = Math.Sqrt(raw.Targets!.Average(y => (y - mean) * (y - mean)));
        data.TargetStandardization!.Means[0].ShouldBe(mean, 1e-10);
        data.TargetStandardization!.Scales[0].ShouldBe(scale, 1e-10);
        data.TestTargets!.Zip(raw.TestTargets!).ShouldAllBe(pair => Math.Abs(pair.First - ((pair.Second - mean) / scale)) < 1e-12);
        Math.Abs(data.TestTargets!.Average()).ShouldBeGreaterThan(1e-3);
    }

    [Theory]
    [InlineData("3", new double[] { 1, -1, 1 })]
    [InlineData("3.0", new double[] { 1, -1, 1 })]
    [InlineData("5", new double[] { -1, 1, -1 })]
    public void Target_equals_asks_a_question_and_is_not_standardised(string value, double[] targets)
    {
        DataSet data = Read("a,y\n1,3\n2,5\n4,3.0\n", Plain with { TargetEquals = value, Standardize = true });
        data.Targets.ShouldBe(targets);
        data.TargetStandardization.ShouldBeNull();
        data.InputStandardization.ShouldNotBeNull();
    }

    [Fact]
    public void Classes_become_an_output_each_in_the_order_of_their_numbers()
    {
        DataSet data = Read(
            "a,y\n1,10\n2,9\n3,10.0\n4,-1\n5,9\n",
            Plain with { Encoding = TargetEncoding.OneHot, Standardize = true, TestFraction = 0.2, SplitSeed = null });
        data.Classes.ShouldBe(["-1", "9", "10"]);
        data.Outputs.ShouldBe(3);
        data.Targets.ShouldBe([0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0]);
        data.TestTargets.ShouldBe([0, 1, 0]);
        data.TargetStandardization.ShouldBeNull();
        Classification.Labels(data.Targets, 3).ShouldBe([2, 1, 2, 0]);
    }

    [Fact]
    public void Centred_classes_sum_to_zero()
    {
        DataSet data = Read("a,y\n1,yes\n2,no\n3,yes\n4,perhaps\n", Plain with { Encoding = TargetEncoding.CenteredOneHot });
        data.Classes.ShouldBe(["no", "perhaps", "yes"]);
        data.Targets![..3].ShouldBe([-1.0 / 3, -1.0 / 3, 2.0 / 3], 1e-15);
        data.Targets!.Chunk(3).ShouldAllBe(row => Math.Abs(row.Sum()) < 1e-15);
    }

    [Fact]
    public void Accuracy_counts_the_largest_output_or_the_sign_of_the_only_one()
    {
        Classification.Accuracy([0.1, 0.3, 0.2, 5, 5, -1, 0, -2, 1], [1, 0, 1], 3).ShouldBe(2.0 / 3, 1e-15);
        Classification.Accuracy([0.5, -0.5, -3, 2], [1, 0, 1, 1], 1).ShouldBe(0.75);
        Read("a,y\n1,3\n2,5\n", Plain with { TargetEquals = "3" }).Classes.ShouldBe(["not 3", "3"]);
        Should.Throw<ArgumentException>(() => Classification.Accuracy([1, 2, 3], [0], 2));
        Should.Throw<ArgumentException>(() => Classification.Accuracy([1, 2], [0, 1], 2));
    }

    [Fact]
    public void Target_equals_compares_texts_too() =>
        Read("a,y\n1,setosa\n2,virginica\n", Plain with { TargetEquals = "virginica" }).Targets.ShouldBe([-1, 1]);

    [Fact]
    public void The_parts_keep_the_order_of_the_rows()
    {
        string text = "a,y\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"{i},{-i}\n"));
        DataSet data = Read(text, Plain with { TestFraction = 0.3, SplitSeed = 5 });
        data.TrainingRows.ShouldBe(data.Inputs.Select(x => (int)x - 1));
        data.TestRows.ShouldBe(data.TestInputs.Select(x => (int)x - 1));
        data.Inputs.ShouldBeInOrder();
        data.TestInputs.ShouldBeInOrder();
        data.Inputs.Concat(data.TestInputs).Order().ShouldBe(Enumerable.Range(1, 20).Select(i => (double)i));
        data.Targets.ShouldBe(data.Inputs.Select(x => -x));
        data.TestTargets.ShouldBe(data.TestInputs.Select(x => -x));
    }

    [Fact]
    public void Numbers_are_read_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("")
            {
                NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." },
            };
            Read("a,y\n1.5,-2e-3\n", Plain).Inputs.ShouldBe([1.5]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static DataSet Read(string text, CsvColumns columns) => CsvData.From(CsvTable.Read(new StringReader(text), "t.csv"), columns);
}

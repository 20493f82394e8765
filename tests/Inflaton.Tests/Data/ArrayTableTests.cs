using Inflaton.Data;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Tests.Data;

public sealed class ArrayTableTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inflaton-arrays-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Arrays_are_columns_and_their_names_stand_for_all_of_them()
    {
        ArrayTable table = Table(("x", [2, 3], [1, 2, 3, 4, 5, 6]), ("image", [2, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7]), ("y", [2], [0.5, -3]));
        table.Header.ShouldBe(["x.0", "x.1", "x.2", "image.0", "image.1", "image.2", "image.3", "y"]);
        table.RowCount.ShouldBe(2);
        table.Columns("x").ShouldBe([0, 1, 2]);
        table.Columns("x.1").ShouldBe([1]);
        table.Columns("y").ShouldBe([7]);
        table.Number(1, 2).ShouldBe(6);
        table.Number(1, 4).ShouldBe(5);
        table.Cell(1, 7).ShouldBe("-3");
    }

    [Fact]
    public void A_data_set_of_arrays_is_that_of_the_same_table_as_text()
    {
        ArrayTable table = Table(("x", [4, 2], [1, 2, 3, 4, 5, 6, 7, 8]), ("label", [4], [3, 1, 3, 2]));
        DataSet arrays = CsvData.From(table, Columns(["label"]));
        DataSet text = CsvData.From(
            CsvTable.Read(new StringReader("x.0,x.1,label\n1,2,3\n3,4,1\n5,6,3\n7,8,2\n"), "t.csv"), Columns(["label"]));

        arrays.Inputs.ShouldBe(text.Inputs);
        arrays.Targets.ShouldBe(text.Targets);
        arrays.TestTargets.ShouldBe(text.TestTargets);
        arrays.FeatureNames.ShouldBe(text.FeatureNames);
        arrays.Classes.ShouldBe(["1", "2", "3"]);
        CsvData.From(table, new CsvColumns { Targets = ["x.1"], Features = ["label"] }).Targets.ShouldBe([2, 4, 6, 8]);

        static CsvColumns Columns(string[] targets) =>
            new() { Targets = targets, Encoding = TargetEncoding.OneHot, TestFraction = 0.25, Standardize = true };
    }

    /// <summary>An NPZ file and NPY files of the same names are one table, whatever type their numbers were stored in.</summary>
    [Fact]
    public void Files_of_one_kind_or_the_other_are_read()
    {
        NumericArray x = new([3, 2], [1, 2, 3, 4, 5, 6]), y = new([3], [7, 8, 9]);
        NpzFile.Write(In("all.npz"), [new("x", x.StoredAs(ElementType.Float32)), new("y", y.StoredAs(ElementType.Int32))]);
        NpyFile.Write(In("x.npy"), x);
        NpyFile.Write(In("y.npy"), y);
        foreach (ArrayTable table in new[] { ArrayTable.Read([In("all.npz")]), ArrayTable.Read([In("x.npy"), In("y.npy")]) })
        {
            table.Header.ShouldBe(["x.0", "x.1", "y"]);
            Enumerable.Range(0, 3).Select(row => table.Number(row, 2)).ShouldBe([7, 8, 9]);
            table.Number(2, 0).ShouldBe(5);
        }
    }

    [Fact]
    public void What_is_no_table_is_refused_with_the_array_and_the_remedy()
    {
        Message(() => Table(("x", [2, 1], [1, 2]), ("y", [3], [1, 2, 3]))).ShouldBe(
            "t.npz: y: has 3 rows where the arrays before have 2 ([3]). Give all arrays one row for each input.");
        Message(() => Table(("x", [0, 4], []))).ShouldBe("t.npz: x: has no rows or no columns ([0, 4]). Give it shape [N] or [N, m].");
        Message(() => Table(("x", [], [1]))).ShouldBe("t.npz: x: is a single number. Give it shape [N] or [N, m].");
        Message(() => Table()).ShouldBe("t.npz: holds no arrays. Save inputs and targets in it.");
        Message(() => Table(("x", [2, 2], [1, 2, 3, 4])).Columns("labels"))
            .ShouldBe("t.npz: has no such column (labels). Its columns are x.");
        Message(() => Table(("y", [2], [1, double.NaN])).Number(1, 0)).ShouldBe(
            "t.npz: y: is not a finite number in row 2 (NaN). Put a number there, take the row out, "
                + "or leave the column out with features.");
        Message(() => CsvData.From(Table(("x", [2, 2], [1, 2, 3, 4])), new CsvColumns { Targets = ["x.1"], Features = ["x"] })).ShouldBe(
            "t.npz: x.1: is an input and a target. A target cannot be an input: take it out.");
        Message(
            () => CsvData.From(
                Table(("x", [2, 2], [1, 2, 3, 4]), ("z", [2], [1, 2])),
                new CsvColumns { Targets = ["x"], Encoding = TargetEncoding.OneHot })).ShouldBe(
            "t.npz: x: has 2 columns where classes are read from one. Name one column under target.");
        File.WriteAllText(In("bad.npy"), "no array");
        Message(() => ArrayTable.Read([In("bad.npy")], "bad.npy")).ShouldStartWith("bad.npy: ");
        Message(() => ArrayTable.Read([In("missing.npz")], "missing.npz")).ShouldStartWith("missing.npz: ");
    }

    private static string Message(Func<object> read) => Should.Throw<DataException>(() => { read(); }).Message;

    private static ArrayTable Table(params (string Name, int[] Shape, double[] Values)[] arrays) =>
        ArrayTable.From(arrays.Select(array => KeyValuePair.Create(array.Name, new NumericArray(array.Shape, array.Values))), "t.npz");

    private string In(string name) => Path.Combine(folder.FullName, name);
}

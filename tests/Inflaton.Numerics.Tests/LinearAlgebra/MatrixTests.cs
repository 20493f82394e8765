using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Numerics.Tests.LinearAlgebra;

public class MatrixTests
{
    private static readonly Matrix<double> TwoByThree = Matrix.FromRows<double>([1, 2, 3], [4, 5, 6]);

    [Fact]
    public void ElementsLieRowByRow()
    {
        TwoByThree.Values.ShouldBe([1, 2, 3, 4, 5, 6]);
        TwoByThree[1, 0].ShouldBe(4);
        TwoByThree.Row(1).ToArray().ShouldBe([4, 5, 6]);
        TwoByThree.Transposed().Values.ShouldBe([1, 4, 2, 5, 3, 6]);
    }

    [Fact]
    public void WritingToARowOrABlockWritesToTheMatrix()
    {
        Matrix<double> matrix = TwoByThree.Copy();
        matrix.Row(0)[1] = 20;
        matrix.View.Block(1, 1, 1, 2)[0, 1] = 60;
        matrix.Values.ShouldBe([1, 20, 3, 4, 5, 60]);
        TwoByThree.Values.ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void BlocksAreViewsOfTheSameElements()
    {
        MatrixView<double> view = TwoByThree;
        view.RowBlock(1, 1).Row(0).ToArray().ShouldBe([4, 5, 6]);
        MatrixView<double> columns = view.ColumnBlock(1, 2);
        columns[1, 0].ShouldBe(5);
        columns.Row(0).ToArray().ShouldBe([2, 3]);
        view.RowBlock(2, 0).Rows.ShouldBe(0);
        view.ColumnBlock(3, 0).Columns.ShouldBe(0);
    }

    [Fact]
    public void MadeFromDiagonalIdentityAndFunction()
    {
        Matrix.Diagonal(2.0, 3.0).Values.ShouldBe([2, 0, 0, 3]);
        Matrix.Identity<float>(2).Values.ShouldBe([1, 0, 0, 1]);
        Matrix.FromFunction(2, 3, (i, j) => 10.0 * i + j).Values.ShouldBe([0, 1, 2, 10, 11, 12]);
        Matrix.FromRows<double>().Rows.ShouldBe(0);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Matrix<double>(-1, 2)).Message.ShouldContain("-1");
        Should.Throw<ArgumentOutOfRangeException>(() => new Matrix<double>(1 << 20, 1 << 20)).Message.ShouldContain("1048576");
        Should.Throw<ArgumentException>(() => new Matrix<double>(2, 2, new double[3])).Message.ShouldContain("3");
        Should.Throw<ArgumentException>(() => Matrix.FromRows<double>([1, 2], [3])).Message.ShouldContain("Row 1");
        Should.Throw<ArgumentOutOfRangeException>(() => TwoByThree[0, 3]).Message.ShouldContain("(0, 3)");
        Should.Throw<ArgumentOutOfRangeException>(() => TwoByThree.View.Block(1, 2, 0, 1)).Message.ShouldContain("2 × 1");
        Should.Throw<ArgumentException>(() => new MatrixView<double>(new double[5], 0, 2, 3, 3)).Message.ShouldContain("6");
    }
}

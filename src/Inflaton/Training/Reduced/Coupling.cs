using System.Numerics.Tensors;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Training.Reduced;

/// <summary>A matrix M whose rows and columns count the vectors of two bases that change: Dᵀ M A stays the same.</summary>
internal sealed class Coupling
{
    private double[] values = [];
    private int height;
    private int width;

    /// <summary>Number of rows in use.</summary>
    public int Rows { get; private set; }

    /// <summary>Number of columns in use.</summary>
    public int Columns { get; private set; }

    /// <summary>M.</summary>
    public MatrixView<double> View => Block(Rows, Columns);

    /// <summary>The rows in use with what lies between them and is zero, for work element by element.</summary>
    public Span<double> Stored => values.AsSpan(0, Rows * width);

    /// <summary>The upper left block of M.</summary>
    public MatrixView<double> Block(int rows, int columns) => new(values, 0, rows, columns, width);

    public void AppendRow()
    {
        Rows++;
        Fit();
    }

    public void AppendColumn()
    {
        Columns++;
        Fit();
    }

    public void SwapRows(int i, int j)
    {
        for (int column = 0; column < Columns; column++)
        {
            ref double x = ref values[(i * width) + column], y = ref values[(j * width) + column];
            (x, y) = (y, x);
        }
    }

    public void SwapColumns(int i, int j)
    {
        for (int row = 0; row < Rows; row++)
        {
            ref double x = ref values[(row * width) + i], y = ref values[(row * width) + j];
            (x, y) = (y, x);
        }
    }

    /// <summary>M ← (1 − 2 v vᵀ) M on the rows from <paramref name="first"/> on.</summary>
    public void ReflectRows(int first, ReadOnlySpan<double> v)
    {
        Span<double> sum = Columns <= 512 ? stackalloc double[Columns] : new double[Columns];
        sum.Clear();
        for (int i = 0; i < v.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(View.Row(first + i), v[i], sum, sum);
        }

        for (int i = 0; i < v.Length; i++)
        {
            Span<double> row = View.Row(first + i);
            TensorPrimitives.MultiplyAdd(sum, -2 * v[i], row, row);
        }
    }

    /// <summary>M ← M (1 − 2 v vᵀ) on the columns from <paramref name="first"/> on.</summary>
    public void ReflectColumns(int first, ReadOnlySpan<double> v)
    {
        for (int i = 0; i < Rows; i++)
        {
            Reflection.Apply(View.Row(i).Slice(first, v.Length), v);
        }
    }

    /// <summary>M ← T M on the first rows.</summary>
    public void RotateRows(Matrix<double> rotation, MatrixProduct<double> product)
    {
        Matrix<double> rotated = new(rotation.Rows, Columns);
        product.Multiply(1, rotation, Transpose.No, Block(rotation.Rows, Columns), Transpose.No, 0, rotated);
        for (int i = 0; i < rotation.Rows; i++)
        {
            rotated.Row(i).CopyTo(View.Row(i));
        }
    }

    /// <summary>M ← M Tᵀ on the first columns.</summary>
    public void RotateColumns(Matrix<double> rotation, MatrixProduct<double> product)
    {
        Matrix<double> rotated = new(Rows, rotation.Rows);
        product.Multiply(1, Block(Rows, rotation.Rows), Transpose.No, rotation, Transpose.Yes, 0, rotated);
        for (int i = 0; i < Rows; i++)
        {
            rotated.Row(i).CopyTo(View.Row(i));
        }
    }

    /// <summary>Hands over M, for which there has to be room when it is put back.</summary>
    public void Keep(KeptState state) => state.Exchange(values, Rows * width);

    private void Fit()
    {
        if (Rows <= height && Columns <= width)
        {
            return;
        }

        int higher = Rows > height ? Math.Max(16, 2 * Rows) : height;
        int wider = Columns > width ? Math.Max(16, 2 * Columns) : width;
        double[] padded = new double[higher * wider];
        for (int i = 0; i < height; i++)
        {
            values.AsSpan(i * width, width).CopyTo(padded.AsSpan(i * wider));
        }

        (values, height, width) = (padded, higher, wider);
    }
}

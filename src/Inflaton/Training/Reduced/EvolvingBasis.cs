using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Training.Reduced;

/// <summary>
/// Orthonormal vectors that span, to a tolerance, every vector met so far, with their images under a fixed linear map. A vector joins
/// when a residual passes the tolerance; only then is the map applied. Nothing is allocated while the basis does not grow.
/// </summary>
/// <remarks>
/// Classical Gram-Schmidt, twice ("twice is enough": Giraud, Langou, Rozložník, van den Eshof, Numer. Math. 101 (2005) 87), the largest
/// residual first.
/// </remarks>
internal sealed class EvolvingBasis
{
    /// <summary>A row joins while its residual is above this share of the tolerance, once one has passed it.</summary>
    private const double Thoroughness = 0.3;

    // Rows are kept apart by an odd number of cache lines, so that they do not push one another out of the caches.
    private const int Line = 8;

    private readonly Matrix<double> map;
    private readonly Transpose transpose;
    private readonly double tolerance;
    private readonly MatrixProduct<double> product;
    private readonly Matrix<double> residuals;
    private readonly double[] scratch;
    private double[] vectors = [];
    private double[] images = [];
    private double[] coefficients = [];
    private int capacity;

    /// <summary>An empty basis.</summary>
    /// <param name="map">M; a basis vector's image is op(M) b.</param>
    /// <param name="transpose">Whether op(M) is Mᵀ.</param>
    /// <param name="rows">Number N of vectors expressed at a time.</param>
    /// <param name="tolerance">Largest residual that is dropped, relative to the largest of the N vectors.</param>
    /// <param name="product">Matrix products.</param>
    public EvolvingBasis(Matrix<double> map, Transpose transpose, int rows, double tolerance, MatrixProduct<double> product)
    {
        this.map = map;
        this.transpose = transpose;
        this.tolerance = tolerance;
        this.product = product;
        (ImageLength, Length) = transpose == Transpose.No ? (map.Rows, map.Columns) : (map.Columns, map.Rows);
        residuals = new Matrix<double>(rows, Length);
        scratch = new double[Length];
    }

    /// <summary>Length of a vector.</summary>
    public int Length { get; }

    /// <summary>Length of an image.</summary>
    public int ImageLength { get; }

    /// <summary>Number r of vectors.</summary>
    public int Count { get; private set; }

    /// <summary>Largest residual dropped so far, relative to the largest of the vectors it came with.</summary>
    public double LargestResidual { get; private set; }

    /// <summary>B, a vector a row, shape [r, n].</summary>
    public MatrixView<double> Vectors => new(vectors, 0, Count, Length, Stride(Length));

    /// <summary>B op(M)ᵀ, an image a row, shape [r, m].</summary>
    public MatrixView<double> Images => new(images, 0, Count, ImageLength, Stride(ImageLength));

    /// <summary>P = X Bᵀ of the last <see cref="Express"/>, shape [N, r].</summary>
    public MatrixView<double> Coefficients => new(coefficients, 0, residuals.Rows, Count, capacity);

    /// <summary>Finds P with X = P B up to the tolerance, and lets the basis grow where that takes more vectors.</summary>
    /// <param name="rows">X, shape [N, n]. What is not a finite number never joins.</param>
    /// <returns>The number of vectors that joined.</returns>
    public int Express(Matrix<double> rows)
    {
        rows.Values.CopyTo(residuals.Values, 0);
        if (Count > 0)
        {
            product.Multiply(1, rows, Transpose.No, Vectors, Transpose.Yes, 0, Coefficients);
            product.Multiply(-1, Coefficients, Transpose.No, Vectors, Transpose.No, 1, residuals);
        }

        (_, double scale) = Largest(rows);
        (int worst, double residual) = Largest(residuals);
        int first = Count;
        if (residual > tolerance * scale && double.IsFinite(scale))
        {
            while (residual > Thoroughness * tolerance * scale && Count < Length)
            {
                Append(worst);
                (worst, residual) = Largest(residuals);
            }

            MatrixView<double> joined = Vectors.RowBlock(first, Count - first);
            MatrixView<double> image = Images.RowBlock(first, Count - first);
            product.Multiply(1, joined, Transpose.No, map, transpose == Transpose.No ? Transpose.Yes : Transpose.No, 0, image);
        }

        if (scale > 0 && Count < Length)
        {
            LargestResidual = Math.Max(LargestResidual, residual / scale);
        }

        return Count - first;
    }

    private static int Stride(int length) => ((((length + Line - 1) / Line) | 1) * Line);

    private static (int Row, double Norm) Largest(Matrix<double> rows)
    {
        int row = 0;
        double largest = 0;
        for (int i = 0; i < rows.Rows; i++)
        {
            double norm = InnerProduct.Norm(rows.Row(i));
            if (norm > largest || double.IsNaN(norm))
            {
                (row, largest) = (i, norm);
            }
        }

        return (row, largest);
    }

    private void Append(int row)
    {
        if (Count == capacity)
        {
            Enlarge();
        }

        Span<double> vector = vectors.AsSpan(Count * Stride(Length), Length);
        residuals.Row(row).CopyTo(vector);
        Normalise(vector);
        for (int pass = 0; pass < 2 && Count > 0; pass++)
        {
            Span<double> parts = scratch.AsSpan(0, Count);
            product.MatrixVector(1, Vectors, Transpose.No, vector, 0, parts);
            for (int i = 0; i < Count; i++)
            {
                TensorPrimitives.MultiplyAdd(Vectors.Row(i), -parts[i], vector, vector);
            }

            Normalise(vector);
        }

        for (int x = 0; x < residuals.Rows; x++)
        {
            Span<double> residual = residuals.Row(x);
            double part = InnerProduct.Dot(residual, vector);
            coefficients[(x * capacity) + Count] = part;
            TensorPrimitives.MultiplyAdd(vector, -part, residual, residual);
        }

        Count++;
    }

    private static void Normalise(Span<double> vector) => TensorPrimitives.Divide(vector, InnerProduct.Norm(vector), vector);

    private void Enlarge()
    {
        int larger = Math.Min(Length, Math.Max(16, 2 * capacity));
        Array.Resize(ref vectors, larger * Stride(Length));
        Array.Resize(ref images, larger * Stride(ImageLength));
        double[] kept = coefficients;
        coefficients = new double[residuals.Rows * larger];
        for (int x = 0; x < residuals.Rows; x++)
        {
            kept.AsSpan(x * capacity, capacity).CopyTo(coefficients.AsSpan(x * larger));
        }

        capacity = larger;
    }
}

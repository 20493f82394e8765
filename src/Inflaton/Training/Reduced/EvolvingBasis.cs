using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Training.Reduced;

/// <summary>
/// Orthonormal vectors that span, to a tolerance, every vector met so far, with their images under a fixed linear map. A vector joins
/// when a residual passes the tolerance; only then is the map applied. Nothing is allocated while the basis does not grow.
/// </summary>
/// <remarks>
/// <para>
/// A row x is expressed by what sets it apart from a row x* met before, e = x − β x* with β = x·x*/‖x*‖²: with the coefficients p* and the
/// residual ρ* of that, p = β p* + B e and ‖ρ‖ ≤ |β| ‖ρ*‖ + √(‖e‖² − ‖B e‖²), which rounding blurs by 10⁻⁷ ‖e‖ alone. Only where this bound
/// passes the tolerance are the residuals formed, and the rows become the new x*.
/// </para>
/// <para>
/// Growing is classical Gram-Schmidt, twice ("twice is enough": Giraud, Langou, Rozložník, van den Eshof, Numer. Math. 101 (2005) 87),
/// the largest residual first.
/// </para>
/// </remarks>
internal sealed class EvolvingBasis
{
    /// <summary>Once a row has passed the tolerance, rows join while one is above this share of it.</summary>
    private const double Thoroughness = 0.3;

    /// <summary>Rounding error of ‖e‖² − ‖B e‖² relative to ‖e‖².</summary>
    private const double Rounding = 64 * 2.2204460492503131e-16;

    // Rows are kept apart by an odd number of cache lines, so that they do not push one another out of the caches.
    private const int Line = 8;

    private readonly Matrix<double> map;
    private readonly Transpose transpose;
    private readonly double tolerance;
    private readonly BasisProduct product;
    private readonly Matrix<double> reference;
    private readonly Matrix<double> differences;
    private readonly double[] squares;
    private readonly double[] dropped;
    private readonly double[] shares;
    private readonly double[] distances;
    private readonly double[] scratch;
    private double[] vectors = [];
    private double[] images = [];
    private double[] coefficients = [];
    private double[] referenceCoefficients = [];
    private int capacity;

    /// <summary>An empty basis.</summary>
    /// <param name="map">M; a basis vector's image is op(M) b.</param>
    /// <param name="transpose">Whether op(M) is Mᵀ.</param>
    /// <param name="rows">Number N of vectors expressed at a time.</param>
    /// <param name="tolerance">Largest residual that is dropped, relative to the largest of the N vectors.</param>
    /// <param name="product">Products with the basis.</param>
    public EvolvingBasis(Matrix<double> map, Transpose transpose, int rows, double tolerance, BasisProduct product)
    {
        this.map = map;
        this.transpose = transpose;
        this.tolerance = tolerance;
        this.product = product;
        (ImageLength, Length) = transpose == Transpose.No ? (map.Rows, map.Columns) : (map.Columns, map.Rows);
        reference = new Matrix<double>(rows, Length);
        differences = new Matrix<double>(rows, Length);
        squares = new double[rows];
        dropped = new double[rows];
        shares = new double[rows];
        distances = new double[rows];
        scratch = new double[Length];
    }

    /// <summary>Number N of vectors expressed at a time.</summary>
    public int Rows => reference.Rows;

    /// <summary>Length of a vector.</summary>
    public int Length { get; }

    /// <summary>Length of an image.</summary>
    public int ImageLength { get; }

    /// <summary>Number r of vectors.</summary>
    public int Count { get; private set; }

    /// <summary>Bound of the residuals dropped so far, relative to the largest of the vectors they came with.</summary>
    public double LargestResidual { get; private set; }

    /// <summary>B, a vector a row, shape [r, n].</summary>
    public MatrixView<double> Vectors => new(vectors, 0, Count, Length, Stride(Length));

    /// <summary>B op(M)ᵀ, an image a row, shape [r, m].</summary>
    public MatrixView<double> Images => new(images, 0, Count, ImageLength, Stride(ImageLength));

    /// <summary>P = X Bᵀ of the last <see cref="Express"/>, shape [N, r].</summary>
    public MatrixView<double> Coefficients => new(coefficients, 0, Rows, Count, capacity);

    /// <summary>Finds P with X = P B up to the tolerance, and lets the basis grow where that takes more vectors.</summary>
    /// <param name="rows">X, shape [N, n]. What is not a finite number never joins.</param>
    /// <returns>The number of vectors that joined.</returns>
    public int Express(Matrix<double> rows)
    {
        (_, double scale) = Largest(rows);
        int joined = 0;
        if (!IsNearReference(rows, scale, out double bound))
        {
            (joined, bound) = FormResiduals(rows, scale);
        }

        if (scale > 0)
        {
            LargestResidual = Math.Max(LargestResidual, bound / scale);
        }

        return joined;
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

    /// <summary>Expresses the rows by what sets them apart from the reference, where that is known to be within the tolerance.</summary>
    private bool IsNearReference(Matrix<double> rows, double scale, out double bound)
    {
        bound = 0;
        for (int x = 0; x < rows.Rows; x++)
        {
            ReadOnlySpan<double> row = rows.Row(x), from = reference.Row(x);
            shares[x] = squares[x] > 0 ? InnerProduct.Dot(row, from) / squares[x] : 0;
            TensorPrimitives.MultiplyAdd(from, -shares[x], row, differences.Row(x));
            distances[x] = InnerProduct.Dot(differences.Row(x), differences.Row(x));
            bound = Math.Max(bound, (Math.Abs(shares[x]) * dropped[x]) + Math.Sqrt(Rounding * distances[x]));
        }

        if (!(bound <= tolerance * scale))
        {
            return false;
        }

        product.Project(differences, Vectors, Coefficients);
        for (int x = 0; x < rows.Rows; x++)
        {
            Span<double> within = Coefficients.Row(x);
            double beyond = Math.Max(0, distances[x] - InnerProduct.Dot(within, within)) + (Rounding * distances[x]);
            bound = Math.Max(bound, (Math.Abs(shares[x]) * dropped[x]) + Math.Sqrt(beyond));
            TensorPrimitives.MultiplyAdd(referenceCoefficients.AsSpan(x * capacity, Count), shares[x], within, within);
        }

        return bound <= tolerance * scale;
    }

    /// <summary>Forms the residuals, makes the basis grow until they pass, and takes the rows as reference.</summary>
    private (int Joined, double Largest) FormResiduals(Matrix<double> rows, double scale)
    {
        int first = Count;
        product.Project(rows, Vectors, Coefficients);
        rows.Values.CopyTo(differences.Values, 0);
        product.Combine(-1, Coefficients, Vectors, accumulates: true, differences);
        (int worst, double residual) = Largest(differences);
        if (residual > tolerance * scale && double.IsFinite(scale))
        {
            while (residual > Thoroughness * tolerance * scale && Count < Length)
            {
                Append(worst);
                (worst, residual) = Largest(differences);
            }

            MatrixView<double> joined = Vectors.RowBlock(first, Count - first);
            MatrixView<double> image = Images.RowBlock(first, Count - first);
            product.Product.Multiply(1, joined, Transpose.No, map, transpose == Transpose.No ? Transpose.Yes : Transpose.No, 0, image);
        }

        rows.Values.CopyTo(reference.Values, 0);
        coefficients.CopyTo(referenceCoefficients, 0);
        for (int x = 0; x < dropped.Length; x++)
        {
            dropped[x] = InnerProduct.Norm(differences.Row(x));
            squares[x] = InnerProduct.Dot(rows.Row(x), rows.Row(x));
        }

        return (Count - first, residual);
    }

    /// <summary>The direction of a residual joins; every residual loses its part along it.</summary>
    private void Append(int row)
    {
        if (Count == capacity)
        {
            Enlarge();
        }

        Span<double> vector = vectors.AsSpan(Count * Stride(Length), Length);
        differences.Row(row).CopyTo(vector);
        Normalise(vector);
        for (int pass = 0; pass < 2; pass++)
        {
            Span<double> parts = scratch.AsSpan(0, Count);
            product.Product.MatrixVector(1, Vectors, Transpose.No, vector, 0, parts);
            for (int i = 0; i < Count; i++)
            {
                TensorPrimitives.MultiplyAdd(Vectors.Row(i), -parts[i], vector, vector);
            }

            Normalise(vector);
        }

        for (int x = 0; x < differences.Rows; x++)
        {
            Span<double> residual = differences.Row(x);
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
        coefficients = new double[Rows * larger];
        referenceCoefficients = new double[Rows * larger];
        for (int x = 0; x < Rows; x++)
        {
            kept.AsSpan(x * capacity, capacity).CopyTo(coefficients.AsSpan(x * larger));
        }

        capacity = larger;
    }
}

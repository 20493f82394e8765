using System.Numerics.Tensors;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Training.Reduced;

/// <summary>
/// Orthonormal vectors that span, to a tolerance, every vector met so far, with their images under a fixed linear map. A vector joins
/// when a residual passes the tolerance; only then is the map applied. The first <see cref="Active"/> of them span what is met at present;
/// the others are idle until they are needed again. Nothing is allocated while the basis does not change.
/// </summary>
/// <remarks>
/// <para>
/// A row x is expressed by what sets it apart from a row x* met before, e = x − β x* with β = x·x*/‖x*‖²: with the coefficients p* and the
/// residual ρ* of that, p = β p* + B e and ‖ρ‖ ≤ |β| ‖ρ*‖ + √(‖e‖² − ‖B e‖²), which rounding blurs by 10⁻⁷ ‖e‖ alone. Only where this bound
/// passes the tolerance are the residuals formed, and the rows become the new x*.
/// </para>
/// <para>
/// Growing is classical Gram-Schmidt, twice ("twice is enough": Giraud, Langou, Rozložník, van den Eshof, Numer. Math. 101 (2005) 87),
/// the largest residual first. Idle vectors are turned by a reflection, so that one of them has the direction that is needed. They are
/// called for long before the tolerance is reached: what lies within them is dropped at every step anew, and would add up.
/// </para>
/// </remarks>
internal sealed class EvolvingBasis
{
    /// <summary>Number of steps whose coefficients <see cref="Narrowed"/> looks at.</summary>
    public const int Window = 16;

    /// <summary>Once a row has passed the tolerance, vectors join while a residual is above this share of it.</summary>
    private const double Thoroughness = 0.3;

    /// <summary>Share of the tolerance to which the vectors in use span what all vectors span.</summary>
    private const double IdleShare = 0.03;

    /// <summary>Share of the tolerance that a residual beyond all vectors may reach while idle ones hold more.</summary>
    private const double Remainder = 0.99;

    /// <summary>How far the residual beyond all vectors may rise until idle ones are looked at again.</summary>
    private const double Rise = 1.2;

    /// <summary>Rounding error of ‖e‖² − ‖B e‖² relative to ‖e‖².</summary>
    private const double Rounding = 16 * 2.2204460492503131e-16;

    // Rows are kept apart by an odd number of cache lines, so that they do not push one another out of the caches.
    private const int Line = 8;

    private readonly Matrix<double> map;
    private readonly Transpose transpose;
    private readonly double tolerance;
    private readonly BasisProduct product;
    private readonly IBasisFollower? follower;
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
    private double[] idleCoefficients = [];
    private double[] recent = [];
    private int recorded;
    private int capacity;
    private double scale;

    // The largest residual beyond all vectors when the idle ones were last looked at, relative to the scale.
    private double beyondAll;

    /// <summary>An empty basis.</summary>
    /// <param name="map">M; a basis vector's image is op(M) b.</param>
    /// <param name="transpose">Whether op(M) is Mᵀ.</param>
    /// <param name="rows">Number N of vectors expressed at a time.</param>
    /// <param name="tolerance">Largest residual that is dropped, relative to the largest of the N vectors.</param>
    /// <param name="product">Products with the basis.</param>
    /// <param name="follower">Told of every change; null where there is nothing to tell.</param>
    public EvolvingBasis(
        Matrix<double> map, Transpose transpose, int rows, double tolerance, BasisProduct product, IBasisFollower? follower = null)
    {
        this.map = map;
        this.transpose = transpose;
        this.tolerance = tolerance;
        this.product = product;
        this.follower = follower;
        (ImageLength, Length) = transpose == Transpose.No ? (map.Rows, map.Columns) : (map.Columns, map.Rows);
        reference = new Matrix<double>(rows, Length);
        differences = new Matrix<double>(rows, Length);
        squares = new double[rows];
        dropped = new double[rows];
        shares = new double[rows];
        distances = new double[rows];
        scratch = new double[Math.Max(Length, ImageLength)];
    }

    /// <summary>Number N of vectors expressed at a time.</summary>
    public int Rows => reference.Rows;

    /// <summary>Length of a vector.</summary>
    public int Length { get; }

    /// <summary>Length of an image.</summary>
    public int ImageLength { get; }

    /// <summary>Number r of vectors.</summary>
    public int Count { get; private set; }

    /// <summary>Number of vectors in use, the first ones.</summary>
    public int Active { get; private set; }

    /// <summary>Bound of the residuals dropped so far, relative to the largest of the vectors they came with.</summary>
    public double LargestResidual { get; private set; }

    /// <summary>B, the vectors in use, one a row.</summary>
    public MatrixView<double> Vectors => AllVectors.RowBlock(0, Active);

    /// <summary>B op(M)ᵀ, their images, one a row.</summary>
    public MatrixView<double> Images => AllImages.RowBlock(0, Active);

    /// <summary>All vectors, one a row.</summary>
    public MatrixView<double> AllVectors => new(vectors, 0, Count, Length, Stride(Length));

    /// <summary>All images, one a row.</summary>
    public MatrixView<double> AllImages => new(images, 0, Count, ImageLength, Stride(ImageLength));

    /// <summary>P = X Bᵀ of the last <see cref="Express"/> on the vectors in use.</summary>
    public MatrixView<double> Coefficients => new(coefficients, 0, Rows, Active, capacity);

    /// <summary>The residual that is dropped without a look at the idle vectors.</summary>
    private double Passing => Active == Count ? tolerance : Math.Min(tolerance, Math.Max(IdleShare * tolerance, Rise * beyondAll));

    private MatrixView<double> IdleVectors => AllVectors.RowBlock(Active, Count - Active);

    /// <summary>Finds P with X = P B up to the tolerance, and lets the basis grow where that takes more vectors.</summary>
    /// <param name="rows">X, shape [N, n]. What is not a finite number never joins.</param>
    /// <returns>The number of vectors that joined.</returns>
    public int Express(Matrix<double> rows)
    {
        scale = Largest(rows).Norm;
        int joined = 0;
        if (!IsNearReference(rows, out double bound))
        {
            (joined, bound) = FormResiduals(rows);
        }

        if (scale > 0)
        {
            LargestResidual = Math.Max(LargestResidual, bound / scale);
        }

        return joined;
    }

    /// <summary>Keeps the last coefficients for <see cref="Narrowed"/>.</summary>
    public void Record()
    {
        if (!(scale > 0 && double.IsFinite(scale)))
        {
            return;
        }

        int slot = recorded++ % Window;
        for (int x = 0; x < Rows; x++)
        {
            Span<double> row = recent.AsSpan(((slot * Rows) + x) * capacity, capacity);
            row.Clear();
            TensorPrimitives.Divide(Coefficients.Row(x), scale, row);
        }
    }

    /// <summary>
    /// A rotation of the vectors in use, the first of which then span the recorded rows and some others to a share of the tolerance.
    /// </summary>
    /// <param name="others">Other vectors in the coordinates of those in use, one a row, as large as they count.</param>
    /// <returns>The rotation T and the number of vectors that are still needed.</returns>
    public (Matrix<double> Rotation, int Needed) Narrowed(Matrix<double> others)
    {
        int kept = Math.Min(recorded, Window) * Rows;
        Matrix<double> rows = new(kept + others.Rows, Active);
        for (int i = 0; i < kept; i++)
        {
            recent.AsSpan(i * capacity, Active).CopyTo(rows.Row(i));
        }

        others.Values.CopyTo(rows.Values.AsSpan(kept * Active));
        Matrix<double> transposed = Matrix.Identity<double>(Active);
        double[] v = new double[Active];
        int needed = 0;
        for (; needed < Active; needed++)
        {
            int worst = 0;
            double largest = 0;
            for (int i = 0; i < rows.Rows; i++)
            {
                double norm = InnerProduct.Norm(rows.Row(i)[needed..]);
                (worst, largest) = norm > largest ? (i, norm) : (worst, largest);
            }

            if (largest <= Thoroughness * IdleShare * tolerance)
            {
                break;
            }

            Span<double> direction = v.AsSpan(0, Active - needed);
            Reflection.Find(rows.Row(worst)[needed..], direction);
            for (int i = 0; i < rows.Rows; i++)
            {
                Reflection.Apply(rows.Row(i)[needed..], direction);
            }

            for (int i = 0; i < Active; i++)
            {
                Reflection.Apply(transposed.Row(i)[needed..], direction);
            }
        }

        recorded = 0;
        return (transposed.Transposed(), Math.Max(needed, 1));
    }

    /// <summary>Rotates the vectors in use and leaves all but the first of them idle.</summary>
    /// <param name="rotation">T.</param>
    /// <param name="needed">How many stay in use.</param>
    public void Narrow(Matrix<double> rotation, int needed)
    {
        Rotate(rotation, Vectors);
        Rotate(rotation, Images);
        follower?.Rotate(rotation);
        Active = needed;
        squares.AsSpan().Clear();
        dropped.AsSpan().Clear();
    }

    /// <summary>
    /// Hands over the basis and what the next rows are expressed by. Into an empty one vectors are put back as if they joined, so that the
    /// follower has room for them.
    /// </summary>
    /// <param name="state">Receives or has it.</param>
    public void Keep(KeptState state)
    {
        state.Exchange(reference.Values);
        int count = Math.Min(state.ExchangedCount(Count), Length);
        while (Count < count)
        {
            MakeRoom();
            Count++;
            follower?.Append();
        }

        int active = Active;
        state.ExchangeIndex(ref active, Count + 1);
        Active = active;
        state.Exchange(vectors, Count * Stride(Length));
        state.Exchange(images, Count * Stride(ImageLength));
        state.Exchange(squares);
        state.Exchange(dropped);
        state.Exchange(referenceCoefficients);
        state.Exchange(ref recorded);
        state.Exchange(recent, Math.Min(recorded, Window) * Rows * capacity);
        state.Exchange(ref beyondAll);
        LargestResidual = state.Exchanged(LargestResidual);
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

    private static void Normalise(Span<double> vector) => TensorPrimitives.Divide(vector, InnerProduct.Norm(vector), vector);

    private void Rotate(Matrix<double> rotation, MatrixView<double> rows)
    {
        Matrix<double> rotated = new(rows.Rows, rows.Columns);
        product.Product.Multiply(1, rotation, Transpose.No, rows, Transpose.No, 0, rotated);
        for (int i = 0; i < rows.Rows; i++)
        {
            rotated.Row(i).CopyTo(rows.Row(i));
        }
    }

    /// <summary>Expresses the rows by what sets them apart from the reference, where that is known to be within the tolerance.</summary>
    private bool IsNearReference(Matrix<double> rows, out double bound)
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

        if (!(bound <= Passing * scale))
        {
            return false;
        }

        product.Project(differences, Vectors, Coefficients);
        for (int x = 0; x < rows.Rows; x++)
        {
            Span<double> within = Coefficients.Row(x);
            double beyond = Math.Max(0, distances[x] - InnerProduct.Dot(within, within)) + (Rounding * distances[x]);
            bound = Math.Max(bound, (Math.Abs(shares[x]) * dropped[x]) + Math.Sqrt(beyond));
            TensorPrimitives.MultiplyAdd(referenceCoefficients.AsSpan(x * capacity, Active), shares[x], within, within);
        }

        return bound <= Passing * scale;
    }

    /// <summary>Forms the residuals, takes in vectors until they pass, and takes the rows as reference.</summary>
    private (int Joined, double Largest) FormResiduals(Matrix<double> rows)
    {
        product.Project(rows, Vectors, Coefficients);
        rows.Values.CopyTo(differences.Values, 0);
        product.Combine(-1, Coefficients, Vectors, accumulates: true, differences);
        int joined = 0;
        int idle = 0;
        if (Largest(differences).Norm > Passing * scale && double.IsFinite(scale))
        {
            idle = Widen();
            joined = Grow();
            beyondAll = Largest(differences).Norm / scale;
        }

        double largest = 0;
        for (int x = 0; x < dropped.Length; x++)
        {
            ReadOnlySpan<double> beyond = differences.Row(x);
            ReadOnlySpan<double> unused = idleCoefficients.AsSpan((x * capacity) + (capacity - idle), idle);
            dropped[x] = Math.Sqrt(InnerProduct.Dot(beyond, beyond) + InnerProduct.Dot(unused, unused));
            largest = Math.Max(largest, dropped[x]);
            squares[x] = InnerProduct.Dot(rows.Row(x), rows.Row(x));
        }

        rows.Values.CopyTo(reference.Values, 0);
        coefficients.CopyTo(referenceCoefficients, 0);
        return (joined, largest);
    }

    /// <summary>Takes idle directions into use. Afterwards the residuals lie beyond all vectors.</summary>
    /// <returns>The number of vectors that stay idle; their coefficients are the last in each row of the storage.</returns>
    private int Widen()
    {
        int idle = Count - Active;
        if (idle == 0)
        {
            return 0;
        }

        MatrixView<double> parts = Idle(idle);
        product.Project(differences, IdleVectors, parts);
        product.Combine(-1, parts, IdleVectors, accumulates: true, differences);
        while (idle > 0)
        {
            parts = Idle(idle);
            int worst = 0;
            double largest = 0;
            for (int x = 0; x < Rows; x++)
            {
                double norm = InnerProduct.Norm(parts.Row(x));
                (worst, largest) = norm > largest ? (x, norm) : (worst, largest);
            }

            if (largest <= Thoroughness * IdleShare * tolerance * scale)
            {
                break;
            }

            double[] v = new double[idle];
            Reflection.Find(parts.Row(worst), v);
            Reflect(AllVectors, v);
            Reflect(AllImages, v);
            follower?.Reflect(Active, v);
            for (int x = 0; x < Rows; x++)
            {
                Reflection.Apply(parts.Row(x), v);
                coefficients[(x * capacity) + Active] = parts[x, 0];
            }

            Active++;
            idle--;
        }

        return idle;
    }

    /// <summary>The coefficients of the last idle vectors.</summary>
    private MatrixView<double> Idle(int idle) => new(idleCoefficients, capacity - idle, Rows, idle, capacity);

    /// <summary>Reflects the idle rows of a matrix.</summary>
    private void Reflect(MatrixView<double> all, ReadOnlySpan<double> v)
    {
        MatrixView<double> rows = all.RowBlock(Active, v.Length);
        Span<double> sum = scratch.AsSpan(0, rows.Columns);
        product.Product.MatrixVector(1, rows, Transpose.Yes, v, 0, sum);
        for (int i = 0; i < v.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(sum, -2 * v[i], rows.Row(i), rows.Row(i));
        }
    }

    /// <summary>Lets directions of the residuals join until these pass, and maps the new vectors.</summary>
    private int Grow()
    {
        int first = Active;
        (int worst, double residual) = Largest(differences);
        if (residual <= Remainder * tolerance * scale)
        {
            return 0;
        }

        while (residual > Thoroughness * tolerance * scale && Count < Length)
        {
            Append(worst);
            (worst, residual) = Largest(differences);
        }

        int joined = Active - first;
        MatrixView<double> image = AllImages.RowBlock(first, joined);
        Transpose mapped = transpose == Transpose.No ? Transpose.Yes : Transpose.No;
        product.Product.Multiply(1, AllVectors.RowBlock(first, joined), Transpose.No, map, mapped, 0, image);
        return joined;
    }

    /// <summary>The direction of a residual joins; every residual loses its part along it.</summary>
    private void Append(int row)
    {
        MakeRoom();
        Span<double> vector = vectors.AsSpan(Count * Stride(Length), Length);
        differences.Row(row).CopyTo(vector);
        Normalise(vector);
        for (int pass = 0; pass < 2; pass++)
        {
            Span<double> parts = scratch.AsSpan(0, Count);
            product.Product.MatrixVector(1, AllVectors, Transpose.No, vector, 0, parts);
            for (int i = 0; i < Count; i++)
            {
                TensorPrimitives.MultiplyAdd(AllVectors.Row(i), -parts[i], vector, vector);
            }

            Normalise(vector);
        }

        for (int x = 0; x < differences.Rows; x++)
        {
            Span<double> residual = differences.Row(x);
            double part = InnerProduct.Dot(residual, vector);
            coefficients[(x * capacity) + Active] = part;
            TensorPrimitives.MultiplyAdd(vector, -part, residual, residual);
        }

        Count++;
        follower?.Append();
        if (Active < Count - 1)
        {
            Swap(AllVectors.Row(Active), AllVectors.Row(Count - 1));
            Swap(AllImages.Row(Active), AllImages.Row(Count - 1));
            follower?.Swap(Active, Count - 1);
        }

        Active++;
    }

    private static void Swap(Span<double> x, Span<double> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            (x[i], y[i]) = (y[i], x[i]);
        }
    }

    /// <summary>Room for one vector more.</summary>
    private void MakeRoom()
    {
        if (Count < capacity)
        {
            return;
        }

        int larger = Math.Min(Length, Math.Max(16, 2 * capacity));
        Array.Resize(ref vectors, larger * Stride(Length));
        Array.Resize(ref images, larger * Stride(ImageLength));
        coefficients = Padded(coefficients, Rows, larger);
        recent = Padded(recent, Window * Rows, larger);
        double[] idle = new double[Rows * larger];
        for (int x = 0; x < Rows; x++)
        {
            idleCoefficients.AsSpan(x * capacity, capacity).CopyTo(idle.AsSpan((x * larger) + larger - capacity));
        }

        idleCoefficients = idle;
        referenceCoefficients = new double[Rows * larger];
        capacity = larger;
    }

    private double[] Padded(double[] values, int rows, int larger)
    {
        double[] padded = new double[rows * larger];
        for (int i = 0; i < rows && capacity > 0; i++)
        {
            values.AsSpan(i * capacity, capacity).CopyTo(padded.AsSpan(i * larger));
        }

        return padded;
    }
}

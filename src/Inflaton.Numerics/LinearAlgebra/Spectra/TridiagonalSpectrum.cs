using System.Buffers;
using System.Numerics.Tensors;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.LinearAlgebra.Spectra;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer: the halves are solved on their own and joined by a
/// change of rank one, whose eigenvalues are the roots of a <see cref="SecularEquation"/>. Directions that the change does not touch, to
/// rounding, are left out first.
/// </summary>
/// <remarks>
/// J. J. M. Cuppen, Numer. Math. 36 (1981) 177; M. Gu, S. C. Eisenstat, SIAM J. Matrix Anal. Appl. 16 (1995) 172, whose vector z, computed
/// back from the roots found, keeps the eigenvectors orthogonal.
/// </remarks>
internal sealed class TridiagonalSpectrum : IWork
{
    private const int SmallSize = 32;
    private const int RowsPerPart = 16;
    private const int LeastSharedSize = 64;
    private const double Epsilon = 1.1e-16;

    private readonly MatrixProduct<double> product;
    private readonly WorkerTeam team;
    private readonly double[] offDiagonal;
    private readonly bool isOfValues;

    private readonly double[] z;
    private readonly Half[] half;
    private readonly int[] merged;
    private readonly int[] kept;
    private readonly int[] deflated;
    private readonly int[] slot;
    private readonly double[] poles;
    private readonly double[] squares;
    private readonly double[] exact;
    private readonly double[] roots;
    private readonly double[] joinedValues;
    private readonly Matrix<double> old;
    private readonly Matrix<double> differences;

    // Of the join in hand.
    private int count;
    private double rho;
    private Stage stage;

    private TridiagonalSpectrum(
        double[] diagonal, double[] offDiagonal, MatrixProduct<double> product, WorkerTeam team, MatrixMemory<double> memory,
        bool isOfValues)
    {
        int n = diagonal.Length;
        this.isOfValues = isOfValues;
        this.product = product;
        this.team = team;
        this.offDiagonal = offDiagonal;
        Values = (double[])diagonal.Clone();
        Vectors = memory.Take(n, n);
        Order = new int[n];
        z = new double[n];
        half = new Half[n];
        merged = new int[n];
        kept = new int[n];
        deflated = new int[n];
        slot = new int[n];
        poles = new double[n];
        squares = new double[n];
        exact = new double[n];
        roots = new double[n];
        joinedValues = new double[n];
        int scratch = n > SmallSize ? n : 0;
        old = Matrix<double>.OfAnything(scratch, scratch);
        differences = memory.Take(scratch, scratch);
    }

    private enum Half : byte
    {
        First,
        Both,
        Second,
    }

    private enum Stage
    {
        Roots,
        ExactZ,
        Mixing,
    }

    /// <summary>The eigenvalues, in the order of the rows of <see cref="Vectors"/>.</summary>
    public double[] Values { get; }

    /// <summary>An eigenvector in each row; anything where values alone were asked for.</summary>
    public Matrix<double> Vectors { get; }

    /// <summary>A matrix of as many rows and columns, of which nothing is needed any more.</summary>
    public Matrix<double> Spare => old.Rows == Vectors.Rows ? old : new Matrix<double>(Vectors.Rows, Vectors.Rows);

    /// <summary>The rows in ascending order of their eigenvalues.</summary>
    public int[] Order { get; }

    /// <summary>Solves the matrix with the given diagonal (n) and elements beside it (n − 1), whose norm is of the order 1.</summary>
    /// <param name="diagonal">The diagonal.</param>
    /// <param name="offDiagonal">The elements beside it.</param>
    /// <param name="product">Matrix products.</param>
    /// <param name="team">Threads.</param>
    /// <param name="memory">Lends <see cref="Vectors"/> and what else is needed; <see cref="Spare"/> is not of it.</param>
    /// <param name="isOfValues">Whether the eigenvalues alone are wanted: the last join, most of the work, then mixes no vectors.</param>
    public static TridiagonalSpectrum Solve(
        double[] diagonal, double[] offDiagonal, MatrixProduct<double> product, WorkerTeam team, MatrixMemory<double> memory,
        bool isOfValues = false)
    {
        var spectrum = new TridiagonalSpectrum(diagonal, offDiagonal, product, team, memory, isOfValues);
        spectrum.Solve(0, diagonal.Length);
        return spectrum;
    }

    void IWork.Execute(int part, int worker)
    {
        int first = part * RowsPerPart;
        int end = Math.Min(first + RowsPerPart, count);
        switch (stage)
        {
            case Stage.Roots:
                FindRoots(first, end);
                break;
            case Stage.ExactZ:
                ComputeExactZ(first, end);
                break;
            default:
                MakeMixing(first, end);
                break;
        }
    }

    private void Solve(int low, int high)
    {
        int size = high - low;
        if (size <= SmallSize)
        {
            SolveSmall(low, size);
            return;
        }

        int middle = low + (size / 2);
        double coupling = offDiagonal[middle - 1];
        Values[middle - 1] -= Math.Abs(coupling);
        Values[middle] -= Math.Abs(coupling);
        Solve(low, middle);
        Solve(middle, high);
        Join(low, middle, high, coupling);
    }

    private void SolveSmall(int low, int size)
    {
        if (size == 0)
        {
            return;
        }

        Span<double> beside = stackalloc double[SmallSize];
        offDiagonal.AsSpan(low, size - 1).CopyTo(beside);
        Span<double> values = Values.AsSpan(low, size);
        ImplicitQl.Solve(values, beside[..size], Vectors.View.Block(low, size, low, size));
        SortOrder(low, size, values);
    }

    private void SortOrder(int low, int size, ReadOnlySpan<double> values)
    {
        Span<double> keys = joinedValues.AsSpan(low, size);
        Span<int> order = Order.AsSpan(low, size);
        values.CopyTo(keys);
        for (int i = 0; i < size; i++)
        {
            order[i] = low + i;
        }

        keys.Sort(order);
    }

    /// <summary>Joins the solved halves [low, middle) and [middle, high): diag(Values) + |e| z zᵀ, z the rows at the seam.</summary>
    private void Join(int low, int middle, int high, double coupling)
    {
        int size = high - low;
        MergeOrders(low, middle, high);
        double sign = coupling < 0 ? -1 : 1;
        for (int i = low; i < high; i++)
        {
            bool first = i < middle;
            z[i] = (first ? Vectors[i, middle - 1] : sign * Vectors[i, middle]) * Math.Sqrt(0.5);
            half[i] = first ? Half.First : Half.Second;
        }

        rho = 2 * Math.Abs(coupling);
        int deflated = Deflate(low, middle, size);
        count = size - deflated;
        for (int i = 0; i < count; i++)
        {
            poles[i] = Values[kept[i]];
            squares[i] = z[kept[i]] * z[kept[i]];
        }

        for (int i = 0; i < deflated; i++)
        {
            joinedValues[low + count + i] = Values[this.deflated[i]];
        }

        Share(Stage.Roots);
        roots.AsSpan(0, count).CopyTo(joinedValues.AsSpan(low));
        if (!isOfValues || size < Values.Length)
        {
            JoinVectors(low, middle, high, deflated);
        }

        joinedValues.AsSpan(low, size).CopyTo(Values.AsSpan(low));
        SortOrder(low, size, Values.AsSpan(low, size));
    }

    private void JoinVectors(int low, int middle, int high, int deflated)
    {
        int size = high - low;
        MatrixView<double> vectors = Vectors.View.Block(low, size, low, size);
        (int firstOnly, MatrixView<double> upper, MatrixView<double> lower, MatrixView<double> untouched) =
            GatherRows(low, middle, high, deflated);
        if (count > 0)
        {
            Share(Stage.ExactZ);
            Share(Stage.Mixing);
            MatrixView<double> mixing = differences.View.Block(0, count, 0, count);
            MatrixView<double> joined = vectors.RowBlock(0, count);
            int columns = middle - low;
            MatrixView<double> ofUpper = mixing.ColumnBlock(0, upper.Rows), ofLower = mixing.ColumnBlock(firstOnly, lower.Rows);
            product.Multiply(1, ofUpper, Transpose.No, upper, Transpose.No, 0, joined.ColumnBlock(0, columns));
            product.Multiply(1, ofLower, Transpose.No, lower, Transpose.No, 0, joined.ColumnBlock(columns, size - columns));
        }

        for (int i = 0; i < deflated; i++)
        {
            untouched.Row(i).CopyTo(vectors.Row(count + i));
        }
    }

    private void Share(Stage stage)
    {
        this.stage = stage;
        WorkerTeam team = count < LeastSharedSize ? WorkerTeam.Single : this.team;
        team.Run(this, (count + RowsPerPart - 1) / RowsPerPart);
    }

    private void MergeOrders(int low, int middle, int high)
    {
        int i = low, j = middle;
        for (int k = 0; k < high - low; k++)
        {
            bool takeFirst = j == high || (i < middle && Values[Order[i]] <= Values[Order[j]]);
            merged[k] = takeFirst ? Order[i++] : Order[j++];
        }
    }

    /// <summary>
    /// Sorts the directions into those that the change of rank one mixes and those that it leaves: where z is negligible, and one of two
    /// whose eigenvalues agree to rounding, after a rotation has moved its z into the other.
    /// </summary>
    /// <returns>The number of directions left as they are.</returns>
    private int Deflate(int low, int middle, int size)
    {
        double largest = 0;
        for (int i = low; i < low + size; i++)
        {
            largest = Math.Max(largest, Math.Max(Math.Abs(Values[i]), Math.Abs(z[i])));
        }

        double tolerance = 8 * Epsilon * largest;
        int kept = 0, deflated = 0, candidate = -1;
        for (int k = 0; k < size; k++)
        {
            int next = merged[k];
            if (rho * Math.Abs(z[next]) <= tolerance)
            {
                this.deflated[deflated++] = next;
                continue;
            }

            if (candidate >= 0)
            {
                double length = double.Hypot(z[next], z[candidate]);
                double c = z[next] / length, s = -z[candidate] / length;
                double gap = Values[next] - Values[candidate];
                if (Math.Abs(gap * c * s) <= tolerance)
                {
                    RotateAway(candidate, next, low, middle, size, c, s, length);
                    this.deflated[deflated++] = candidate;
                }
                else
                {
                    this.kept[kept++] = candidate;
                }
            }

            candidate = next;
        }

        if (candidate >= 0)
        {
            this.kept[kept++] = candidate;
        }

        return deflated;
    }

    private void RotateAway(int candidate, int next, int low, int middle, int size, double c, double s, double length)
    {
        z[next] = length;
        z[candidate] = 0;
        if (half[next] != half[candidate])
        {
            ClearOther(candidate, low, middle, low + size);
            ClearOther(next, low, middle, low + size);
            half[next] = Half.Both;
            half[candidate] = Half.Both;
        }

        Span<double> x = Vectors.Row(candidate).Slice(low, size), y = Vectors.Row(next).Slice(low, size);
        for (int i = 0; i < x.Length; i++)
        {
            (x[i], y[i]) = ((c * x[i]) + (s * y[i]), (c * y[i]) - (s * x[i]));
        }

        double a = Values[candidate], b = Values[next];
        Values[candidate] = (a * c * c) + (b * s * s);
        Values[next] = (a * s * s) + (b * c * c);
    }

    /// <summary>Puts zeros where a row of one half has none yet: nothing else in the matrix is cleared.</summary>
    private void ClearOther(int row, int low, int middle, int high)
    {
        if (half[row] != Half.Both)
        {
            (int first, int end) = half[row] == Half.First ? (middle, high) : (low, middle);
            Vectors.Row(row)[first..end].Clear();
        }
    }

    /// <summary>
    /// Copies the kept rows out of the way, in the order first half, both, second half: the zeros of the first and the last need no
    /// product.
    /// </summary>
    /// <returns>
    /// The number of kept rows that live in the first half only, the parts of the kept rows in either half, and the other rows.
    /// </returns>
    private (int FirstOnly, MatrixView<double> Upper, MatrixView<double> Lower, MatrixView<double> Untouched) GatherRows(
        int low, int middle, int high, int deflated)
    {
        Span<int> counts = stackalloc int[3];
        for (int i = 0; i < count; i++)
        {
            counts[(int)half[kept[i]]]++;
        }

        int size = high - low, columns = middle - low;
        int upperRows = counts[0] + counts[1], lowerRows = counts[1] + counts[2];
        double[] memory = old.Values;
        int afterUpper = upperRows * columns, afterLower = afterUpper + (lowerRows * (size - columns));
        var upper = new MatrixView<double>(memory, 0, upperRows, columns, columns);
        var lower = new MatrixView<double>(memory, afterUpper, lowerRows, size - columns, size - columns);
        var untouched = new MatrixView<double>(memory, afterLower, deflated, size, size);
        Span<int> slots = [0, counts[0], upperRows];
        for (int i = 0; i < count; i++)
        {
            int row = kept[i];
            int slot = slots[(int)half[row]]++;
            this.slot[i] = slot;
            ReadOnlySpan<double> vector = Vectors.Row(row)[low..high];
            if (slot < upperRows)
            {
                vector[..columns].CopyTo(upper.Row(slot));
            }

            if (slot >= counts[0])
            {
                vector[columns..].CopyTo(lower.Row(slot - counts[0]));
            }
        }

        for (int i = 0; i < deflated; i++)
        {
            ClearOther(this.deflated[i], low, middle, high);
            Vectors.Row(this.deflated[i])[low..high].CopyTo(untouched.Row(i));
        }

        return (counts[0], upper, lower, untouched);
    }

    private void FindRoots(int first, int end)
    {
        var equation = new SecularEquation(poles.AsSpan(0, count), squares.AsSpan(0, count), rho);
        for (int j = first; j < end; j++)
        {
            roots[j] = equation.Root(j, differences.Row(j)[..count]);
        }
    }

    /// <summary>The z for which the roots found are exact: zᵢ² ∝ ∏ⱼ (dᵢ − λⱼ) / ∏ⱼ≠ᵢ (dᵢ − dⱼ).</summary>
    private void ComputeExactZ(int first, int end)
    {
        Span<double> exact = this.exact.AsSpan(first, end - first);
        exact.Fill(-1);
        Span<double> gaps = stackalloc double[RowsPerPart];
        gaps = gaps[..exact.Length];
        for (int j = 0; j < count; j++)
        {
            TensorPrimitives.Subtract(poles.AsSpan(first, exact.Length), poles[j], gaps);
            if (j >= first && j < end)
            {
                gaps[j - first] = 1;
            }

            TensorPrimitives.Divide(this.differences.Row(j)[first..end], gaps, gaps);
            TensorPrimitives.Multiply(exact, gaps, exact);
        }

        for (int i = 0; i < exact.Length; i++)
        {
            exact[i] = Math.CopySign(Math.Sqrt(Math.Abs(exact[i])), z[kept[first + i]]);
        }
    }

    /// <summary>
    /// Makes of the dᵢ − λⱼ in row j the eigenvector zᵢ/(dᵢ − λⱼ) of the joined matrix, normalised, in the order of the gathered rows.
    /// </summary>
    private void MakeMixing(int first, int end)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(count);
        Span<double> terms = rented.AsSpan(0, count);
        for (int j = first; j < end; j++)
        {
            Span<double> row = differences.Row(j)[..count];
            TensorPrimitives.Divide(exact.AsSpan(0, count), row, terms);
            TensorPrimitives.Multiply(terms, 1 / TensorPrimitives.Norm<double>(terms), terms);
            for (int i = 0; i < terms.Length; i++)
            {
                row[slot[i]] = terms[i];
            }
        }

        ArrayPool<double>.Shared.Return(rented);
    }
}

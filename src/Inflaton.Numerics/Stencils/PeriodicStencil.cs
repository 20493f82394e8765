using System.Numerics;
using System.Runtime.Intrinsics;
using Inflaton.Numerics.LinearAlgebra.Kernels;

namespace Inflaton.Numerics.Stencils;

/// <summary>
/// Second differences on periodic lattices of one, two and three dimensions, row by row: the two halves of a leapfrog step, vectorised,
/// with the sums that its energies need. An element's bits depend on its place in the row alone.
/// </summary>
public static unsafe class PeriodicStencil
{
    /// <summary>f ← f + c p.</summary>
    /// <typeparam name="T">Element type, double or float.</typeparam>
    /// <param name="field">f.</param>
    /// <param name="momentum">p, same length.</param>
    /// <param name="factor">c.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Drift<T>(Span<T> field, ReadOnlySpan<T> momentum, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Require(momentum.Length == field.Length, nameof(momentum));
        fixed (T* f = field, p = momentum)
        {
            int done = Vector512.IsHardwareAccelerated ? Drift<T, Vector512<T>, Lanes512<T>>(f, p, factor, 0, field.Length)
                : Vector256.IsHardwareAccelerated ? Drift<T, Vector256<T>, Lanes256<T>>(f, p, factor, 0, field.Length)
                : Vector128.IsHardwareAccelerated ? Drift<T, Vector128<T>, Lanes128<T>>(f, p, factor, 0, field.Length)
                : 0;
            Drift<T, T, LanesScalar<T>>(f, p, factor, done, field.Length);
        }
    }

    /// <summary>
    /// p ← p + b₁F₁, then p ← p + b₂F₂, on some rows of a plane or a part of a row, with Fᵢ = sᵢΣ_i[f(n+i) + f(n−i) − 2f(n)] − g.
    /// </summary>
    /// <typeparam name="T">
    /// Element type, double or float; the sums are formed in it, so that parts of some hundred elements are as long as they should be.
    /// </typeparam>
    /// <param name="planes">f.</param>
    /// <param name="first">Where in the plane the part begins; a part of a row should begin at a multiple of 16.</param>
    /// <param name="slope">g on the part.</param>
    /// <param name="momentum">p on the part, same length.</param>
    /// <param name="factors">s₁, b₁, s₂ and b₂.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or the part is neither rows nor within one.</exception>
    public static KickSums Kick<T>(
        in StencilPlanes<T> planes, int first, ReadOnlySpan<T> slope, Span<T> momentum, in KickFactors<T> factors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = planes.Plane.Length, length = planes.Length, count = momentum.Length;
        Require(length > 0 && size % length == 0 && planes.Behind.Length == size && planes.Ahead.Length == size, nameof(planes));
        Require(first >= 0 && count <= size - first, nameof(first));
        Require(slope.Length == count, nameof(slope));
        (int row, int column) = Math.DivRem(first, length);
        int columns = Math.Min(count, length - column);
        Require(columns == count || (column == 0 && count % length == 0), nameof(momentum));
        if (count == 0)
        {
            return default;
        }

        fixed (T* plane = planes.Plane, behind = planes.Behind, ahead = planes.Ahead, g = slope, p = momentum)
        {
            Part<T> part = new()
            {
                Plane = plane,
                Behind = behind,
                Ahead = ahead,
                Slope = g,
                Momentum = p,
                Length = length,
                Row = row,
                Rows = count / columns,
                PlaneRows = size / length,
                Column = column,
            };
            KickSums sums = default;
            int done = Vector512.IsHardwareAccelerated ? Kick<T, Vector512<T>, Lanes512<T>>(part, factors, 0, columns, ref sums)
                : Vector256.IsHardwareAccelerated ? Kick<T, Vector256<T>, Lanes256<T>>(part, factors, 0, columns, ref sums)
                : Vector128.IsHardwareAccelerated ? Kick<T, Vector128<T>, Lanes128<T>>(part, factors, 0, columns, ref sums)
                : 0;
            if (done < columns)
            {
                Kick<T, T, LanesScalar<T>>(part, factors, done, columns, ref sums);
            }

            return sums;
        }
    }

    private static int Drift<T, V, TLanes>(T* f, T* p, T factor, int from, int to)
        where T : unmanaged
        where V : struct
        where TLanes : struct, ILanes<T, V>
    {
        V c = TLanes.Fill(factor);
        int i = from;
        for (; i <= to - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Store(TLanes.MultiplyAdd(c, TLanes.Load(p + i), TLanes.Load(f + i)), f + i);
        }

        return i;
    }

    /// <summary>Whole vectors of the columns of all rows, and the column where they end.</summary>
    private static int Kick<T, V, TLanes>(in Part<T> part, in KickFactors<T> factors, int from, int to, ref KickSums sums)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct
        where TLanes : struct, ILanes<T, V>
    {
        int whole = to - ((to - from) % TLanes.Count);
        if (whole == from)
        {
            return from;
        }

        V closingStiffness = TLanes.Fill(factors.ClosingStiffness), closing = TLanes.Fill(factors.Closing);
        V openingStiffness = TLanes.Fill(factors.OpeningStiffness), opening = TLanes.Fill(factors.Opening);
        V closed = TLanes.Zero, opened = TLanes.Zero, differences = TLanes.Zero;
        int columns = part.Rows == 1 ? 0 : part.Length;
        for (int r = 0; r < part.Rows; r++)
        {
            int y = part.Row + r;
            T* start = part.Plane + ((nint)y * part.Length);
            T* row = start + part.Column;
            T* below = part.Plane + ((nint)(y == 0 ? part.PlaneRows - 1 : y - 1) * part.Length) + part.Column;
            T* above = part.Plane + ((nint)(y == part.PlaneRows - 1 ? 0 : y + 1) * part.Length) + part.Column;
            nint offset = ((nint)y * part.Length) + part.Column;
            T* behind = part.Behind + offset, ahead = part.Ahead + offset;
            T* slope = part.Slope + ((nint)r * columns), momentum = part.Momentum + ((nint)r * columns);
            T first = start[0], last = start[part.Length - 1];
            nint beginning = -part.Column, end = part.Length - part.Column;
            V here = TLanes.Load(row + from), before = TLanes.Fill(from == beginning ? last : row[from - 1]);
            for (nint i = from; i < whole; i += TLanes.Count)
            {
                V next = i + TLanes.Count <= end - TLanes.Count
                    ? TLanes.Load(row + i + TLanes.Count)
                    : TLanes.Fill(i + TLanes.Count == end ? first : row[i + TLanes.Count]);
                V left = TLanes.Before(before, here), right = TLanes.After(here, next);
                V along = TLanes.Subtract(right, here);
                V across = TLanes.Subtract(TLanes.Load(above + i), here);
                V onward = TLanes.Subtract(TLanes.Load(ahead + i), here);
                V second = TLanes.Add(
                    TLanes.Add(
                        TLanes.Subtract(along, TLanes.Subtract(here, left)),
                        TLanes.Subtract(across, TLanes.Subtract(here, TLanes.Load(below + i)))),
                    TLanes.Subtract(onward, TLanes.Subtract(here, TLanes.Load(behind + i))));
                V squares = TLanes.MultiplyAdd(onward, onward, TLanes.MultiplyAdd(across, across, TLanes.Multiply(along, along)));
                differences = TLanes.Add(differences, squares);
                V pull = TLanes.Negate(TLanes.Load(slope + i));
                V p = TLanes.MultiplyAdd(closing, TLanes.MultiplyAdd(closingStiffness, second, pull), TLanes.Load(momentum + i));
                closed = TLanes.MultiplyAdd(p, p, closed);
                p = TLanes.MultiplyAdd(opening, TLanes.MultiplyAdd(openingStiffness, second, pull), p);
                opened = TLanes.MultiplyAdd(p, p, opened);
                TLanes.Store(p, momentum + i);
                before = here;
                here = next;
            }
        }

        sums += new KickSums(
            double.CreateTruncating(TLanes.Sum(closed)), double.CreateTruncating(TLanes.Sum(opened)),
            double.CreateTruncating(TLanes.Sum(differences)));
        return whole;
    }

    private static void Require(bool condition, string name)
    {
        if (!condition)
        {
            throw new ArgumentException("The spans do not fit each other.", name);
        }
    }

    /// <summary>Rows of a plane, or a part of one: what a column is counted from is where the part begins.</summary>
    private struct Part<T>
        where T : unmanaged
    {
        public T* Plane, Behind, Ahead, Slope, Momentum;
        public int Length, Row, Rows, PlaneRows, Column;
    }
}

using System.Numerics;
using System.Runtime.Intrinsics;
using Inflaton.Numerics.LinearAlgebra.Kernels;

namespace Inflaton.Numerics.Stencils;

/// <summary>
/// Second differences on periodic lattices of one, two and three dimensions, row by row: the two halves of a leapfrog step, vectorised, with the
/// sums that its energies need. An element's bits depend on its place in the row alone.
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

    /// <summary>p ← p + b₁F, then p ← p + b₂F, on a part of a row, with F = sΣ_i[f(n+i) + f(n−i) − 2f(n)] − g.</summary>
    /// <typeparam name="T">Element type, double or float; the sums are formed in it, so that parts of some hundred elements are as long as they should be.</typeparam>
    /// <param name="rows">f.</param>
    /// <param name="first">Where in the row the part begins; a multiple of 16 where it is to be fast.</param>
    /// <param name="slope">g on the part.</param>
    /// <param name="momentum">p on the part, same length.</param>
    /// <param name="factors">s, b₁ and b₂.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static KickSums Kick<T>(in StencilRows<T> rows, int first, ReadOnlySpan<T> slope, Span<T> momentum, in KickFactors<T> factors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int length = rows.Row.Length, count = momentum.Length;
        Require(slope.Length == count, nameof(slope));
        Require(first >= 0 && first <= length - count, nameof(first));
        Require(
            rows.Below.Length == length && rows.Above.Length == length && rows.Behind.Length == length && rows.Ahead.Length == length, nameof(rows));
        fixed (T* row = rows.Row, below = rows.Below, above = rows.Above, behind = rows.Behind, ahead = rows.Ahead, g = slope, p = momentum)
        {
            Pointers<T> at = new() { Row = row, Below = below, Above = above, Behind = behind, Ahead = ahead, Slope = g, Momentum = p, First = first, Length = length };
            KickSums sums = default;
            int done = Vector512.IsHardwareAccelerated ? Kick<T, Vector512<T>, Lanes512<T>>(at, factors, 0, count, ref sums)
                : Vector256.IsHardwareAccelerated ? Kick<T, Vector256<T>, Lanes256<T>>(at, factors, 0, count, ref sums)
                : Vector128.IsHardwareAccelerated ? Kick<T, Vector128<T>, Lanes128<T>>(at, factors, 0, count, ref sums)
                : 0;
            if (done < count)
            {
                Kick<T, T, LanesScalar<T>>(at, factors, done, count, ref sums);
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

    /// <summary>Whole vectors of the part, and where they end.</summary>
    private static int Kick<T, V, TLanes>(in Pointers<T> at, in KickFactors<T> factors, int from, int to, ref KickSums sums)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct
        where TLanes : struct, ILanes<T, V>
    {
        V stiffness = TLanes.Fill(factors.Stiffness), closing = TLanes.Fill(factors.Closing), opening = TLanes.Fill(factors.Opening);
        V closed = TLanes.Zero, opened = TLanes.Zero, differences = TLanes.Zero;
        T* row = at.Row + at.First, below = at.Below + at.First, above = at.Above + at.First, behind = at.Behind + at.First, ahead = at.Ahead + at.First;
        T* slope = at.Slope, momentum = at.Momentum;
        int beginning = -at.First, end = at.Length - at.First, i = from;
        for (; i <= to - TLanes.Count; i += TLanes.Count)
        {
            V here = TLanes.Load(row + i);
            V left = i == beginning ? TLanes.Previous(here, row[end - 1]) : TLanes.Load(row + i - 1);
            V right = i + TLanes.Count == end ? TLanes.Next(here, row[beginning]) : TLanes.Load(row + i + 1);
            V along = TLanes.Subtract(right, here);
            V across = TLanes.Subtract(TLanes.Load(above + i), here);
            V onward = TLanes.Subtract(TLanes.Load(ahead + i), here);
            V second = TLanes.Add(
                TLanes.Add(TLanes.Subtract(along, TLanes.Subtract(here, left)), TLanes.Subtract(across, TLanes.Subtract(here, TLanes.Load(below + i)))),
                TLanes.Subtract(onward, TLanes.Subtract(here, TLanes.Load(behind + i))));
            V squares = TLanes.MultiplyAdd(onward, onward, TLanes.MultiplyAdd(across, across, TLanes.Multiply(along, along)));
            differences = TLanes.Add(differences, squares);
            V force = TLanes.Subtract(TLanes.Multiply(stiffness, second), TLanes.Load(slope + i));
            V p = TLanes.MultiplyAdd(closing, force, TLanes.Load(momentum + i));
            closed = TLanes.MultiplyAdd(p, p, closed);
            p = TLanes.MultiplyAdd(opening, force, p);
            opened = TLanes.MultiplyAdd(p, p, opened);
            TLanes.Store(p, momentum + i);
        }

        sums += new KickSums(
            double.CreateTruncating(TLanes.Sum(closed)), double.CreateTruncating(TLanes.Sum(opened)), double.CreateTruncating(TLanes.Sum(differences)));
        return i;
    }

    private static void Require(bool condition, string name)
    {
        if (!condition)
        {
            throw new ArgumentException("The spans do not fit each other.", name);
        }
    }

    private struct Pointers<T>
        where T : unmanaged
    {
        public T* Row, Below, Above, Behind, Ahead, Slope, Momentum;
        public int First, Length;
    }
}

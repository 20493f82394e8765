using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Inflaton.Numerics.LinearAlgebra.Kernels;

namespace Inflaton.Numerics.Stencils;

/// <summary>
/// Second differences on periodic lattices of one, two and three dimensions, row by row: the two halves of a leapfrog step, vectorised,
/// with the sums that its energies need. An element's bits depend on its place in the row alone.
/// </summary>
public static unsafe class PeriodicStencil
{
    /// <summary>
    /// Bytes ahead at which a drift asks for what it will need: far enough for main memory, near enough to stay in the fastest cache.
    /// </summary>
    private const int PrefetchDistance = 2048;

    /// <summary>
    /// Sites from which on fields and momenta come from main memory; asking for what a cache has costs more than it brings.
    /// </summary>
    internal const int FarSites = 1 << 20;

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
    /// p ← p + b₁F, then p ← p + b₂F, on some rows of a plane or a part of a row, with F = sΣ_i[f(n+i) + f(n−i) − 2f(n)] − g. The plane
    /// ahead may drift on the way, f ← f + c p, so that it comes from memory once.
    /// </summary>
    /// <typeparam name="T">
    /// Element type, double or float; the sums are formed in it, so that parts of some hundred elements are as long as they should be.
    /// </typeparam>
    /// <param name="shape">The lattice.</param>
    /// <param name="part">Rows of a plane, or a part of one, which should begin at a multiple of 16.</param>
    /// <param name="field">f, of all sites.</param>
    /// <param name="slope">g on the part.</param>
    /// <param name="momentum">p from the part's first site on; where the plane ahead drifts, as far as that.</param>
    /// <param name="factors">s, b₁ and b₂.</param>
    /// <param name="drift">c; null where nothing drifts.</param>
    /// <exception cref="ArgumentException">
    /// The lengths do not fit, the part is not of the lattice, or the plane ahead is not beyond it in memory.
    /// </exception>
    public static KickSums Kick<T>(
        in StencilShape shape, in StencilPart part, Span<T> field, ReadOnlySpan<T> slope,
        Span<T> momentum, in KickFactors<T> factors, T? drift = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = shape.PlaneSites, count = part.Count;
        Require(part.IsOf(shape), nameof(part));
        Require(field.Length == shape.Sites, nameof(field));
        Require(slope.Length == count, nameof(slope));
        Require(momentum.Length >= (drift is null ? count : size + count), nameof(momentum));
        Require(drift is null || part.Plane < shape.Planes - 1, nameof(drift));
        fixed (T* f = field, g = slope, p = momentum)
        {
            StencilPlace<T> place = new(shape, part, f, p, drift) { Slope = g };
            return drift is null ? Kick<T, Still>(place, factors, part.Columns)
                : shape.Sites < FarSites ? Kick<T, Drifting>(place, factors, part.Columns)
                : Kick<T, DriftingFar>(place, factors, part.Columns);
        }
    }

    private static KickSums Kick<T, TAhead>(in StencilPlace<T> place, in KickFactors<T> factors, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TAhead : struct, IPlaneAhead
    {
        KickSums sums = default;
        int done = Vector512.IsHardwareAccelerated ? Kick<T, Vector512<T>, Lanes512<T>, TAhead>(place, factors, 0, columns, ref sums)
            : Vector256.IsHardwareAccelerated ? Kick<T, Vector256<T>, Lanes256<T>, TAhead>(place, factors, 0, columns, ref sums)
            : Vector128.IsHardwareAccelerated ? Kick<T, Vector128<T>, Lanes128<T>, TAhead>(place, factors, 0, columns, ref sums)
            : 0;
        if (done < columns)
        {
            Kick<T, T, LanesScalar<T>, TAhead>(place, factors, done, columns, ref sums);
        }

        return sums;
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
    private static int Kick<T, V, TLanes, TAhead>(in StencilPlace<T> place, in KickFactors<T> factors, int from, int to, ref KickSums sums)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct
        where TLanes : struct, ILanes<T, V>
        where TAhead : struct, IPlaneAhead
    {
        nint whole = to - ((to - from) % TLanes.Count);
        if (whole == from)
        {
            return from;
        }

        KickLanes<V> lanes = Lanes<T, V, TLanes>(factors, place.Drift);
        V closed = TLanes.Zero, opened = TLanes.Zero, alongSquares = TLanes.Zero, acrossSquares = TLanes.Zero, onwardSquares = TLanes.Zero;
        nint length = place.Length, beginning = -place.Column, end = length + beginning, size = place.PlaneRows * length;
        nint behind = place.Behind, ahead = place.Ahead;
        T* field = place.Field, slope = place.Slope, momentum = place.Momentum;
        for (int y = place.Row; y < place.Row + place.Rows; y++)
        {
            nint below = place.Below(y), above = place.Above(y);
            V tail = whole + TLanes.Count <= end ? TLanes.Load(field + whole) : TLanes.Fill(whole == end ? field[beginning] : field[whole]);
            V here = TLanes.Load(field + from), before = TLanes.Fill(from == beginning ? field[end - 1] : field[from - 1]);
            nint i = from;
            for (; i < whole - TLanes.Count; i += TLanes.Count)
            {
                V after = TLanes.Load(field + i + TLanes.Count);
                Kick<T, V, TLanes, TAhead>(
                    before, here, after, field + i, below, above, behind, ahead, size, TLanes.Load(slope + i), momentum + i, lanes,
                    ref closed, ref opened, ref alongSquares, ref acrossSquares, ref onwardSquares);
                before = here;
                here = after;
            }

            Kick<T, V, TLanes, TAhead>(
                before, here, tail, field + i, below, above, behind, ahead, size, TLanes.Load(slope + i), momentum + i, lanes,
                ref closed, ref opened, ref alongSquares, ref acrossSquares, ref onwardSquares);
            field += length;
            slope += length;
            momentum += length;
        }

        sums += Sums<T, V, TLanes>(closed, opened, alongSquares, acrossSquares, onwardSquares);
        return (int)whole;
    }

    /// <summary>
    /// The factors of a kick; g − sΣ is −F, so that they are taken with the other sign and nothing is negated on the way.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static KickLanes<V> Lanes<T, V, TLanes>(in KickFactors<T> factors, T drift)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct
        where TLanes : struct, ILanes<T, V> =>
        new(TLanes.Fill(-factors.Stiffness), TLanes.Fill(-factors.Closing), TLanes.Fill(-factors.Opening), TLanes.Fill(drift));

    /// <summary>The sums of all lanes.</summary>
    internal static KickSums Sums<T, V, TLanes>(V closed, V opened, V alongSquares, V acrossSquares, V onwardSquares)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct
        where TLanes : struct, ILanes<T, V> =>
        new(
            double.CreateTruncating(TLanes.Sum(closed)), double.CreateTruncating(TLanes.Sum(opened)),
            double.CreateTruncating(TLanes.Sum(TLanes.Add(TLanes.Add(alongSquares, acrossSquares), onwardSquares))));

    /// <summary>One vector: what drifts ahead of it, its sums and its momentum. Neighbours are given by how far they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Kick<T, V, TLanes, TAhead>(
        V before, V here, V after, T* field, nint below, nint above, nint behind, nint ahead, nint size, V slope, T* momentum,
        in KickLanes<V> factors, ref V closed, ref V opened, ref V alongSquares, ref V acrossSquares, ref V onwardSquares)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct
        where TLanes : struct, ILanes<T, V>
        where TAhead : struct, IPlaneAhead
    {
        V farther = TLanes.Load(field + ahead);
        if (TAhead.Drifts)
        {
            if (TAhead.IsFar)
            {
                Prefetch(field + ahead);
                Prefetch(momentum + size);
            }

            farther = TLanes.MultiplyAdd(factors.Drift, TLanes.Load(momentum + size), farther);
        }

        V along = TLanes.Subtract(TLanes.After(here, after), here);
        V across = TLanes.Subtract(TLanes.Load(field + above), here);
        V onward = TLanes.Subtract(farther, here);
        alongSquares = TLanes.MultiplyAdd(along, along, alongSquares);
        acrossSquares = TLanes.MultiplyAdd(across, across, acrossSquares);
        onwardSquares = TLanes.MultiplyAdd(onward, onward, onwardSquares);
        V second = TLanes.Add(
            TLanes.Add(
                TLanes.Subtract(along, TLanes.Subtract(here, TLanes.Before(before, here))),
                TLanes.Subtract(across, TLanes.Subtract(here, TLanes.Load(field + below)))),
            TLanes.Subtract(onward, TLanes.Subtract(here, TLanes.Load(field + behind))));
        V pull = TLanes.MultiplyAdd(factors.Stiffness, second, slope);
        V p = TLanes.MultiplyAdd(factors.Closing, pull, TLanes.Load(momentum));
        closed = TLanes.MultiplyAdd(p, p, closed);
        p = TLanes.MultiplyAdd(factors.Opening, pull, p);
        opened = TLanes.MultiplyAdd(p, p, opened);
        TLanes.Store(p, momentum);
        if (TAhead.Drifts)
        {
            // At the end: what is loaded after a store at the same place of its page has to wait for it, and planes are whole pages.
            TLanes.Store(farther, field + ahead);
        }
    }

    /// <summary>Asks for what a drift will need soon. Nothing is read, so that it may lie beyond the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<T>(T* address)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((byte*)address + PrefetchDistance);
        }
    }

    private static void Require(bool condition, string name)
    {
        if (!condition)
        {
            throw new ArgumentException("The spans do not fit each other.", name);
        }
    }
}

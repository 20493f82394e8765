using System.Numerics;
using System.Runtime.Intrinsics;
using Inflaton.Numerics.Expressions;
using Inflaton.Numerics.LinearAlgebra.Kernels;

namespace Inflaton.Numerics.Stencils;

/// <summary>
/// The kick of <see cref="PeriodicStencil"/> for one or two fields whose slopes are those of a formula, all in one loop that is compiled
/// for the formula: the slopes never see memory. Its bits are those of the formula and the kick one after the other.
/// </summary>
/// <typeparam name="T">Element type, double or float.</typeparam>
public abstract unsafe class PotentialKick<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private protected PotentialKick(int fields, int lanes) => (Fields, Lanes) = (fields, lanes);

    /// <summary>Number C of fields, 1 or 2.</summary>
    public int Fields { get; }

    /// <summary>What the length of the parts has to be a multiple of.</summary>
    public int Lanes { get; }

    /// <summary>
    /// The kick of a formula; null where it is none of one or two variables and arithmetic alone, or no code can be written.
    /// </summary>
    /// <param name="value">V.</param>
    /// <param name="slopes">∂V/∂φ_c, in the order of the variables.</param>
    public static PotentialKick<T>? Of(Formula value, IReadOnlyList<Formula> slopes)
    {
        if (slopes.Count > InlineFormulas.MostVariables)
        {
            return null;
        }

        FormulaGraph graph = new(slopes.Prepend(value).Select(formula => formula.Term));
        return !InlineFormulas.Fits(graph) ? null
            : Vector512.IsHardwareAccelerated ? Of<Vector512<T>, Lanes512<T>>(graph, slopes.Count, Vector512<T>.Count)
            : Vector256.IsHardwareAccelerated ? Of<Vector256<T>, Lanes256<T>>(graph, slopes.Count, Vector256<T>.Count)
            : null;
    }

    /// <summary>Kicks all fields on some rows of a plane or a part of a row.</summary>
    /// <param name="shape">The lattice.</param>
    /// <param name="part">The part; its columns are a multiple of <see cref="Lanes"/>.</param>
    /// <param name="field">φ of all sites, field after field.</param>
    /// <param name="momentum">π of all sites, field after field.</param>
    /// <param name="factors">s, b₁ and b₂.</param>
    /// <param name="drift">c with which the plane ahead drifts; null where it does not.</param>
    /// <param name="sums">Receives the sums of each field.</param>
    /// <returns>ΣV on the part.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or the part is not of the lattice.</exception>
    public double Kick(
        in StencilShape shape, in StencilPart part, Span<T> field, Span<T> momentum, in KickFactors<T> factors, T? drift,
        Span<KickSums> sums)
    {
        if (!part.IsOf(shape) || part.Columns % Lanes != 0 || field.Length != Fields * shape.Sites || momentum.Length != field.Length
            || sums.Length != Fields || (drift is not null && part.Plane == shape.Planes - 1))
        {
            throw new ArgumentException("The part does not fit the fields.", nameof(part));
        }

        fixed (T* f = field, p = momentum)
        {
            StencilPlace<T> place = new(shape, part, f, p + part.FirstSite(shape), drift);
            return drift is null ? Run<Still>(place, shape.Sites, part.Columns, factors, sums)
                : shape.Sites < PeriodicStencil.FarSites ? Run<Drifting>(place, shape.Sites, part.Columns, factors, sums)
                : Run<DriftingFar>(place, shape.Sites, part.Columns, factors, sums);
        }
    }

    private protected abstract double Run<TAhead>(
        in StencilPlace<T> place, nint stride, int columns, in KickFactors<T> factors, Span<KickSums> sums)
        where TAhead : struct, IPlaneAhead;

    private static PotentialKick<T> Of<V, TLanes>(FormulaGraph graph, int fields, int lanes)
        where V : unmanaged
        where TLanes : struct, ILanes<T, V>
    {
        Type formulas = InlineFormulas.Write<T, V, TLanes>(graph);
        Type kick = (fields == 1 ? typeof(PotentialKick<>.OfOne<,,>) : typeof(PotentialKick<>.OfTwo<,,>)).MakeGenericType(
            typeof(T), typeof(V), typeof(TLanes), formulas);
        return (PotentialKick<T>)Activator.CreateInstance(kick, lanes)!;
    }

    private sealed class OfOne<V, TLanes, TFormulas>(int lanes) : PotentialKick<T>(1, lanes)
        where V : unmanaged
        where TLanes : struct, ILanes<T, V>
        where TFormulas : struct, IInlineFormulas<V>
    {
        private protected override double Run<TAhead>(
            in StencilPlace<T> place, nint stride, int columns, in KickFactors<T> factors, Span<KickSums> sums)
        {
            KickLanes<V> lanes = PeriodicStencil.Lanes<T, V, TLanes>(factors, place.Drift);
            V closed = TLanes.Zero, opened = TLanes.Zero, along = TLanes.Zero, across = TLanes.Zero, onward = TLanes.Zero;
            V sum = TLanes.Zero;
            nint length = place.Length, beginning = -place.Column, end = length + beginning, size = place.PlaneRows * length;
            nint behind = place.Behind, ahead = place.Ahead;
            T* field = place.Field, momentum = place.Momentum;
            for (int y = place.Row; y < place.Row + place.Rows; y++)
            {
                nint below = place.Below(y), above = place.Above(y);
                V here = TLanes.Load(field), before = TLanes.Fill(beginning == 0 ? field[end - 1] : field[-1]);
                V tail = columns < end ? TLanes.Load(field + columns) : TLanes.Fill(field[beginning]);
                for (nint i = 0; i < columns; i += TLanes.Count)
                {
                    V after = i < columns - TLanes.Count ? TLanes.Load(field + i + TLanes.Count) : tail;
                    sum = TLanes.Add(sum, TFormulas.Evaluate(here, here, out V slope, out _));
                    PeriodicStencil.Kick<T, V, TLanes, TAhead>(
                        before, here, after, field + i, below, above, behind, ahead, size, slope, momentum + i, lanes,
                        ref closed, ref opened, ref along, ref across, ref onward);
                    before = here;
                    here = after;
                }

                field += length;
                momentum += length;
            }

            sums[0] = PeriodicStencil.Sums<T, V, TLanes>(closed, opened, along, across, onward);
            return double.CreateTruncating(TLanes.Sum(sum));
        }
    }

    private sealed class OfTwo<V, TLanes, TFormulas>(int lanes) : PotentialKick<T>(2, lanes)
        where V : unmanaged
        where TLanes : struct, ILanes<T, V>
        where TFormulas : struct, IInlineFormulas<V>
    {
        private protected override double Run<TAhead>(
            in StencilPlace<T> place, nint stride, int columns, in KickFactors<T> factors, Span<KickSums> sums)
        {
            KickLanes<V> lanes = PeriodicStencil.Lanes<T, V, TLanes>(factors, place.Drift);
            V closed = TLanes.Zero, opened = TLanes.Zero, along = TLanes.Zero, across = TLanes.Zero, onward = TLanes.Zero;
            V sum = TLanes.Zero;
            V closed2 = TLanes.Zero, opened2 = TLanes.Zero, along2 = TLanes.Zero, across2 = TLanes.Zero, onward2 = TLanes.Zero;
            nint length = place.Length, beginning = -place.Column, end = length + beginning, size = place.PlaneRows * length;
            nint behind = place.Behind, ahead = place.Ahead;
            T* field = place.Field, momentum = place.Momentum;
            for (int y = place.Row; y < place.Row + place.Rows; y++)
            {
                nint below = place.Below(y), above = place.Above(y);
                T* field2 = field + stride, momentum2 = momentum + stride;
                V here = TLanes.Load(field), before = TLanes.Fill(beginning == 0 ? field[end - 1] : field[-1]);
                V here2 = TLanes.Load(field2), before2 = TLanes.Fill(beginning == 0 ? field2[end - 1] : field2[-1]);
                V tail = columns < end ? TLanes.Load(field + columns) : TLanes.Fill(field[beginning]);
                V tail2 = columns < end ? TLanes.Load(field2 + columns) : TLanes.Fill(field2[beginning]);
                nint i = 0;
                for (; i < columns - TLanes.Count; i += TLanes.Count)
                {
                    V after = TLanes.Load(field + i + TLanes.Count), after2 = TLanes.Load(field2 + i + TLanes.Count);
                    sum = TLanes.Add(sum, TFormulas.Evaluate(here, here2, out V slope, out V slope2));
                    PeriodicStencil.Kick<T, V, TLanes, TAhead>(
                        before, here, after, field + i, below, above, behind, ahead, size, slope, momentum + i, lanes,
                        ref closed, ref opened, ref along, ref across, ref onward);
                    PeriodicStencil.Kick<T, V, TLanes, TAhead>(
                        before2, here2, after2, field2 + i, below, above, behind, ahead, size, slope2, momentum2 + i, lanes,
                        ref closed2, ref opened2, ref along2, ref across2, ref onward2);
                    (before, here) = (here, after);
                    (before2, here2) = (here2, after2);
                }

                sum = TLanes.Add(sum, TFormulas.Evaluate(here, here2, out V last, out V last2));
                PeriodicStencil.Kick<T, V, TLanes, TAhead>(
                    before, here, tail, field + i, below, above, behind, ahead, size, last, momentum + i, lanes,
                    ref closed, ref opened, ref along, ref across, ref onward);
                PeriodicStencil.Kick<T, V, TLanes, TAhead>(
                    before2, here2, tail2, field2 + i, below, above, behind, ahead, size, last2, momentum2 + i, lanes,
                    ref closed2, ref opened2, ref along2, ref across2, ref onward2);
                field += length;
                momentum += length;
            }

            sums[0] = PeriodicStencil.Sums<T, V, TLanes>(closed, opened, along, across, onward);
            sums[1] = PeriodicStencil.Sums<T, V, TLanes>(closed2, opened2, along2, across2, onward2);
            return double.CreateTruncating(TLanes.Sum(sum));
        }
    }
}

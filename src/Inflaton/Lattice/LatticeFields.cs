using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.Storage;

namespace Inflaton.Lattice;

/// <summary>
/// C scalar fields φ and their momenta π = a³φ̇ on a lattice of one to three dimensions, in memory once: component by component, [C, n, …,
/// n], the last axis fastest. All 0 at first. While a <see cref="LatticeEvolution"/> has them, its momenta are half a step ahead of the
/// fields; ask it for φ̇.
/// </summary>
public sealed class LatticeFields
{
    /// <summary>Fields at 0.</summary>
    /// <param name="grid">The lattice, of one to three dimensions.</param>
    /// <param name="components">C, at least 1.</param>
    /// <param name="precision">Precision in memory.</param>
    /// <exception cref="ArgumentException">The lattice has more than three dimensions, or C·N is more than 2³¹ about.</exception>
    public LatticeFields(LatticeGrid grid, int components, LatticePrecision precision = LatticePrecision.Double)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        if (grid.Dimensions > 3)
        {
            throw new ArgumentException($"A lattice of {grid.Dimensions} dimensions; fields live in one to three.", nameof(grid));
        }

        long size = (long)components * grid.Sites;
        if (size > Array.MaxLength - 64)
        {
            throw new ArgumentException(
                $"{components} fields on {grid.Sites} sites are more than memory can address in one piece.", nameof(components));
        }

        Grid = grid;
        Components = components;
        Precision = precision;
        if (precision == LatticePrecision.Double)
        {
            Doubles = new FieldArrays<double>((int)size);
        }
        else
        {
            Singles = new FieldArrays<float>((int)size);
        }
    }

    /// <summary>The lattice.</summary>
    public LatticeGrid Grid { get; }

    /// <summary>C.</summary>
    public int Components { get; }

    /// <summary>Precision in memory.</summary>
    public LatticePrecision Precision { get; }

    /// <summary>Bytes of fields and momenta on a lattice, before there is one.</summary>
    /// <param name="sites">N.</param>
    /// <param name="components">C.</param>
    /// <param name="precision">Precision in memory.</param>
    public static long Bytes(long sites, int components, LatticePrecision precision) =>
        checked(2 * sites * components * (precision == LatticePrecision.Double ? sizeof(double) : sizeof(float)));

    /// <summary>Bytes of fields and momenta.</summary>
    public long Size => Bytes(Grid.Sites, Components, Precision);

    internal FieldArrays<double>? Doubles { get; }

    internal FieldArrays<float>? Singles { get; }

    /// <summary>Copies a field, or a part of it, out.</summary>
    /// <param name="component">c.</param>
    /// <param name="field">Receives φ_c, from the first site on; as many as there is room for.</param>
    /// <param name="firstSite">First site to copy.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such component, or there are not so many sites.</exception>
    public void CopyField(int component, Span<double> field, int firstSite = 0) => Copy(false, component, firstSite, field);

    /// <summary>Copies momenta, or a part of them, out.</summary>
    /// <param name="component">c.</param>
    /// <param name="momentum">Receives π_c, from the first site on; as many as there is room for.</param>
    /// <param name="firstSite">First site to copy.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such component, or there are not so many sites.</exception>
    public void CopyMomentum(int component, Span<double> momentum, int firstSite = 0) => Copy(true, component, firstSite, momentum);

    /// <summary>Sets a field, or a part of it; in single precision it is rounded.</summary>
    /// <param name="component">c.</param>
    /// <param name="field">φ_c.</param>
    /// <param name="firstSite">First site to set.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such component, or there are not so many sites.</exception>
    public void SetField(int component, ReadOnlySpan<double> field, int firstSite = 0) => Set(false, component, firstSite, field);

    /// <summary>Sets momenta, or a part of them, before an evolution: φ̇ there, since a = 1.</summary>
    /// <param name="component">c.</param>
    /// <param name="momentum">π_c.</param>
    /// <param name="firstSite">First site to set.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such component, or there are not so many sites.</exception>
    public void SetMomentum(int component, ReadOnlySpan<double> momentum, int firstSite = 0) => Set(true, component, firstSite, momentum);

    private void Copy(bool momentum, int component, int firstSite, Span<double> values)
    {
        Check(component, firstSite, values.Length);
        if (Doubles is { } doubles)
        {
            Values(doubles, momentum).Slice((component * Grid.Sites) + firstSite, values.Length).CopyTo(values);
        }
        else
        {
            TensorPrimitives.ConvertTruncating<float, double>(
                Values(Singles!, momentum).Slice((component * Grid.Sites) + firstSite, values.Length), values);
        }
    }

    private void Set(bool momentum, int component, int firstSite, ReadOnlySpan<double> values)
    {
        Check(component, firstSite, values.Length);
        if (Doubles is { } doubles)
        {
            values.CopyTo(Values(doubles, momentum)[((component * Grid.Sites) + firstSite)..]);
        }
        else
        {
            TensorPrimitives.ConvertTruncating(
                values, Values(Singles!, momentum).Slice((component * Grid.Sites) + firstSite, values.Length));
        }
    }

    private static Span<T> Values<T>(FieldArrays<T> arrays, bool momentum)
        where T : unmanaged, IFloatingPointIeee754<T> => momentum ? arrays.Momentum : arrays.Field;

    private void Check(int component, int firstSite, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(component);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(component, Components);
        ArgumentOutOfRangeException.ThrowIfNegative(firstSite);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Grid.Sites - firstSite);
    }

    /// <summary>φ and π of all components.</summary>
    internal sealed class FieldArrays<T>(int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly AlignedArray<T> fields = new(length);
        private readonly AlignedArray<T> momenta = new(length);

        public Span<T> Field => fields.Span;

        public Span<T> Momentum => momenta.Span;
    }
}

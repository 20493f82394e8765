using System.Numerics.Tensors;
using System.Runtime.Intrinsics.X86;
using Inflaton.Numerics.Functions.Lanes;
using Inflaton.Numerics.LinearAlgebra.Kernels;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.Fourier;

/// <summary>
/// The passes of a transform over its buffer as parts for a team: one over rows, together with the axis before the last where there are
/// three or more, so that a plane is transformed while it is in cache; and one along each other axis.
/// </summary>
internal abstract unsafe class TransformPasses : IWork
{
    /// <summary>The values where they are not in the buffer.</summary>
    public double* Doubles { get; set; }

    /// <inheritdoc cref="Doubles"/>
    public float* Singles { get; set; }

    /// <summary>Factor of an inverse transform.</summary>
    public double Scale { get; set; }

    /// <summary>Along which axis to go; the last one stands for all from <see cref="FusedFrom"/> on.</summary>
    public int Axis { get; set; }

    /// <summary>First axis of those that are done together.</summary>
    public abstract int FusedFrom { get; }

    /// <summary>Parts of the pass along <see cref="Axis"/>.</summary>
    public abstract int Parts { get; }

    protected double* Memory { get; private set; }

    protected RowSource? Source { get; private set; }

    protected bool IsInverse { get; private set; }

    public void Begin(double* memory, RowSource? source, bool isInverse)
    {
        Memory = memory;
        Source = source;
        IsInverse = isInverse;
    }

    public void End()
    {
        Doubles = null;
        Singles = null;
        Source = null;
    }

    public abstract void Execute(int part, int worker);
}

/// <summary>The passes with registers of one width.</summary>
internal sealed unsafe class TransformPasses<T> : TransformPasses
    where T : struct, ILanes<T>
{
    /// <summary>Rows of a part where an axis is alone with its rows.</summary>
    private const int RowsOfPart = 16;

    /// <summary>Columns of a part of a pass along another axis than the last.</summary>
    private const int ColumnsOfPart = 32;

    private readonly int[] shape;
    private readonly int rows;
    private readonly int rowLength;
    private readonly HalfLayout layout;
    private readonly int rowsOfPart;
    private readonly RowTransform row;
    private readonly LineTransform[] lines;
    private readonly long registers;
    private readonly long scratchRegisters;
    private readonly PinnedBuffer<double>[] memories;

    public TransformPasses(int[] shape, int threads)
    {
        this.shape = shape;
        rowLength = shape[^1];
        rows = shape.AsSpan(..^1).ToArray().Aggregate(1, (product, length) => checked(product * length));
        layout = new HalfLayout(shape);
        FusedFrom = shape.Length < 3 ? shape.Length - 1 : shape.Length - 2;
        rowsOfPart = shape.Length < 3 ? RowsOfPart : shape[^2];
        row = new RowTransform(rowLength, layout.Half);
        lines = [.. shape.AsSpan(..^1).ToArray().Select(length => new LineTransform(length))];
        registers = Math.Max(row.Registers, 2L * lines.Select(line => line.Length).DefaultIfEmpty(0).Max());
        scratchRegisters = Math.Max(row.ScratchRegisters, 2L * (lines.Select(line => line.LargestRadix).DefaultIfEmpty(0).Max() + 1));
        memories = PinnedBuffer<double>.Many(threads);
        foreach (PinnedBuffer<double> memory in memories)
        {
            memory.Reserve(Needed);
        }
    }

    public override int FusedFrom { get; }

    public override int Parts =>
        Axis == shape.Length - 1 ? (rows + rowsOfPart - 1) / rowsOfPart : rows / shape[Axis] * ChunksOfRow;

    private int Stride => layout.Stride;

    private int ChunksOfRow => (layout.Half + ColumnsOfPart - 1) / ColumnsOfPart;

    private long Needed => (((2 * registers) + scratchRegisters) * T.Count) + ((long)Stride * T.Count);

    public override void Execute(int part, int worker)
    {
        double* memory = memories[worker].Reserve(Needed);
        if (Axis < shape.Length - 1)
        {
            int rowsBetween = RowsBetween(Axis);
            (int line, int chunk) = Math.DivRem(part, ChunksOfRow);
            (int outer, int inner) = Math.DivRem(line, rowsBetween);
            int first = chunk * ColumnsOfPart;
            Columns(
                Axis, ((long)outer * shape[Axis] * rowsBetween) + inner, rowsBetween,
                first, Math.Min(first + ColumnsOfPart, layout.Half), memory);
            return;
        }

        int begin = part * rowsOfPart, end = Math.Min(begin + rowsOfPart, rows);
        bool hasPlane = FusedFrom < shape.Length - 1;
        if (IsInverse)
        {
            if (hasPlane)
            {
                Columns(FusedFrom, begin, 1, 0, layout.Half, memory);
            }

            RowsBack(begin, end, memory);
            return;
        }

        RowsThere(begin, end, memory);
        if (hasPlane)
        {
            Columns(FusedFrom, begin, 1, 0, layout.Half, memory);
        }
    }

    /// <summary>Rows from an index of an axis to the next.</summary>
    private int RowsBetween(int axis)
    {
        int product = 1;
        for (int i = axis + 1; i < shape.Length - 1; i++)
        {
            product *= shape[i];
        }

        return product;
    }

    private void Columns(int axis, long firstRow, int rowsBetween, int first, int end, double* memory)
    {
        LineTransform line = lines[axis];
        ReadOnlySpan<int> position = line.Position;
        double* scratch = memory + (2 * registers * T.Count);
        nint step = (nint)layout.At(rowsBetween), begin = (nint)layout.At(firstRow), half = layout.Half;

        // An inverse line is a forward one with real and imaginary parts changed around, at both ends.
        int real = IsInverse ? T.Count : 0, imaginary = IsInverse ? 0 : T.Count;
        for (int column = first; column < end; column += T.Count)
        {
            double* from = Memory + begin + column;
            for (int i = 0; i < position.Length; i++, from += step)
            {
                double* to = memory + (2 * position[i] * T.Count);
                T.Store(T.Load(ref *from), ref to[real]);
                T.Store(T.Load(ref from[half]), ref to[imaginary]);
                if (Sse.IsSupported)
                {
                    // The columns after these, which lie in other lines of the cache and far apart, come while these are transformed.
                    Sse.Prefetch0(from + T.Count);
                    Sse.Prefetch0(from + half + T.Count);
                }
            }

            line.Run<T>(memory, scratch);
            double* back = Memory + begin + column, at = memory;
            for (int i = 0; i < position.Length; i++, back += step, at += 2 * T.Count)
            {
                T.Store(T.Load(ref at[real]), ref *back);
                T.Store(T.Load(ref at[imaginary]), ref back[half]);
            }
        }
    }

    private void RowsThere(int begin, int end, double* memory)
    {
        double* scratch = memory + (2 * registers * T.Count), staging = scratch + (scratchRegisters * T.Count);
        for (int first = begin; first < end; first += T.Count)
        {
            int count = Math.Min(T.Count, end - first);
            double* to = Memory + layout.At(first);
            if (count == T.Count && Singles is null && Source is null)
            {
                double* from = Doubles is null ? to : Doubles + ((long)first * rowLength);
                nint stride = Doubles is null ? Stride : rowLength;
                Prefetch(from + (T.Count * stride), T.Count * stride);
                row.Forward<T>(from, stride, to, Stride, memory, scratch);
                continue;
            }

            for (int i = 0; i < T.Count; i++)
            {
                Span<double> values = new(staging + ((long)i * Stride), rowLength);
                if (i >= count)
                {
                    values.Clear();
                }
                else
                {
                    Read(first + i, values);
                }
            }

            if (count == T.Count)
            {
                row.Forward<T>(staging, Stride, to, Stride, memory, scratch);
                continue;
            }

            row.Forward<T>(staging, Stride, staging, Stride, memory, scratch);
            new ReadOnlySpan<double>(staging, count * Stride).CopyTo(new Span<double>(to, count * Stride));
        }
    }

    /// <summary>Asks for the rows after these; nothing is read, so that they may lie beyond the end.</summary>
    private static void Prefetch(double* rows, nint count)
    {
        for (nint i = 0; Sse.IsSupported && i < count; i += HalfLayout.Padding)
        {
            Sse.Prefetch1(rows + i);
        }
    }

    private void Read(int index, Span<double> values)
    {
        if (Source is { } source)
        {
            source(index, values);
        }
        else if (Singles is not null)
        {
            TensorPrimitives.ConvertTruncating(new ReadOnlySpan<float>(Singles + ((long)index * rowLength), rowLength), values);
        }
        else
        {
            new ReadOnlySpan<double>(Doubles is null ? Memory + layout.At(index) : Doubles + ((long)index * rowLength), rowLength)
                .CopyTo(values);
        }
    }

    private void RowsBack(int begin, int end, double* memory)
    {
        double* second = memory + (registers * T.Count), scratch = second + (registers * T.Count),
        staging = scratch + (scratchRegisters * T.Count);
        for (int first = begin; first < end; first += T.Count)
        {
            int count = Math.Min(T.Count, end - first);
            double* at = Memory + layout.At(first);
            if (count == T.Count)
            {
                row.Inverse<T>(at, Stride, at, Stride, Scale, memory, second, scratch);
                continue;
            }

            Span<double> some = new(at, count * Stride), all = new(staging, T.Count * Stride);
            all.Clear();
            some.CopyTo(all);
            row.Inverse<T>(staging, Stride, staging, Stride, Scale, memory, second, scratch);
            all[..some.Length].CopyTo(some);
        }
    }
}

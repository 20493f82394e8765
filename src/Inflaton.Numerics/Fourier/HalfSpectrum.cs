using System.Numerics;
using System.Runtime.Intrinsics.X86;
using Inflaton.Numerics.Storage;

namespace Inflaton.Numerics.Fourier;

/// <summary>
/// One buffer that holds either N real values or the half of their transform that the other half follows from, X_{−k} = X_k*: k = 0 … ⌊n/2⌋
/// along the last axis, all k along the others. A row is what belongs to one index of all axes but the last; its n values stand at its
/// beginning, or its real parts and then its imaginary parts. Rows are padded to whole vectors.
/// </summary>
public sealed class HalfSpectrum
{
    private readonly int[] shape;
    private readonly HalfLayout layout;
    private readonly AlignedArray<double> memory;

    /// <summary>A buffer of zeros.</summary>
    /// <param name="shape">Length of each axis, at least 1.</param>
    /// <exception cref="ArgumentException">There is no axis, or one without values, or more values than one buffer holds.</exception>
    public HalfSpectrum(params IReadOnlyList<int> shape)
    {
        if (shape.Count == 0 || shape.Any(length => length < 1))
        {
            throw new ArgumentException($"[{string.Join(", ", shape)}] is no shape of values to transform.", nameof(shape));
        }

        this.shape = [.. shape];
        RowLength = shape[^1];
        Columns = (RowLength / 2) + 1;
        layout = new HalfLayout(this.shape);
        long rows = 1;
        foreach (int length in this.shape.AsSpan(..^1))
        {
            rows *= length;
            if (layout.At(rows) > Array.MaxLength - HalfLayout.Padding)
            {
                throw new ArgumentException(
                    $"Values of the shape [{string.Join(", ", shape)}] are more than one buffer holds.", nameof(shape));
            }
        }

        Rows = (int)rows;
        memory = new AlignedArray<double>((int)layout.At(Rows));
    }

    /// <summary>Length of each axis of the real values.</summary>
    public IReadOnlyList<int> Shape => shape;

    /// <summary>Number of rows, the product of all lengths but the last.</summary>
    public int Rows { get; }

    /// <summary>n, real values in a row.</summary>
    public int RowLength { get; }

    /// <summary>⌊n/2⌋ + 1, complex values in a row.</summary>
    public int Columns { get; }

    /// <summary>Bytes of the buffer.</summary>
    public long Size => sizeof(double) * (long)memory.Length;

    internal Span<double> Memory => memory.Span;

    /// <summary>The n real values of a row.</summary>
    /// <param name="row">0 to <see cref="Rows"/> − 1.</param>
    public Span<double> Values(int row) => Memory.Slice(At(row), RowLength);

    /// <summary>Re X of a row, by k along the last axis.</summary>
    /// <param name="row">0 to <see cref="Rows"/> − 1.</param>
    public Span<double> Real(int row) => Memory.Slice(At(row), Columns);

    /// <summary>Im X of a row, by k along the last axis.</summary>
    /// <param name="row">0 to <see cref="Rows"/> − 1.</param>
    public Span<double> Imaginary(int row) => Memory.Slice(At(row) + layout.Half, Columns);

    /// <summary>
    /// Brings a row that will be read soon nearer to the processor, where it can be told to; a row that there is not is none.
    /// </summary>
    /// <param name="row">Which row.</param>
    public unsafe void Prefetch(int row)
    {
        if (Sse.IsSupported && (uint)row < (uint)Rows)
        {
            fixed (double* start = Memory.Slice(At(row), layout.Stride))
            {
                for (int i = 0; i < layout.Stride; i += HalfLayout.Padding)
                {
                    Sse.Prefetch0(start + i);
                }
            }
        }
    }

    /// <summary>How often |X|² of a column stands in the whole transform: twice, but once at k = 0 and at k = n/2.</summary>
    /// <param name="column">k along the last axis.</param>
    public int Weight(int column) => column == 0 || 2 * column == RowLength ? 1 : 2;

    /// <summary>X of any wave vector, the half that is not stored included.</summary>
    /// <param name="wave">k along each axis, any whole numbers; each counts modulo its axis.</param>
    public Complex this[params ReadOnlySpan<int> wave]
    {
        get
        {
            int column = Modulo(wave[^1], RowLength);
            bool isStored = column < Columns;
            int row = 0;
            for (int axis = 0; axis < wave.Length - 1; axis++)
            {
                row = (row * shape[axis]) + Modulo(isStored ? wave[axis] : -wave[axis], shape[axis]);
            }

            column = isStored ? column : RowLength - column;
            return new Complex(Real(row)[column], isStored ? Imaginary(row)[column] : -Imaginary(row)[column]);
        }
    }

    /// <summary>Sets everything to 0.</summary>
    public void Clear() => Memory.Clear();

    private int At(int row) => (int)layout.At(row);

    private static int Modulo(int value, int length) => ((value % length) + length) % length;
}

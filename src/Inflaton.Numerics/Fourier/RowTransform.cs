using Inflaton.Numerics.Functions.Lanes;

namespace Inflaton.Numerics.Fourier;

/// <summary>
/// Between rows of n real values and the halves of their transforms, a row a lane. An even row is transformed as one of n/2 complex values
/// x_{2j} + i x_{2j+1}, an odd one as complex. Registers hold element k at 2k and 2k + 1.
/// </summary>
internal sealed unsafe class RowTransform
{
    private readonly int length;
    private readonly bool isEven;

    /// <summary>Of the complex line.</summary>
    private readonly int count;
    private readonly LineTransform line;

    /// <summary>
    /// Registers of the values before a transform, of those after an inverse one, of the real and of the imaginary parts.
    /// </summary>
    private readonly int[] values;
    private readonly int[] inverseValues;
    private readonly int[] real;
    private readonly int[] imaginary;

    /// <summary>e^{−2πi k/n}, k = 0 … n/4.</summary>
    private readonly double[] twiddles;

    public RowTransform(int length, int half)
    {
        this.length = length;
        isEven = length % 2 == 0;
        count = isEven ? length / 2 : length;
        line = new LineTransform(count);
        ReadOnlySpan<int> position = line.Position;
        values = new int[length];
        inverseValues = new int[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = isEven ? (2 * position[i / 2]) + (i % 2) : 2 * position[i];

            // Inverse lines are forward ones with real and imaginary parts changed around, at both ends.
            inverseValues[i] = isEven ? i ^ 1 : (2 * i) + 1;
        }

        real = [.. Enumerable.Range(0, half).Select(k => 2 * k)];
        imaginary = [.. Enumerable.Range(0, half).Select(k => (2 * k) + 1)];
        twiddles = new double[isEven ? (2 * (count / 2)) + 2 : 0];
        for (int k = 0; k < twiddles.Length / 2; k++)
        {
            (twiddles[2 * k], twiddles[(2 * k) + 1]) = LineTransform.Root(k, length);
        }

        Registers = 2 * Math.Max(count, half);
        ScratchRegisters = 2 * (line.LargestRadix + 1);
    }

    /// <summary>Registers of a line.</summary>
    public int Registers { get; }

    /// <summary>Registers of scratch memory.</summary>
    public int ScratchRegisters { get; }

    /// <summary>As many rows as there are lanes, to their halves.</summary>
    /// <param name="from">Rows of values.</param>
    /// <param name="stride">Doubles between them.</param>
    /// <param name="to">Receives real parts, then imaginary ones; may be the same memory.</param>
    /// <param name="toStride">Doubles between them.</param>
    /// <param name="x"><see cref="Registers"/> registers.</param>
    /// <param name="scratch"><see cref="ScratchRegisters"/> registers.</param>
    public void Forward<T>(double* from, nint stride, double* to, nint toStride, double* x, double* scratch) where T : struct, ILanes<T>
    {
        int columns = (length / 2) + 1, half = real.Length;
        LaneTransposition.Gather<T>(from, stride, values, x);
        if (!isEven)
        {
            for (int k = 0; k < count; k++)
            {
                T.Store(T.Of(0), ref x[((2 * k) + 1) * T.Count]);
            }
        }

        line.Run<T>(x, scratch);
        if (isEven)
        {
            Untangle<T>(x);
        }

        new Span<double>(x + (2 * columns * T.Count), 2 * (half - columns) * T.Count).Clear();
        LaneTransposition.Scatter<T>(x, real, to, toStride);
        LaneTransposition.Scatter<T>(x, imaginary, to + half, toStride);
    }

    /// <summary>Back, without the factor 1/n.</summary>
    /// <param name="from">Real parts, then imaginary ones.</param>
    /// <param name="fromStride">Doubles between rows.</param>
    /// <param name="to">Receives rows of values; may be the same memory.</param>
    /// <param name="stride">Doubles between them.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="x"><see cref="Registers"/> registers.</param>
    /// <param name="y">As many more.</param>
    /// <param name="scratch"><see cref="ScratchRegisters"/> registers.</param>
    public void Inverse<T>(double* from, nint fromStride, double* to, nint stride, double scale, double* x, double* y, double* scratch)
        where T : struct, ILanes<T>
    {
        LaneTransposition.Gather<T>(from, fromStride, real, x);
        LaneTransposition.Gather<T>(from + real.Length, fromStride, imaginary, x);
        if (isEven)
        {
            Entangle<T>(x, y);
        }
        else
        {
            Complete<T>(x, y);
        }

        line.Run<T>(y, scratch);
        T factor = T.Of(scale);
        for (int i = 0; i < 2 * count; i++)
        {
            T.Store(T.Load(ref y[i * T.Count]) * factor, ref y[i * T.Count]);
        }

        LaneTransposition.Scatter<T>(y, inverseValues, to, stride);
    }

    /// <summary>
    /// X_k = E_k + w^k O_k and X_{n/2−k} = (E_k − w^k O_k)*, E and O being the transforms of the even and of the odd values.
    /// </summary>
    private void Untangle<T>(double* x) where T : struct, ILanes<T>
    {
        int width = T.Count;
        T half = T.Of(0.5), zero = T.Of(0);
        T first = T.Load(ref *x), second = T.Load(ref x[width]);
        Put(x, 0, first + second, zero);
        Put(x, count, first - second, zero);
        for (int k = 1; k <= count / 2; k++)
        {
            int other = count - k;
            T ar = Re<T>(x, k), ai = Im<T>(x, k), br = Re<T>(x, other), bi = Im<T>(x, other);
            T evenR = half * (ar + br), evenI = half * (ai - bi), oddR = half * (ai + bi), oddI = half * (br - ar);
            T cosine = T.Of(twiddles[2 * k]), sine = T.Of(twiddles[(2 * k) + 1]);
            T turnedR = T.MultiplyAdd(oddR, cosine, -(oddI * sine)), turnedI = T.MultiplyAdd(oddR, sine, oddI * cosine);
            Put(x, other, evenR - turnedR, turnedI - evenI);
            Put(x, k, evenR + turnedR, evenI + turnedI);
        }
    }

    /// <summary>
    /// Z_k = E + iO and Z_{n/2−k} = (E − iO)* with E = X_k + X*_{n/2−k}, O = w^{−k}(X_k − X*_{n/2−k}); parts changed around.
    /// </summary>
    private void Entangle<T>(double* x, double* y) where T : struct, ILanes<T>
    {
        ReadOnlySpan<int> position = line.Position;
        T first = Re<T>(x, 0), last = Re<T>(x, count);
        Put(y, position[0], first - last, first + last);
        for (int k = 1; k <= count / 2; k++)
        {
            int other = count - k;
            T ar = Re<T>(x, k), ai = Im<T>(x, k), br = Re<T>(x, other), bi = Im<T>(x, other);
            T evenR = ar + br, evenI = ai - bi, differenceR = ar - br, differenceI = ai + bi;
            T cosine = T.Of(twiddles[2 * k]), sine = T.Of(twiddles[(2 * k) + 1]);

            // w^{−k} is the conjugate of the twiddle.
            T oddR = T.MultiplyAdd(differenceR, cosine, differenceI * sine),
            oddI = T.MultiplyAdd(differenceI, cosine, -(differenceR * sine));
            Put(y, position[other], oddR - evenI, evenR + oddI);
            Put(y, position[k], evenI + oddR, evenR - oddI);
        }
    }

    /// <summary>The other half of an odd row, parts changed around.</summary>
    private void Complete<T>(double* x, double* y) where T : struct, ILanes<T>
    {
        ReadOnlySpan<int> position = line.Position;
        Put(y, position[0], T.Of(0), Re<T>(x, 0));
        for (int k = 1; k <= count / 2; k++)
        {
            T re = Re<T>(x, k), im = Im<T>(x, k);
            Put(y, position[k], im, re);
            Put(y, position[count - k], -im, re);
        }
    }

    private static T Re<T>(double* x, int element) where T : struct, ILanes<T> => T.Load(ref x[2 * element * T.Count]);

    private static T Im<T>(double* x, int element) where T : struct, ILanes<T> => T.Load(ref x[((2 * element) + 1) * T.Count]);

    private static void Put<T>(double* x, int element, T re, T im) where T : struct, ILanes<T>
    {
        T.Store(re, ref x[2 * element * T.Count]);
        T.Store(im, ref x[((2 * element) + 1) * T.Count]);
    }
}

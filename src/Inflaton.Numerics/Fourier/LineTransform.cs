using System.Runtime.CompilerServices;
using Inflaton.Numerics.Functions.Lanes;

namespace Inflaton.Numerics.Fourier;

/// <summary>
/// X_k = Σ_n x_n e^{−2πi kn/N} of as many complex lines at once as a register has lanes, in place, by decimation in time with the factors
/// 4, 2 and odd primes. Element e of the lines is a register of real parts and one of imaginary parts, 2e and 2e + 1 registers from the
/// beginning. Elements come in at
/// <see cref="Position"/> and leave in their order. Source: Cooley and Tukey, Math. Comput. 19 (1965) 297.
/// </summary>
internal sealed unsafe class LineTransform
{
    private readonly int[] radices;
    private readonly int[] position;

    /// <summary>Stage by stage: the powers 1 … r − 1 of e^{−2πi p/(rm)}, p = 0 … m − 1, as cosine and sine.</summary>
    private readonly double[][] twiddles;

    /// <summary>e^{−2πi j/r} of stages with an odd r, as cosine and sine; empty for others.</summary>
    private readonly double[][] roots;

    public LineTransform(int length)
    {
        Length = length;
        List<int> factors = [];
        int rest = length;
        for (; rest % 4 == 0; rest /= 4)
        {
            factors.Add(4);
        }

        for (int prime = 2; prime * (long)prime <= rest; prime++)
        {
            for (; rest % prime == 0; rest /= prime)
            {
                factors.Add(prime);
            }
        }

        if (rest > 1)
        {
            factors.Add(rest);
        }

        radices = [.. factors];
        twiddles = new double[radices.Length][];
        roots = new double[radices.Length][];
        int done = 1;
        for (int stage = 0; stage < radices.Length; stage++)
        {
            int radix = radices[stage];
            twiddles[stage] = new double[2 * done * (radix - 1)];
            for (int p = 0, i = 0; p < done; p++)
            {
                for (int j = 1; j < radix; j++, i += 2)
                {
                    (twiddles[stage][i], twiddles[stage][i + 1]) = Root((long)p * j, radix * (long)done);
                }
            }

            roots[stage] = new double[radix % 2 == 0 ? 0 : 2 * radix];
            for (int j = 0; j < roots[stage].Length / 2; j++)
            {
                (roots[stage][2 * j], roots[stage][(2 * j) + 1]) = Root(j, radix);
            }

            done *= radix;
        }

        LargestRadix = radices.Length == 0 ? 1 : radices.Max();
        position = new int[length];
        for (int i = 0; i < length; i++)
        {
            int index = i, block = length;
            for (int stage = radices.Length - 1; stage >= 0; stage--)
            {
                block /= radices[stage];
                position[i] += index % radices[stage] * block;
                index /= radices[stage];
            }
        }
    }

    /// <summary>N.</summary>
    public int Length { get; }

    /// <summary>The largest factor.</summary>
    public int LargestRadix { get; }

    /// <summary>Where element n is to stand before the transform.</summary>
    public ReadOnlySpan<int> Position => position;

    /// <summary>e^{−2πi k/N} as cosine and sine, exact on the axes.</summary>
    public static (double Cosine, double Sine) Root(long k, long length)
    {
        (double sine, double cosine) = double.SinCosPi(-2.0 * (k % length) / length);
        return (cosine, sine);
    }

    /// <summary>Transforms lines in place.</summary>
    /// <param name="x">The lines, 2N registers.</param>
    /// <param name="scratch">Memory for 2·(<see cref="LargestRadix"/> + 1) registers.</param>
    public void Run<T>(double* x, double* scratch) where T : struct, ILanes<T>
    {
        int done = 1;
        for (int stage = 0; stage < radices.Length; stage++)
        {
            int radix = radices[stage];
            fixed (double* w = twiddles[stage], r = roots[stage])
            {
                switch (radix)
                {
                    case 2:
                        Pairs<T>(x, done, w);
                        break;
                    case 4:
                        Fours<T>(x, done, w);
                        break;
                    default:
                        Odd<T>(x, radix, done, w, r, scratch);
                        break;
                }
            }

            done *= radix;
        }
    }

    private void Pairs<T>(double* x, int done, double* w) where T : struct, ILanes<T>
    {
        int block = 2 * done;
        for (int p = 0; p < done; p++, w += 2)
        {
            T cosine = T.Of(w[0]), sine = T.Of(w[1]);
            for (int first = p; first < Length; first += block)
            {
                double* a = At<T>(x, first), b = At<T>(x, first + done);
                T ar = Re<T>(a), ai = Im<T>(a), br = Re<T>(b), bi = Im<T>(b);
                Turn(cosine, sine, ref br, ref bi);
                Put(a, ar + br, ai + bi);
                Put(b, ar - br, ai - bi);
            }
        }
    }

    private void Fours<T>(double* x, int done, double* w) where T : struct, ILanes<T>
    {
        int block = 4 * done;
        for (int p = 0; p < done; p++, w += 6)
        {
            T c1 = T.Of(w[0]), s1 = T.Of(w[1]), c2 = T.Of(w[2]), s2 = T.Of(w[3]), c3 = T.Of(w[4]), s3 = T.Of(w[5]);
            for (int first = p; first < Length; first += block)
            {
                double* a = At<T>(x, first), b = At<T>(x, first + done), c = At<T>(x, first + (2 * done)), d = At<T>(x, first + (3 * done));
                T ar = Re<T>(a), ai = Im<T>(a), br = Re<T>(b), bi = Im<T>(b), cr = Re<T>(c), ci = Im<T>(c), dr = Re<T>(d), di = Im<T>(d);
                if (p > 0)
                {
                    Turn(c1, s1, ref br, ref bi);
                    Turn(c2, s2, ref cr, ref ci);
                    Turn(c3, s3, ref dr, ref di);
                }

                T sumR = ar + cr, sumI = ai + ci, differenceR = ar - cr, differenceI = ai - ci;
                T otherR = br + dr, otherI = bi + di, turnedR = bi - di, turnedI = dr - br;
                Put(a, sumR + otherR, sumI + otherI);
                Put(b, differenceR + turnedR, differenceI + turnedI);
                Put(c, sumR - otherR, sumI - otherI);
                Put(d, differenceR - turnedR, differenceI - turnedI);
            }
        }
    }

    /// <summary>
    /// An odd prime r, by sums and differences of what stands at j and r − j: (r − 1)² multiplications, which is what r = 3, 5 and 7 want
    /// and what larger primes can bear.
    /// </summary>
    private void Odd<T>(double* x, int radix, int done, double* w, double* roots, double* scratch) where T : struct, ILanes<T>
    {
        int half = (radix - 1) / 2, block = radix * done;
        for (int p = 0; p < done; p++, w += 2 * (radix - 1))
        {
            for (int first = p; first < Length; first += block)
            {
                double* a = At<T>(x, first);
                T ar = Re<T>(a), ai = Im<T>(a), totalR = ar, totalI = ai;
                for (int j = 1; j <= half; j++)
                {
                    double* b = At<T>(x, first + (j * done)), c = At<T>(x, first + ((radix - j) * done));
                    T br = Re<T>(b), bi = Im<T>(b), cr = Re<T>(c), ci = Im<T>(c);
                    if (p > 0)
                    {
                        Turn(T.Of(w[2 * (j - 1)]), T.Of(w[(2 * j) - 1]), ref br, ref bi);
                        Turn(T.Of(w[2 * (radix - j - 1)]), T.Of(w[(2 * (radix - j)) - 1]), ref cr, ref ci);
                    }

                    T sumR = br + cr, sumI = bi + ci;
                    totalR += sumR;
                    totalI += sumI;
                    Put(At<T>(scratch, 2 * j), sumR, sumI);
                    Put(At<T>(scratch, (2 * j) + 1), br - cr, bi - ci);
                }

                Put(a, totalR, totalI);
                for (int k = 1; k <= half; k++)
                {
                    T evenR = ar, evenI = ai, oddR = T.Of(0), oddI = T.Of(0);
                    for (int j = 1, index = k; j <= half; j++, index = index + k >= radix ? index + k - radix : index + k)
                    {
                        T cosine = T.Of(roots[2 * index]), sine = T.Of(roots[(2 * index) + 1]);
                        double* sum = At<T>(scratch, 2 * j), difference = At<T>(scratch, (2 * j) + 1);
                        evenR = T.MultiplyAdd(cosine, Re<T>(sum), evenR);
                        evenI = T.MultiplyAdd(cosine, Im<T>(sum), evenI);
                        oddR = T.MultiplyAdd(sine, Re<T>(difference), oddR);
                        oddI = T.MultiplyAdd(sine, Im<T>(difference), oddI);
                    }

                    Put(At<T>(x, first + (k * done)), evenR - oddI, evenI + oddR);
                    Put(At<T>(x, first + ((radix - k) * done)), evenR + oddI, evenI - oddR);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double* At<T>(double* x, int element) where T : struct, ILanes<T> => x + (2 * (nint)T.Count * element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Re<T>(double* element) where T : struct, ILanes<T> => T.Load(ref *element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Im<T>(double* element) where T : struct, ILanes<T> => T.Load(ref *(element + T.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T>(double* element, T real, T imaginary) where T : struct, ILanes<T>
    {
        T.Store(real, ref *element);
        T.Store(imaginary, ref *(element + T.Count));
    }

    /// <summary>(re + i im)·(cosine + i sine).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn<T>(T cosine, T sine, ref T re, ref T im) where T : struct, ILanes<T>
    {
        T real = T.MultiplyAdd(re, cosine, -(im * sine));
        im = T.MultiplyAdd(re, sine, im * cosine);
        re = real;
    }
}

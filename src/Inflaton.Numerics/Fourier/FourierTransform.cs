using System.Numerics;

namespace Inflaton.Numerics.Fourier;

/// <summary>
/// The discrete Fourier transform X_k = Σ_n x_n e^{−2πi kn/N} of any length and over any number of axes: by halves where the length is a
/// power of two, O(N log N), and by direct sums otherwise, O(N²) an axis. Source: Cooley and Tukey, Math. Comput. 19 (1965) 297.
/// </summary>
public static class FourierTransform
{
    /// <summary>Transforms an array in place.</summary>
    /// <param name="values">x, row-major over the axes; receives X.</param>
    /// <param name="shape">Length of each axis, none below 1.</param>
    /// <param name="isInverse">Whether the sign of the exponent is turned around; no factor 1/N is applied in either direction.</param>
    /// <exception cref="ArgumentException">The shape does not belong to the number of values.</exception>
    public static void Transform(Complex[] values, IReadOnlyList<int> shape, bool isInverse = false)
    {
        if (shape.Any(length => length < 1) || shape.Aggregate(1L, (product, length) => product * length) != values.Length)
        {
            throw new ArgumentException($"{values.Length} values do not fill the shape [{string.Join(", ", shape)}].", nameof(values));
        }

        int stride = values.Length;
        foreach (int length in shape)
        {
            stride /= length;
            Complex[] roots = [.. Enumerable.Range(0, length).Select(k => Root(isInverse ? k : -k, length))];
            Complex[] line = new Complex[length];
            for (int first = 0; first < values.Length; first += first % stride == stride - 1 ? (stride * (length - 1)) + 1 : 1)
            {
                for (int i = 0; i < length; i++)
                {
                    line[i] = values[first + (i * stride)];
                }

                Line(line, roots);
                for (int i = 0; i < length; i++)
                {
                    values[first + (i * stride)] = line[i];
                }
            }
        }
    }

    /// <summary>e^{2πi k/N}, exact on the axes.</summary>
    private static Complex Root(int k, int length)
    {
        (double sine, double cosine) = double.SinCosPi(2.0 * k / length);
        return new Complex(cosine, sine);
    }

    private static void Line(Complex[] line, Complex[] roots)
    {
        int length = line.Length;
        if (!int.IsPow2(length))
        {
            Complex[] source = [.. line];
            for (int k = 0; k < length; k++)
            {
                Complex sum = 0;
                for (int n = 0; n < length; n++)
                {
                    sum += source[n] * roots[(int)((long)k * n % length)];
                }

                line[k] = sum;
            }

            return;
        }

        for (int i = 1, j = 0; i < length; i++)
        {
            int bit = length >> 1;
            for (; (j & bit) != 0; bit >>= 1)
            {
                j ^= bit;
            }

            j ^= bit;
            if (i < j)
            {
                (line[i], line[j]) = (line[j], line[i]);
            }
        }

        for (int half = 1; half < length; half <<= 1)
        {
            int turn = length / (2 * half);
            for (int start = 0; start < length; start += 2 * half)
            {
                for (int k = 0; k < half; k++)
                {
                    Complex even = line[start + k], odd = line[start + k + half] * roots[k * turn];
                    line[start + k] = even + odd;
                    line[start + k + half] = even - odd;
                }
            }
        }
    }
}

using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Inflaton.Training.Reduced;

/// <summary>Sums of products in an order that the length alone decides, whatever the alignment of the memory.</summary>
internal static class InnerProduct
{
    /// <summary>x·y.</summary>
    /// <param name="x">x.</param>
    /// <param name="y">y, same length.</param>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        int lanes = Vector512<double>.Count;
        ref double left = ref MemoryMarshal.GetReference(x);
        ref double right = ref MemoryMarshal.GetReference(y);
        Vector512<double> even = default, odd = default;
        int i = 0;
        for (; i <= x.Length - (2 * lanes); i += 2 * lanes)
        {
            even = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref left, (nuint)i), Vector512.LoadUnsafe(ref right, (nuint)i), even);
            odd = Vector512.MultiplyAddEstimate(
                Vector512.LoadUnsafe(ref left, (nuint)(i + lanes)), Vector512.LoadUnsafe(ref right, (nuint)(i + lanes)), odd);
        }

        double sum = Vector512.Sum(even + odd);
        for (; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    /// <summary>‖x‖.</summary>
    /// <param name="x">x.</param>
    public static double Norm(ReadOnlySpan<double> x) => Math.Sqrt(Dot(x, x));
}

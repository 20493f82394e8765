using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Inflaton.Numerics.DifferentialEquations;

/// <summary>
/// The vector work of a step. All rows are padded with zeros to whole vectors of four, so there is no remainder loop, and the width and the
/// order of sums are the same on every processor: so are the results.
/// </summary>
internal static class StageKernels
{
    private const int Lanes = 4;

    /// <summary>The length of a row that holds <paramref name="dimension"/> components.</summary>
    public static int Padded(int dimension) => (dimension + Lanes - 1) / Lanes * Lanes;

    /// <summary>result = y + h Σ w_j k_{s_j}, with stage s in row s of <paramref name="stages"/>.</summary>
    public static void Combine(
        ReadOnlySpan<double> y, double h, ReadOnlySpan<double> stages,
        ReadOnlySpan<int> indices, ReadOnlySpan<double> weights, Span<double> result)
    {
        int length = result.Length;
        ref double from = ref MemoryMarshal.GetReference(y);
        ref double k = ref MemoryMarshal.GetReference(stages);
        ref double to = ref MemoryMarshal.GetReference(result);
        Vector256<double> step = Vector256.Create(h);
        int i = 0;
        for (; i + 2 * Lanes <= length; i += 2 * Lanes)
        {
            Vector256<double> low = Vector256<double>.Zero;
            Vector256<double> high = Vector256<double>.Zero;
            for (int j = 0; j < indices.Length; j++)
            {
                Vector256<double> weight = Vector256.Create(weights[j]);
                nuint at = (nuint)(indices[j] * length + i);
                low = Vector256.FusedMultiplyAdd(weight, Vector256.LoadUnsafe(ref k, at), low);
                high = Vector256.FusedMultiplyAdd(weight, Vector256.LoadUnsafe(ref k, at + Lanes), high);
            }

            Vector256.FusedMultiplyAdd(step, low, Vector256.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
            Vector256.FusedMultiplyAdd(step, high, Vector256.LoadUnsafe(ref from, (nuint)i + Lanes)).StoreUnsafe(ref to, (nuint)i + Lanes);
        }

        if (i < length)
        {
            Vector256<double> sum = Vector256<double>.Zero;
            for (int j = 0; j < indices.Length; j++)
            {
                sum = Vector256.FusedMultiplyAdd(
                    Vector256.Create(weights[j]), Vector256.LoadUnsafe(ref k, (nuint)(indices[j] * length + i)), sum);
            }

            Vector256.FusedMultiplyAdd(step, sum, Vector256.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        }
    }

    /// <summary>Σ_i ( Σ_j w_j k_{s_j, i} / (floor_i + relative · max(|y_i|, |z_i|)) )².</summary>
    public static double ScaledSquares(
        ReadOnlySpan<double> stages,
        ReadOnlySpan<int> indices,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> z,
        ReadOnlySpan<double> floors,
        double relative)
    {
        int length = y.Length;
        ref double k = ref MemoryMarshal.GetReference(stages);
        ref double left = ref MemoryMarshal.GetReference(y);
        ref double right = ref MemoryMarshal.GetReference(z);
        ref double floor = ref MemoryMarshal.GetReference(floors);
        Vector256<double> share = Vector256.Create(relative);
        Vector256<double> squares = Vector256<double>.Zero;
        for (int i = 0; i < length; i += Lanes)
        {
            Vector256<double> sum = Vector256<double>.Zero;
            for (int j = 0; j < indices.Length; j++)
            {
                sum = Vector256.FusedMultiplyAdd(
                    Vector256.Create(weights[j]), Vector256.LoadUnsafe(ref k, (nuint)(indices[j] * length + i)), sum);
            }

            Vector256<double> size = Vector256.Max(
                Vector256.Abs(Vector256.LoadUnsafe(ref left, (nuint)i)), Vector256.Abs(Vector256.LoadUnsafe(ref right, (nuint)i)));
            Vector256<double> ratio = sum / Vector256.FusedMultiplyAdd(share, size, Vector256.LoadUnsafe(ref floor, (nuint)i));
            squares = Vector256.FusedMultiplyAdd(ratio, ratio, squares);
        }

        return Vector256.Sum(squares);
    }

    /// <summary>Σ_i (x_i − y_i)².</summary>
    public static double SquaredDistance(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref double left = ref MemoryMarshal.GetReference(x);
        ref double right = ref MemoryMarshal.GetReference(y);
        Vector256<double> squares = Vector256<double>.Zero;
        for (int i = 0; i < x.Length; i += Lanes)
        {
            Vector256<double> difference = Vector256.LoadUnsafe(ref left, (nuint)i) - Vector256.LoadUnsafe(ref right, (nuint)i);
            squares = Vector256.FusedMultiplyAdd(difference, difference, squares);
        }

        return Vector256.Sum(squares);
    }
}

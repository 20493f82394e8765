using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Training.Reduced;

/// <summary>The step of a vector of weights w whose gradient is a sum over the rows of a matrix, in one sweep.</summary>
internal static class BatchHeavyBall
{
    /// <summary>v ← γ v + Σ_x g_x X_x, w ← w + v.</summary>
    /// <param name="momentum">γ.</param>
    /// <param name="factors">g, length N.</param>
    /// <param name="rows">X, shape [N, n].</param>
    /// <param name="velocity">v, length n.</param>
    /// <param name="weights">w, length n.</param>
    public static void Move(double momentum, ReadOnlySpan<double> factors, Matrix<double> rows, Span<double> velocity, Span<double> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(factors.Length, rows.Rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(velocity.Length, rows.Columns);
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, rows.Columns);
        int lanes = Vector512<double>.Count;
        ref double x = ref MemoryMarshal.GetArrayDataReference(rows.Values);
        ref double v = ref MemoryMarshal.GetReference(velocity);
        ref double w = ref MemoryMarshal.GetReference(weights);
        int j = 0;
        for (; j <= velocity.Length - lanes; j += lanes)
        {
            Vector512<double> sum = Vector512.LoadUnsafe(ref v, (nuint)j) * momentum;
            for (int i = 0; i < factors.Length; i++)
            {
                nuint at = (nuint)((i * rows.Columns) + j);
                sum = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref x, at), Vector512.Create(factors[i]), sum);
            }

            sum.StoreUnsafe(ref v, (nuint)j);
            (Vector512.LoadUnsafe(ref w, (nuint)j) + sum).StoreUnsafe(ref w, (nuint)j);
        }

        for (; j < velocity.Length; j++)
        {
            double sum = velocity[j] * momentum;
            for (int i = 0; i < factors.Length; i++)
            {
                sum += rows.Values[(i * rows.Columns) + j] * factors[i];
            }

            velocity[j] = sum;
            weights[j] += sum;
        }
    }
}

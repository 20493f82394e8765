using System.Numerics;

namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>Matrices of reproducible entries between −1 and 1.</summary>
internal static class RandomMatrix
{
    public static Matrix<T> Of<T>(int rows, int columns, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new Matrix<T>(rows, columns);
        ulong state = 0x9E3779B97F4A7C15UL * (ulong)(seed + 1);
        for (int i = 0; i < result.Values.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            result.Values[i] = T.CreateChecked(((state >> 40) / (double)(1 << 23)) - 1);
        }

        return result;
    }

    /// <summary>The entries on and below the diagonal are drawn row by row.</summary>
    public static Matrix<double> Symmetric(int n, int seed)
    {
        double[] lower = Of<double>(1, n * (n + 1) / 2, seed).Values;
        return Matrix.FromFunction(n, n, (i, j) => lower[(Math.Max(i, j) * (Math.Max(i, j) + 1) / 2) + Math.Min(i, j)]);
    }
}

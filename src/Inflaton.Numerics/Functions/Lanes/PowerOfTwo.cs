using System.Runtime.CompilerServices;

namespace Inflaton.Numerics.Functions.Lanes;

/// <summary>Integers held as doubles, and powers of two, made from the bits of a double.</summary>
internal static class PowerOfTwo
{
    /// <summary>1.5·2⁵²: adding it rounds |x| ≤ 2⁵¹ to an integer, which then stands in the low bits of the sum.</summary>
    public const double Rounder = 6755399441055744.0;

    private const ulong ExponentBias = 1023;

    /// <summary>a·2ⁿ in two factors, of which only the second can leave the normal range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Scale<T>(T a, T n) where T : struct, ILanes<T>
    {
        T rounder = T.Of(Rounder);
        T shifted = T.MultiplyAdd(n, T.Of(0.5), rounder);
        T first = shifted - rounder;
        return a * FromShifted(shifted) * FromShifted(n - first + rounder);
    }

    /// <summary>2ⁿ from n + <see cref="Rounder"/>, for −1022 ≤ n ≤ 1023.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T FromShifted<T>(T shifted) where T : struct, ILanes<T> =>
        T.ShiftLeft(T.AddBits(shifted, T.OfBits(ExponentBias)), 52);
}

using System.Runtime.CompilerServices;

namespace Inflaton.Numerics.Functions.Lanes;

/// <summary>The sign bit of a double, taken off and put back.</summary>
internal static class Signs
{
    private const ulong Sign = 1UL << 63;

    /// <summary>|x|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Magnitude<T>(T x) where T : struct, ILanes<T> => x & T.OfBits(~Sign);

    /// <summary>A magnitude with the sign of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T WithSignOf<T>(T magnitude, T x) where T : struct, ILanes<T> => magnitude | (x & T.OfBits(Sign));
}

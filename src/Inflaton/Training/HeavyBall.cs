using System.Numerics;
using System.Runtime.InteropServices;

namespace Inflaton.Training;

/// <summary>The heavy ball on a vector, in one pass.</summary>
internal static class HeavyBall
{
    /// <summary>v ← γ v + c g, θ ← θ + v.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="position">θ.</param>
    /// <param name="velocity">v, same length.</param>
    /// <param name="direction">g, same length.</param>
    /// <param name="momentum">γ.</param>
    /// <param name="factor">c.</param>
    public static void Move<T>(Span<T> position, Span<T> velocity, ReadOnlySpan<T> direction, T momentum, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<Vector<T>> positions = MemoryMarshal.Cast<T, Vector<T>>(position);
        Span<Vector<T>> velocities = MemoryMarshal.Cast<T, Vector<T>>(velocity)[..positions.Length];
        ReadOnlySpan<Vector<T>> directions = MemoryMarshal.Cast<T, Vector<T>>(direction)[..positions.Length];
        for (int i = 0; i < positions.Length; i++)
        {
            Vector<T> moved = (velocities[i] * momentum) + (directions[i] * factor);
            velocities[i] = moved;
            positions[i] += moved;
        }

        for (int i = positions.Length * Vector<T>.Count; i < position.Length; i++)
        {
            velocity[i] = (velocity[i] * momentum) + (direction[i] * factor);
            position[i] += velocity[i];
        }
    }
}

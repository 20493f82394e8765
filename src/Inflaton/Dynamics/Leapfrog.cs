using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Inflaton.Dynamics;

/// <summary>
/// The two halves of a step on a vector, v ← a v + c g and x ← x + v, in place: one place that moves parameters, fields and lattices.
/// </summary>
public static class Leapfrog
{
    /// <summary>v ← a v + c g, x ← x + v, in one pass.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="position">x.</param>
    /// <param name="velocity">v, same length.</param>
    /// <param name="direction">g, same length.</param>
    /// <param name="momentum">a.</param>
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

    /// <summary>v ← a v − b F, x ← x + v.</summary>
    /// <param name="coefficients">a and b.</param>
    /// <param name="position">x.</param>
    /// <param name="velocity">v, same length.</param>
    /// <param name="force">F, same length.</param>
    public static void Move(StepCoefficients coefficients, Span<double> position, Span<double> velocity, ReadOnlySpan<double> force) =>
        Move(position, velocity, force, coefficients.Momentum, -coefficients.LearningRate);

    /// <summary>v ← a v + c g, of which the position is not told yet.</summary>
    /// <param name="velocity">v.</param>
    /// <param name="direction">g, same length; receives c g.</param>
    /// <param name="momentum">a.</param>
    /// <param name="factor">c.</param>
    public static void Kick(Span<double> velocity, Span<double> direction, double momentum, double factor)
    {
        TensorPrimitives.Multiply(direction, factor, direction);
        TensorPrimitives.MultiplyAdd(velocity, momentum, direction, velocity);
    }
}

using System.Numerics;
using System.Runtime.InteropServices;

namespace Inflaton.Dynamics;

/// <summary>
/// A step of ẍ + κẋ + F = sη with white noise η, ⟨η(t)η(t')⟩ = δ(t − t'): the leapfrog of <see cref="FrictionStep"/> with the noise of
/// the two steps beside its place, Δ ← ((1−q)Δ − h²F + h^{3/2}s(ζ_k + ζ_{k+1})/2)/(1+q), q = κh/2, x ← x + Δ, ζ standard normals. Where κ
/// and s are constant it is the method of Grønbech-Jensen and Farago (Molecular Physics 111 (2013) 983): x diffuses as it should, and its
/// stationary variance in a quadratic potential is exact, for every step that is stable. Cosmological noise of stochastic inflation
/// and that of mini-batches, s² = Θ Σ Θ h, are both this.
/// </summary>
public static class LangevinStep
{
    /// <summary>Moves paths by a step, in place.</summary>
    /// <param name="position">x of each path.</param>
    /// <param name="displacement">Δ of the last step, same length; before the first <see cref="Before"/> gives it.</param>
    /// <param name="force">F, same length.</param>
    /// <param name="friction">κ, same length.</param>
    /// <param name="noise">s(ζ_k + ζ_{k+1})/2, same length.</param>
    /// <param name="size">h, positive.</param>
    public static void Move(
        Span<double> position, Span<double> displacement, ReadOnlySpan<double> force, ReadOnlySpan<double> friction,
        ReadOnlySpan<double> noise, double size)
    {
        double root = Math.Sqrt(size) * size, square = size * size, half = 0.5 * size;
        Span<Vector<double>> x = MemoryMarshal.Cast<double, Vector<double>>(position);
        Span<Vector<double>> moved = MemoryMarshal.Cast<double, Vector<double>>(displacement)[..x.Length];
        ReadOnlySpan<Vector<double>> forces = MemoryMarshal.Cast<double, Vector<double>>(force)[..x.Length];
        ReadOnlySpan<Vector<double>> frictions = MemoryMarshal.Cast<double, Vector<double>>(friction)[..x.Length];
        ReadOnlySpan<Vector<double>> noises = MemoryMarshal.Cast<double, Vector<double>>(noise)[..x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            Vector<double> q = frictions[i] * half;
            moved[i] = (((Vector<double>.One - q) * moved[i]) - (forces[i] * square) + (noises[i] * root)) / (Vector<double>.One + q);
            x[i] += moved[i];
        }

        for (int i = x.Length * Vector<double>.Count; i < position.Length; i++)
        {
            double q = friction[i] * half;
            displacement[i] = (((1 - q) * displacement[i]) - (force[i] * square) + (noise[i] * root)) / (1 + q);
            position[i] += displacement[i];
        }
    }

    /// <summary>Δ that stands for a velocity at the beginning; ζ₀ = 0 goes with it.</summary>
    /// <param name="velocity">ẋ.</param>
    /// <param name="force">F.</param>
    /// <param name="friction">κ, below 2/h.</param>
    /// <param name="size">h.</param>
    public static double Before(double velocity, double force, double friction, double size) =>
        size * (velocity + (0.5 * size * force)) / (1 - (0.5 * size * friction));
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>
/// The angle θ between two inputs as a layer sees them, cos θ = ρ = q₁₂/√(q₁₁q₂₂). Its sine is carried from layer to layer beside q₁₂:
/// taken from √(1 − ρ²) it would have no correct digit below θ = 10⁻⁸, and kernels with a kink depend on θ to first order. An input of
/// variance 0 stands at a right angle to all.
/// </summary>
internal static class CorrelationAngle
{
    /// <summary>q₁₂ → ρ, within [−1, 1]; 0 where a variance vanishes.</summary>
    public static void Cosines(in DualPairs pairs, Span<double> covariances)
    {
        Vector<double> row = new(pairs.RowRoot);
        ReadOnlySpan<Vector<double>> roots = MemoryMarshal.Cast<double, Vector<double>>(pairs.ColumnRoots);
        Span<Vector<double>> values = MemoryMarshal.Cast<double, Vector<double>>(covariances);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Cosine(values[i], row * roots[i]);
        }
    }

    /// <summary>ρ = q₁₂/√(q₁₁q₂₂), within [−1, 1]; 0 where a variance vanishes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Cosine(Vector<double> covariance, Vector<double> roots)
    {
        Vector<double> ratio = Vector.ConditionalSelect(
            Vector.GreaterThan(roots, Vector<double>.Zero), covariance / roots, Vector<double>.Zero);
        return Vector.Min(Vector<double>.One, Vector.Max(-Vector<double>.One, ratio));
    }

    /// <summary>1 − ρ without cancellation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> OneMinusCosine(Vector<double> cosine, Vector<double> sine)
    {
        Vector<double> one = Vector<double>.One;
        return Vector.ConditionalSelect(Vector.GreaterThan(cosine, Vector<double>.Zero), sine * sine / (one + cosine), one - cosine);
    }

    /// <summary>sin θ from 1 − ρ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Sine(Vector<double> oneMinusCosine) => Vector.SquareRoot(
        Vector.Max(Vector<double>.Zero, oneMinusCosine * (new Vector<double>(2) - oneMinusCosine)));

    /// <summary>
    /// The sine for the sum of two independent fields a and b:
    /// (1 − ρ)√(q₁₁q₂₂) = X²/(√(q₁₁q₂₂) + A + B) + A(1 − ρ_a) + B(1 − ρ_b) with A = √(a₁₁a₂₂), B = √(b₁₁b₂₂), X = √(a₁₁b₂₂) − √(a₂₂b₁₁).
    /// No product of two variances is formed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> SineOfSum(
        Vector<double> a, Vector<double> oneMinusA, Vector<double> b, Vector<double> oneMinusB, Vector<double> cross, Vector<double> roots)
    {
        Vector<double> x = cross / roots, partA = a / roots, partB = b / roots;
        Vector<double> whole = (x * x / (Vector<double>.One + partA + partB)) + (partA * oneMinusA) + (partB * oneMinusB);
        return Sine(Vector.ConditionalSelect(Vector.GreaterThan(roots, Vector<double>.Zero), whole, Vector<double>.One));
    }
}

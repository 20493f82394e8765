using System.Numerics;
using System.Runtime.CompilerServices;

namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>
/// A pair of variances Q and correlation ρ as unit noise blurs it: with A = 1/(1 + Q₁₁), B = 1/(1 + Q₂₂), the blurred correlation
/// r = ρ√((1 − A)(1 − B)), and δ = √(1 − r²) from δ² = A + B(1 − A) + (1 − A)(1 − B)(1 − ρ²), in which nothing cancels and no product of
/// two variances is formed.
/// </summary>
internal readonly struct SaturatedPairs
{
    /// <summary>Of one row's variance and a vector of the columns'.</summary>
    /// <param name="row">Q₁₁.</param>
    /// <param name="column">Q₂₂.</param>
    /// <param name="cosine">ρ.</param>
    /// <param name="sine">√(1 − ρ²).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SaturatedPairs(Vector<double> row, Vector<double> column, Vector<double> cosine, Vector<double> sine)
    {
        Vector<double> one = Vector<double>.One;
        (A, B) = (one / (one + row), one / (one + column));
        Vector<double> full = Full(row, A), fullColumn = Full(column, B);
        Whole = Vector.SquareRoot(full) * Vector.SquareRoot(fullColumn);
        Vector<double> turned = Whole * sine;
        Correlation = cosine * Whole;
        Square = A + (B * full) + (turned * turned);
        RootOfBoth = Vector.SquareRoot(A) * Vector.SquareRoot(B);
    }

    /// <summary>1/(1 + Q₁₁).</summary>
    public Vector<double> A { get; }

    /// <summary>1/(1 + Q₂₂).</summary>
    public Vector<double> B { get; }

    /// <summary>√((1 − A)(1 − B)), r of equal directions.</summary>
    public Vector<double> Whole { get; }

    /// <summary>r.</summary>
    public Vector<double> Correlation { get; }

    /// <summary>δ².</summary>
    public Vector<double> Square { get; }

    /// <summary>√(AB).</summary>
    public Vector<double> RootOfBoth { get; }

    /// <summary>Q/(1 + Q), where Q may be beyond the largest double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Full(Vector<double> variance, Vector<double> rest) => Vector.ConditionalSelect(
        Vector.LessThan(variance, Vector<double>.One), variance * rest, Vector<double>.One - rest);
}

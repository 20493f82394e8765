namespace Inflaton.Numerics.Stencils;

/// <summary>The numbers of a kick p ← p + b₁F, then p ← p + b₂F with F = sΣ_i[f(n+i) + f(n−i) − 2f(n)] − g.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <param name="Stiffness">s.</param>
/// <param name="Closing">b₁, after which the sum of p² is taken first.</param>
/// <param name="Opening">b₂.</param>
public readonly record struct KickFactors<T>(T Stiffness, T Closing, T Opening)
    where T : unmanaged;

/// <summary>What a kick adds up.</summary>
/// <param name="Closed">Σp² between its halves.</param>
/// <param name="Opened">Σp² after it.</param>
/// <param name="Differences">ΣΣ_i[f(n+i) − f(n)]².</param>
public readonly record struct KickSums(double Closed, double Opened, double Differences)
{
    /// <summary>Both together.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static KickSums operator +(KickSums left, KickSums right) =>
        new(left.Closed + right.Closed, left.Opened + right.Opened, left.Differences + right.Differences);
}

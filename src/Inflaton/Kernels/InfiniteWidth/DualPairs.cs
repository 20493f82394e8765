namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>One row of a kernel and a run of its columns.</summary>
/// <param name="Row">Index of the row.</param>
/// <param name="RowVariance">q₁₁.</param>
/// <param name="RowRoot">√q₁₁.</param>
/// <param name="FirstColumn">Index of the first column, in whole lanes.</param>
/// <param name="ColumnVariances">q₂₂ of the columns.</param>
/// <param name="ColumnRoots">√q₂₂.</param>
internal readonly ref struct DualPairs(
    int Row, double RowVariance, double RowRoot, int FirstColumn, ReadOnlySpan<double> ColumnVariances, ReadOnlySpan<double> ColumnRoots)
{
    public int Row { get; } = Row;

    public double RowVariance { get; } = RowVariance;

    public double RowRoot { get; } = RowRoot;

    public int FirstColumn { get; } = FirstColumn;

    public ReadOnlySpan<double> ColumnVariances { get; } = ColumnVariances;

    public ReadOnlySpan<double> ColumnRoots { get; } = ColumnRoots;
}

/// <summary>Relative errors beyond rounding of what an activation does: of K to √(K₁₁K₂₂), and of D to √(D₁₁D₂₂).</summary>
/// <param name="Value">Of K.</param>
/// <param name="Slope">Of D.</param>
internal readonly record struct DualError(double Value, double Slope);

/// <summary>An activation prepared for the variances of a kernel's rows and columns.</summary>
internal interface IBoundDual
{
    /// <summary>What is known of the errors; of the pairs once they have been computed.</summary>
    DualError Error => default;

    /// <summary>E[φ²] and E[φ'²] of the rows and E[φ²] of the columns.</summary>
    /// <param name="rows">Receives E[φ²] of the rows.</param>
    /// <param name="slopes">Receives E[φ'²] of the rows.</param>
    /// <param name="columns">Receives E[φ²] of the columns.</param>
    void Diagonal(Span<double> rows, Span<double> slopes, Span<double> columns);

    /// <summary>See <see cref="DualActivation.Apply"/>.</summary>
    void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes);
}

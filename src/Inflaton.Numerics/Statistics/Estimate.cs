namespace Inflaton.Numerics.Statistics;

/// <summary>A number with its standard error.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Error">Standard error, not negative; NaN where there are too few samples for one.</param>
public readonly record struct Estimate(double Value, double Error)
{
    /// <summary>
    /// Relative standard deviation of the error itself, from 0: the larger of that of normal variables and twice that of the samples, which
    /// is about as much too small as their rarest values are missing. NaN where there is no error.
    /// </summary>
    public double ErrorSpread { get; init; } = double.NaN;
}

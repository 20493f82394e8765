namespace Inflaton.Numerics.Statistics;

/// <summary>A number with its standard error.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Error">Standard error, not negative; NaN where there are too few samples for one.</param>
public readonly record struct Estimate(double Value, double Error);

namespace Inflaton.Numerics.Fourier;

/// <summary>
/// Gives real values row by row, so that they need not stand in memory as doubles. Called from several threads at a time.
/// </summary>
/// <param name="row">Which row, an index over all axes but the last.</param>
/// <param name="values">Receives the row.</param>
public delegate void RowSource(int row, Span<double> values);

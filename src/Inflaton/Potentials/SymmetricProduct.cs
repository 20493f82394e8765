namespace Inflaton.Potentials;

/// <summary>A symmetric matrix over the values of a field, by its product with a direction.</summary>
/// <param name="direction">v.</param>
/// <param name="result">Receives K v, same length; disjoint from <paramref name="direction"/>.</param>
public delegate void SymmetricProduct(ReadOnlySpan<double> direction, Span<double> result);

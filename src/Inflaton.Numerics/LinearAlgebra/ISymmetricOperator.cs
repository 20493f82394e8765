namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>A real symmetric matrix known by its product with vectors alone.</summary>
public interface ISymmetricOperator
{
    /// <summary>Number n of rows and columns.</summary>
    int Size { get; }

    /// <summary>y = A x.</summary>
    /// <param name="x">x, of length n.</param>
    /// <param name="y">Receives A x, of length n; disjoint from <paramref name="x"/>.</param>
    void Multiply(ReadOnlySpan<double> x, Span<double> y);
}

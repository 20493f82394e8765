namespace Inflaton.Numerics.Stencils;

/// <summary>
/// A row of a periodic lattice and its neighbours, each of the row's length. Along an axis that the lattice does not have the row is its own neighbour.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
/// <param name="row">f along the fastest axis, periodic.</param>
/// <param name="below">The row before it along the middle axis.</param>
/// <param name="above">The row after it along the middle axis.</param>
/// <param name="behind">The row before it along the slowest axis.</param>
/// <param name="ahead">The row after it along the slowest axis.</param>
public readonly ref struct StencilRows<T>(
    ReadOnlySpan<T> row, ReadOnlySpan<T> below, ReadOnlySpan<T> above, ReadOnlySpan<T> behind, ReadOnlySpan<T> ahead)
    where T : unmanaged
{
    /// <summary>f along the fastest axis.</summary>
    public ReadOnlySpan<T> Row { get; } = row;

    /// <summary>The row before it along the middle axis.</summary>
    public ReadOnlySpan<T> Below { get; } = below;

    /// <summary>The row after it along the middle axis.</summary>
    public ReadOnlySpan<T> Above { get; } = above;

    /// <summary>The row before it along the slowest axis.</summary>
    public ReadOnlySpan<T> Behind { get; } = behind;

    /// <summary>The row after it along the slowest axis.</summary>
    public ReadOnlySpan<T> Ahead { get; } = ahead;
}

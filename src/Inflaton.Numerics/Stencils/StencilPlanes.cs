namespace Inflaton.Numerics.Stencils;

/// <summary>
/// A plane of a periodic lattice, its rows one after the other, and the planes before and after it. Of a lattice of two dimensions a plane is a row; of one
/// dimension it is its own neighbour.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
/// <param name="plane">f.</param>
/// <param name="behind">The plane before it along the slowest axis.</param>
/// <param name="ahead">The plane after it along the slowest axis.</param>
/// <param name="length">Length of a row.</param>
public readonly ref struct StencilPlanes<T>(ReadOnlySpan<T> plane, ReadOnlySpan<T> behind, ReadOnlySpan<T> ahead, int length)
    where T : unmanaged
{
    /// <summary>f.</summary>
    public ReadOnlySpan<T> Plane { get; } = plane;

    /// <summary>The plane before it along the slowest axis.</summary>
    public ReadOnlySpan<T> Behind { get; } = behind;

    /// <summary>The plane after it along the slowest axis.</summary>
    public ReadOnlySpan<T> Ahead { get; } = ahead;

    /// <summary>Length of a row.</summary>
    public int Length { get; } = length;
}

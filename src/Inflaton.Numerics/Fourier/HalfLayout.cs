namespace Inflaton.Numerics.Fourier;

/// <summary>
/// Where the rows of a <see cref="HalfSpectrum"/> lie. Real and imaginary parts are padded to whole lines of the cache, and planes of rows
/// to one line more: without it rows of all planes lie at the same place of their pages, and no cache holds a line across the planes.
/// </summary>
internal readonly struct HalfLayout
{
    /// <summary>Doubles to which real and imaginary parts of a row are padded: a cache line.</summary>
    public const int Padding = 8;

    private readonly int planePadding;

    /// <summary>The layout of a shape.</summary>
    /// <param name="shape">Length of each axis of the real values.</param>
    public HalfLayout(ReadOnlySpan<int> shape)
    {
        Half = ((shape[^1] / 2) + Padding) / Padding * Padding;
        PlaneRows = shape.Length < 3 ? int.MaxValue : shape[^2];
        planePadding = shape.Length < 3 ? 0 : Padding;
    }

    /// <summary>Doubles from the real to the imaginary parts of a row.</summary>
    public int Half { get; }

    /// <summary>Doubles from a row to the next of its plane.</summary>
    public int Stride => 2 * Half;

    /// <summary>Rows of a plane.</summary>
    public int PlaneRows { get; }

    /// <summary>Where a row begins; where the row behind the last would begin is how many doubles there are.</summary>
    /// <param name="row">The row.</param>
    public long At(long row) => (row * Stride) + (row / PlaneRows * planePadding);
}

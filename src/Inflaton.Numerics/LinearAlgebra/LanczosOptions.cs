namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>How far <see cref="Lanczos"/> goes.</summary>
public sealed record LanczosOptions
{
    /// <summary>Largest residual ‖A u − λ u‖ of a wanted mode, relative to the largest |λ|; 1e-10 by default, at least 1e-15.</summary>
    public double Tolerance { get; init; } = 1e-10;

    /// <summary>Most basis vectors (each takes n numbers and one product); null for four times the wanted modes and 100 more.</summary>
    public int? MaximumBasis { get; init; }

    /// <summary>
    /// Products spent, after convergence, on a fresh direction in search of modes that were missed; 8 by default, 0 for none.
    /// </summary>
    public int Confirmation { get; init; } = 8;

    /// <summary>Seed of the random directions.</summary>
    public ulong Seed { get; init; } = 1;
}

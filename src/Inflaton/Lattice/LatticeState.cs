namespace Inflaton.Lattice;

/// <summary>
/// All of an evolution beside its fields and momenta (<see cref="LatticeFields"/>) and what it was made with: with these together it goes
/// on to the same bits.
/// </summary>
public sealed record LatticeState
{
    /// <summary>Steps done.</summary>
    public required long Steps { get; init; }

    /// <summary>η.</summary>
    public double ConformalTime { get; init; }

    /// <summary>h.</summary>
    public required double TimeStep { get; init; }

    /// <summary>Time at which h was last set.</summary>
    public required double StepStart { get; init; }

    /// <summary>Steps done since h was last set.</summary>
    public required long StepsSince { get; init; }

    /// <summary>u = a^{3/2}.</summary>
    public required double Volume { get; init; }

    /// <summary>p_u = −(8/3)u̇ at <see cref="LatticeEvolution.Time"/>; 0 where a(t) is prescribed.</summary>
    public required double VolumeMomentum { get; init; }

    /// <summary>p_u as the next step begins with it.</summary>
    public required double OpenVolumeMomentum { get; init; }

    /// <summary>⟨π²⟩ as the next step begins with it.</summary>
    public required double OpenSquare { get; init; }

    /// <summary>Energies at <see cref="LatticeEvolution.Time"/>.</summary>
    public required LatticeEnergy Energy { get; init; }

    /// <summary>How it fared.</summary>
    public required LatticeStatus Status { get; init; }
}

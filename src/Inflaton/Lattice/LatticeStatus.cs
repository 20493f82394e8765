namespace Inflaton.Lattice;

/// <summary>How a lattice fares.</summary>
public enum LatticeStatus
{
    /// <summary>Well.</summary>
    Sound,

    /// <summary>A field is beyond all numbers: the step is too long, or the potential falls without end.</summary>
    NotFinite,

    /// <summary>H has come down to 0: the universe would contract. A negative potential does that.</summary>
    Recollapsed,
}

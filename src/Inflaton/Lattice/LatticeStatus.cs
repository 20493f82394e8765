namespace Inflaton.Lattice;

/// <summary>How a lattice fares.</summary>
public enum LatticeStatus
{
    /// <summary>Well.</summary>
    Sound,

    /// <summary>
    /// A field is beyond all numbers, or a is: the step is too long, beside waves or beside the Hubble time, or the potential falls without
    /// end.
    /// </summary>
    NotFinite,

    /// <summary>H has come down to 0: the universe would contract. A negative potential does that.</summary>
    Recollapsed,
}

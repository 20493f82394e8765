namespace Inflaton.Lattice;

/// <summary>Precision of the fields in memory. Times, scale factor and energies are double always.</summary>
public enum LatticePrecision
{
    /// <summary>64 bits: 16 bytes a site and field.</summary>
    Double,

    /// <summary>32 bits: 8 bytes a site and field, for half the time; energies are good to about 10⁻⁶.</summary>
    Single,
}

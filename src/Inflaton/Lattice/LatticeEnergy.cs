namespace Inflaton.Lattice;

/// <summary>Energy densities of a field on a lattice, means over the sites.</summary>
/// <param name="Kinetic">⟨½φ̇²⟩.</param>
/// <param name="Gradient">⟨½(∇φ)²⟩/a².</param>
/// <param name="Potential">⟨V⟩.</param>
public readonly record struct LatticeEnergy(double Kinetic, double Gradient, double Potential)
{
    /// <summary>ρ.</summary>
    public double Total => Kinetic + Gradient + Potential;

    /// <summary>p = ⟨½φ̇²⟩ − ⅓⟨½(∇φ)²⟩/a² − ⟨V⟩.</summary>
    public double Pressure => Kinetic - (Gradient / 3) - Potential;

    /// <summary>w = p/ρ.</summary>
    public double EquationOfState => Pressure / Total;
}

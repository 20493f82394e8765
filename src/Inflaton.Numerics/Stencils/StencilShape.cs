namespace Inflaton.Numerics.Stencils;

/// <summary>
/// A periodic lattice as planes of rows, the last axis fastest. Of a lattice of two dimensions a plane is a row; of one dimension there is
/// one plane, its own neighbour.
/// </summary>
/// <param name="Planes">Planes.</param>
/// <param name="Rows">Rows of a plane.</param>
/// <param name="Length">Sites of a row.</param>
public readonly record struct StencilShape(int Planes, int Rows, int Length)
{
    /// <summary>Sites of a plane.</summary>
    public int PlaneSites => Rows * Length;

    /// <summary>Sites of the lattice.</summary>
    public int Sites => Planes * PlaneSites;
}

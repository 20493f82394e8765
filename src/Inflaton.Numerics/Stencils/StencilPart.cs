namespace Inflaton.Numerics.Stencils;

/// <summary>Some whole rows of a plane, or a part of one row.</summary>
/// <param name="Plane">Which plane.</param>
/// <param name="Row">The first row in it.</param>
/// <param name="Rows">How many.</param>
/// <param name="Column">Where in the rows it begins; 0 where there are several.</param>
/// <param name="Columns">Sites of each row.</param>
public readonly record struct StencilPart(int Plane, int Row, int Rows, int Column, int Columns)
{
    /// <summary>Sites.</summary>
    public int Count => Rows * Columns;

    /// <summary>The first site.</summary>
    /// <param name="shape">The lattice.</param>
    public int FirstSite(in StencilShape shape) => (((Plane * shape.Rows) + Row) * shape.Length) + Column;

    /// <summary>Whether a lattice has it, and it is not empty.</summary>
    /// <param name="shape">The lattice.</param>
    public bool IsOf(in StencilShape shape) =>
        (uint)Plane < (uint)shape.Planes && Row >= 0 && Rows > 0 && Rows <= shape.Rows - Row && Column >= 0 && Columns > 0
        && Columns <= shape.Length - Column && (Rows == 1 || Columns == shape.Length);
}

using Inflaton.Experiments.Figures;

namespace Inflaton.Experiments.Lattices;

/// <summary>The figures of a lattice, each left out where there is nothing to draw.</summary>
public static class LatticeFigures
{
    /// <summary>The figures in the order of a report.</summary>
    /// <param name="result">The lattice.</param>
    public static IReadOnlyList<Figure> Of(LatticeResult result) => [];
}

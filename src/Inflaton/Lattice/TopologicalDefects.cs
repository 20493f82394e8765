namespace Inflaton.Lattice;

/// <summary>
/// What topology makes of fields on a lattice: kinks and walls, where a field passes through 0, and strings, around which the phase of two
/// fields winds.
/// </summary>
public static class TopologicalDefects
{
    /// <summary>
    /// The surface φ = 0: how many kinks in one dimension, length in two, area in three, comoving. Every link across it counts as dx^{D−1}
    /// |∇φ|/Σ_i|∂_iφ|, so that the direction of the surface is of no matter on average. Source: Press, Ryden and Spergel, Astrophys. J. 347
    /// (1989) 590.
    /// </summary>
    /// <param name="grid">The lattice.</param>
    /// <param name="field">φ, length N.</param>
    /// <exception cref="ArgumentException">The field has another length.</exception>
    public static double Walls(LatticeGrid grid, ReadOnlySpan<double> field)
    {
        RequireLength(grid, field);
        int dimensions = grid.Dimensions;
        double sum = 0;
        for (int site = 0; site < field.Length; site++)
        {
            double here = field[site], squares = 0, sizes = 0;
            int crossings = 0;
            int block = field.Length;
            foreach (int sites in grid.Shape)
            {
                (int next, int before) = Neighbours(site, block, sites);
                block /= sites;
                double slope = field[next] - field[before];
                squares += slope * slope;
                sizes += Math.Abs(slope);
                crossings += here < 0 != field[next] < 0 ? 1 : 0;
            }

            if (crossings > 0)
            {
                sum += crossings * (dimensions == 1 || sizes == 0 ? 1 : Math.Sqrt(squares) / sizes);
            }
        }

        return sum * Math.Pow(grid.Spacing, dimensions - 1);
    }

    /// <summary>
    /// Strings of φ₁ + iφ₂: how many pass through a plane of two dimensions, of either sense; their comoving length in three, ⅔ dx for each
    /// plaquette that one passes through. Around a plaquette the phase is taken to go the shorter way from site to site.
    /// </summary>
    /// <param name="grid">A lattice of two or three dimensions.</param>
    /// <param name="first">φ₁, length N.</param>
    /// <param name="second">φ₂, length N.</param>
    /// <exception cref="ArgumentException">A field has another length, or the lattice is a line.</exception>
    public static double Strings(LatticeGrid grid, ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        RequireLength(grid, first);
        RequireLength(grid, second);
        if (grid.Dimensions is not (2 or 3))
        {
            throw new ArgumentException($"Strings are of two or three dimensions, not {grid.Dimensions}.", nameof(grid));
        }

        long pierced = 0;
        for (int site = 0; site < first.Length; site++)
        {
            for (int i = 0; i < grid.Dimensions; i++)
            {
                for (int j = i + 1; j < grid.Dimensions; j++)
                {
                    int right = Next(grid, site, i), across = Next(grid, right, j), up = Next(grid, site, j);
                    int turns = Crossing(first, second, site, right) + Crossing(first, second, right, across)
                        + Crossing(first, second, across, up) + Crossing(first, second, up, site);
                    pierced += Math.Abs(turns);
                }
            }
        }

        return grid.Dimensions == 2 ? pierced : 2.0 / 3 * grid.Spacing * pierced;
    }

    /// <summary>
    /// ±1 where the shorter way of the phase between two sites crosses the negative real axis, by its sense; 0 elsewhere.
    /// </summary>
    private static int Crossing(ReadOnlySpan<double> first, ReadOnlySpan<double> second, int from, int to)
    {
        bool above = second[from] >= 0;
        if (above == second[to] >= 0)
        {
            return 0;
        }

        // The straight line between the two passes the axis on the side that the cross product tells.
        double cross = (first[from] * second[to]) - (first[to] * second[from]);
        return above ? (cross > 0 ? 1 : 0) : cross < 0 ? -1 : 0;
    }

    private static int Next(LatticeGrid grid, int site, int axis)
    {
        int block = grid.Sites;
        for (int i = 0; i < axis; i++)
        {
            block /= grid.Shape[i];
        }

        return Neighbours(site, block, grid.Shape[axis]).Next;
    }

    /// <summary>The sites beside one along an axis, whose sites make up blocks.</summary>
    private static (int Next, int Before) Neighbours(int site, int block, int sites)
    {
        int stride = block / sites, at = site % block / stride;
        return (at == sites - 1 ? site - block + stride : site + stride, at == 0 ? site + block - stride : site - stride);
    }

    private static void RequireLength(LatticeGrid grid, ReadOnlySpan<double> field)
    {
        if (field.Length != grid.Sites)
        {
            throw new ArgumentException($"{field.Length} values do not fill {grid.Sites} sites.", nameof(field));
        }
    }
}

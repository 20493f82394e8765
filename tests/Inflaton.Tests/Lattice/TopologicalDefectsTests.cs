namespace Inflaton.Lattice;

public sealed class TopologicalDefectsTests
{
    [Fact]
    public void Kinks_are_counted()
    {
        LatticeGrid grid = new(0.5, 64);
        double[] field = [.. Enumerable.Range(0, 64).Select(i => Math.Sin((2 * Math.PI * 3 * i / 64) + 0.1))];

        TopologicalDefects.Walls(grid, field).ShouldBe(6);
        TopologicalDefects.Walls(grid, [.. Enumerable.Repeat(1.0, 64)]).ShouldBe(0);
    }

    /// <summary>Length of a circle and area of a sphere, whatever their place on the lattice.</summary>
    [Theory]
    [InlineData(2, 96)]
    [InlineData(3, 48)]
    public void Walls_have_the_area_of_the_surface(int dimensions, int sites)
    {
        LatticeGrid grid = new(0.5, [.. Enumerable.Repeat(sites, dimensions)]);
        double radius = 0.3 * sites * 0.5, centre = 0.51 * sites * 0.5;
        double[] field = Fill(grid, place => Math.Sqrt(place.Sum(x => (x - centre) * (x - centre))) - radius);
        double right = dimensions == 2 ? 2 * Math.PI * radius : 4 * Math.PI * radius * radius;

        (TopologicalDefects.Walls(grid, field) / right).ShouldBe(1, 0.02);
    }

    /// <summary>Flat walls through a periodic lattice, straight and slanting.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    public void Flat_walls_have_their_length_in_any_direction(int x, int y)
    {
        LatticeGrid grid = new(1, 64, 64);
        double[] field = Fill(grid, place => Math.Sin((2 * Math.PI * ((x * place[0]) + (y * place[1])) / 64) + 0.05));

        (TopologicalDefects.Walls(grid, field) / (2 * 64 * Math.Sqrt((x * x) + (y * y)))).ShouldBe(1, 0.02);
    }

    /// <summary>sin x + i sin y has a string where both are 0, four in a periodic plane.</summary>
    [Fact]
    public void Strings_through_a_plane_are_counted()
    {
        LatticeGrid grid = new(1, 32, 32);
        double[] first = Fill(grid, place => Math.Sin((2 * Math.PI * place[0] / 32) + 0.1)),
        second = Fill(grid, place => Math.Sin((2 * Math.PI * place[1] / 32) + 0.1));

        TopologicalDefects.Strings(grid, first, second).ShouldBe(4);
        TopologicalDefects.Strings(grid, [.. first.Select(value => value + 2)], second).ShouldBe(0);
        Should.Throw<ArgumentException>(() => TopologicalDefects.Strings(new LatticeGrid(1, 1024), first, second));
    }

    /// <summary>
    /// The same strings along the third axis are straight and pass through one plaquette a layer: ⅔ of a string on average over directions.
    /// </summary>
    [Fact]
    public void Strings_in_space_have_a_length()
    {
        LatticeGrid grid = new(0.5, 16, 16, 16);
        double[] first = Fill(grid, place => Math.Sin((2 * Math.PI * place[0] / 8) + 0.1)),
        second = Fill(grid, place => Math.Sin((2 * Math.PI * place[1] / 8) + 0.1));

        TopologicalDefects.Strings(grid, first, second).ShouldBe(2.0 / 3 * 4 * 8, 1e-12);
    }

    private static double[] Fill(LatticeGrid grid, Func<double[], double> value) =>
        [.. Enumerable.Range(0, grid.Sites).Select(site =>
        {
            double[] place = new double[grid.Dimensions];
            for (int axis = grid.Dimensions - 1; axis >= 0; axis--)
            {
                (site, int at) = Math.DivRem(site, grid.Shape[axis]);
                place[axis] = at * grid.Spacing;
            }

            return value(place);
        })];
}

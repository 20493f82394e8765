using Inflaton.Numerics.Expressions;
using Inflaton.Potentials;

namespace Inflaton.Universe;

/// <summary>Geometry of spaces of fields against spaces that are known.</summary>
public sealed class FieldSpaceTests
{
    private static readonly string[] Two = ["phi1", "phi2"];

    /// <summary>
    /// Constant curvature: the sphere of radius 2 in angles and in stereographic projection, the hyperbolic plane in polar coordinates and
    /// in the disk.
    /// </summary>
    [Theory]
    [InlineData(0.25, "4", "4*sin(phi1)^2")]
    [InlineData(0.25, "16/(1 + phi1^2 + phi2^2)^2")]
    [InlineData(-0.5, "1", "2*sinh(phi1/sqrt(2))^2")]
    [InlineData(-0.5, "8/(1 - phi1^2 - phi2^2)^2")]
    public void Spaces_of_constant_curvature_bend_lines_alike_in_all_directions(double curvature, params string[] metric)
    {
        FieldSpace space = new(metric, Two);
        double[] point = [0.55, -0.3], vector = [0.7, 1.9], tide = new double[4], matrix = new double[4];
        space.Tide(point, vector, tide);
        space.Metric(point, matrix);
        double squared = space.Squared(point, vector);

        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 2; j++)
            {
                double Lowered(int row) => (matrix[2 * row] * vector[0]) + (matrix[(2 * row) + 1] * vector[1]);
                double expected = curvature * ((matrix[(2 * i) + j] * squared) - (Lowered(i) * Lowered(j)));
                tide[(2 * i) + j].ShouldBe(expected, 1e-11 * squared * squared);
            }
        }
    }

    /// <summary>
    /// x = a, y = b + a²/2, z = c + ab + sin b: flat space in skew coordinates has no curvature, and its connection is ∂a/∂x · ∂²x/∂a∂a.
    /// </summary>
    [Fact]
    public void Flat_space_stays_flat_in_skew_coordinates()
    {
        string[] names = ["a", "b", "c"];
        string[][] jacobian = [["1", "0", "0"], ["a", "1", "0"], ["b", "a + cos(b)", "1"]];
        string Entry(int i, int j) => string.Join(" + ", jacobian.Select(row => Symmetric(row[i], row[j])));
        FieldSpace space = new([.. Enumerable.Range(0, 9).Select(entry => Entry(entry / 3, entry % 3))], names);
        double[] point = [0.4, -0.8, 0.3], v = [1.2, 0.5, -0.7], w = [-0.3, 0.9, 0.4], tide = new double[9], connection = new double[3];

        space.Tide(point, v, tide);
        space.Connect(point, v, w, connection);

        tide.ShouldAllBe(entry => Math.Abs(entry) < 1e-13);
        double along = v[0] * w[0], bend = (v[0] * w[1]) + (v[1] * w[0]) - (Math.Sin(point[1]) * v[1] * w[1]);

        // J⁻¹ of the second derivatives (0, along, bend).
        connection[0].ShouldBe(0, 1e-13);
        connection[1].ShouldBe(along, 1e-13);
        connection[2].ShouldBe(bend - ((point[0] + Math.Cos(point[1])) * along), 1e-13);

        // y has the second covariant derivative of a straight coordinate, none.
        double[] hessian = [1, 0, 0, 0, 0, 0, 0, 0, 0];
        space.Covariant(point, [point[0], 1, 0], hessian);
        hessian.ShouldAllBe(entry => Math.Abs(entry) < 1e-13);

        double[] frame = new double[9], matrix = new double[9];
        space.Frame(point, frame);
        space.Metric(point, matrix);
        for (int a = 0; a < 3; a++)
        {
            double[] components = new double[3];
            space.Components(point, frame, frame.AsSpan(3 * a, 3), components);
            components[a].ShouldBe(1, 1e-14);
            components.Sum(Math.Abs).ShouldBe(1, 1e-14);
        }

        double[] raised = [matrix[0], matrix[3], matrix[6]];
        space.Raise(point, raised);
        raised[0].ShouldBe(1, 1e-14);
        raised[1].ShouldBe(0, 1e-14);

        // Formulas that stand for each other are to be written alike.
        static string Symmetric(string left, string right) =>
            string.CompareOrdinal(left, right) < 0 ? $"({left})*({right})" : $"({right})*({left})";
    }

    [Fact]
    public void Metrics_that_are_none_are_refused()
    {
        Should.Throw<ArgumentException>(() => new FieldSpace(["1", "phi1", "phi2", "1"], Two))
            .Message.ShouldContain("not symmetric: G_12 = phi1, but G_21 = phi2");
        Should.Throw<ArgumentException>(() => new FieldSpace(["1", "1", "1"], Two))
            .Message.ShouldContain("3 formulas do not make a metric of 2 fields");
        Should.Throw<FormulaException>(() => new FieldSpace(["chi"], Two)).Message.ShouldContain("chi");

        Cosmology cosmology = Curved(new FieldSpace(["1 - phi^2"], ["phi"]), "phi^2");
        Should.Throw<ArgumentException>(() => cosmology.FindEnd()).Message.ShouldContain("not positive definite at φ = [2]");
        Should.Throw<ArgumentException>(() => (cosmology with { Space = new FieldSpace(["1"], Two) }).FindEnd())
            .Message.ShouldContain("2 dimensions for 1 field");
    }

    private static Cosmology Curved(FieldSpace space, string potential) => new()
    {
        Potential = new ExpressionPotential(potential),
        Expansion = new Dynamics.FriedmannExpansion(),
        InitialField = [2],
        Space = space,
    };
}

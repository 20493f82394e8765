using Inflaton.Numerics.Functions;
using Inflaton.Numerics.Quadrature;

namespace Inflaton.Numerics.Tests.Quadrature;

public sealed class NormalPanelsTests
{
    /// <summary>Ends of panels within the reach cut it, those beyond are of no matter; weights are the normal density's.</summary>
    [Theory]
    [InlineData]
    [InlineData(-1.5, 0.0, 0.3)]
    [InlineData(-100.0, -8.0, 2.0, 8.0, 12.0, 1e300)]
    [InlineData(20.0, 30.0)]
    public void Nodes_lie_within_the_reach_and_weights_are_normal(params double[] ends)
    {
        const double reach = 8;
        NormalPanels panels = new();
        panels.Fill(ends, reach, new GaussLegendre(20));

        double weight = 0, square = 0, kink = 0;
        for (int i = 0; i < panels.Count; i++)
        {
            (double node, double own) = (panels.Nodes[i], panels.Weights[i]);
            node.ShouldBeInRange(-reach, reach);
            (weight, square, kink) = (weight + own, square + (own * node * node), kink + (own * Math.Max(node - 0.3, 0)));
        }

        double density = Math.Exp(-0.5 * 0.3 * 0.3) / Math.Sqrt(2 * Math.PI);
        weight.ShouldBe(1, 4e-15);
        square.ShouldBe(1, 1e-12);

        // E(x − c)₊ = φ(c) − cΦ(−c), exactly where c is an end and to a few digits where it is none.
        kink.ShouldBe(density - (0.3 * NormalDistribution.Evaluate(-0.3)), ends.Contains(0.3) ? 1e-14 : 1e-3);
    }
}

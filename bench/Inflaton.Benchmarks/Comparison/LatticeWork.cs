using Inflaton.Dynamics;
using Inflaton.Lattice;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Benchmarks.Comparison;

/// <summary>
/// Leapfrog steps of two fields with λφ₁⁴/4 + g²φ₁²φ₂²/2, given as a formula, on a cube of <see cref="WorkOrder.Rows"/>³ sites in the
/// universe that they expand: the work of <c>bench/peers/lattice.cpp</c>.
/// </summary>
internal static class LatticeWork
{
    private static LatticeEvolution? evolution;

    public static WorkReport Time(WorkOrder order, WorkerTeam team)
    {
        LatticePrecision precision = order.How == "float32" ? LatticePrecision.Single : LatticePrecision.Double;
        if (evolution is null || evolution.Fields.Grid.Shape[0] != order.Rows || evolution.Fields.Precision != precision)
        {
            evolution = Start(order.Rows, precision, team);
        }

        double[] seconds = CallTimer.Sample(order.Seconds, () => evolution.Advance(order.Epochs));
        return new WorkReport { Seconds = [.. seconds.Select(batch => batch / order.Epochs)] };
    }

    private static LatticeEvolution Start(int sites, LatticePrecision precision, WorkerTeam team)
    {
        LatticeGrid grid = new(40.0 / sites, sites, sites, sites);
        LatticeFields fields = new(grid, 2, precision);
        double[] noise = new double[grid.Sites];
        CounterStream stream = new(1, 0);
        for (int c = 0; c < 2; c++)
        {
            stream.FillNormal(noise);
            fields.SetField(c, [.. noise.Select(x => (c == 0 ? 0.9 : 0) + (3e-4 * x))]);
            stream.FillNormal(noise);
            fields.SetMomentum(c, [.. noise.Select(x => (c == 0 ? -0.05 : 0) + (3e-4 * x))]);
        }

        LatticePotential potential = LatticePotential.Of(
            "lambda/4*phi1^4 + g2/2*phi1^2*phi2^2", 2, new Dictionary<string, double> { ["lambda"] = 0.04, ["g2"] = 0.08 });
        return new LatticeEvolution(fields, potential, new FriedmannExpansion(), LatticeMethod.Leapfrog, 0.1 * grid.Spacing, team);
    }
}

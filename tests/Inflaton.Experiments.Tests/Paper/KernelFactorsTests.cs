using Inflaton.Experiments.Paper;

namespace Inflaton.Experiments.Tests.Paper;

/// <summary>Effects that are put in are found again, and claims fail where they should.</summary>
public sealed class KernelFactorsTests
{
    [Fact]
    public void Shares_are_those_of_the_effects()
    {
        KernelFactors factors = Of(sigma: 3, activation: 0.5, depth: 1, width: 0.1);
        double total = Variance(3, 3) + Variance(0.5, 2) + Variance(1, 3) + Variance(0.1, 2);
        factors.Alone[0].ShouldBe(Variance(3, 3) / total, 1e-10);
        factors.Alone[1].ShouldBe(Variance(0.5, 2) / total, 1e-10);
        factors.Alone[2].ShouldBe(Variance(1, 3) / total, 1e-10);
        factors.WithOthers.ShouldBe(factors.Alone, 1e-10, "there are no interactions");
        factors.Seeds.ShouldBe(0, 1e-10);
        factors.Order(1).ShouldAllBe(claim => claim.Holds);
    }

    [Theory]
    [InlineData(1, 0.5, 2, 0.1, "initialisation_first")]
    [InlineData(3, 0.5, 1, 0.8, "width_least")]
    [InlineData(3, 0.2, 1, 0.8, "activation_and_depth_next")]
    public void Claims_fail_where_the_order_is_another(double sigma, double activation, double depth, double width, string name) =>
        Of(sigma, activation, depth, width).Order(1).Single(claim => claim.Name == name).Holds.ShouldBeFalse();

    [Theory]
    [InlineData(1, true, true)]
    [InlineData(-1, false, false)]
    public void Erf_against_relu(double effect, bool smallest, bool everywhere)
    {
        Claim[] claims = [.. Of(1, effect, 0.1, 0).Activations(1)];
        claims[0].Number.ShouldBe(Math.Exp(effect), 1e-10);
        claims.Select(claim => claim.Holds).ShouldBe([smallest, everywhere]);
    }

    private static double Variance(double step, int levels) => step * step * ((levels * levels) - 1) / 12.0;

    /// <summary>log y = σ·i + a·j + d·k + w·l over 3 × 2 × 3 × 2 settings, two seeds each.</summary>
    private static KernelFactors Of(double sigma, double activation, double depth, double width)
    {
        List<object?[]> rows = [];
        List<double> values = [];
        foreach (int run in Enumerable.Range(0, 72))
        {
            (int i, int j, int k, int l) = (run / 24, run / 12 % 2, run / 4 % 3, run / 2 % 2);
            rows.Add([1 + (0.5 * i), j == 0 ? "relu" : "erf", (long)(k + 1), l == 0 ? 100L : 300L]);
            values.Add(Math.Exp((sigma * i) + (activation * j) + (depth * k) + (width * l)));
        }

        RunTable runs = new(KernelFactors.Columns.Select((name, i) => (name, rows.Select(row => row[i]).ToArray())).ToDictionary(), 0);
        return new KernelFactors(runs, [.. values], "y");
    }
}

using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Numerics.Tests.DifferentialEquations;

public class ButcherTableauTests
{
    [Fact]
    public void Limits_of_stability_are_those_of_the_literature()
    {
        Methods.HeunEuler.StabilityLimit.ShouldBe(2, 1e-9);
        Methods.BogackiShampine.StabilityLimit.ShouldBe(2.512745326618, 1e-9);
        DormandPrince54.Tableau.StabilityLimit.ShouldBe(3.306567892634, 1e-9);
        DormandPrince853.Tableau.StabilityLimit.ShouldBeInRange(6.1, 6.5);
    }

    [Fact]
    public void A_tableau_names_itself() =>
        DormandPrince853.Tableau.ToString().ShouldBe("Dormand-Prince 8(5,3) (order 8, dense output of order 7)");

    [Fact]
    public void Row_sums_are_checked() => Message(matrix: [[], [0.5], [0, 0.75], [0.3, 1.0 / 3, 4.0 / 9]])
        .ShouldBe("test: a tableau needs row 3 to sum to its node; it misses by 0.0778.");

    [Fact]
    public void Weights_must_sum_to_one() => Message(weights: [0.5, 1.0 / 3, 4.0 / 9, 0])
        .ShouldBe("test: a tableau needs row 4 to sum to its node; it misses by 0.278.");

    [Fact]
    public void Order_conditions_are_checked() => Message(weights: [1.0 / 3, 1.0 / 3, 1.0 / 3, 0])
        .ShouldBe("test: a tableau needs the weights to meet the condition of order 2 with density 2; it misses by -0.0833.");

    [Fact]
    public void Trees_of_order_4_are_checked() =>
        Should.Throw<ArgumentException>(() => new ButcherTableau(
            "Kutta", 4, [0, 0.5, 0.5, 1], [[], [0.5], [0.25, 0.25], [0, 0, 1]], [1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6], 4, [[1, -1]]))
            .Message.ShouldBe("Kutta: a tableau needs the weights to meet the condition of order 3 with density 6; it misses by -0.0417.");

    [Fact]
    public void Error_weights_must_sum_to_zero() => Message(error: [0.1, 0.1])
        .ShouldBe("test: a tableau needs the error weights to sum to zero; it misses by 0.2.");

    [Fact]
    public void Dense_output_is_checked() => Message(denseOrder: 4)
        .ShouldStartWith("test: a tableau needs the dense output at θ = 0.25 to meet the condition of order 4");

    [Fact]
    public void Sizes_are_checked()
    {
        Message(matrix: [[], [0.5], [0.75], [2.0 / 9, 1.0 / 3, 4.0 / 9]]).ShouldBe("test: a tableau needs 2 entries in row 2.");
        Message(weights: [1]).ShouldBe("test: a tableau needs 4 nodes, rows and weights.");
        Message(error: [0, 0, 0, 0, 0, 0]).ShouldBe("test: a tableau needs at most 4 error weights.");
    }

    private static string Message(double[][]? matrix = null, double[]? weights = null, double[]? error = null, int denseOrder = 3) =>
        Should.Throw<ArgumentException>(() => new ButcherTableau(
            "test",
            3,
            [0, 0.5, 0.75, 1],
            matrix ?? [[], [0.5], [0, 0.75], [2.0 / 9, 1.0 / 3, 4.0 / 9]],
            weights ?? [2.0 / 9, 1.0 / 3, 4.0 / 9, 0],
            3,
            [error ?? [-5.0 / 72, 1.0 / 12, 1.0 / 9, -1.0 / 8]],
            denseOrder)).Message;
}

namespace Inflaton.Duality.Phases;

public sealed class DivergenceLimitTests
{
    /// <summary>Limits of several draws have a mean of their ratios, and the least and the largest beside it.</summary>
    [Fact]
    public void The_mean_of_several_limits_is_geometric()
    {
        DivergenceLimit limit = DivergenceLimit.Of([new Threshold(3), new Threshold(27)], edge: 2, tolerance: 1e-9);

        limit.Value.ShouldBe(9, 1e-7);
        limit.Lowest.ShouldBe(3, 1e-7);
        limit.Highest.ShouldBe(27, 1e-7);
    }

    /// <summary>What never diverges as far as is looked has no limit, and neither has a mean with it.</summary>
    [Fact]
    public void A_draw_without_a_limit_leaves_none()
    {
        DivergenceLimit limit = DivergenceLimit.Of([new Threshold(3), new Threshold(1e9)], edge: 2, tolerance: 1e-6);

        limit.Value.ShouldBe(double.PositiveInfinity);
        limit.Lowest.ShouldBe(3, 1e-5);
        limit.Highest.ShouldBe(double.PositiveInfinity);
    }

    private sealed class Threshold(double limit) : IPhaseModel
    {
        public TrainingPhase Follow(double stepMassSquared) => stepMassSquared > limit ? TrainingPhase.Divergent : TrainingPhase.Catapult;
    }
}

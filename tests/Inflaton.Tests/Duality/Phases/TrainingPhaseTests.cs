using Inflaton.Training;

namespace Inflaton.Duality.Phases;

/// <summary>Phases by the loss alone, of trainings whose kernel does not move: quadratic modes that the heavy ball moves.</summary>
public sealed class TrainingPhaseTests
{
    /// <summary>A stable mode of any mass, alone or as the slower part of a loss, is lazy however far its first steps overshoot.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.95)]
    [InlineData(0.99)]
    [InlineData(0.999)]
    public void A_stable_mode_is_lazy(double momentum)
    {
        for (int i = 1; i < 60; i++)
        {
            double mass = 2 * (1 + momentum) * i / 60;
            foreach (double part in new[] { 1, 0.977, 0.9, 0.71, 0.3 })
            {
                TrainingPhases.Of(Climb(momentum, part * mass, 6000), false, momentum, mass)
                    .ShouldBe(TrainingPhase.Lazy, $"ηm² = {part * mass} of {mass}, γ = {momentum}");
            }
        }
    }

    /// <summary>γ = 0.99, ηm² = 0.9 goes to −1.0837 of its start, far below the ηm² of 2 beyond which the first step overshoots.</summary>
    [Fact]
    public void Overshoots_below_two_are_known()
    {
        double before = 1, now = 1, lowest = 1;
        for (int k = 0; k < 20; k++)
        {
            (before, now) = (now, (1.09 * now) - (0.99 * before));
            lowest = Math.Min(lowest, now);
        }

        lowest.ShouldBe(-1.0836715831358767, 1e-12);
        TrainingPhases.Transient(0.99, 0.9).ShouldBeInRange(lowest * lowest, 1.3);
        TrainingPhases.Transient(0, 1.9).ShouldBe(1);
        TrainingPhases.Transient(0.5, 3.1).ShouldBe(1);
    }

    [Fact]
    public void What_climbs_beyond_the_overshoot_is_no_lazy_training()
    {
        LossClimb climb = LossClimb.Of(1).Then(2.5).Then(0.1);

        TrainingPhases.Of(climb, false, 0.95, 0.9).ShouldBe(TrainingPhase.Catapult);
        TrainingPhases.Of(climb.Then(3), false, 0.95, 0.9).ShouldBe(TrainingPhase.Unfinished);
        TrainingPhases.Of(climb, true, 0.95, 0.9).ShouldBe(TrainingPhase.Divergent);
    }

    /// <summary>Steps of batches rise and fall on the way down, which is no catapult; a rise above the start is.</summary>
    [Fact]
    public void Noise_on_the_way_down_is_lazy()
    {
        LossClimb climb = LossClimb.Of(1).Then(0.5).Then(0.6).Then(0.4);

        TrainingPhases.Of(climb, false, 0, 0.5, isNoisy: true).ShouldBe(TrainingPhase.Lazy);
        TrainingPhases.Of(climb, false, 0, 0.5).ShouldBe(TrainingPhase.Catapult);
        TrainingPhases.Of(climb.Then(1.1).Then(0.1), false, 0, 0.5, isNoisy: true).ShouldBe(TrainingPhase.Catapult);
    }

    private static LossClimb Climb(double momentum, double mass, int steps)
    {
        double before = 1, now = 1;
        LossClimb climb = LossClimb.Of(1);
        for (int k = 0; k < steps; k++)
        {
            (before, now) = (now, ((1 + momentum - mass) * now) - (momentum * before));
            climb = climb.Then(now * now);
        }

        return climb;
    }
}

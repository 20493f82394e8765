using Inflaton.Dynamics;

namespace Inflaton.Duality;

public sealed class ErrorBudgetTests
{
    /// <summary>Two inputs at three times: parts of the budget are differences of rungs, point by point.</summary>
    [Fact]
    public void The_largest_part_is_of_all_times_and_the_final_one_of_the_last()
    {
        Trajectory lower = new([0, 1, 2], 2, [0, 0, 1, 1, 2, 2]), upper = new([0, 1, 2], 2, [0, 0.5, 2, -6, 2.25, 1]);
        Trajectory drift = ErrorBudget.Of(null, null, lower, null, upper).Drift.ShouldNotBeNull();

        ErrorBudget.Maximum(drift).ShouldBe(7);
        ErrorBudget.Final(drift).ShouldBe(1);
    }
}

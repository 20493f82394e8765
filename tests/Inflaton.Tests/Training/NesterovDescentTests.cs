namespace Inflaton.Training;

/// <summary>Nesterov's descent on one mode: v ← γv − ηm²(x + γv), x ← x + v.</summary>
public sealed class NesterovDescentTests
{
    /// <summary>At its bound of ηm² the recursion of a mode neither grows nor falls; a hundredth below it falls, above it grows.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Modes_are_stable_up_to_the_bound(double momentum)
    {
        double bound = new NesterovDescent(0.1, momentum).StabilityBound;

        Size(0.99 * bound, momentum).ShouldBeLessThan(1e-2);
        Size(1.01 * bound, momentum).ShouldBeGreaterThan(1e2);
    }

    /// <summary>With γ = k/(k + 3), which tends to 1, the bound is that of γ = 1.</summary>
    [Fact]
    public void Momentum_that_grows_to_one_has_the_bound_of_one() =>
        new NesterovDescent(0.1).StabilityBound.ShouldBe(4.0 / 3, 1e-15);

    private static double Size(double strength, double momentum)
    {
        double x = 1, v = 0;
        for (int i = 0; i < 3000; i++)
        {
            v = (momentum * v) - (strength * (x + (momentum * v)));
            x += v;
        }

        return Math.Abs(x);
    }
}

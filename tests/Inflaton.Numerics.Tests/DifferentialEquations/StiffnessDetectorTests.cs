using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Numerics.Tests.DifferentialEquations;

/// <summary>Fifteen steps at the limit of stability, unless six in a row lie below it.</summary>
public sealed class StiffnessDetectorTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void Steps_below_the_limit_make_it_forget(int below, bool isSeen)
    {
        StiffnessDetector detector = new(3);
        for (int i = 0; i < 14; i++)
        {
            detector.Sees(3).ShouldBeFalse();
        }

        for (int i = 0; i < below; i++)
        {
            detector.Sees(1).ShouldBeFalse();
        }

        detector.Sees(3).ShouldBe(isSeen);
    }

    /// <summary>Steps that accuracy bounds may come near the limit; from 0.95 of it on stability does.</summary>
    [Theory]
    [InlineData(2.84, false)]
    [InlineData(2.86, true)]
    public void The_limit_is_nearly_that_of_the_method(double product, bool isSeen)
    {
        StiffnessDetector detector = new(3);
        Enumerable.Range(0, 15).Any(_ => detector.Sees(product)).ShouldBe(isSeen);
    }
}

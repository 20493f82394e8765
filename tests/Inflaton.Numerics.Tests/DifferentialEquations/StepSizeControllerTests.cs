using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Numerics.Tests.DifferentialEquations;

public sealed class StepSizeControllerTests
{
    /// <summary>Steps grow at most sixfold, and not at all right after one that was rejected; then they may again.</summary>
    [Fact]
    public void A_step_does_not_grow_right_after_a_rejected_one()
    {
        StepSizeController controller = new(8);

        controller.Accepts(1e-12, out double first).ShouldBeTrue();
        controller.Accepts(5, out double rejected).ShouldBeFalse();
        controller.Accepts(1e-12, out double afterwards).ShouldBeTrue();
        controller.Accepts(1e-12, out double later).ShouldBeTrue();

        first.ShouldBe(6);
        rejected.ShouldBe(0.9 * Math.Pow(5, -0.85 / 8), 1e-12);
        afterwards.ShouldBe(1);
        later.ShouldBe(6);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e200)]
    public void An_error_that_is_no_number_or_huge_shortens_the_step_fivefold(double error)
    {
        StepSizeController controller = new(8);
        controller.Accepts(error, out double factor).ShouldBeFalse();
        factor.ShouldBe(0.2);
        controller.Accepts(1e-12, out double afterwards).ShouldBeTrue();
        afterwards.ShouldBe(1);
    }

    /// <summary>Fifteen steps near the limit of stability are seen, and six away from it forget them.</summary>
    [Fact]
    public void Stiffness_is_fifteen_steps_at_the_limit()
    {
        StiffnessDetector detector = new(6);
        for (int step = 1; step < 15; step++)
        {
            detector.Sees(0.96 * 6).ShouldBeFalse();
        }

        detector.Sees(0.94 * 6).ShouldBeFalse();
        detector.Sees(0.96 * 6).ShouldBeTrue();

        for (int step = 0; step < 6; step++)
        {
            detector.Sees(0.94 * 6).ShouldBeFalse();
        }

        detector.Sees(0.96 * 6).ShouldBeFalse();
    }
}

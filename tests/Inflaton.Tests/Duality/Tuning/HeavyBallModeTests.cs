namespace Inflaton.Duality.Tuning;

public sealed class HeavyBallModeTests
{
    public static TheoryData<double, double> Modes => new()
    {
        { 0, 0 }, { 0, 0.3 }, { 0, 1 }, { 0, 1.7 }, { 0, 2.1 },
        { 0.5, 1e-9 }, { 0.5, 0.01 }, { 0.5, 0.08 }, { 0.5, 0.2 }, { 0.5, 1.5 }, { 0.5, 2.9 }, { 0.5, 2.99999 }, { 0.5, 3.1 },
        { 0.9, 0 }, { 0.9, 1e-12 }, { 0.9, 0.0026 }, { 0.9, 0.1 }, { 0.9, 3.7 }, { 0.99, 2.5e-5 }, { 0.99, 1 }, { 0.999, 0.3 },
    };

    [Theory, MemberData(nameof(Modes))]
    public void The_closed_form_is_the_recursion(double momentum, double strength)
    {
        HeavyBallMode mode = new(learningRate: 0.5, momentum, massSquared: strength / 0.5);
        ShouldBeRecursion(mode, momentum, strength, 1e-9);
    }

    /// <summary>Around the double root r = √γ, where the two roots' difference is lost to rounding.</summary>
    [Theory]
    [InlineData(0.25)]
    [InlineData(0.64)]
    [InlineData(0.9801)]
    public void Nothing_is_lost_at_critical_damping(double momentum)
    {
        foreach (double side in new[] { -1.0, 1 })
        {
            double critical = Math.Pow(1 + (side * Math.Sqrt(momentum)), 2);
            foreach (double off in new[] { 0, 1e-15, -1e-15, 1e-12, -1e-12, 1e-9, -1e-9, 1e-6, -1e-6, 1e-3, -1e-3 })
            {
                ShouldBeRecursion(new HeavyBallMode(1, momentum, critical * (1 + off)), momentum, critical * (1 + off), 1e-7);
            }
        }
    }

    /// <summary>Where the roots are nearly one a series stands in, which has enough digits: the recursion in 28 of them.</summary>
    [Theory]
    [InlineData(1e-9)]
    [InlineData(1e-10)]
    public void Near_the_double_root_twelve_digits_are_right(double off)
    {
        const double momentum = 0.25;
        double strength = 0.25 * (1 - off);
        HeavyBallMode mode = new(1, momentum, strength);
        mode.IsUnderdamped.ShouldBeFalse();
        decimal before = 1, now = 1, sum = 1 + (decimal)momentum - (decimal)strength;
        for (int epoch = 0; epoch < 12; epoch++)
        {
            mode.Amplitude(epoch).ShouldBe((double)now, 1e-12, $"epoch {epoch}");
            (before, now) = (now, (sum * now) - ((decimal)momentum * before));
        }
    }

    [Fact]
    public void It_rings_between_the_two_critical_strengths()
    {
        new HeavyBallMode(1, 0.25, 0.24).IsUnderdamped.ShouldBeFalse();
        new HeavyBallMode(1, 0.25, 0.26).IsUnderdamped.ShouldBeTrue();
        new HeavyBallMode(1, 0.25, 0.26).Rate.ShouldBe(0.5, 1e-15);
        new HeavyBallMode(1, 0.25, 2.2).IsUnderdamped.ShouldBeTrue();
        new HeavyBallMode(1, 0.25, 2.3).IsUnderdamped.ShouldBeFalse();
        new HeavyBallMode(1, 0.25, 2.5).Rate.ShouldBe(1, 1e-15, "the limit of stability");
    }

    private static void ShouldBeRecursion(HeavyBallMode mode, double momentum, double strength, double tolerance)
    {
        double before = 1, now = 1, largest = 1;
        for (int epoch = 0; epoch <= 500; epoch++)
        {
            largest = Math.Max(largest, Math.Abs(now));
            mode.Amplitude(epoch).ShouldBe(now, tolerance * largest, $"epoch {epoch}");
            (before, now) = (now, ((1 + momentum - strength) * now) - (momentum * before));
        }
    }
}

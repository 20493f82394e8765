namespace Inflaton.Numerics.Functions;

public class LogOnePlusTests
{
    /// <summary>ln(1 + x) = x − x²/2 + x³/3 − …, summed to rounding for small x; known digits for others.</summary>
    [Theory]
    [InlineData(1e-300, 1e-300)]
    [InlineData(1e-17, 1e-17)]
    [InlineData(1e-8, 9.99999995000000033333333e-9)]
    [InlineData(-1e-5, -1.00000500003333358334e-5)]
    [InlineData(0.5, 0.405465108108164381978)]
    [InlineData(1, 0.693147180559945309417)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    public void Agrees_with_its_series_and_digits(double x, double expected)
    {
        if (double.IsFinite(expected))
        {
            Math.Abs((LogOnePlus.Evaluate(x) / expected) - 1).ShouldBeLessThan(5e-16);
        }
        else
        {
            LogOnePlus.Evaluate(x).ShouldBe(expected);
        }
    }
}

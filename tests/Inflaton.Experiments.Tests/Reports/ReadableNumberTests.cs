using Inflaton.Experiments.Reports;

namespace Inflaton.Experiments.Tests.Reports;

public class ReadableNumberTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.05631, "0.05631")]
    [InlineData(-12345.6, "−12\u202f350")]
    [InlineData(1.9e-7, "1.9 × 10⁻⁷")]
    [InlineData(-2e22, "−2 × 10²²")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(double.NaN, "not a number")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void Has_four_digits(double value, string text) => ReadableNumber.Of(value).ShouldBe(text);

    [Theory]
    [InlineData(0.0137, "1.4 %")]
    [InlineData(-0.5, "−50 %")]
    [InlineData(7500, "7\u202f500-fold")]
    [InlineData(double.PositiveInfinity, "∞")]
    public void Shares_have_two(double share, string text) => ReadableNumber.Percent(share).ShouldBe(text);
}

using Inflaton.Numerics.Notation;


namespace Inflaton.Numerics.Tests.Notation;

public class ReadableNumberTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.05631, "0.05631")]
    [InlineData(-12345.6, "−12\u202f350")]
    [InlineData(1.9e-7, "1.9 × 10⁻⁷")]
    [InlineData(-2e22, "−2 × 10²²")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(-0.0, "0")]
    [InlineData(double.NaN, "not a number")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void Has_four_digits(double value, string text) => ReadableNumber.Of(value).ShouldBe(text);

    [Theory]
    [InlineData(0.0137, "1.4 %")]
    [InlineData(-0.5, "−50 %")]
    [InlineData(7500, "7\u202f500-fold")]
    [InlineData(double.PositiveInfinity, "∞")]
    public void Shares_have_two(double share, string text) => ReadableNumber.Percent(share).ShouldBe(text);

    [Theory]
    [InlineData(0.0137, "+1.4 %")]
    [InlineData(-0.0004, "−0.04 %")]
    [InlineData(0, "±0 %")]
    [InlineData(-0.0, "±0 %")]
    [InlineData(1e9, "+1 × 10⁹-fold")]
    public void Changes_have_one_sign(double share, string text) => ReadableNumber.Change(share).ShouldBe(text);

    [Theory]
    [InlineData(1, "1 thread")]
    [InlineData(2, "2 threads")]
    [InlineData(12000, "12\u202f000 threads")]
    public void One_is_not_several(int count, string text) => ReadableNumber.Count(count, "thread").ShouldBe(text);

    [Fact]
    public void Sentences_have_the_same_numbers() =>
        ReadableFormat.Text($"{1.5e-5:G3}, {12345.6}, {0.737:P0}, {5000}, {"x"}").ShouldBe("1.5 × 10⁻⁵, 12\u202f350, 74 %, 5\u202f000, x");
}

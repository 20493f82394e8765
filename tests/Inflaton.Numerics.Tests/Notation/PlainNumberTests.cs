using System.Globalization;
using Inflaton.Numerics.Expressions;
using Inflaton.Numerics.Notation;

namespace Inflaton.Numerics.Tests.Notation;

public sealed class PlainNumberTests
{
    [Theory]
    [InlineData(1e-12, "1e-12")]
    [InlineData(-2.5e-7, "-2.5e-07")]
    [InlineData(1e20, "1e+20")]
    [InlineData(0.1, "0.1")]
    [InlineData(0, "0")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.Epsilon, "5e-324")]
    public void Numbers_are_written_with_a_small_e_and_read_back(double value, string text)
    {
        PlainNumber.Of(value).ShouldBe(text);
        double.Parse(text, CultureInfo.InvariantCulture).ShouldBe(value);
        Formula.Parse(text, []).Evaluate().ShouldBe(value);
    }

    [Fact]
    public void Formulas_have_such_numbers() => Formula.Parse("1E-12*x^4", ["x"]).ToString().ShouldBe("1e-12 * x ^ 4");

    /// <summary>All powers of two, where the spacing of doubles changes, and their neighbours.</summary>
    [Fact]
    public void Every_power_of_two_and_its_neighbours_read_back_as_themselves()
    {
        for (int exponent = -1074; exponent <= 1023; exponent++)
        {
            double power = Math.ScaleB(1, exponent);
            foreach (double value in (double[])[power, -power, Math.BitIncrement(power), Math.BitDecrement(power)])
            {
                double.Parse(PlainNumber.Digits(value), CultureInfo.InvariantCulture).ShouldBe(value, $"2^{exponent}");
            }
        }
    }

    [Theory]
    [InlineData("2^-25*x^2")]
    [InlineData("2^(-0)^x")]
    public void A_formula_reads_back_equal(string text)
    {
        Formula formula = Formula.Parse(text, ["x"]);
        Formula.Parse(formula.ToString(), ["x"]).ShouldBe(formula);
    }
}

using System.Globalization;
using Inflaton.Numerics.Expressions;
using Inflaton.Numerics.Notation;

namespace Inflaton.Numerics.Tests.Notation;

public sealed class ExactNumberTests
{
    /// <summary>All powers of two, where the spacing of doubles changes, and their neighbours.</summary>
    [Fact]
    public void Every_power_of_two_and_its_neighbours_read_back_as_themselves()
    {
        for (int exponent = -1074; exponent <= 1023; exponent++)
        {
            double power = Math.ScaleB(1, exponent);
            foreach (double value in (double[])[power, -power, Math.BitIncrement(power), Math.BitDecrement(power)])
            {
                double.Parse(ExactNumber.Of(value), CultureInfo.InvariantCulture).ShouldBe(value, $"2^{exponent}");
            }
        }
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(-0.0, "-0")]
    [InlineData(2.98023223876953125e-8, "2.9802322387695312E-08")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void Few_digits_where_few_are_enough(double value, string text) => ExactNumber.Of(value).ShouldBe(text);

    [Fact]
    public void A_formula_with_such_a_number_reads_back_equal()
    {
        Formula formula = Formula.Parse("2^-25*x^2", ["x"]);
        Formula.Parse(formula.ToString(), ["x"]).ShouldBe(formula);
    }
}

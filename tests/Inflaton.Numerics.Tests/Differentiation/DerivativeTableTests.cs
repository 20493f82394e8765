namespace Inflaton.Numerics.Differentiation;

public sealed class DerivativeTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void Derivatives_converge_however_fast_the_function_turns(double frequency)
    {
        DerivativeTable table = Filled(x => Math.Sin((frequency * x) + 0.3), 9, _ => true);

        Check(table.Slope, frequency * Math.Cos(0.3), 1e-8 * frequency);
        Check(table.Bend, -frequency * frequency * Math.Sin(0.3), 1e-6 * frequency * frequency);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void One_side_is_enough(int side)
    {
        DerivativeTable table = Filled(Math.Exp, 9, x => x * side > 0);

        Check(table.Slope, 1, 1e-8);
        Check(table.Bend, 1, 1e-5);
    }

    [Fact]
    public void Nothing_is_known_from_one_pair()
    {
        DerivativeTable table = Filled(Math.Exp, 1, _ => true);

        table.Slope.Value.ShouldBe(double.NaN);
        table.Slope.Error.ShouldBe(double.PositiveInfinity);
        Should.Throw<ArgumentOutOfRangeException>(() => new DerivativeTable(0, 0));
    }

    private static void Check((double Value, double Error) found, double exact, double tolerance)
    {
        found.Value.ShouldBe(exact, tolerance);

        // The error that is stated covers the one that is made.
        Math.Abs(found.Value - exact).ShouldBeLessThanOrEqualTo((10 * found.Error) + (1e-10 * Math.Abs(exact)));
    }

    private static DerivativeTable Filled(Func<double, double> function, int pairs, Func<double, bool> exists)
    {
        DerivativeTable table = new(function(0), 0.4);
        for (int i = 0; i < pairs; i++)
        {
            double h = table.Spacing;
            table.Add(exists(-h) ? function(-h) : double.NaN, exists(h) ? function(h) : double.NaN);
        }

        return table;
    }
}

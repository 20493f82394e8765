using Inflaton.Numerics.Functions;

namespace Inflaton.Numerics.Tests.Functions;

public class AccuracyTests
{
    public static TheoryData<string> Names => FunctionCatalog.FunctionNames;

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_many_digits_within_the_stated_ulps(string name)
    {
        ReferenceTable table = ReferenceTable.Read(name);
        double[] y = new double[table.X.Length];
        FunctionCatalog.Functions[name].Evaluate(table.X, y);

        (double ulps, double x) = table.LargestError(y);

        ulps.ShouldBeLessThanOrEqualTo(FunctionCatalog.Functions[name].Ulps, $"{name} at {x:R}");
    }

    [Fact]
    public void Exponential_scanned_over_its_whole_range_stays_within_two_ulps_of_the_platform() =>
        Scan(-750, 711, Exponential.Evaluate, Math.Exp, 2);

    [Fact]
    public void Hyperbolic_tangent_scanned_over_its_whole_range_stays_within_four_ulps_of_the_platform() =>
        Scan(-23, 23, HyperbolicTangent.Evaluate, Math.Tanh, 4);

    [Fact]
    public void Sine_and_cosine_scanned_to_a_hundred_thousand_stay_within_two_ulps_of_the_platform()
    {
        Scan(-1e5, 1e5, (x, y) => SineCosine.Evaluate(x, y, new double[y.Length]), Math.Sin, 2);
        Scan(-1e5, 1e5, (x, y) => SineCosine.Evaluate(x, new double[y.Length], y), Math.Cos, 2);
    }

    [Fact]
    public void Error_function_is_odd_and_increasing_on_a_fine_grid()
    {
        double[] x = Grid(-7, 7, 400_001);
        double[] erf = new double[x.Length];
        ErrorFunction.Evaluate(x, erf);

        for (int i = 0; i < x.Length; i++)
        {
            erf[i].ShouldBe(-erf[^(i + 1)]);
            if (i > 0)
            {
                erf[i].ShouldBeGreaterThanOrEqualTo(erf[i - 1]);
            }
        }
    }

    [Fact]
    public void Pieces_join_smoothly_where_the_formula_changes()
    {
        foreach (double join in (double[])[0.5, 1])
        {
            for (int side = -1; side <= 1; side += 2)
            {
                double x = side * join;
                double below = side * Math.BitDecrement(join);
                Math.Abs(ErrorFunction.Erf(x) - ErrorFunction.Erf(below)).ShouldBeLessThan(3.4e-16);
                Math.Abs(NormalDistribution.Evaluate(x) - NormalDistribution.Evaluate(below)).ShouldBeLessThan(3.4e-16);
            }
        }
    }

    [Fact]
    public void Reflections_hold()
    {
        foreach (double x in Grid(-40, 40, 20_001))
        {
            (NormalDistribution.Evaluate(x) + NormalDistribution.Evaluate(-x)).ShouldBe(1, 4.5e-16);
            (Logistic.Evaluate(x) + Logistic.Evaluate(-x)).ShouldBe(1, 4.5e-16);
            (Softplus.Evaluate(x) - Softplus.Evaluate(-x)).ShouldBe(x, 2e-14);
            (double s, double c) = SineCosine.Evaluate(x);
            ((s * s) + (c * c)).ShouldBe(1, 6e-16);
        }
    }

    private static void Scan(double low, double high, SpanFunction ours, Func<double, double> platform, double ulps)
    {
        double[] x = Grid(low, high, 300_001);
        double[] y = new double[x.Length];
        ours(x, y);
        for (int i = 0; i < x.Length; i++)
        {
            double expected = platform(x[i]);
            double ulp = Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected);
            if (y[i] != expected && !(Math.Abs(y[i] - expected) <= ulps * ulp))
            {
                Assert.Fail($"f({x[i]:R}) = {y[i]:R}, the platform gives {expected:R}.");
            }
        }
    }

    private static double[] Grid(double low, double high, int count)
    {
        double[] x = new double[count];
        for (int i = 0; i < count; i++)
        {
            x[i] = ((low * (count - 1 - i)) + (high * i)) / (count - 1);
        }

        return x;
    }
}

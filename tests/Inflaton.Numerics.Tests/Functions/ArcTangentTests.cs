using Inflaton.Numerics.Functions;

namespace Inflaton.Numerics.Tests.Functions;

public class ArcTangentTests
{
    [Fact]
    public void Angles_all_around_stay_within_three_ulps_of_the_platform()
    {
        const int Count = 100_000;
        double[] x = new double[Count], y = new double[Count], angle = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            double radius = Math.ScaleB(1 + ((i * 0.7548776662466927) % 1), (i % 40) - 20);
            (double s, double c) = Math.SinCos(2 * Math.PI * i / Count);
            (x[i], y[i]) = (radius * c, radius * s);
        }

        ArcTangent.EvaluateAngle(y, x, angle);

        for (int i = 0; i < Count; i++)
        {
            double expected = Math.Atan2(y[i], x[i]);
            double ulp = Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected);
            (Math.Abs(angle[i] - expected) / ulp).ShouldBeLessThan(3, $"at ({x[i]:R}, {y[i]:R})");
            angle[i].ShouldBe(ArcTangent.EvaluateAngle(y[i], x[i]));
        }
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, -1, Math.PI)]
    [InlineData(1, 0, Math.PI / 2)]
    [InlineData(-1, 0, -Math.PI / 2)]
    [InlineData(1, 1, Math.PI / 4)]
    [InlineData(-1, -1, -3 * Math.PI / 4)]
    [InlineData(1e-320, 1e-320, Math.PI / 4)]
    [InlineData(1, double.PositiveInfinity, 0)]
    [InlineData(double.NegativeInfinity, 1, -Math.PI / 2)]
    [InlineData(double.NaN, 1, double.NaN)]
    [InlineData(1, double.NaN, double.NaN)]
    public void Axes_diagonals_and_what_is_not_a_number(double y, double x, double expected) =>
        ArcTangent.EvaluateAngle(y, x).ShouldBe(expected);

    [Fact]
    public void The_result_may_replace_an_argument_but_not_overlap_it()
    {
        double[] y = [.. Enumerable.Range(0, 21).Select(i => i - 10.0)], x = [.. y.Reverse()];
        double[] expected = new double[21];
        ArcTangent.EvaluateAngle(y, x, expected);
        ArcTangent.EvaluateAngle(y, x, x);

        x.ShouldBe(expected);
        Should.Throw<ArgumentException>(() => ArcTangent.EvaluateAngle(y.AsSpan(0, 5), x.AsSpan(0, 5), y.AsSpan(1, 5)));
        Should.Throw<ArgumentException>(() => ArcTangent.EvaluateAngle(y, x.AsSpan(0, 5), expected));
    }
}

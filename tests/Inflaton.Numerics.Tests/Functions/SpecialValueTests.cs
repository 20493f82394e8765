using Inflaton.Numerics.Functions;

namespace Inflaton.Numerics.Tests.Functions;

public class SpecialValueTests
{
    private const double Infinity = double.PositiveInfinity;

    public static TheoryData<string> Names => FunctionCatalog.FunctionNames;

    [Theory]
    [MemberData(nameof(Names))]
    public void NaN_gives_NaN(string name)
    {
        double[] y = new double[9];
        FunctionCatalog.Functions[name].Evaluate([0, 0, 0, double.NaN, 0, 0, 0, 0, double.NaN], y);

        y[3].ShouldBe(double.NaN);
        y[8].ShouldBe(double.NaN);
        y.Count(double.IsNaN).ShouldBe(2);
    }

    [Theory]
    [InlineData("exponential", 0, Infinity, 1)]
    [InlineData("hyperbolic-tangent", -1, 1, 0)]
    [InlineData("hyperbolic-tangent-derivative", 0, 0, 1)]
    [InlineData("error-function", -1, 1, 0)]
    [InlineData("error-function-derivative", 0, 0, 1.1283791670955126)]
    [InlineData("normal-cumulative", 0, 1, 0.5)]
    [InlineData("normal-density", 0, 0, 0.3989422804014327)]
    [InlineData("logistic", 0, 1, 0.5)]
    [InlineData("logistic-derivative", 0, 0, 0.25)]
    [InlineData("softplus", 0, Infinity, 0.6931471805599453)]
    [InlineData("exponential-minus-one", -1, Infinity, 0)]
    [InlineData("arc-tangent", -Math.PI / 2, Math.PI / 2, 0)]
    [InlineData("sine", double.NaN, double.NaN, 0)]
    [InlineData("cosine", double.NaN, double.NaN, 1)]
    public void Limits_and_the_value_at_zero_are_exact(string name, double atMinusInfinity, double atInfinity, double atZero)
    {
        double[] y = new double[3];
        FunctionCatalog.Functions[name].Evaluate([-Infinity, Infinity, 0], y);

        y.ShouldBe([atMinusInfinity, atInfinity, atZero]);
    }

    [Theory]
    [InlineData("hyperbolic-tangent")]
    [InlineData("error-function")]
    [InlineData("exponential-minus-one")]
    [InlineData("arc-tangent")]
    [InlineData("sine")]
    public void Odd_functions_keep_the_sign_of_zero(string name)
    {
        double[] y = new double[2];
        FunctionCatalog.Functions[name].Evaluate([-0.0, 0.0], y);

        double.IsNegative(y[0]).ShouldBeTrue();
        double.IsNegative(y[1]).ShouldBeFalse();
    }

    [Fact]
    public void Subnormal_arguments_pass_through()
    {
        HyperbolicTangent.Evaluate(double.Epsilon).ShouldBe(double.Epsilon);
        SineCosine.Evaluate(-1e-310).Sine.ShouldBe(-1e-310);
        ErrorFunction.Erf(4 * double.Epsilon).ShouldBe(5 * double.Epsilon);
    }

    [Fact]
    public void Exponential_overflows_and_underflows_where_it_should()
    {
        Exponential.Evaluate(709.782712893384).ShouldBe(1.797693134862273e308, 1e294);
        Exponential.Evaluate(709.7827128933841).ShouldBe(Infinity);
        Exponential.Evaluate(-745.1332191019411).ShouldBe(double.Epsilon);
        Exponential.Evaluate(-745.1332191019412).ShouldBe(0);
    }

    [Theory]
    [InlineData(1e10)]
    [InlineData(-1e22)]
    [InlineData(double.MaxValue)]
    public void Sine_and_cosine_of_huge_arguments_are_the_platform_s(double x)
    {
        double[] sine = new double[5];
        double[] cosine = new double[5];
        SineCosine.Evaluate([0, x, 1, x, 2], sine, cosine);

        sine[3].ShouldBe(Math.SinCos(x).Sin);
        cosine[1].ShouldBe(Math.SinCos(x).Cos);
        sine[2].ShouldBe(SineCosine.Evaluate(1).Sine);
    }
}

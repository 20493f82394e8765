using Inflaton.Numerics.Functions;

namespace Inflaton.Numerics.Tests.Functions;

public delegate void SpanFunction(ReadOnlySpan<double> x, Span<double> y);

public delegate void SpanFunctionPair(ReadOnlySpan<double> x, Span<double> first, Span<double> second);

/// <summary>Every function under the name of its reference table, so that each specification runs over all of them.</summary>
public static class FunctionCatalog
{
    public static readonly IReadOnlyDictionary<string, SpanFunctionPair> Pairs = new Dictionary<string, SpanFunctionPair>
    {
        ["error-function-pair"] = ErrorFunction.EvaluateWithDerivative,
        ["hyperbolic-tangent-pair"] = HyperbolicTangent.EvaluateWithDerivative,
        ["normal-pair"] = NormalDistribution.EvaluateWithDensity,
        ["logistic-pair"] = Logistic.EvaluateWithDerivative,
        ["softplus-pair"] = Softplus.EvaluateWithDerivative,
        ["sine-cosine"] = SineCosine.Evaluate,
    };

    public static readonly IReadOnlyDictionary<string, (SpanFunction Evaluate, Func<double, double>? Scalar, double Ulps)> Functions =
        new Dictionary<string, (SpanFunction, Func<double, double>?, double)>
        {
            ["exponential"] = (Exponential.Evaluate, Exponential.Evaluate, 1),
            ["hyperbolic-tangent"] = (HyperbolicTangent.Evaluate, HyperbolicTangent.Evaluate, 2),
            ["hyperbolic-tangent-derivative"] = (Second(HyperbolicTangent.EvaluateWithDerivative), null, 2),
            ["error-function"] = (ErrorFunction.Evaluate, ErrorFunction.Erf, 1.5),
            ["error-function-derivative"] = (Second(ErrorFunction.EvaluateWithDerivative), null, 1.5),
            ["normal-cumulative"] = (NormalDistribution.Evaluate, NormalDistribution.Evaluate, 2.5),
            ["normal-density"] = (Second(NormalDistribution.EvaluateWithDensity), null, 1.5),
            ["logistic"] = (Logistic.Evaluate, Logistic.Evaluate, 1.5),
            ["logistic-derivative"] = (Second(Logistic.EvaluateWithDerivative), null, 1.5),
            ["softplus"] = (Softplus.Evaluate, Softplus.Evaluate, 2.5),
            ["exponential-minus-one"] = (Exponential.EvaluateMinusOne, Exponential.EvaluateMinusOne, 2),
            ["arc-tangent"] = (ArcTangent.Evaluate, ArcTangent.Evaluate, 2),
            ["sine"] = (First(SineCosine.Evaluate), x => SineCosine.Evaluate(x).Sine, 1),
            ["cosine"] = (Second(SineCosine.Evaluate), x => SineCosine.Evaluate(x).Cosine, 1),
        };

    public static TheoryData<string> FunctionNames => [.. Functions.Keys];

    public static TheoryData<string> PairNames => [.. Pairs.Keys];

    /// <summary>Arguments over the whole range, special ones first.</summary>
    public static double[] Arguments(int count)
    {
        double[] special =
        [
            0, -0.0, 1, -1, 0.5, -0.5, double.Epsilon, -double.Epsilon, 1e-310, -1e-310, 1e-160, 709.8, -745.2, -708.4, 26.6, -27.3, 38.5,
            -38.5,
            1e10, -1e10, 1e300, -1e300, double.MaxValue, double.MinValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN,
        ];
        double[] x = new double[count];
        special.AsSpan(0, Math.Min(special.Length, count)).CopyTo(x);
        for (int i = special.Length; i < count; i++)
        {
            double fraction = ((i * 0.6180339887498949) % 1) - 0.5;
            x[i] = (i % 3) switch
            {
                0 => fraction * 8,
                1 => fraction * 1500,
                _ => Math.ScaleB(fraction, (i % 60) - 50),
            };
        }

        return x;
    }

    private static SpanFunction First(SpanFunctionPair pair) => (x, y) => pair(x, y, new double[y.Length]);

    private static SpanFunction Second(SpanFunctionPair pair) => (x, y) => pair(x, new double[y.Length], y);
}

namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>
/// Kernels of activations over variances from 1e-12 to 1e12 and correlations up to ±(1 − 1e-12). Every test run takes a part of the pairs,
/// another for each activation; with the variable INFLATON_ALL_VARIANCES=1 every activation meets all of them.
/// </summary>
public sealed class AnyVarianceTests
{
    private const string Variable = "INFLATON_ALL_VARIANCES";

    // Coprime to the number of pairs, 7 · 5 · 2, so that the parts of the activations together hold every pair.
    private const int InEveryRun = 9;

    private static readonly int Stride = Environment.GetEnvironmentVariable(Variable) == "1" ? 1 : InEveryRun;

    /// <summary>Those whose only structure is at 0, on the scale of 1 or none.</summary>
    public static TheoryData<string> Activations =>
    [
        "tanh", "sigmoid", "silu", "softplus", "relu", "leaky_relu(0.1)", "abs", "piecewise_linear(-0.3, 0.7)", "identity", "erf",
        "erf(1.3, 0.6, -0.2)",
        "gelu", "gaussian", "sign", "rectified_monomial(0)", "rectified_monomial(2)", "rectified_monomial(3)",
        "polynomial(0.3, -1, 0.2, 0.5)",
    ];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Agrees_with_an_independent_quadrature(string text)
    {
        DualActivation dual = DualCatalogue.Parse(text);
        (double, double) Both(double z) => (dual.Activation.Value(z), dual.Activation.Slope(z));
        double worst = 0, worstSlope = 0;
        string where = "", whereSlope = "";
        int pair = Activations.Select(row => row.Data).ToList().IndexOf(text), taken = 0;
        foreach ((double q11, double q22) in new[]
        {
            (1e-12, 1e-12), (1e-6, 10), (0.3, 0.7), (22, 30), (1e6, 1e6), (1e6, 2), (1e12, 3e11),
        })
        {
            foreach (double apart in new[] { 1, 0.05, 1e-4, 1e-6, 1e-12 })
            {
                foreach (double sign in new[] { 1.0, -1 })
                {
                    if (pair++ % Stride != 0)
                    {
                        continue;
                    }

                    taken++;
                    double root = Math.Sqrt(q11) * Math.Sqrt(q22), q12 = sign * (1 - apart) * root;

                    // What the doubles themselves say of the angle, exactly.
                    double square = q12 * q12, product = q11 * q22;
                    double rest = Math.FusedMultiplyAdd(q12, q12, -square), all = Math.FusedMultiplyAdd(q11, q22, -product);
                    double sine = Math.Sqrt(Math.Max(0, (product - square) + (all - rest)) / product), cosine = q12 / root;
                    (double k, double d) = dual.Evaluate(q11, q12, q22);
                    (double expectedK, double expectedD) = LogarithmicPair.Expectation(Both, q11, q22, cosine, sine);
                    (double k1, double d1) = LogarithmicPair.Expectation(Both, q11, q11, 1, 0);
                    (double k2, double d2) = LogarithmicPair.Expectation(Both, q22, q22, 1, 0);
                    double error = Math.Abs(k - expectedK) / Math.Sqrt(k1 * k2);
                    double slopeError = d == expectedD ? 0 : Math.Abs(d - expectedD) / Math.Sqrt(d1 * d2);
                    string place =
                        $"{text} at {q11}, {q22}, 1 - {apart}, sign {sign}: {k:R} for {expectedK:R}, {d:R} for {expectedD:R}, sizes "
                        + $"{Math.Sqrt(k1 * k2):R}, {Math.Sqrt(d1 * d2):R}";
                    if (!(error <= worst))
                    {
                        (worst, where) = (error, place);
                    }

                    if (!(slopeError <= worstSlope))
                    {
                        (worstSlope, whereSlope) = (slopeError, place);
                    }
                }
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{text}, {taken} pairs: {worst:e1} {worstSlope:e1}");
        taken.ShouldBeGreaterThan(6);
        worst.ShouldBeLessThan(1e-12, where);
        worstSlope.ShouldBeLessThan(1e-12, whereSlope);
    }
}

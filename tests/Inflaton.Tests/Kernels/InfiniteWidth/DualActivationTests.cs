using Inflaton.Kernels.InfiniteWidth.Duals;
using Inflaton.Networks;

namespace Inflaton.Kernels.InfiniteWidth;

public sealed class DualActivationTests
{
    /// <summary>Every activation of the catalogue, and some with other parameters.</summary>
    private static readonly string[] Texts =
    [
        .. DualCatalogue.Names, "leaky_relu(0.1)", "piecewise_linear(-0.3, 0.7)", "erf(1.3, 0.6, -0.2)", "sinusoid(0.8, 1.4, 0.3)",
        "rbf(0.4)",
        "exp(0.5, -0.7)", "gaussian(2, 0.3)", "monomial(0)", "monomial(1)", "monomial(3)", "monomial(5)", "polynomial(0.3, -1, 0.2, 0.5)",
        "hermite(1)", "hermite(4)", "rectified_monomial(0)", "rectified_monomial(1)", "rectified_monomial(3)", "rectified_monomial(4)",
        "rectified_monomial(5)",
    ];

    public static TheoryData<string> Activations => [.. Texts];

    [Theory]
    [InlineData("relu", 0.265378091518942, 0.318864669158736)]
    [InlineData("leaky_relu(0.1)", 0.254956254130343, 0.358280382018576)]
    [InlineData("abs", 0.661512366075769, 0.275458676634943)]
    [InlineData("erf", 0.175479656091822, 0.450158158078553)]
    [InlineData("gelu", 0.188060676734996, 0.324817221804322)]
    [InlineData("sin", 0.151107336076210, 0.397704300017816)]
    [InlineData("rbf(1)", 0.301194211912202, 0.602388423824404)]
    [InlineData("monomial(3)", 3.66, 11.07)]
    [InlineData("tanh", 0.15091976410914, 0.38526161055902)]
    public void Agrees_with_the_golden_values(string text, double k, double d)
    {
        (double K, double D) actual = DualCatalogue.Parse(text).Evaluate(1.3, 0.4, 0.7);
        actual.K.ShouldBe(k, 1e-12);
        actual.D.ShouldBe(d, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Agrees_with_an_independent_quadrature(string text)
    {
        DualActivation dual = DualCatalogue.Parse(text);
        foreach ((double q11, double q12, double q22) in new[] { (1.3, 0.4, 0.7), (0.2, -0.25, 0.5), (2, 1.9, 2.1), (0.9, -0.8, 0.8),
        (1e-3, 0, 1.5) })
        {
            (double k, double d) = dual.Evaluate(q11, q12, q22);
            double size = Math.Sqrt(NormalPair.Integral(z => Math.Pow(dual.Activation.Value(Math.Sqrt(q11) * z), 2), 0)
                * NormalPair.Integral(z => Math.Pow(dual.Activation.Value(Math.Sqrt(q22) * z), 2), 0));
            double slopeSize = Math.Sqrt(NormalPair.Integral(z => Math.Pow(dual.Activation.Slope(Math.Sqrt(q11) * z), 2), 0)
                * NormalPair.Integral(z => Math.Pow(dual.Activation.Slope(Math.Sqrt(q22) * z), 2), 0));
            k.ShouldBe(
                NormalPair.Expectation(dual.Activation.Value, q11, q12, q22), 2e-12 * size + 1e-15, $"K of {text} at {q11}, {q12}, {q22}");
            d.ShouldBe(
                NormalPair.Expectation(dual.Activation.Slope, q11, q12, q22), 2e-12 * slopeSize + 1e-15,
                $"D of {text} at {q11}, {q12}, {q22}");
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void The_slopes_kernel_is_the_derivative_of_the_values_kernel(string text)
    {
        DualActivation dual = DualCatalogue.Parse(text);
        if (text is "sign" or "rectified_monomial(0)")
        {
            dual.Evaluate(1.3, 0.4, 0.7).D.ShouldBe(0);
            return;
        }

        // Fourth-order central difference.
        const double h = 1e-3;
        double K(double shift) => dual.Evaluate(1.3, 0.4 + shift, 0.7).K;
        double derivative = ((8 * (K(h) - K(-h))) - (K(2 * h) - K(-2 * h))) / (12 * h);
        double d = dual.Evaluate(1.3, 0.4, 0.7).D;
        derivative.ShouldBe(d, 1e-9 * (1 + Math.Abs(d)));
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Nothing_breaks_where_inputs_are_equal_antipodal_or_zero(string text)
    {
        DualActivation dual = DualCatalogue.Parse(text);
        foreach ((double q11, double q12, double q22) in new[] { (0.7, 0.7, 0.7), (0.7, -0.7, 0.7), (1.21, 1.1, 1), (0, 0, 0), (0, 0, 1),
        (1, 0, 0) })
        {
            (double k, double d) = dual.Evaluate(q11, q12, q22);
            double.IsFinite(k).ShouldBeTrue($"K of {text} at {q11}, {q12}, {q22}");
            double.IsFinite(d).ShouldBeTrue($"D of {text} at {q11}, {q12}, {q22}");
        }

        double Square(Func<double, double> f) => NormalPair.Integral(z => Math.Pow(f(Math.Sqrt(0.7) * z), 2), 0);
        double Mirrored(Func<double, double> f) => NormalPair.Integral(z => f(Math.Sqrt(0.7) * z) * f(-Math.Sqrt(0.7) * z), 0);
        double size = Square(dual.Activation.Value), slopeSize = Square(dual.Activation.Slope);
        dual.Evaluate(0.7, 0.7, 0.7).K.ShouldBe(size, 1e-12 * size + 1e-15);
        dual.Evaluate(0.7, 0.7, 0.7).D.ShouldBe(slopeSize, 1e-12 * slopeSize + 1e-15);
        dual.Evaluate(0.7, -0.7, 0.7).K.ShouldBe(Mirrored(dual.Activation.Value), 1e-12 * size + 1e-15);
        dual.Evaluate(0.7, -0.7, 0.7).D.ShouldBe(Mirrored(dual.Activation.Slope), 1e-12 * slopeSize + 1e-15);
    }

    [Theory]
    [InlineData("relu", "rectified_monomial(1)")]
    [InlineData("relu", "piecewise_linear(0, 1)")]
    [InlineData("leaky_relu(1)", "identity")]
    [InlineData("identity", "monomial(1)")]
    [InlineData("identity", "hermite(1)")]
    [InlineData("sin", "sinusoid(1, 1, 0)")]
    [InlineData("polynomial(0, 0, 1)", "monomial(2)")]
    [InlineData("cos", "sinusoid(1, 1, 1.5707963267948966)")]
    [InlineData("rbf(0.5)", "sinusoid(1.4142135623730951, 1, 0.7853981633974483)")]
    public void Activations_that_are_the_same_function_have_the_same_dual(string one, string other)
    {
        foreach ((double q11, double q12, double q22) in new[] { (1.3, 0.4, 0.7), (0.5, -0.49, 0.5), (2.0, 0, 0.1) })
        {
            (double k, double d) = DualCatalogue.Parse(one).Evaluate(q11, q12, q22);
            (double k2, double d2) = DualCatalogue.Parse(other).Evaluate(q11, q12, q22);
            k2.ShouldBe(k, 1e-14);
            d2.ShouldBe(d, 1e-14);
        }
    }

    [Fact]
    public void Identities_between_activations_hold()
    {
        foreach ((double q11, double q12, double q22) in new[] { (1.3, 0.4, 0.7), (0.5, -0.49, 0.5), (2.0, 0, 0.1) })
        {
            (double K, double D) Of(string text) => DualCatalogue.Parse(text).Evaluate(q11, q12, q22);

            // |z| = 2 relu(z) − z, with E[relu(u) v] = q₁₂/2.
            Of("abs").K.ShouldBe((4 * Of("relu").K) - q12, 1e-14);

            // sin u sin v + cos u cos v = cos(u − v).
            (Of("sin").K + Of("cos").K).ShouldBe(Math.Exp(-(q11 + q22 - (2 * q12)) / 2), 1e-15);

            // tanh z = 2 sigmoid(2z) − 1, and the sigmoid's odd part is half a tanh: E[σσ'] = ¼ + ¼ E[tanh tanh] at half the argument.
            Of("sigmoid").K.ShouldBe(0.25 + (DualCatalogue.Create("tanh").Evaluate(q11 / 4, q12 / 4, q22 / 4).K / 4), 1e-14);

            // zΦ(z) is gelu, and Φ(z) = (1 + erf(z/√2))/2 gives E[(Φ(u)−½)(Φ(v)−½)].
            Of("hermite(2)").K.ShouldBe((((2 * q12 * q12) + ((q11 - 1) * (q22 - 1))) / 2), 1e-14);

            // softplus' = sigmoid.
            Of("softplus").D.ShouldBe(Of("sigmoid").K, 1e-14);
        }
    }

    [Fact]
    public void Small_angles_keep_their_digits()
    {
        // Unit vectors an angle t apart: D of relu is ½ − t/2π; q₁₂ = cos t alone could not tell t below 1e-8.
        DualActivation relu = DualCatalogue.Create("relu");
        foreach (double t in new[] { 1e-3, 1e-5, 1e-7 })
        {
            relu.Evaluate(1, Math.Cos(t), 1).D.ShouldBe(0.5 - (t / (2 * Math.PI)), 1e-16 / t);
        }
    }

    [Theory]
    [InlineData("tanh")]
    [InlineData("silu")]
    [InlineData("softplus")]
    [InlineData("sigmoid")]
    public void The_stated_error_is_true_and_at_rounding_at_any_variance(string name)
    {
        DualActivation dual = DualCatalogue.Create(name);
        foreach (double q in new[] { 1e-12, 1e-6, 0.1, 4, 22, 141, 1266, 1e6, 1e12 })
        {
            double exact = LogarithmicPair.Expectation(z => (dual.Activation.Value(z), dual.Activation.Slope(z)), q, q, 1, 0).First;
            double error = dual.StatedError(q);
            error.ShouldBeLessThan(1e-12 * exact, $"{name} at {q}");
            dual.Evaluate(q, q, q).K.ShouldBe(exact, error + (2e-14 * exact), $"{name} at {q}");
        }
    }

    /// <summary>
    /// E[φ²] and E[φ'²] where a fixed number of nodes is wrong by parts in a thousand to a hundred per cent; in 40 digits.
    /// </summary>
    [Theory]
    [InlineData("tanh", 22, 0.83295222403841215, 0.11258599808291001)]
    [InlineData("tanh", 141, 0.93300078372281774, 0.04474488177676479)]
    [InlineData("tanh", 1266, 0.97758275643692339, 0.014947778317345572)]
    [InlineData("sigmoid", 141, 0.46678568377535202, 0.0055740962417074834)]
    [InlineData("sigmoid", 1266, 0.4888022673153485, 0.0018677591275593559)]
    [InlineData("silu", 141, 70.394604838417067, 0.50635832656268453)]
    [InlineData("silu", 1266, 632.96331320306729, 0.50237700648749032)]
    public void Functions_narrower_than_their_inputs_keep_their_expectations(string name, double variance, double k, double d)
    {
        (double ownK, double ownD) = DualCatalogue.Create(name).Evaluate(variance, variance, variance);
        ownK.ShouldBe(k, 1e-13 * k);
        ownD.ShouldBe(d, 1e-13 * d);
    }

    [Fact]
    public void Every_activation_of_networks_has_its_dual()
    {
        foreach (Activation activation in ActivationCatalogue.All)
        {
            DualActivation dual = DualCatalogue.Of(activation);
            dual.Name.ShouldBe(activation.Name);
            foreach (double z in new[] { -1.7, -0.2, 0.4, 2.5 })
            {
                dual.Activation.Value(z).ShouldBe(activation.Value(z), 1e-15);
                dual.Activation.Slope(z).ShouldBe(activation.Slope(z), 1e-15);
            }
        }

        ((PiecewiseLinearDual)DualCatalogue.Of(ActivationCatalogue.Create("leaky_relu", 0.3))).NegativeSlope.ShouldBe(0.3);
    }

    [Theory]
    [InlineData("swish", "No activation is named 'swish'")]
    [InlineData("relu(1)", "takes 0 numbers, not 1")]
    [InlineData("erf(1,2,3,4)", "takes 3 numbers, not 4")]
    [InlineData("erf(a)", "is not an activation")]
    [InlineData("erf(1", "is not an activation")]
    [InlineData("monomial(1.5)", "A degree is a whole number")]
    [InlineData("rectified_monomial(13)", "13")]
    [InlineData("rbf(-1)", "-1")]
    [InlineData("leaky_relu(NaN)", "finite")]
    public void What_is_no_activation_is_refused(string text, string message) =>
        Should.Throw<ArgumentException>(() => DualCatalogue.Parse(text)).Message.ShouldContain(message);

    [Theory]
    [InlineData(-1, 0, 1)]
    [InlineData(1, 0, double.NaN)]
    [InlineData(1, 1.01, 1)]
    public void Impossible_covariances_are_refused(double q11, double q12, double q22) =>
        Should.Throw<ArgumentOutOfRangeException>(() => DualCatalogue.Create("erf").Evaluate(q11, q12, q22));
}

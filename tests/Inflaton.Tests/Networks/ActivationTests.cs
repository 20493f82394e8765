namespace Inflaton.Networks;

public sealed class ActivationTests
{
    /// <summary>Every activation of the catalogue, and some with other parameters.</summary>
    public static TheoryData<string> Names =>
    [
        .. ActivationCatalogue.Names, "leaky_relu(0.2)", "erf(1.3, 0.6, -0.2)", "sinusoid(0.8, 1.4, 0.3)", "rbf(0.4)", "exp(0.5, -0.7)",
        "gaussian(2, 0.3)",
        "piecewise_linear(-0.3, 0.7)", "monomial(0)", "monomial(1)", "monomial(5)", "polynomial(0.3, -1, 0.2, 0.5)", "hermite(4)",
        "rectified_monomial(0)", "rectified_monomial(1)", "rectified_monomial(3)",
    ];

    private static readonly double[] Points = [-30, -6.3, -2.2, -1.001, -0.4, -1e-3, 1e-3, 0.3, 0.999, 1.7, 5.1, 31];

    [Theory, MemberData(nameof(Names))]
    public void Slope_is_the_derivative_of_the_value(string name)
    {
        Activation activation = ActivationCatalogue.Parse(name);
        foreach (double z in Points)
        {
            activation.Slope(z)
                .ShouldBe(Derivative(activation.Value, z), 1e-9 * (1 + Math.Abs(z) + Math.Abs(activation.Value(z))), $"{name} at {z}");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Curvature_is_the_derivative_of_the_slope(string name)
    {
        Activation activation = ActivationCatalogue.Parse(name);
        foreach (double z in Points)
        {
            activation.Curvature(z)
                .ShouldBe(Derivative(activation.Slope, z), 1e-9 * (1 + Math.Abs(z) + Math.Abs(activation.Slope(z))), $"{name} at {z}");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_third_derivative_is_that_of_the_curvature(string name)
    {
        Activation activation = ActivationCatalogue.Parse(name);
        foreach (double z in Points)
        {
            activation.ThirdDerivative(z).ShouldBe(
                Derivative(activation.Curvature, z), 1e-9 * (1 + Math.Abs(z) + Math.Abs(activation.Curvature(z))), $"{name} at {z}");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void What_is_smooth_has_no_kink(string name)
    {
        Activation activation = ActivationCatalogue.Parse(name);
        bool HasStep(Func<double, double> f) => Math.Abs(f(1e-9) - f(-1e-9)) > 1e-6;
        (HasStep(activation.Value) || HasStep(activation.Slope)).ShouldBe(!activation.IsSmooth);
    }

    [Theory, MemberData(nameof(Names))]
    public void Many_at_once_agree_with_one_by_one(string name)
    {
        Activation activation = ActivationCatalogue.Parse(name);
        for (int length = 0; length < 40; length++)
        {
            double[] z = [.. Enumerable.Range(0, length).Select(i => 8 * Math.Sin((7.3 * i) + length))];
            double[] values = new double[length];
            double[] slopes = new double[length];
            activation.Evaluate(z, values, slopes);
            for (int i = 0; i < length; i++)
            {
                values[i].ShouldBe(activation.Value(z[i]), 1e-14 * (1 + Math.Abs(z[i]) + Math.Abs(activation.Value(z[i]))));
                slopes[i].ShouldBe(activation.Slope(z[i]), 1e-14 * (1 + Math.Abs(activation.Slope(z[i]))));
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void An_element_does_not_depend_on_its_neighbours(string name)
    {
        Activation activation = ActivationCatalogue.Parse(name);
        double[] z = [.. Enumerable.Range(0, 37).Select(i => 3 * Math.Sin(1.7 * i))];
        double[] values = new double[37], slopes = new double[37];
        activation.Evaluate(z, values, slopes);
        for (int i = 0; i < z.Length; i++)
        {
            double[] value = new double[1], slope = new double[1];
            activation.Evaluate([z[i]], value, slope);
            (value[0], slope[0]).ShouldBe((values[i], slopes[i]));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Oddness_is_as_stated(string name)
    {
        Activation activation = ActivationCatalogue.Parse(name);
        Points.All(z => activation.Value(-z) == -activation.Value(z)).ShouldBe(activation.IsOdd);
    }

    /// <summary>Digits from Abramowitz and Stegun, table 7.1, and from the definitions.</summary>
    [Theory]
    [InlineData("erf", 1, 0.8427007929497148693)]
    [InlineData("erf", 0.5, 0.5204998778130465377)]
    [InlineData("tanh", 0.5, 0.4621171572600097585)]
    [InlineData("gelu", 1, 0.8413447460685429486)]
    [InlineData("gelu_tanh", 1, 0.84119199060827683)]
    [InlineData("gelu_tanh", -200, 0)]
    [InlineData("softplus", 0, 0.6931471805599453094)]
    [InlineData("softplus", -40, 4.248354255291589e-18)]
    [InlineData("silu", 1, 0.7310585786300048793)]
    [InlineData("sin", 1, 0.8414709848078965067)]
    [InlineData("abs", -2, 2)]
    [InlineData("relu", -2, 0)]
    [InlineData("identity", -2, -2)]
    public void Values_from_tables(string name, double z, double expected) =>
        Math.Abs(ActivationCatalogue.Create(name).Value(z) - expected).ShouldBeLessThanOrEqualTo(4e-16 * Math.Abs(expected));

    /// <summary>A file that is read and written again means the same.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Its_text_is_its_whole_description(string name)
    {
        Activation activation = ActivationCatalogue.Parse(name), again = ActivationCatalogue.Parse(activation.ToString());
        again.ToString().ShouldBe(activation.ToString());
        Points.Select(again.Value).ShouldBe(Points.Select(activation.Value));
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones() =>
        Should.Throw<ArgumentException>(() => ActivationCatalogue.Create("rellu")).Message.ShouldContain("'rellu'; known are relu");

    /// <summary>Central differences extrapolated twice by Richardson: an error of order h⁶.</summary>
    private static double Derivative(Func<double, double> f, double z)
    {
        const double h = 4e-4;
        double D(double step) => (f(z + step) - f(z - step)) / (2 * step);
        return ((4 * D(h / 2)) - D(h)) / 3;
    }
}

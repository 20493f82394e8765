using Inflaton.Numerics.Expressions;

namespace Inflaton.Numerics.Tests.Expressions;

public class FormulaTests
{
    private static readonly Dictionary<string, double> Parameters = new() { ["m"] = 3, ["V0"] = 0.5 };

    [Theory]
    [InlineData("2 + 3 * 4", 14)]
    [InlineData("(2 + 3) * 4", 20)]
    [InlineData("2 - 3 - 4", -5)]
    [InlineData("2 - (3 - 4)", 3)]
    [InlineData("24 / 4 / 2", 3)]
    [InlineData("24 / 4 * 2", 12)]
    [InlineData("24 / (4 * 2)", 3)]
    [InlineData("2 ^ 3 ^ 2", 512)]
    [InlineData("(2 ^ 3) ^ 2", 64)]
    [InlineData("2 ** 3 ** 2", 512)]
    [InlineData("-2 ^ 2", -4)]
    [InlineData("(-2) ^ 2", 4)]
    [InlineData("2 ^ -2", 0.25)]
    [InlineData("2 ^ -2 ^ 2", 0.0625)]
    [InlineData("--2", 2)]
    [InlineData("-+-2", 2)]
    [InlineData("2 - -3", 5)]
    [InlineData("2 * -3", -6)]
    [InlineData("-2 * -3 / -4", -1.5)]
    [InlineData("2*3^2", 18)]
    [InlineData("1.5e3 + 2E-1 + .5 + 2.", 1502.7)]
    [InlineData("  ( ( 7 ) )  ", 7)]
    [InlineData("\t1\n+\r\n1 ", 2)]
    [InlineData("pi / e", Math.PI / Math.E)]
    [InlineData("m ^ 2 * V0", 4.5)]
    [InlineData("x * y + x", 26.0)]
    [InlineData("2*x*y/x", 24)]
    [InlineData("-x^2", -4)]
    [InlineData("sqrt(x + 2) - exp(0) + log(e) + ln(e) + log10(1000)", 6)]
    [InlineData("min(x, y) - max(x, y)", -10)]
    [InlineData("pow(x, 3) + abs(-y) + sign(-y)", 19)]
    [InlineData("where(x, 5, 6) + where(-x, 5, 6) + where(0, 5, 6)", 16.5)]
    public void Precedence_and_values(string text, double value) =>
        Formula.Parse(text, ["x", "y"], Parameters).Evaluate(2, 12).ShouldBe(value, 1e-14 * Math.Abs(value));

    [Theory]
    [InlineData("sin(x)^2 + cos(x)^2", 1)]
    [InlineData("tan(x) - sin(x)/cos(x)", 0)]
    [InlineData("cosh(x)^2 - sinh(x)^2", 1)]
    [InlineData("tanh(x) - sinh(x)/cosh(x)", 0)]
    [InlineData("asin(sin(x))", 0.7)]
    [InlineData("acos(cos(x))", 0.7)]
    [InlineData("atan(tan(x))", 0.7)]
    [InlineData("logcosh(x) - log(cosh(x))", 0)]
    [InlineData("softplus(x) - log(1 + exp(x))", 0)]
    [InlineData("logistic(x) - 1/(1 + exp(-x))", 0)]
    [InlineData("softplus(x) - softplus(-x)", 0.7)]
    public void Functions_obey_their_identities(string text, double value) =>
        Formula.Parse(text, ["x"]).Evaluate(0.7).ShouldBe(value, 1e-15);

    [Theory]
    [InlineData("erf(x)", 0.0, 0.0)]
    [InlineData("erf(x)", 1e-10, 1.1283791670955126e-10)]
    [InlineData("erf(x)", 0.5, 0.5204998778130465)]
    [InlineData("erf(x)", -1.0, -0.8427007929497149)]
    [InlineData("erf(x)", 2.0, 0.9953222650189527)]
    [InlineData("erf(x)", 2.9999, 0.9999778955735178)]
    [InlineData("erf(x)", 3.5, 0.9999992569016276)]
    [InlineData("erf(x)", 10, 1)]
    [InlineData("erf(x)", double.NegativeInfinity, -1)]
    [InlineData("logcosh(x)", 1e-8, 5e-17)]
    [InlineData("logcosh(x)", -1e300, 1e300)]
    [InlineData("logcosh(x)", 1, 0.43378083048302719)]
    [InlineData("softplus(x)", -700, 9.8596765437597708e-305)]
    [InlineData("softplus(x)", 1e300, 1e300)]
    [InlineData("logistic(x)", -700, 9.8596765437597708e-305)]
    [InlineData("logistic(x)", 1000, 1)]
    [InlineData("sech(x)", 1, 0.6480542736638853)]
    [InlineData("sech(x)", -1000, 0)]
    [InlineData("heaviside(x)", 2, 1)]
    [InlineData("heaviside(x)", -2, 0)]
    [InlineData("heaviside(x)", 0, 0.5)]
    [InlineData("if(x, 3, 4)", 1, 3)]
    [InlineData("if(x, 3, 4)", -1, 4)]
    public void Special_functions_agree_with_tables(string text, double x, double value) =>
        Formula.Parse(text, ["x"]).Evaluate(x).ShouldBe(value, 4e-16 * Math.Abs(value) + double.Epsilon);

    [Theory]
    [InlineData("x + 0", "x")]
    [InlineData("0 * sin(x)", "0")]
    [InlineData("1 * x / 1", "x")]
    [InlineData("x ^ 1 + x ^ 0", "x + 1")]
    [InlineData("x * 2", "2 * x")]
    [InlineData("x * 2 * y * 3", "6 * x * y")]
    [InlineData("x + -y", "x - y")]
    [InlineData("x - -2", "x + 2")]
    [InlineData("x + -2 * y", "x - 2 * y")]
    [InlineData("-(-x)", "x")]
    [InlineData("-x * -y", "x * y")]
    [InlineData("x * x * x", "x ^ 3")]
    [InlineData("(x ^ 2) ^ 3", "x ^ 6")]
    [InlineData("x + x", "2 * x")]
    [InlineData("x - x", "0")]
    [InlineData("4 * x ^ 3 / 4", "x ^ 3")]
    [InlineData("2 * (x / 4)", "0.5 * x")]
    [InlineData("-(2 * x / y)", "-2 * x / y")]
    [InlineData("-(x * y)", "-(x * y)")]
    [InlineData("x - (y - 1)", "x - (y - 1)")]
    [InlineData("x / (y / 2)", "x / (y / 2)")]
    [InlineData("2 * (x / y * x)", "2 * (x / y * x)")]
    [InlineData("(-2) ^ x", "(-2) ^ x")]
    [InlineData("-2 ^ x", "-2 ^ x")]
    [InlineData("x ^ -y ^ 2", "x ^ -y ^ 2")]
    [InlineData("(x ^ y) ^ 2.5", "(x ^ y) ^ 2.5")]
    [InlineData("sqrt(2) * pi", "4.442882938158366")]
    [InlineData("1 / 0 + log(0)", "1 / 0 + log(0)")]
    [InlineData("ln(x)", "log(x)")]
    [InlineData("pow(x, y)", "x ^ y")]
    [InlineData("m * x", "3 * x")]
    public void Simplification_and_canonical_form(string text, string canonical)
    {
        Formula formula = Formula.Parse(text, ["x", "y"], Parameters);
        formula.ToString().ShouldBe(canonical);
        Formula.Parse(canonical, ["x", "y"]).ShouldBe(formula);
    }

    [Theory]
    [InlineData("3", "0")]
    [InlineData("x", "1")]
    [InlineData("y", "0")]
    [InlineData("x ^ 2 / 2", "x")]
    [InlineData("V0 * (1 - exp(-x)) ^ 2", "(1 - exp(-x)) * exp(-x)")]
    [InlineData("x ^ 4 / 4 - x ^ 2 / 2", "x ^ 3 - x")]
    [InlineData("x * y", "y")]
    [InlineData("1 / x", "-1 / x ^ 2")]
    [InlineData("x / 4", "0.25")]
    [InlineData("sqrt(x)", "0.5 / sqrt(x)")]
    [InlineData("exp(2 * x)", "2 * exp(2 * x)")]
    [InlineData("log(x)", "1 / x")]
    [InlineData("sin(x)", "cos(x)")]
    [InlineData("cos(3 * x)", "-3 * sin(3 * x)")]
    [InlineData("tanh(x)", "1 - tanh(x) ^ 2")]
    [InlineData("logcosh(x)", "tanh(x)")]
    [InlineData("softplus(x)", "logistic(x)")]
    [InlineData("sech(x)", "-(sech(x) * tanh(x))")]
    [InlineData("heaviside(x)", "0")]
    [InlineData("logistic(x)", "logistic(x) * logistic(-x)")]
    [InlineData("abs(x)", "sign(x)")]
    [InlineData("sign(x)", "0")]
    [InlineData("max(x, 0)", "where(x, 1, 0)")]
    [InlineData("min(x, y)", "where(y - x, 1, 0)")]
    [InlineData("max(x ^ 2, y)", "where(x ^ 2 - y, 2 * x, 0)")]
    [InlineData("x ^ y", "y * x ^ (y - 1)")]
    [InlineData("2 ^ x", "2 ^ x * 0.6931471805599453")]
    [InlineData("x ^ 0.5", "0.5 * x ^ -0.5")]
    public void Derivatives_have_their_textbook_form(string text, string derivative)
    {
        Formula found = Formula.Parse(text, ["x", "y"], Parameters).Derivative("x");
        Formula expected = Formula.Parse(derivative, ["x", "y"], Parameters);
        found.ShouldBe(expected);
    }

    [Fact]
    public void Derivatives_of_random_formulas_agree_with_extrapolated_differences()
    {
        var random = new System.Random(20220211);
        int compared = 0;
        int undefined = 0;
        for (int i = 0; i < 3000; i++)
        {
            Formula formula = RandomFormula.Smooth(random, 4);
            (double x, double y) = (0.3 + random.NextDouble(), 0.3 + random.NextDouble());
            foreach (string variable in new[] { "x", "y" })
            {
                (double difference, double uncertainty) = Extrapolated(
                    h => variable == "x" ? formula.Evaluate(x + h, y) : formula.Evaluate(x, y + h));
                double exact = formula.Derivative(variable).Evaluate(x, y);
                if (double.IsNaN(exact) && !double.IsNaN(difference))
                {
                    // A constant part such as 1 / 0 has no derivative, not even zero.
                    undefined++;
                }
                else if (uncertainty < 1e-6 * (1 + Math.Abs(difference)))
                {
                    compared++;
                    exact.ShouldBe(difference, 1e-5 * (1 + Math.Abs(difference)), $"d/d{variable} of {formula} at ({x:R}, {y:R})");
                }
            }
        }

        compared.ShouldBeGreaterThan(4000);
        undefined.ShouldBeLessThan(40);
    }

    [Fact]
    public void Second_derivatives_commute()
    {
        var random = new System.Random(7);
        for (int i = 0; i < 500; i++)
        {
            Formula formula = RandomFormula.Smooth(random, 3);
            (double x, double y) = (0.3 + random.NextDouble(), 0.3 + random.NextDouble());
            double xy = formula.Derivative("x").Derivative("y").Evaluate(x, y);
            double yx = formula.Derivative("y").Derivative("x").Evaluate(x, y);
            if (double.IsFinite(xy) && double.IsFinite(yx) && Math.Abs(xy) < 1e6)
            {
                yx.ShouldBe(xy, 1e-7 * (1 + Math.Abs(xy)), formula.ToString());
            }
        }
    }

    [Fact]
    public void Writing_and_reading_gives_an_equal_formula()
    {
        var random = new System.Random(99);
        for (int i = 0; i < 5000; i++)
        {
            Formula formula = RandomFormula.Any(random, 5);
            foreach (Formula f in new[] { formula, formula.Derivative("x"), formula.Derivative("x").Derivative("y") })
            {
                string text = f.ToString();
                Formula again = Formula.Parse(text, ["x", "y"]);
                again.ShouldBe(f, text);
                again.ToString().ShouldBe(text);
                again.GetHashCode().ShouldBe(f.GetHashCode());
            }
        }
    }

    [Fact]
    public void Compiled_formulas_give_the_same_results()
    {
        var random = new System.Random(5);
        for (int i = 0; i < 300; i++)
        {
            Formula formula = RandomFormula.Any(random, 4);
            Func<double, double, double> compiled = formula.Compile2();
            foreach ((double x, double y) in new[] { (0.7, 0.3), (-1.2, 2.5), (0.0, 0.0), (1e3, -1e-3) })
            {
                compiled(x, y).ShouldBe(formula.Evaluate(x, y), formula.ToString());
            }
        }

        Formula.Parse("x^2 + x^3 + x^4 + x^5 + x^-2 + x^0.5", ["x"]).Compile1()(4).ShouldBe(16 + 64 + 256 + 1024 + 1.0 / 16 + 2);
        Should.Throw<InvalidOperationException>(() => Formula.Parse("x", ["x"]).Compile2())
            .Message.ShouldBe("The formula has 1 variables, not 2.");
    }

    [Fact]
    public void Whole_powers_are_products()
    {
        Formula cube = Formula.Parse("x ^ 3", ["x"]);
        foreach (double x in new[] { -3.3, 0.1, 1e100 })
        {
            cube.Evaluate(x).ShouldBe(x * (x * x));
        }

        Formula.Parse("x ^ -3", ["x"]).Evaluate(-2).ShouldBe(-0.125);
        Formula.Parse("x ^ 1.5", ["x"]).Evaluate(-2).ShouldBe(double.NaN);
    }

    [Fact]
    public void Dependence_is_what_is_left_after_simplification()
    {
        Formula formula = Formula.Parse("x * 0 + y ^ 2", ["x", "y"]);
        formula.DependsOn("x").ShouldBeFalse();
        formula.DependsOn("y").ShouldBeTrue();
        formula.IsConstant.ShouldBeFalse();
        Formula.Parse("1 / 0", []).IsConstant.ShouldBeTrue();
        Formula.Parse("3", []).Evaluate().ShouldBe(3);
        Formula.Parse("x", ["x"]).ShouldNotBe(Formula.Parse("x", ["x", "y"]));
    }

    [Fact]
    public void Greek_names_and_names_of_constants_may_be_variables()
    {
        Formula.Parse("½".Replace("½", "0.5") + " * μ_1^2 * φ^2", ["φ"], new Dictionary<string, double> { ["μ_1"] = 2 }).ToString()
            .ShouldBe("2 * φ ^ 2");
        Formula.Parse("e + pi", ["e"], new Dictionary<string, double> { ["pi"] = 3 }).Evaluate(1).ShouldBe(4);
    }

    [Fact]
    public void Evaluation_and_its_derivative_allocate_nothing()
    {
        Formula formula = Formula.Parse("V0 * (1 - exp(-sqrt(2/3) * x))^2 + where(x - y, x, y)", ["x", "y"], Parameters).Derivative("x");
        double sum = 0;
        Allocation.OfStepsOnThisThread(i => sum += formula.Evaluate(i, 2), 200).ShouldBe(0);
        sum.ShouldNotBe(0);
    }

    [Fact]
    public void Mistakes_of_the_caller_are_exceptions_that_quote_the_value()
    {
        Should.Throw<ArgumentException>(() => Formula.Parse("x", ["x", "x"])).Message.ShouldStartWith("The name 'x' is given twice.");
        Should.Throw<ArgumentException>(() => Formula.Parse("x", ["2x"]))
            .Message.ShouldStartWith("'2x' cannot name a variable or parameter: it is not made of letters");
        Should.Throw<ArgumentException>(() => Formula.Parse("x", ["sin"]))
            .Message.ShouldStartWith("'sin' cannot name a variable or parameter: it is a function.");
        Should.Throw<ArgumentException>(() => Formula.Parse("m", [], new Dictionary<string, double> { ["m"] = double.NaN }))
            .Message.ShouldStartWith("The parameter 'm' is NaN; it must be finite.");
        Formula formula = Formula.Parse("x", ["x"]);
        Should.Throw<ArgumentException>(() => formula.Derivative("y"))
            .Message.ShouldStartWith("There is no variable 'y'; the variables are x.");
        Should.Throw<ArgumentException>(() => formula.Evaluate(1, 2)).Message.ShouldStartWith("2 values for the 1 variables x.");
    }

    /// <summary>
    /// Ridders' method: central differences of shrinking step, extrapolated; the spread of the best column is the uncertainty.
    /// </summary>
    private static (double Value, double Uncertainty) Extrapolated(Func<double, double> f)
    {
        const int Rows = 8;
        double[,] table = new double[Rows, Rows];
        (double best, double uncertainty) = (double.NaN, double.PositiveInfinity);
        double h = 0.02;
        for (int i = 0; i < Rows; i++, h /= 1.4)
        {
            table[0, i] = (f(h) - f(-h)) / (2 * h);
            double factor = 1.96;
            for (int j = 1; j <= i; j++, factor *= 1.96)
            {
                table[j, i] = (table[j - 1, i] * factor - table[j - 1, i - 1]) / (factor - 1);
                double spread = Math.Max(Math.Abs(table[j, i] - table[j - 1, i]), Math.Abs(table[j, i] - table[j - 1, i - 1]));
                if (spread < uncertainty)
                {
                    (best, uncertainty) = (table[j, i], spread);
                }
            }
        }

        return (best, uncertainty);
    }

    [Theory]
    [InlineData("x + y - y", "x")]
    [InlineData("x - y + y", "x")]
    [InlineData("(x + 2*y) - 2*y", "x")]
    [InlineData("x - 3 + 3", "x")]
    [InlineData("x + y - x", "x + y - x")]
    public void What_is_added_and_taken_away_again_is_gone(string text, string simplified) =>
        Formula.Parse(text, ["x", "y"]).ToString().ShouldBe(simplified);

    /// <summary>f(g(x, y), h(x, y)) is f at the values of g and h, for random formulas, and what is written reads back.</summary>
    [Fact]
    public void A_composition_has_the_value_of_its_outer_formula_at_the_inner_ones()
    {
        System.Random random = new(5);
        int compared = 0;
        for (int i = 0; i < 500; i++)
        {
            Formula f = RandomFormula.Any(random, 3), g = RandomFormula.Any(random, 2), h = RandomFormula.Any(random, 2);
            Formula composed = f.Compose(g, h);
            foreach ((double x, double y) in new[] { (0.3, 1.7), (-1.1, 0.4), (2.5, -0.6) })
            {
                double inner = g.Evaluate(x, y), other = h.Evaluate(x, y), expected = f.Evaluate(inner, other);
                if (double.IsFinite(expected) && Conditioned(f, inner, other, expected))
                {
                    composed.Evaluate(x, y).ShouldBe(expected, 1e-9 * (1 + Math.Abs(expected)), $"{f} of {g} and {h}");
                    compared++;
                }
            }

            composed.Variables.ShouldBe(["x", "y"]);
            Formula.Parse(composed.ToString(), ["x", "y"]).ShouldBe(composed);
        }

        compared.ShouldBeGreaterThan(400);

        // Where rounding of the inner values alone moves the outer one, two orders of evaluation may differ.
        static bool Conditioned(Formula f, double a, double b, double value) =>
            new[] { f.Evaluate(a * (1 + 1e-14), b), f.Evaluate(a, b * (1 + 1e-14)) }.All(
                near => Math.Abs(near - value) < 1e-11 * (1 + Math.Abs(value)));
    }

    [Fact]
    public void A_composition_renames_shifts_and_scales()
    {
        string[] names = ["phi", "theta", "a", "shift"];
        Formula loss = Formula.Parse("a/4*(f-shift)^4", ["f", "a", "shift"]);

        Formula potential = loss.Compose(Formula.Parse("phi+shift", names), Formula.Parse("a", names), Formula.Parse("shift", names));
        Formula scaled = Formula.Parse("s*v", ["s", "v"]).Compose(Formula.Parse("theta", names), potential);

        scaled.ToString().ShouldBe("theta * (a / 4 * phi ^ 4)");
        scaled.Evaluate(3, 0.5, 0.2, 7).ShouldBe(0.5 * 0.2 / 4 * 81, 1e-15);
        scaled.Derivative("phi").Evaluate(3, 0.5, 0.2, 7).ShouldBe(0.5 * 0.2 * 27, 1e-15);
    }

    [Fact]
    public void What_cannot_be_composed_is_refused()
    {
        Formula f = Formula.Parse("x*y", ["x", "y"]), z = Formula.Parse("z", ["z"]);

        Should.Throw<ArgumentException>(() => f.Compose(z)).Message.ShouldContain("1 formulas for the 2 variables x, y");
        Should.Throw<ArgumentException>(() => f.Compose(f, z)).Message.ShouldContain("Formulas of x, y and of z");
        Should.Throw<ArgumentException>(() => Formula.Parse("2", []).Compose()).Message.ShouldContain("0 formulas");
        Formula deep = Formula.Parse("sin(x)+x^3", ["x"]), nested = deep;
        Should.Throw<ArgumentException>(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                nested = Formula.Parse("exp(x)", ["x"]).Compose(nested);
            }
        }).Message.ShouldContain("levels deep; 1000 is the most");
        nested.Evaluate(0.1).ShouldBe(double.PositiveInfinity);
    }

    /// <summary>(1 + x(1 + x(…))) = Σ xᵏ, whose second derivative is Σ k(k − 1) xᵏ⁻²: as a tree it has millions of operations.</summary>
    [Theory]
    [InlineData(50)]
    [InlineData(190)]
    public void Derivatives_of_nested_formulas_share_what_they_have_in_common(int levels)
    {
        string text = string.Concat(Enumerable.Repeat("(1 + x*", levels)) + "x" + new string(')', levels);
        Formula curvature = Formula.Parse(text, ["x"]).Derivative("x").Derivative("x");
        double expected = 0;
        for (int k = 2; k <= levels; k++)
        {
            // The innermost x stands for x¹: the sum ends with x^(levels + 1), and has no x^levels.
            int power = k == levels ? levels + 1 : k;
            expected += power * (power - 1.0) * Math.Pow(0.9, power - 2);
        }

        curvature.Evaluate(0.9).ShouldBe(expected, 1e-10 * expected);
        curvature.Compile1()(0.9).ShouldBe(curvature.Evaluate(0.9));
    }

    [Theory]
    [InlineData(190)]
    public void Towers_of_powers_have_derivatives(int levels)
    {
        string text = string.Join("^", Enumerable.Repeat("x", levels));
        Formula curvature = Formula.Parse(text, ["x"]).Derivative("x").Derivative("x");
        Formula slope = Formula.Parse(text, ["x"]).Derivative("x");

        // At 1 the tower is 1, its slope 1; the curvature of x^x is 2 there, of all higher towers too.
        slope.Evaluate(1).ShouldBe(1);
        curvature.Evaluate(1).ShouldBe(2);
    }

    [Theory]
    [InlineData("1e308*e*1e308/1e3")]
    [InlineData("x*1e308*1e308*2")]
    [InlineData("-0")]
    [InlineData("x*-0")]
    [InlineData("1e-308*1e-308*x")]
    public void Formulas_whose_numbers_overflow_read_back_equal(string text)
    {
        Formula formula = Formula.Parse(text, ["x"]);
        Formula.Parse(formula.ToString(), ["x"]).ShouldBe(formula);
    }
}

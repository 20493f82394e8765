using Inflaton.Numerics.Expressions;

namespace Inflaton.Numerics.Tests.Expressions;

public sealed class CompiledFormulasTests
{
    private static readonly int[] Lengths = [0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 100];

    public static TheoryData<string> Texts => [
        "x", "3", "x + y", "x - y", "x*y", "x/y", "x/3", "-x", "x^2", "x^3", "x^7", "x^-2", "x^0.5", "x^2.5", "x^y", "x*y + 2", "2 - x*y",
        "x*y - 2",
        "sqrt(x)", "exp(x)", "log(x)", "log10(x)", "sin(x)", "cos(x)", "tan(x)", "sinh(x)", "cosh(x)", "tanh(x)", "asin(x/4)", "acos(x/4)",
        "atan(x)", "abs(x)",
        "sign(x)", "sech(x)", "heaviside(x)", "if(x, y, 1)",
        "erf(x)", "logistic(x)", "logcosh(x)", "softplus(x)", "min(x, y)", "max(x, y)", "where(x - y, x^2, y^3)",
        "where(0*y + x - x + y - 1, x, y)",
        "0.04/4*x^4 + 0.08/2*x^2*y^2", "0.25*(1 - cos(x/0.5))", "(x^2 + y^2 - 0.16)^2/8"];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Value_and_derivatives_are_those_of_the_formula_for_every_length(string text)
    {
        Formula formula = Formula.Parse(text, ["x", "y"]);
        Formula[] all = [formula, formula.Derivative("x"), formula.Derivative("y")];
        CheckDouble(all, 4e-15);
        CheckSingle(all, 4e-6);
    }

    [Fact]
    public void Formulas_at_random_agree_too()
    {
        System.Random random = new(5);
        for (int i = 0; i < 300; i++)
        {
            Formula formula = RandomFormula.Smooth(random, 4);
            CompiledFormulas<double> compiled = new(formula, formula.Derivative("x"));
            double[] points = [.. Enumerable.Range(0, 34).Select(_ => (6 * random.NextDouble()) - 3)], results = new double[34];
            compiled.Evaluate(17, points, 17, results, 17);
            for (int k = 0; k < 2; k++)
            {
                Formula one = k == 0 ? formula : formula.Derivative("x");
                for (int j = 0; j < 17; j++)
                {
                    double right = one.Evaluate(points[j], points[17 + j]), found = results[(17 * k) + j];
                    if (IsSteady(one, points[j], points[17 + j], right))
                    {
                        (Math.Abs(found - right) <= 1e-9 * (1 + Math.Abs(right)))
                            .ShouldBeTrue($"{one} at {points[j]:R}, {points[17 + j]:R}: {found} where {right} is right");
                    }
                }
            }
        }
    }

    [Fact]
    public void What_is_no_number_stays_none()
    {
        CompiledFormulas<double> compiled = new(
            new[] { "log(x)", "where(x, 1, 2)", "min(x, 1)", "max(x, 1)", "sign(x)", "sqrt(x)", "x^3 - x" }
            .Select(text => Formula.Parse(text, ["x"])).ToArray());
        double[] results = new double[7 * 9];
        compiled.Evaluate(9, Enumerable.Repeat(double.NaN, 9).ToArray(), 9, results, 9);
        results.ShouldAllBe(value => double.IsNaN(value));
    }

    [Fact]
    public void Spans_that_are_too_short_and_formulas_of_different_variables_are_refused()
    {
        CompiledFormulas<double> compiled = new(Formula.Parse("x*y", ["x", "y"]));
        Should.Throw<ArgumentException>(() => compiled.Evaluate(4, new double[7], 4, new double[4], 4));
        Should.Throw<ArgumentException>(() => compiled.Evaluate(4, new double[8], 3, new double[4], 4));
        Should.Throw<ArgumentException>(() => compiled.Evaluate(4, new double[8], 4, new double[3], 4));
        Should.Throw<ArgumentException>(() => new CompiledFormulas<double>(Formula.Parse("x", ["x"]), Formula.Parse("x", ["x", "y"])));
        Should.Throw<ArgumentException>(() => new CompiledFormulas<double>());
    }

    private static void CheckDouble(Formula[] all, double tolerance)
    {
        CompiledFormulas<double> compiled = new(all);
        foreach (int count in Lengths)
        {
            double[] points = Points(count), results = new double[3 * (count + 2)], others = new double[2 * (count + 2)];
            compiled.Evaluate(count, points, count, results, count + 2);
            double sum = compiled.EvaluateSum(count, points, count, others, count + 2), right = 0, size = 1;
            for (int i = 0; i < count; i++)
            {
                for (int k = 0; k < 3; k++)
                {
                    double value = all[k].Evaluate(points[i], points[count + i]);
                    results[(k * (count + 2)) + i].ShouldBe(value, tolerance * Math.Max(1, Math.Abs(value)), all[k].ToString());
                }

                right += all[0].Evaluate(points[i], points[count + i]);
                size += Math.Max(1, Math.Abs(all[0].Evaluate(points[i], points[count + i])));
                others[i].ShouldBe(results[count + 2 + i]);
                others[count + 2 + i].ShouldBe(results[(2 * (count + 2)) + i]);
            }

            sum.ShouldBe(right, tolerance * size);
        }
    }

    private static void CheckSingle(Formula[] all, double tolerance)
    {
        CompiledFormulas<float> compiled = new(all);
        foreach (int count in Lengths)
        {
            float[] points = [.. Points(count).Select(p => (float)p)], results = new float[3 * count];
            compiled.Evaluate(count, points, count, results, count);
            for (int i = 0; i < count; i++)
            {
                for (int k = 0; k < 3; k++)
                {
                    double value = all[k].Evaluate(points[i], points[count + i]);
                    ((double)results[(k * count) + i]).ShouldBe(value, tolerance * Math.Max(1, Math.Abs(value)), all[k].ToString());
                }
            }
        }
    }

    private static double[] Points(int count) =>
        [.. Enumerable.Range(0, 2 * count).Select(i => 0.3 + (2.9 * (((i * 0.6180339887) + 0.1) % 1)))];

    /// <summary>Whether a formula is a number that rounding of its argument hardly moves.</summary>
    private static bool IsSteady(Formula formula, double x, double y, double value) =>
        double.IsFinite(value) && Math.Abs(value) < 1e100
        && Math.Abs(formula.Evaluate(x * (1 + 1e-14), y * (1 - 1e-14)) - value) <= 1e-11 * (1 + Math.Abs(value))
        && Math.Abs(formula.Evaluate(x * (1 - 1e-14), y * (1 + 1e-14)) - value) <= 1e-11 * (1 + Math.Abs(value));
}

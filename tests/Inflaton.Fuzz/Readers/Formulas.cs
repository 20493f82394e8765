using System.Text;
using Inflaton.Numerics.Expressions;

namespace Inflaton.Fuzz.Readers;

/// <summary>Formulas: read, differentiated twice, written, read back as equals, evaluated and compiled.</summary>
/// <param name="text">Changes them.</param>
internal sealed class Formulas(TextMutation text) : Reader("formula", [.. Good.Select(Encoding.UTF8.GetBytes)], Changes(text))
{
    private static readonly string[] Good =
    [
        "0.5*m^2*x^2 + l/4*x^4", "exp(-x^2)*sin(3*y)", "log(1+exp(x))-1e-3/y", "if(x<0,-x,tanh(y)^2)", "sqrt(x^2+y^2)^3/(1+abs(x))",
        "1e308*e*1e308/1e3", "-(-(-x))^-2", "atan(x)+sech(y)+heaviside(x)", "cos(pi*x)^2-0.0*y", "2^x^y", "max(x,y)*min(x,1)",
    ];

    private static readonly Dictionary<string, double> Parameters = new() { ["m"] = 0.25, ["l"] = -0.0 };

    public override void Read(byte[] input)
    {
        Formula formula = Formula.Parse(Text(input), ["x", "y"], Parameters);
        string written = formula.ToString();
        if (written.Length <= 10_000 && !Formula.Parse(written, ["x", "y"]).Equals(formula))
        {
            throw new InvalidOperationException($"What is written reads back as something else: {written}");
        }

        Formula slope = formula.Derivative("x"), curvature = slope.Derivative("y");
        double value = formula.Evaluate(0.5, -1.5) + slope.Evaluate(0.5, -1.5) + curvature.Evaluate(0, 0);
        CompiledFormulas<double> all = new(formula, slope, curvature);
        double[] points = [0.5, 0, -1.5, 0], results = new double[6];
        all.Evaluate(2, points, 2, results, 2);
        double compiled = results[0] + results[2] + results[5];
        if (double.IsFinite(value) && double.IsFinite(compiled)
            && Math.Abs(value - compiled) > 1e-6 * (1 + Math.Abs(value)) * Scale(results))
        {
            throw new InvalidOperationException($"Compiled it is {compiled:R}, and term by term {value:R}.");
        }
    }

    public override bool Documents(Exception exception) => exception is FormulaException;

    private static double Scale(double[] results) => 1 + results.Max(Math.Abs);
}

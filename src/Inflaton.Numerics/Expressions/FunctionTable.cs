using Inflaton.Numerics.Functions;

namespace Inflaton.Numerics.Expressions;

/// <summary>A named function of one argument: its value and, as a term, its derivative.</summary>
internal sealed record UnaryFunction(string Name, Func<double, double> Value, Func<Term, Term> Derivative)
{
    public override string ToString() => Name;
}

/// <summary>A named function of two arguments, piecewise one of them.</summary>
internal sealed record Extremum(string Name, Func<double, double, double> Value, bool IsMaximum)
{
    public override string ToString() => Name;
}

/// <summary>The names a formula may use besides its own variables and parameters.</summary>
internal static class FunctionTable
{
    public static IReadOnlyDictionary<string, double> Constants { get; } =
        new Dictionary<string, double>(StringComparer.Ordinal) { ["pi"] = Math.PI, ["e"] = Math.E };

    public static UnaryFunction Logistic { get; } =
        new(
            "logistic", Inflaton.Numerics.Functions.Logistic.Evaluate,
            u => Term.Multiply(Term.Apply(Logistic!, u), Term.Apply(Logistic!, Term.Negate(u))));

    public static UnaryFunction Sqrt { get; } = new("sqrt", Math.Sqrt, u => Over(0.5, Term.Apply(Sqrt!, u)));

    private static UnaryFunction Exp { get; } = new("exp", Math.Exp, u => Term.Apply(Exp!, u));

    public static UnaryFunction Log { get; } = new("log", Math.Log, u => Over(1, u));

    private static UnaryFunction Sin { get; } = new("sin", Math.Sin, u => Term.Apply(Cos!, u));

    private static UnaryFunction Cos { get; } = new("cos", Math.Cos, u => Term.Negate(Term.Apply(Sin, u)));

    private static UnaryFunction Tan { get; } = new("tan", Math.Tan, u => Term.Add(Number(1), Term.Raise(Term.Apply(Tan!, u), Number(2))));

    private static UnaryFunction Sinh { get; } = new("sinh", Math.Sinh, u => Term.Apply(Cosh!, u));

    private static UnaryFunction Cosh { get; } = new("cosh", Math.Cosh, u => Term.Apply(Sinh, u));

    private static UnaryFunction Tanh { get; } =
        new("tanh", Math.Tanh, u => Term.Subtract(Number(1), Term.Raise(Term.Apply(Tanh!, u), Number(2))));

    private static UnaryFunction Sech { get; } =
        new("sech", SechValue, u => Term.Negate(Term.Multiply(Term.Apply(Sech!, u), Term.Apply(Tanh, u))));

    private static UnaryFunction Sign { get; } = new("sign", SignValue, _ => Number(0));

    private static UnaryFunction[] All { get; } =
    [
        Sqrt, Exp, Log, Sin, Cos, Tan, Sinh, Cosh, Tanh, Sech, Sign, Logistic,
        new("log10", Math.Log10, u => Over(1 / Math.Log(10), u)),
        new("asin", Math.Asin, u => Over(1, Term.Apply(Sqrt, OneMinusSquare(u)))),
        new("acos", Math.Acos, u => Over(-1, Term.Apply(Sqrt, OneMinusSquare(u)))),
        new("atan", Math.Atan, u => Over(1, Term.Add(Number(1), Term.Raise(u, Number(2))))),
        new("abs", Math.Abs, u => Term.Apply(Sign, u)),
        new(
            "erf", ErrorFunction.Erf,
            u => Term.Multiply(Number(2 / Math.Sqrt(Math.PI)), Term.Apply(Exp, Term.Negate(Term.Raise(u, Number(2)))))),
        new("heaviside", HeavisideValue, _ => Number(0)),
        new("logcosh", LogCosh, u => Term.Apply(Tanh, u)),
        new("softplus", Softplus.Evaluate, u => Term.Apply(Logistic, u)),
    ];

    public static IReadOnlyDictionary<string, UnaryFunction> Unary { get; } =
        All.Append(Log with { Name = "ln" }).ToDictionary(f => f.Name, f => f.Name == "ln" ? Log : f, StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, Extremum> Extrema { get; } =
        new Dictionary<string, Extremum>(StringComparer.Ordinal)
        {
            ["min"] = new("min", Math.Min, false),
            ["max"] = new("max", Math.Max, true),
        };

    /// <summary>Number of arguments of the function of that name; 0 where there is none.</summary>
    public static int Arity(string name) => name switch
    {
        "pow" => 2,
        "where" or "if" => 3,
        _ => Unary.ContainsKey(name) ? 1 : Extrema.ContainsKey(name) ? 2 : 0,
    };

    public static IEnumerable<string> Names => [.. Unary.Keys, .. Extrema.Keys, "pow", "where", "if"];

    /// <summary>x^n by squaring, for a whole number |n| ≤ 32.</summary>
    public static double IntegerPower(double x, int n)
    {
        double power = 1;
        for (int left = Math.Abs(n); ; x *= x)
        {
            if ((left & 1) == 1)
            {
                power *= x;
            }

            left >>= 1;
            if (left == 0)
            {
                return n < 0 ? 1 / power : power;
            }
        }
    }

    /// <summary>a where c &gt; 0, b where c &lt; 0, their mean at c = 0, NaN where c is.</summary>
    public static double Where(double c, double a, double b) => c > 0 ? a : c < 0 ? b : c == 0 ? a / 2 + b / 2 : double.NaN;

    /// <summary>log cosh x, accurate near 0 and without overflow.</summary>
    public static double LogCosh(double x)
    {
        double size = Math.Abs(x);
        if (size < 1)
        {
            double sinh = Math.Sinh(x);
            return 0.5 * LogOnePlus.Evaluate(sinh * sinh);
        }

        return size + LogOnePlus.Evaluate(Math.Exp(-2 * size)) - Math.Log(2);
    }

    /// <summary>1/cosh x, without overflow.</summary>
    private static double SechValue(double x) => Math.Exp(-Math.Abs(x)) * 2 / (1 + Math.Exp(-2 * Math.Abs(x)));

    private static double HeavisideValue(double x) => x > 0 ? 1 : x < 0 ? 0 : x == 0 ? 0.5 : double.NaN;

    private static double SignValue(double x) => x > 0 ? 1 : x < 0 ? -1 : x;

    private static Term Number(double value) => new Number(value);

    private static Term Over(double numerator, Term denominator) => Term.Divide(Number(numerator), denominator);

    private static Term OneMinusSquare(Term u) => Term.Subtract(Number(1), Term.Raise(u, Number(2)));
}

using System.Globalization;
using Inflaton.Numerics.Expressions;

namespace Inflaton.Numerics.Tests.Expressions;

/// <summary>Formulas of x and y written at random, the same ones for the same seed.</summary>
internal static class RandomFormula
{
    private static readonly string[] SmoothFunctions =
        ["sqrt", "exp", "log", "log10", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "erf", "logistic", "logcosh",
        "softplus"];

    private static readonly string[] BentFunctions = ["abs", "sign"];

    public static Formula Smooth(System.Random random, int depth) => Formula.Parse(Text(random, depth, bends: false), ["x", "y"]);

    public static Formula Any(System.Random random, int depth) => Formula.Parse(Text(random, depth, bends: true), ["x", "y"]);

    private static string Text(System.Random random, int depth, bool bends)
    {
        if (depth == 0 || random.Next(8) == 0)
        {
            return random.Next(5) switch
            {
                0 or 1 => "x",
                2 => "y",
                3 => random.Next(-3, 4).ToString(CultureInfo.InvariantCulture),
                _ => (random.Next(-40, 41) / 8.0).ToString("R", CultureInfo.InvariantCulture),
            };
        }

        string A() => Text(random, depth - 1, bends);
        return random.Next(bends ? 13 : 10) switch
        {
            0 or 1 => $"({A()} + {A()})",
            2 => $"({A()} - {A()})",
            3 or 4 => $"({A()}) * ({A()})",
            5 => $"({A()}) / ({A()})",
            6 => $"({A()}) ^ {random.Next(-3, 5)}",
            7 => $"-({A()})",
            8 => $"{SmoothFunctions[random.Next(SmoothFunctions.Length)]}({A()})",
            9 => random.Next(3) == 0 ? $"({A()}) ^ ({A()})" : $"{SmoothFunctions[random.Next(SmoothFunctions.Length)]}({A()})",
            10 => $"{BentFunctions[random.Next(BentFunctions.Length)]}({A()})",
            11 => $"{(random.Next(2) == 0 ? "min" : "max")}({A()}, {A()})",
            _ => $"where({A()}, {A()}, {A()})",
        };
    }
}

using Inflaton.Numerics.Expressions;

namespace Inflaton.Numerics.Tests.Expressions;

public class FormulaExceptionTests
{
    [Theory]
    [InlineData("", 1, "the formula is empty")]
    [InlineData("   ", 4, "the formula is empty")]
    [InlineData("x +", 4, "the formula ends where a number, a name or '(' is expected")]
    [InlineData("-", 2, "the formula ends where a number, a name or '(' is expected")]
    [InlineData("x ^", 4, "the formula ends where a number, a name or '(' is expected")]
    [InlineData("(x + 1", 7, "')' is missing for the '(' in column 1")]
    [InlineData("sin(x", 6, "')' is missing for the '(' in column 4")]
    [InlineData("x + 1)", 6, "')' without a '(' or a value before it")]
    [InlineData("()", 2, "')' without a '(' or a value before it")]
    [InlineData("* 2", 1, "'*' where a number, a name or '(' is expected")]
    [InlineData("x * / 2", 5, "'/' where a number, a name or '(' is expected")]
    [InlineData("x *** 2", 5, "'*' where a number, a name or '(' is expected")]
    [InlineData("x ^^ 2", 4, "'^' where a number, a name or '(' is expected")]
    [InlineData("2x", 2, "'x' follows the number 2; write '*' between factors")]
    [InlineData("2(x)", 2, "'(' follows the number 2; write '*' between factors")]
    [InlineData("2e", 2, "'e' follows the number 2; write '*' between factors")]
    [InlineData("1.2.3", 4, "'.' follows the number 1.2; write '*' between factors")]
    [InlineData("x y", 3, "'y' after a value; write an operator between them")]
    [InlineData("2 3", 3, "'3' after a value; write an operator between them")]
    [InlineData("(x)(y)", 4, "'(' after a value; write '*' between factors")]
    [InlineData("x(2)", 1, "'x' is no function; write '*' between factors")]
    [InlineData("pi(2)", 1, "'pi' is no function; write '*' between factors")]
    [InlineData(".", 1, "'.' is no number")]
    [InlineData("1e999", 1, "1e999 is beyond the largest number, 1.8e308")]
    [InlineData("sin x", 1, "the function 'sin' needs its arguments in parentheses")]
    [InlineData("sin()", 1, "the function 'sin' takes 1 argument, not 0")]
    [InlineData("sin(x, y)", 1, "the function 'sin' takes 1 argument, not 2")]
    [InlineData("2 + min(x)", 5, "the function 'min' takes 2 arguments, not 1")]
    [InlineData("sin(,)", 5, "',' belongs between the arguments of a function")]
    [InlineData("x, y", 2, "',' belongs between the arguments of a function")]
    [InlineData("x = 2", 3, "'=': a formula is an expression, without comparison or assignment")]
    [InlineData("x > 2", 3, "'>': a formula is an expression, without comparison or assignment")]
    [InlineData("x; y", 2, "the character ';' is not part of the language")]
    [InlineData("x + 2€", 6, "the character '€' is not part of the language")]
    [InlineData("x\u0007", 2, "the character 'U+0007' is not part of the language")]
    [InlineData("x + fhi", 5, "unknown name 'fhi'; did you mean 'phi'?")]
    [InlineData("sqr(x)", 1, "unknown name 'sqr'; did you mean 'sqrt'?")]
    [InlineData("Sin(x)", 1, "unknown name 'Sin'; did you mean 'sin'?")]
    [InlineData("lambd * x", 1, "unknown name 'lambd'; did you mean 'lambda'?")]
    [InlineData("3 * temperature", 5, "unknown name 'temperature'; known here: lambda, phi, x, y")]
    [InlineData("q", 1, "unknown name 'q'; known here: lambda, phi, x, y")]
    [InlineData("x + fhi*q", 5, "unknown names 'fhi' (did you mean 'phi'?), 'q'; known here: lambda, phi, x, y")]
    [InlineData(
        "System.Environment.Exit(1)", 1,
        "unknown names 'System', 'Environment', 'Exit' (did you mean 'exp'?); known here: lambda, phi, x, y")]
    public void Malformed_formulas_are_explained(string text, int column, string problem)
    {
        FormulaException error = Should.Throw<FormulaException>(
            () => Formula.Parse(text, ["x", "y", "phi"], new Dictionary<string, double> { ["lambda"] = 0.1 }));
        error.Problem.ShouldBe(problem);
        error.Column.ShouldBe(column);
        error.Text.ShouldBe(text);
        error.Message.ShouldBe($"Formula '{text.Replace('\u0007', ' ')}', column {column}: {problem}.");
    }

    [Fact]
    public void Without_names_none_is_suggested() =>
        Should.Throw<FormulaException>(() => Formula.Parse("velocity", []))
            .Problem.ShouldBe("unknown name 'velocity'; known here: no variables");

    [Fact]
    public void Depth_and_length_are_limited()
    {
        Formula.Parse(new string('(', 190) + "x" + new string(')', 190), ["x"]).ToString().ShouldBe("x");
        foreach (string text in new[] { new string('(', 9999), new string('-', 9999), string.Concat(Enumerable.Repeat("x^", 3000))
            + "x", string.Concat(Enumerable.Repeat("sin(", 2000)) })
        {
            Should.Throw<FormulaException>(() => Formula.Parse(text, ["x"]))
                .Problem.ShouldBe("the formula is nested deeper than 200 levels");
        }

        Should.Throw<FormulaException>(() => Formula.Parse("x" + string.Concat(Enumerable.Repeat("+y*x", 2000)), ["x", "y"])).Problem
            .ShouldBe("the formula has more than 1000 levels of operations");
        Should.Throw<FormulaException>(() => Formula.Parse(new string('x', 10001), ["x"])).Message
            .ShouldBe($"Formula '{new string('x', 79)}…', column 10001: a formula has at most 10000 characters, this one has 10001.");
    }

    [Fact]
    public void Mutilated_formulas_never_fail_otherwise()
    {
        const string Valid = "V0*(1-exp(-sqrt(2/3)*phi))^2 + min(phi, 1.5e-3)/cosh(-phi**3)";
        for (int i = 0; i < Valid.Length; i++)
        {
            foreach (string piece in new[] { "", "(", ")", "+", "*", "^", "-", "e", "9", ".", ",", "phi", "ø", "\0", "sin" })
            {
                foreach (string text in new[] { Valid[..i] + piece + Valid[i..], Valid[..i] + piece + Valid[(i + 1)..], Valid[..i]
                    + piece })
                {
                    try
                    {
                        Formula.Parse(text, ["phi"], new Dictionary<string, double> { ["V0"] = 1 }).Derivative("phi").Evaluate(0.5);
                    }
                    catch (FormulaException e)
                    {
                        e.Column.ShouldBeInRange(1, text.Length + 1);
                    }
                }
            }
        }
    }
}

namespace Inflaton.Numerics.Expressions;

/// <summary>
/// A formula cannot be read. The message is one line: the formula, the column, what is wrong there and what was expected.
/// </summary>
public sealed class FormulaException : FormatException
{
    internal FormulaException(string text, int column, string problem)
        : base($"Formula '{Excerpt(text)}', column {column}: {problem}.") => (Text, Column, Problem) = (text, column, problem);

    /// <summary>The formula as it was given.</summary>
    public string Text { get; }

    /// <summary>Where the problem begins, counted from 1; one beyond the end where something is missing there.</summary>
    public int Column { get; }

    /// <summary>What is wrong, and what was expected.</summary>
    public string Problem { get; }

    private static string Excerpt(string text)
    {
        string line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= 80 ? line : string.Concat(line.AsSpan(0, 79), "…");
    }
}

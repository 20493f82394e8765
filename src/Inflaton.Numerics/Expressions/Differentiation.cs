namespace Inflaton.Numerics.Expressions;

/// <summary>Partial derivatives by one variable, of each term once.</summary>
/// <param name="variable">Position of the variable.</param>
internal sealed class Differentiation(int variable)
{
    private readonly Dictionary<Term, Term> known = [];

    /// <summary>Position of the variable.</summary>
    public int Variable => variable;

    /// <summary>Whether the variable is in a term.</summary>
    public bool IsVaried(Term term) => term.DependsOn(variable);

    /// <summary>The derivative of a term.</summary>
    public Term Of(Term term)
    {
        if (!IsVaried(term))
        {
            return new Number(0);
        }

        if (!known.TryGetValue(term, out Term? derivative))
        {
            derivative = term.Derivative(this);
            known.Add(term, derivative);
        }

        return derivative;
    }
}

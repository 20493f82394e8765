namespace Inflaton.Numerics.Expressions;

/// <summary>Terms in the places of variables, each term rewritten once.</summary>
/// <param name="values">What stands in their places, in order.</param>
internal sealed class Substitution(IReadOnlyList<Term> values)
{
    private readonly Dictionary<Term, Term> known = [];

    /// <summary>What stands in the place of a variable.</summary>
    public Term Value(int variable) => values[variable];

    /// <summary>A term with them.</summary>
    public Term Of(Term term)
    {
        if (!known.TryGetValue(term, out Term? rewritten))
        {
            rewritten = term.Substitute(this);
            known.Add(term, rewritten);
        }

        return rewritten;
    }
}

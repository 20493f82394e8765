using System.Linq.Expressions;

namespace Inflaton.Numerics.Expressions;

/// <summary>Code that evaluates a term; what stands in it several times is evaluated once, and kept in a local variable.</summary>
internal sealed class Compilation
{
    private readonly IReadOnlyList<Expression> variables;
    private readonly Dictionary<Term, int> uses = [];
    private readonly Dictionary<Term, ParameterExpression> kept = [];
    private readonly List<Expression> steps = [];

    private Compilation(IReadOnlyList<Expression> variables) => this.variables = variables;

    /// <summary>The code of a term.</summary>
    /// <param name="term">The term.</param>
    /// <param name="variables">Where its variables are, in order.</param>
    public static Expression Of(Term term, IReadOnlyList<Expression> variables)
    {
        Compilation compilation = new(variables);
        compilation.Count(term);
        Expression value = compilation.Of(term);
        return compilation.steps.Count == 0 ? value : Expression.Block(compilation.kept.Values, [.. compilation.steps, value]);
    }

    /// <summary>Where a variable is.</summary>
    public Expression Variable(int index) => variables[index];

    /// <summary>The value of a term.</summary>
    public Expression Of(Term term)
    {
        if (kept.TryGetValue(term, out ParameterExpression? place))
        {
            return place;
        }

        Expression value = term.Compile(this);
        if (uses[term] == 1 || term.Depth == 1)
        {
            return value;
        }

        place = Expression.Variable(typeof(double));
        kept.Add(term, place);
        steps.Add(Expression.Assign(place, value));
        return place;
    }

    private void Count(Term term)
    {
        if (!uses.TryAdd(term, 1))
        {
            uses[term]++;
            return;
        }

        foreach (Term operand in term.Operands)
        {
            Count(operand);
        }
    }
}

using System.Linq.Expressions;

namespace Inflaton.Numerics.Expressions;

/// <summary>
/// A function of named variables, read from text, simplified, and differentiated exactly. The language: numbers (<c>2</c>, <c>1.5e-3</c>),
/// variables, parameters, the constants <c>pi</c> and <c>e</c>, <c>+ − * / ^</c> (or <c>**</c>) with the usual precedence (<c>^</c> to the
/// right, −x^2 = −(x^2)), parentheses, and the functions sqrt exp log ln log10 sin cos tan sinh cosh tanh asin acos atan abs sign erf
/// sech heaviside logistic logcosh softplus, min max pow of two arguments, and where(c, a, b) or if(c, a, b) (a for c &gt; 0, b for
/// c &lt; 0). Simplification assumes finite values: 0·x is 0, x − x is 0, x + y − y is x. Where abs, min and max bend, the
/// derivative is the mean of both sides; jumps have derivative 0.
/// </summary>
public sealed class Formula : IEquatable<Formula>
{
    /// <summary>Derivatives may be far larger as trees than as graphs.</summary>
    private const double LargestTree = 4096;

    private readonly string[] variables;
    private readonly Term term;
    private Func<double[], double>? compiled;

    private Formula(string[] variables, Term term) => (this.variables, this.term) = (variables, term);

    /// <summary>The variables, in the order of the arguments.</summary>
    public IReadOnlyList<string> Variables => variables;

    internal Term Term => term;

    /// <summary>Whether no variable is left in the formula.</summary>
    public bool IsConstant => term.IsConstant;

    /// <summary>Reads a formula of at most 10 000 characters.</summary>
    /// <param name="text">The formula.</param>
    /// <param name="variables">The names of the arguments, in order: letters, digits and underscores, no digit first.</param>
    /// <param name="parameters">Names that stand for finite numbers; default none. Names here and above hide the constants.</param>
    /// <exception cref="FormulaException">
    /// The text is no formula; the message names the column, the problem and the nearest known name.
    /// </exception>
    /// <exception cref="ArgumentException">A name is no name, is a function's or is given twice, or a parameter is not finite.</exception>
    public static Formula Parse(string text, IReadOnlyList<string> variables, IReadOnlyDictionary<string, double>? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(variables);
        parameters ??= new Dictionary<string, double>();
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string name in variables.Concat(parameters.Keys))
        {
            if (name is null || !FormulaReader.IsName(name) || FunctionTable.Arity(name) > 0)
            {
                bool isFunction = name is not null && FunctionTable.Arity(name) > 0;
                throw new ArgumentException(
                    $"'{name}' cannot name a variable or parameter: it is "
                        + $"{(isFunction ? "a function" : "not made of letters, digits and underscores")}.",
                    nameof(variables));
            }

            if (!seen.Add(name))
            {
                throw new ArgumentException($"The name '{name}' is given twice.", nameof(variables));
            }
        }

        foreach ((string name, double value) in parameters)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException($"The parameter '{name}' is {value}; it must be finite.", nameof(parameters));
            }
        }

        string[] names = [.. variables];
        return new Formula(names, new FormulaReader(text, names, parameters).Read());
    }

    /// <summary>
    /// The names that stand in a text, those of functions and constants among them, whether or not they are left in the formula.
    /// </summary>
    /// <param name="text">The formula; if it is none, names are found all the same.</param>
    public static IReadOnlySet<string> NamesIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FormulaReader.NamesIn(text);
    }

    /// <summary>Whether the variable is left in the formula.</summary>
    /// <param name="variable">One of <see cref="Variables"/>.</param>
    /// <exception cref="ArgumentException">There is no such variable.</exception>
    public bool DependsOn(string variable) => term.DependsOn(IndexOf(variable));

    /// <summary>The partial derivative ∂f/∂x, simplified, as a formula of the same variables.</summary>
    /// <param name="variable">x, one of <see cref="Variables"/>.</param>
    /// <exception cref="ArgumentException">There is no such variable.</exception>
    public Formula Derivative(string variable) => new(variables, new Differentiation(IndexOf(variable)).Of(term));

    /// <summary>
    /// The composition f(g₁, …, g_n), simplified: a formula of the variables of the gᵢ. Parameters that are to keep their names are
    /// variables.
    /// </summary>
    /// <param name="arguments">gᵢ, one for each of <see cref="Variables"/>, in order, all of the same variables.</param>
    /// <exception cref="ArgumentException">
    /// There is none, their count is not that of <see cref="Variables"/>, they have different variables, or the composition is nested too
    /// deeply.
    /// </exception>
    public Formula Compose(params IReadOnlyList<Formula> arguments)
    {
        if (arguments.Count == 0 || arguments.Count != this.variables.Length)
        {
            throw new ArgumentException(
                $"{arguments.Count} formulas for the {this.variables.Length} variables {string.Join(", ", this.variables)}.",
                nameof(arguments));
        }

        string[] variables = arguments[0].variables;
        if (arguments.FirstOrDefault(argument => !variables.AsSpan().SequenceEqual(argument.variables)) is { } other)
        {
            throw new ArgumentException(
                $"Formulas of {string.Join(", ", variables)} and of {string.Join(", ", other.variables)} do not go into one.",
                nameof(arguments));
        }

        Term term = new Substitution([.. arguments.Select(argument => argument.term)]).Of(this.term);
        return term.Depth <= FormulaReader.DeepestTerm
            ? new Formula(variables, term)
            : throw new ArgumentException(
                $"The composition is nested {term.Depth} levels deep; {FormulaReader.DeepestTerm} is the most.", nameof(arguments));
    }

    /// <summary>The value at a point; NaN or infinite outside the functions' domains.</summary>
    /// <param name="variables">One number a variable, in order.</param>
    /// <exception cref="ArgumentException">The count is not that of <see cref="Variables"/>.</exception>
    public double Evaluate(params ReadOnlySpan<double> variables)
    {
        if (variables.Length != this.variables.Length)
        {
            throw new ArgumentException(
                $"{variables.Length} values for the {this.variables.Length} variables {string.Join(", ", this.variables)}.",
                nameof(variables));
        }

        return term.Size <= LargestTree ? term.Evaluate(variables) : EvaluateGraph([.. variables]);
    }

    /// <summary>A formula of one variable as a delegate of machine code, with the same results as <see cref="Evaluate"/>.</summary>
    /// <exception cref="InvalidOperationException">The formula has another number of variables.</exception>
    public Func<double, double> Compile1() => Compile<Func<double, double>>(1);

    /// <summary>A formula of two variables as a delegate of machine code, with the same results as <see cref="Evaluate"/>.</summary>
    /// <exception cref="InvalidOperationException">The formula has another number of variables.</exception>
    public Func<double, double, double> Compile2() => Compile<Func<double, double, double>>(2);

    /// <summary>Whether both are written alike and have the same variables.</summary>
    /// <param name="other">Another formula.</param>
    public bool Equals(Formula? other) => other is not null && variables.AsSpan().SequenceEqual(other.variables) && term == other.term;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Formula);

    /// <inheritdoc/>
    public override int GetHashCode() => term.GetHashCode();

    /// <summary>The simplified formula; reading it with the same variables gives an equal one.</summary>
    public override string ToString() => term.Written();

    private TDelegate Compile<TDelegate>(int count)
        where TDelegate : Delegate
    {
        if (variables.Length != count)
        {
            throw new InvalidOperationException($"The formula has {variables.Length} variables, not {count}.");
        }

        ParameterExpression[] parameters = [.. variables.Select(name => Expression.Parameter(typeof(double), name))];
        return Expression.Lambda<TDelegate>(Compilation.Of(term, parameters), parameters).Compile();
    }

    /// <summary>By code in which what stands in the formula many times is evaluated once; the results are the same.</summary>
    private double EvaluateGraph(double[] values)
    {
        if (compiled is null)
        {
            ParameterExpression all = Expression.Parameter(typeof(double[]));
            Expression[] each = [.. variables.Select((_, i) => Expression.ArrayIndex(all, Expression.Constant(i)))];
            compiled = Expression.Lambda<Func<double[], double>>(Compilation.Of(term, each), all).Compile();
        }

        return compiled(values);
    }

    private int IndexOf(string variable)
    {
        int index = Array.IndexOf(variables, variable);
        return index >= 0
            ? index
            : throw new ArgumentException(
                $"There is no variable '{variable}'; the variables are {string.Join(", ", variables)}.", nameof(variable));
    }
}

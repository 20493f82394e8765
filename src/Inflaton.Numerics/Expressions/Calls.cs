using System.Linq.Expressions;

namespace Inflaton.Numerics.Expressions;

/// <summary>f(a).</summary>
internal sealed record Call(UnaryFunction Function, Term Argument)
    : Term(HashCode.Combine(Function.Name, Argument.GetHashCode()), 0, Argument)
{
    public override IEnumerable<Term> Operands => [Argument];

    public override int GetHashCode() => Hash;

    protected override int Binding => 5;

    public override Term Substitute(Substitution by) => Apply(Function, by.Of(Argument));

    public override double Evaluate(ReadOnlySpan<double> variables) => Function.Value(Argument.Evaluate(variables));

    public override Term Derivative(Differentiation by) =>
        Multiply(Function.Derivative(Argument), by.Of(Argument));

    public override Expression Compile(Compilation of) =>
        Expression.Call(Function.Value.Method, of.Of(Argument));

    protected override string Write() => $"{Function.Name}({Argument.Written()})";
}

/// <summary>min(a, b) or max(a, b). At a = b the derivative is the mean of both sides'.</summary>
internal sealed record ExtremumCall(Extremum Function, Term Left, Term Right) : Binary(Left, Right, Function.Name)
{
    public override int GetHashCode() => Hash;

    protected override int Binding => 5;

    public override Term Substitute(Substitution by) => Extreme(Function, by.Of(Left), by.Of(Right));

    public override double Evaluate(ReadOnlySpan<double> variables) => Function.Value(Left.Evaluate(variables), Right.Evaluate(variables));

    public override Term Derivative(Differentiation by) =>
        Where(Function.IsMaximum ? Subtract(Left, Right) : Subtract(Right, Left), by.Of(Left), by.Of(Right));

    public override Expression Compile(Compilation of) =>
        Expression.Call(Function.Value.Method, of.Of(Left), of.Of(Right));

    protected override string Write() => $"{Function.Name}({Left.Written()}, {Right.Written()})";
}

/// <summary>a where the condition is positive, b where it is negative, their mean where it is 0: the derivatives of min and max.</summary>
internal sealed record Choice(Term Condition, Term Positive, Term Negative)
    : Term(
        HashCode.Combine(nameof(Choice), Condition.GetHashCode(), Positive.GetHashCode(), Negative.GetHashCode()), 0,
        Condition, Positive, Negative)
{
    public override IEnumerable<Term> Operands => [Condition, Positive, Negative];

    public override int GetHashCode() => Hash;

    protected override int Binding => 5;

    public override Term Substitute(Substitution by) =>
        Where(by.Of(Condition), by.Of(Positive), by.Of(Negative));

    public override double Evaluate(ReadOnlySpan<double> variables)
    {
        double condition = Condition.Evaluate(variables);
        return condition > 0 ? Positive.Evaluate(variables)
            : condition < 0 ? Negative.Evaluate(variables)
            : FunctionTable.Where(condition, Positive.Evaluate(variables), Negative.Evaluate(variables));
    }

    public override Term Derivative(Differentiation by) => Where(Condition, by.Of(Positive), by.Of(Negative));

    public override Expression Compile(Compilation of) => Expression.Call(
        ((Func<double, double, double, double>)FunctionTable.Where).Method,
        of.Of(Condition), of.Of(Positive), of.Of(Negative));

    protected override string Write() => $"where({Condition.Written()}, {Positive.Written()}, {Negative.Written()})";
}

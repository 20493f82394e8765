using System.Linq.Expressions;

namespace Inflaton.Numerics.Expressions;

/// <summary>f(a).</summary>
internal sealed record Call(UnaryFunction Function, Term Argument) : Term
{
    public override int Depth { get; } = 1 + Argument.Depth;

    public override bool IsConstant => Argument.IsConstant;

    protected override int Binding => 5;

    public override Term Substitute(IReadOnlyList<Term> values) => Apply(Function, Argument.Substitute(values));

    public override double Evaluate(ReadOnlySpan<double> variables) => Function.Value(Argument.Evaluate(variables));

    public override Term Derivative(int variable) =>
        Argument.DependsOn(variable) ? Multiply(Function.Derivative(Argument), Argument.Derivative(variable)) : new Number(0);

    public override bool DependsOn(int variable) => Argument.DependsOn(variable);

    public override Expression Compile(IReadOnlyList<ParameterExpression> variables) =>
        Expression.Call(Function.Value.Method, Argument.Compile(variables));

    protected override string Write() => $"{Function.Name}({Argument.Written()})";
}

/// <summary>min(a, b) or max(a, b). At a = b the derivative is the mean of both sides'.</summary>
internal sealed record ExtremumCall(Extremum Function, Term Left, Term Right) : Binary(Left, Right)
{
    protected override int Binding => 5;

    public override Term Substitute(IReadOnlyList<Term> values) => Extreme(Function, Left.Substitute(values), Right.Substitute(values));

    public override double Evaluate(ReadOnlySpan<double> variables) => Function.Value(Left.Evaluate(variables), Right.Evaluate(variables));

    public override Term Derivative(int variable) =>
        Where(Function.IsMaximum ? Subtract(Left, Right) : Subtract(Right, Left), Left.Derivative(variable), Right.Derivative(variable));

    public override Expression Compile(IReadOnlyList<ParameterExpression> variables) =>
        Expression.Call(Function.Value.Method, Left.Compile(variables), Right.Compile(variables));

    protected override string Write() => $"{Function.Name}({Left.Written()}, {Right.Written()})";
}

/// <summary>a where the condition is positive, b where it is negative, their mean where it is 0: the derivatives of min and max.</summary>
internal sealed record Choice(Term Condition, Term Positive, Term Negative) : Term
{
    public override int Depth { get; } = 1 + Math.Max(Condition.Depth, Math.Max(Positive.Depth, Negative.Depth));

    public override bool IsConstant => Condition.IsConstant && Positive.IsConstant && Negative.IsConstant;

    protected override int Binding => 5;

    public override Term Substitute(IReadOnlyList<Term> values) =>
        Where(Condition.Substitute(values), Positive.Substitute(values), Negative.Substitute(values));

    public override double Evaluate(ReadOnlySpan<double> variables)
    {
        double condition = Condition.Evaluate(variables);
        return condition > 0 ? Positive.Evaluate(variables)
            : condition < 0 ? Negative.Evaluate(variables)
            : FunctionTable.Where(condition, Positive.Evaluate(variables), Negative.Evaluate(variables));
    }

    public override Term Derivative(int variable) => Where(Condition, Positive.Derivative(variable), Negative.Derivative(variable));

    public override bool DependsOn(int variable) =>
        Condition.DependsOn(variable) || Positive.DependsOn(variable) || Negative.DependsOn(variable);

    public override Expression Compile(IReadOnlyList<ParameterExpression> variables) => Expression.Call(
        ((Func<double, double, double, double>)FunctionTable.Where).Method,
        Condition.Compile(variables), Positive.Compile(variables), Negative.Compile(variables));

    protected override string Write() => $"where({Condition.Written()}, {Positive.Written()}, {Negative.Written()})";
}

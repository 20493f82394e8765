using System.Linq.Expressions;

namespace Inflaton.Numerics.Expressions;

/// <summary>An operation on two terms.</summary>
internal abstract record Binary(Term Left, Term Right) : Term
{
    public override int Depth { get; } = 1 + Math.Max(Left.Depth, Right.Depth);

    public override bool IsConstant => Left.IsConstant && Right.IsConstant;

    public override bool DependsOn(int variable) => Left.DependsOn(variable) || Right.DependsOn(variable);
}

/// <summary>a + b.</summary>
internal sealed record Sum(Term Left, Term Right) : Binary(Left, Right)
{
    protected override int Binding => 1;

    public override Term Substitute(IReadOnlyList<Term> values) => Add(Left.Substitute(values), Right.Substitute(values));

    public override double Evaluate(ReadOnlySpan<double> variables) => Left.Evaluate(variables) + Right.Evaluate(variables);

    public override Term Derivative(int variable) => Add(Left.Derivative(variable), Right.Derivative(variable));

    public override Expression Compile(IReadOnlyList<ParameterExpression> variables) =>
        Expression.Add(Left.Compile(variables), Right.Compile(variables));

    protected override string Write() => $"{Left.Written()} + {Right.Written(2)}";
}

/// <summary>a − b.</summary>
internal sealed record Difference(Term Left, Term Right) : Binary(Left, Right)
{
    protected override int Binding => 1;

    public override Term Substitute(IReadOnlyList<Term> values) => Subtract(Left.Substitute(values), Right.Substitute(values));

    public override double Evaluate(ReadOnlySpan<double> variables) => Left.Evaluate(variables) - Right.Evaluate(variables);

    public override Term Derivative(int variable) => Subtract(Left.Derivative(variable), Right.Derivative(variable));

    public override Expression Compile(IReadOnlyList<ParameterExpression> variables) =>
        Expression.Subtract(Left.Compile(variables), Right.Compile(variables));

    protected override string Write() => $"{Left.Written()} - {Right.Written(2)}";
}

/// <summary>a · b; a number stands on the left.</summary>
internal sealed record Product(Term Left, Term Right) : Binary(Left, Right)
{
    protected override int Binding => 2;

    public override Term Substitute(IReadOnlyList<Term> values) => Multiply(Left.Substitute(values), Right.Substitute(values));

    public override double Evaluate(ReadOnlySpan<double> variables) => Left.Evaluate(variables) * Right.Evaluate(variables);

    public override Term Derivative(int variable) =>
        Add(Multiply(Left.Derivative(variable), Right), Multiply(Left, Right.Derivative(variable)));

    public override Expression Compile(IReadOnlyList<ParameterExpression> variables) =>
        Expression.Multiply(Left.Compile(variables), Right.Compile(variables));

    /// <summary>2 * (x * y) needs no parentheses: reading 2 * x * y moves the number to the front. 2 * (x / z * y) does.</summary>
    protected override string Write() => $"{Left.Written(2)} * {Right.Written(Left is Number && Right is Product p && p.IsChain ? 2 : 3)}";

    private bool IsChain => Left is Product p ? p.IsChain : Left is not Quotient;
}

/// <summary>a / b.</summary>
internal sealed record Quotient(Term Left, Term Right) : Binary(Left, Right)
{
    protected override int Binding => 2;

    public override Term Substitute(IReadOnlyList<Term> values) => Divide(Left.Substitute(values), Right.Substitute(values));

    public override double Evaluate(ReadOnlySpan<double> variables) => Left.Evaluate(variables) / Right.Evaluate(variables);

    public override Term Derivative(int variable) => !Right.DependsOn(variable)
        ? Divide(Left.Derivative(variable), Right)
        : Divide(
            Subtract(Multiply(Left.Derivative(variable), Right), Multiply(Left, Right.Derivative(variable))),
            Raise(Right, new Number(2)));

    public override Expression Compile(IReadOnlyList<ParameterExpression> variables) =>
        Expression.Divide(Left.Compile(variables), Right.Compile(variables));

    protected override string Write() => $"{Left.Written(2)} / {Right.Written(3)}";
}

/// <summary>a to the power b: by multiplication for whole numbers |b| ≤ 32, else by <see cref="Math.Pow"/>.</summary>
internal sealed record Power(Term Left, Term Right) : Binary(Left, Right)
{
    public const int LargestCount = 32;

    protected override int Binding => 4;

    public override Term Substitute(IReadOnlyList<Term> values) => Raise(Left.Substitute(values), Right.Substitute(values));

    public override double Evaluate(ReadOnlySpan<double> variables) => Exponent is { } n
        ? FunctionTable.IntegerPower(Left.Evaluate(variables), n)
        : Math.Pow(Left.Evaluate(variables), Right.Evaluate(variables));

    public override Term Derivative(int variable)
    {
        Term inner = Left.Derivative(variable);
        if (!Right.DependsOn(variable))
        {
            return Multiply(Multiply(Right, Raise(Left, Subtract(Right, new Number(1)))), inner);
        }

        Term exponential = Multiply(Right.Derivative(variable), Apply(FunctionTable.Log, Left));
        return Multiply(this, Left.DependsOn(variable) ? Add(exponential, Divide(Multiply(Right, inner), Left)) : exponential);
    }

    public override Expression Compile(IReadOnlyList<ParameterExpression> variables)
    {
        Expression x = Left.Compile(variables);
        if (Exponent is not { } n)
        {
            return Expression.Power(x, Right.Compile(variables));
        }

        if (n is < 2 or > 4)
        {
            return Expression.Call(((Func<double, int, double>)FunctionTable.IntegerPower).Method, x, Expression.Constant(n));
        }

        ParameterExpression once = Expression.Variable(typeof(double));
        ParameterExpression square = Expression.Variable(typeof(double));
        return Expression.Block(
            [once, square],
            Expression.Assign(once, x),
            Expression.Assign(square, Expression.Multiply(once, once)),
            n == 2 ? square : Expression.Multiply(n == 3 ? once : square, square));
    }

    protected override string Write() => $"{Left.Written(5)} ^ {Right.Written(3)}";

    private int? Exponent => Right is Number n && Math.Abs(n.Value) <= LargestCount && Math.Floor(n.Value) == n.Value ? (int)n.Value : null;
}

/// <summary>−a.</summary>
internal sealed record Negation(Term Operand) : Term
{
    public override int Depth { get; } = 1 + Operand.Depth;

    public override bool IsConstant => Operand.IsConstant;

    protected override int Binding => 3;

    public override Term Substitute(IReadOnlyList<Term> values) => Negate(Operand.Substitute(values));

    public override double Evaluate(ReadOnlySpan<double> variables) => -Operand.Evaluate(variables);

    public override Term Derivative(int variable) => Negate(Operand.Derivative(variable));

    public override bool DependsOn(int variable) => Operand.DependsOn(variable);

    public override Expression Compile(IReadOnlyList<ParameterExpression> variables) => Expression.Negate(Operand.Compile(variables));

    protected override string Write() => $"-{Operand.Written(4)}";
}

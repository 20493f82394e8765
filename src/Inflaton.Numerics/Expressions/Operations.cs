using System.Linq.Expressions;

namespace Inflaton.Numerics.Expressions;

/// <summary>An operation on two terms.</summary>
internal abstract record Binary(Term Left, Term Right, string Operation)
    : Term(HashCode.Combine(Operation, Left.GetHashCode(), Right.GetHashCode()), 0, Left, Right)
{
    public override IEnumerable<Term> Operands => [Left, Right];

    public override int GetHashCode() => Hash;
}

/// <summary>a + b.</summary>
internal sealed record Sum(Term Left, Term Right) : Binary(Left, Right, nameof(Sum))
{
    public override int GetHashCode() => Hash;

    protected override int Binding => 1;

    public override Term Substitute(Substitution by) => Add(by.Of(Left), by.Of(Right));

    public override double Evaluate(ReadOnlySpan<double> variables) => Left.Evaluate(variables) + Right.Evaluate(variables);

    public override Term Derivative(Differentiation by) => Add(by.Of(Left), by.Of(Right));

    public override Expression Compile(Compilation of) =>
        Expression.Add(of.Of(Left), of.Of(Right));

    protected override string Write() => $"{Left.Written()} + {Right.Written(2)}";
}

/// <summary>a − b.</summary>
internal sealed record Difference(Term Left, Term Right) : Binary(Left, Right, nameof(Difference))
{
    public override int GetHashCode() => Hash;

    protected override int Binding => 1;

    public override Term Substitute(Substitution by) => Subtract(by.Of(Left), by.Of(Right));

    public override double Evaluate(ReadOnlySpan<double> variables) => Left.Evaluate(variables) - Right.Evaluate(variables);

    public override Term Derivative(Differentiation by) => Subtract(by.Of(Left), by.Of(Right));

    public override Expression Compile(Compilation of) =>
        Expression.Subtract(of.Of(Left), of.Of(Right));

    protected override string Write() => $"{Left.Written()} - {Right.Written(2)}";
}

/// <summary>a · b; a number stands on the left.</summary>
internal sealed record Product(Term Left, Term Right) : Binary(Left, Right, nameof(Product))
{
    public override int GetHashCode() => Hash;

    protected override int Binding => 2;

    public override Term Substitute(Substitution by) => Multiply(by.Of(Left), by.Of(Right));

    public override double Evaluate(ReadOnlySpan<double> variables) => Left.Evaluate(variables) * Right.Evaluate(variables);

    public override Term Derivative(Differentiation by) =>
        Add(Multiply(by.Of(Left), Right), Multiply(Left, by.Of(Right)));

    public override Expression Compile(Compilation of) =>
        Expression.Multiply(of.Of(Left), of.Of(Right));

    /// <summary>
    /// 2 * (x * y) needs no parentheses: reading 2 * x * y moves the number to the front. 2 * (x / z * y) does, and two numbers whose
    /// product is no number.
    /// </summary>
    protected override string Write() => $"{Left.Written(2)} * {Right.Written(Left is Number && Right is Product p && p.IsChain ? 2 : 3)}";

    private bool IsChain => Left is Product p ? p.IsChain : Left is not Quotient and not Number;
}

/// <summary>a / b.</summary>
internal sealed record Quotient(Term Left, Term Right) : Binary(Left, Right, nameof(Quotient))
{
    public override int GetHashCode() => Hash;

    protected override int Binding => 2;

    public override Term Substitute(Substitution by) => Divide(by.Of(Left), by.Of(Right));

    public override double Evaluate(ReadOnlySpan<double> variables) => Left.Evaluate(variables) / Right.Evaluate(variables);

    public override Term Derivative(Differentiation by) => !by.IsVaried(Right)
        ? Divide(by.Of(Left), Right)
        : Divide(
            Subtract(Multiply(by.Of(Left), Right), Multiply(Left, by.Of(Right))),
            Raise(Right, new Number(2)));

    public override Expression Compile(Compilation of) =>
        Expression.Divide(of.Of(Left), of.Of(Right));

    protected override string Write() => $"{Left.Written(2)} / {Right.Written(3)}";
}

/// <summary>a to the power b: by multiplication for whole numbers |b| ≤ 32, else by <see cref="Math.Pow"/>.</summary>
internal sealed record Power(Term Left, Term Right) : Binary(Left, Right, nameof(Power))
{
    public const int LargestCount = 32;

    public override int GetHashCode() => Hash;

    protected override int Binding => 4;

    public override Term Substitute(Substitution by) => Raise(by.Of(Left), by.Of(Right));

    public override double Evaluate(ReadOnlySpan<double> variables) => Exponent is { } n
        ? FunctionTable.IntegerPower(Left.Evaluate(variables), n)
        : Math.Pow(Left.Evaluate(variables), Right.Evaluate(variables));

    public override Term Derivative(Differentiation by)
    {
        Term inner = by.Of(Left);
        if (!by.IsVaried(Right))
        {
            return Multiply(Multiply(Right, Raise(Left, Subtract(Right, new Number(1)))), inner);
        }

        Term exponential = Multiply(by.Of(Right), Apply(FunctionTable.Log, Left));
        return Multiply(this, by.IsVaried(Left) ? Add(exponential, Divide(Multiply(Right, inner), Left)) : exponential);
    }

    public override Expression Compile(Compilation of)
    {
        Expression x = of.Of(Left);
        if (Exponent is not { } n)
        {
            return Expression.Power(x, of.Of(Right));
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
internal sealed record Negation(Term Operand) : Term(HashCode.Combine(nameof(Negation), Operand.GetHashCode()), 0, Operand)
{
    public override IEnumerable<Term> Operands => [Operand];

    public override int GetHashCode() => Hash;

    protected override int Binding => 3;

    public override Term Substitute(Substitution by) => Negate(by.Of(Operand));

    public override double Evaluate(ReadOnlySpan<double> variables) => -Operand.Evaluate(variables);

    public override Term Derivative(Differentiation by) => Negate(by.Of(Operand));

    public override Expression Compile(Compilation of) => Expression.Negate(of.Of(Operand));

    protected override string Write() => $"-{Operand.Written(4)}";
}

using System.Globalization;
using System.Linq.Expressions;

namespace Inflaton.Numerics.Expressions;

/// <summary>A finite number.</summary>
internal sealed record Number(double Value) : Term
{
    /// <summary>Whether it is one of 1, 2, … <see cref="Power.LargestCount"/>.</summary>
    public bool IsCount => Value >= 1 && Value <= Power.LargestCount && Math.Floor(Value) == Value;

    public override int Depth => 1;

    public override bool IsConstant => true;

    public override Term Substitute(IReadOnlyList<Term> values) => this;

    protected override int Binding => Value < 0 ? 3 : 5;

    public override double Evaluate(ReadOnlySpan<double> variables) => Value;

    public override Term Derivative(int variable) => new Number(0);

    public override bool DependsOn(int variable) => false;

    public override Expression Compile(IReadOnlyList<ParameterExpression> variables) => Expression.Constant(Value);

    protected override string Write() => Value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A variable by its position.</summary>
internal sealed record Variable(int Index, string Name) : Term
{
    public override int Depth => 1;

    public override bool IsConstant => false;

    public override Term Substitute(IReadOnlyList<Term> values) => values[Index];

    protected override int Binding => 5;

    public override double Evaluate(ReadOnlySpan<double> variables) => variables[Index];

    public override Term Derivative(int variable) => new Number(variable == Index ? 1 : 0);

    public override bool DependsOn(int variable) => variable == Index;

    public override Expression Compile(IReadOnlyList<ParameterExpression> variables) => variables[Index];

    protected override string Write() => Name;
}

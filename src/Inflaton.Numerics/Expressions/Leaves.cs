using System.Linq.Expressions;
using System.Numerics;
using Inflaton.Numerics.Notation;

namespace Inflaton.Numerics.Expressions;

/// <summary>A finite number.</summary>
internal sealed record Number(double Value) : Term(HashCode.Combine(nameof(Number), Value), 0)
{
    public override IEnumerable<Term> Operands => [];

    /// <summary>Whether it is one of 1, 2, … <see cref="Power.LargestCount"/>.</summary>
    public bool IsCount => Value >= 1 && Value <= Power.LargestCount && Math.Floor(Value) == Value;

    public override Term Substitute(Substitution by) => this;

    public override int GetHashCode() => Hash;

    protected override int Binding => double.IsNegative(Value) ? 3 : 5;

    public override double Evaluate(ReadOnlySpan<double> variables) => Value;

    public override Term Derivative(Differentiation by) => new Number(0);

    public override Expression Compile(Compilation of) => Expression.Constant(Value);

    protected override string Write() => PlainNumber.Of(Value);
}

/// <summary>A variable by its position.</summary>
internal sealed record Variable(int Index, string Name)
    : Term(HashCode.Combine(nameof(Variable), Index, Name), BigInteger.One << Index)
{
    public override IEnumerable<Term> Operands => [];

    public override Term Substitute(Substitution by) => by.Value(Index);

    public override int GetHashCode() => Hash;

    protected override int Binding => 5;

    public override double Evaluate(ReadOnlySpan<double> variables) => variables[Index];

    public override Term Derivative(Differentiation by) => new Number(by.Variable == Index ? 1 : 0);

    public override Expression Compile(Compilation of) => of.Variable(Index);

    protected override string Write() => Name;
}

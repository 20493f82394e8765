using System.Linq.Expressions;
using System.Numerics;

namespace Inflaton.Numerics.Expressions;

/// <summary>
/// A node of a formula, immutable. Nodes are made by the factories here alone; they fold constants and apply the rules of 0, 1 and signs,
/// and every rule's result goes through the factories again, so that the tree is a normal form: writing it and reading it gives it back.
/// Rules that cancel assume finite values: 0·x is 0, x − x is 0, x + y − y is x. Derivatives share what they have in common with the term
/// and among themselves: a term is a tree when it is written, and a graph in memory, and whatever walks it goes once over each node.
/// </summary>
internal abstract record Term
{
    private readonly BigInteger uses;

    /// <param name="hash">Of the operation and what it takes.</param>
    /// <param name="uses">A bit for each variable that is in it.</param>
    /// <param name="operands">What it takes.</param>
    protected Term(int hash, BigInteger uses, params ReadOnlySpan<Term> operands)
    {
        (Hash, this.uses, Depth, Size) = (hash, uses, 1, 1);
        foreach (Term operand in operands)
        {
            this.uses |= operand.uses;
            Depth = Math.Max(Depth, operand.Depth + 1);
            Size += operand.Size;
        }
    }

    /// <summary>Levels of the tree.</summary>
    public int Depth { get; }

    /// <summary>Operations, numbers and variables of the tree as it is written, each as often as it stands there.</summary>
    public double Size { get; }

    public bool IsConstant => uses.IsZero;

    /// <summary>What it takes, in order.</summary>
    public abstract IEnumerable<Term> Operands { get; }

    protected int Hash { get; }

    public abstract double Evaluate(ReadOnlySpan<double> variables);

    /// <summary>The derivative, where it is not 0.</summary>
    /// <param name="by">Gives the derivatives of the operands.</param>
    public abstract Term Derivative(Differentiation by);

    public bool DependsOn(int variable) => !(uses >> variable).IsEven;

    /// <summary>The term with other terms in the places of the variables.</summary>
    /// <param name="by">Gives the operands with them.</param>
    public abstract Term Substitute(Substitution by);

    /// <summary>The term as code.</summary>
    /// <param name="of">Gives that of the operands.</param>
    public abstract Expression Compile(Compilation of);

    /// <summary>Whether both are the same operation on equal terms; unequal ones are told apart by their hashes, without a walk.</summary>
    public virtual bool Equals(Term? other) =>
        ReferenceEquals(this, other) || (other is not null && Hash == other.Hash && EqualityContract == other.EqualityContract);

    public override int GetHashCode() => Hash;

    /// <summary>How tightly the written form binds: 1 sum, 2 product, 3 sign, 4 power, 5 closed.</summary>
    protected abstract int Binding { get; }

    protected abstract string Write();

    /// <summary>Written so that it can stand where <paramref name="binding"/> is needed.</summary>
    public string Written(int binding = 1) => Binding >= binding ? Write() : $"({Write()})";

    public static Term Add(Term a, Term b) => (a, b) switch
    {
        _ when Folded(a, b, static (x, y) => x + y) is { } number => number,
        (Number { Value: 0 }, _) => b,
        (_, Number { Value: 0 }) => a,
        _ when IsNegative(b) => Subtract(a, Negate(b)),
        (Difference d, _) when d.Right == b => d.Left,
        _ when a == b => Multiply(new Number(2), a),
        _ => new Sum(a, b),
    };

    public static Term Subtract(Term a, Term b) => (a, b) switch
    {
        _ when Folded(a, b, static (x, y) => x - y) is { } number => number,
        (Number { Value: 0 }, _) => Negate(b),
        (_, Number { Value: 0 }) => a,
        _ when IsNegative(b) => Add(a, Negate(b)),
        (Sum s, _) when s.Right == b => s.Left,
        _ when a == b => new Number(0),
        _ => new Difference(a, b),
    };

    public static Term Negate(Term a) => a switch
    {
        Number n => new Number(n.Value == 0 ? 0 : -n.Value),
        Negation n => n.Operand,
        Product { Left: Number n } p => Multiply(new Number(-n.Value), p.Right),
        Quotient q when CarriesNumber(q.Left) => Divide(Negate(q.Left), q.Right),
        _ => new Negation(a),
    };

    public static Term Multiply(Term a, Term b) => (a, b) switch
    {
        _ when Folded(a, b, static (x, y) => x * y) is { } number => number,
        (Number { Value: 0 }, _) or (_, Number { Value: 0 }) => new Number(0),
        (Number { Value: 1 }, _) => b,
        (_, Number { Value: 1 }) => a,
        (Number { Value: -1 }, _) => Negate(b),
        (Negation n, _) => Negate(Multiply(n.Operand, b)),
        (_, Negation n) => Negate(Multiply(a, n.Operand)),
        (not Number, Number) => Multiply(b, a),
        (Number c, Product { Left: Number d } p) when Folded(c, d, static (x, y) => x * y) is { Value: not 0 } number =>
            Multiply(number, p.Right),
        (Number c, Quotient { Right: Number d } q) when Folded(c, d, static (x, y) => x / y) is { Value: not 0 } number =>
            Multiply(number, q.Left),
        (Number, Quotient q) => Divide(Multiply(a, q.Left), q.Right),
        (not Number, Product { Left: Number c } p) => Multiply(c, Multiply(a, p.Right)),
        (Product { Left: Number c } p, not Number) => Multiply(c, Multiply(p.Right, b)),
        _ when a is not Number && PowerOfSame(a, b) is { } power => power,
        _ => new Product(a, b),
    };

    public static Term Divide(Term a, Term b) => (a, b) switch
    {
        _ when Folded(a, b, static (x, y) => x / y) is { } number => number,
        (Number { Value: 0 }, not Number) => new Number(0),
        (_, Number { Value: 1 }) => a,
        (_, Number { Value: < 0 }) => Divide(Negate(a), Negate(b)),
        (Negation n, _) => Negate(Divide(n.Operand, b)),
        (_, Negation n) => Negate(Divide(a, n.Operand)),
        (Product { Left: Number c } p, Number d) when Folded(c, d, static (x, y) => x / y) is { Value: not 0 } number =>
            Multiply(number, p.Right),
        _ => new Quotient(a, b),
    };

    public static Term Raise(Term a, Term b) => (a, b) switch
    {
        _ when Folded(a, b, RaiseNumber) is { } number => number,
        (_, Number { Value: 0 }) or (Number { Value: 1 }, _) => new Number(1),
        (_, Number { Value: 1 }) => a,
        (Power { Right: Number inner } p, Number outer) when inner.IsCount && outer.IsCount
            && inner.Value * outer.Value <= Power.LargestCount =>
            Raise(p.Left, new Number(inner.Value * outer.Value)),
        _ => new Power(a, b),
    };

    public static Term Apply(UnaryFunction function, Term a) =>
        a is Number n && function.Value(n.Value) is var value && double.IsFinite(value) ? new Number(value) : new Call(function, a);

    public static Term Extreme(Extremum function, Term a, Term b) =>
        Folded(a, b, function.Value) ?? (a == b ? a : new ExtremumCall(function, a, b));

    public static Term Where(Term condition, Term a, Term b) => condition switch
    {
        _ when a == b => a,
        Number { Value: > 0 } => a,
        Number { Value: < 0 } => b,
        _ => new Choice(condition, a, b),
    };

    internal static double RaiseNumber(double x, double y) =>
        Math.Abs(y) <= Power.LargestCount && Math.Floor(y) == y ? FunctionTable.IntegerPower(x, (int)y) : Math.Pow(x, y);

    /// <summary>The value of an operation on two numbers, where it is finite: an infinity has no written form.</summary>
    private static Number? Folded(Term a, Term b, Func<double, double, double> operation) =>
        a is Number x && b is Number y && operation(x.Value, y.Value) is var value && double.IsFinite(value)
            ? new Number(value == 0 ? 0 : value)
            : null;

    /// <summary>Whether a sum had better be a difference.</summary>
    private static bool IsNegative(Term a) => a switch
    {
        Number n => n.Value < 0,
        Negation => true,
        Product { Left: Number n } => n.Value < 0,
        Quotient q => IsNegative(q.Left),
        _ => false,
    };

    private static bool CarriesNumber(Term a) => a switch
    {
        Number => true,
        Product p => p.Left is Number,
        Quotient q => CarriesNumber(q.Left),
        _ => false,
    };

    /// <summary>x^m · x^n for counts m and n, x itself being x¹.</summary>
    private static Term? PowerOfSame(Term a, Term b)
    {
        (Term left, double m) = a is Power { Right: Number { IsCount: true } p } x ? (x.Left, p.Value) : (a, 1);
        (Term right, double n) = b is Power { Right: Number { IsCount: true } q } y ? (y.Left, q.Value) : (b, 1);
        return left == right && m + n <= Power.LargestCount ? Raise(left, new Number(m + n)) : null;
    }
}

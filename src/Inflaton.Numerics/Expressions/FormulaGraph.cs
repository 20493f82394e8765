namespace Inflaton.Numerics.Expressions;

/// <summary>What a node of a <see cref="FormulaGraph"/> does.</summary>
internal enum GraphOperation
{
    Number,
    Variable,
    Add,
    Subtract,
    Multiply,
    Divide,
    Negate,
    Minimum,
    Maximum,
    Choose,
    Power,
    Call,
}

/// <summary>A node: an operation on earlier nodes.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Left">First operand, or the number of the variable.</param>
/// <param name="Right">Second operand.</param>
/// <param name="Third">Third operand.</param>
/// <param name="Value">The number.</param>
/// <param name="Function">The function.</param>
internal readonly record struct GraphNode(
    GraphOperation Operation, int Left = -1, int Right = -1, int Third = -1, double Value = 0, UnaryFunction? Function = null)
{
    /// <summary>The nodes that it takes.</summary>
    public IEnumerable<int> Operands => Operation is GraphOperation.Number or GraphOperation.Variable
        ? []
        : new[] { Left, Right, Third }.Where(operand => operand >= 0);
}

/// <summary>
/// Several terms as one graph, in which equal terms are one node: what value and slopes of a formula have in common is evaluated once.
/// Powers with whole exponents are products, and share their lower powers.
/// </summary>
internal sealed class FormulaGraph
{
    private readonly List<GraphNode> nodes = [];
    private readonly Dictionary<GraphNode, int> known = [];
    private readonly Dictionary<Term, int> places = [];

    public FormulaGraph(IEnumerable<Term> terms) => Results = [.. terms.Select(Of)];

    /// <summary>The nodes, operands before what takes them.</summary>
    public IReadOnlyList<GraphNode> Nodes => nodes;

    /// <summary>The node of each term.</summary>
    public int[] Results { get; }

    /// <summary>How often each node is taken, by others or as a result.</summary>
    public int[] Uses()
    {
        int[] uses = new int[nodes.Count];
        foreach (int operand in nodes.SelectMany(node => node.Operands).Concat(Results))
        {
            uses[operand]++;
        }

        return uses;
    }

    private int Of(Term term)
    {
        if (!places.TryGetValue(term, out int place))
        {
            place = Placed(term);
            places.Add(term, place);
        }

        return place;
    }

    private int Placed(Term term) => term switch
    {
        Number number => Number(number.Value),
        Variable variable => Node(new GraphNode(GraphOperation.Variable, variable.Index)),
        Sum sum => Symmetric(GraphOperation.Add, Of(sum.Left), Of(sum.Right)),
        Difference difference => Node(new GraphNode(GraphOperation.Subtract, Of(difference.Left), Of(difference.Right))),
        Product product => Symmetric(GraphOperation.Multiply, Of(product.Left), Of(product.Right)),
        Quotient { Right: Number divisor } quotient when double.IsNormal(1 / divisor.Value) =>
            Symmetric(GraphOperation.Multiply, Number(1 / divisor.Value), Of(quotient.Left)),
        Quotient quotient => Node(new GraphNode(GraphOperation.Divide, Of(quotient.Left), Of(quotient.Right))),
        Power power => Raise(Of(power.Left), power.Right),
        Negation negation => Node(new GraphNode(GraphOperation.Negate, Of(negation.Operand))),
        Call call => Node(new GraphNode(GraphOperation.Call, Of(call.Argument), Function: call.Function)),
        ExtremumCall extremum => Symmetric(
            extremum.Function.IsMaximum ? GraphOperation.Maximum : GraphOperation.Minimum, Of(extremum.Left), Of(extremum.Right)),
        Choice choice => Node(new GraphNode(GraphOperation.Choose, Of(choice.Condition), Of(choice.Positive), Of(choice.Negative))),
        _ => throw new NotSupportedException($"{term.GetType().Name} is no term that can be compiled."),
    };

    private int Number(double value) => Node(new GraphNode(GraphOperation.Number, Value: value));

    private int Raise(int number, Term exponent)
    {
        if (exponent is Number { Value: var value } && Math.Abs(value) <= Power.LargestCount)
        {
            if (Math.Floor(value) == value)
            {
                int power = Whole(number, (int)Math.Abs(value));
                return value < 0 ? Node(new GraphNode(GraphOperation.Divide, Number(1), power)) : power;
            }

            if (value == 0.5)
            {
                return Node(new GraphNode(GraphOperation.Call, number, Function: FunctionTable.Sqrt));
            }
        }

        return Node(new GraphNode(GraphOperation.Power, number, Of(exponent)));
    }

    /// <summary>xⁿ by squaring, n ≥ 1.</summary>
    private int Whole(int x, int n) => n switch
    {
        1 => x,
        _ when n % 2 == 0 && Whole(x, n / 2) is var root => Symmetric(GraphOperation.Multiply, root, root),
        _ => Symmetric(GraphOperation.Multiply, Whole(x, n - 1), x),
    };

    private int Symmetric(GraphOperation operation, int left, int right) =>
        Node(new GraphNode(operation, Math.Min(left, right), Math.Max(left, right)));

    private int Node(GraphNode node)
    {
        if (!known.TryGetValue(node, out int index))
        {
            index = nodes.Count;
            nodes.Add(node);
            known.Add(node, index);
        }

        return index;
    }
}

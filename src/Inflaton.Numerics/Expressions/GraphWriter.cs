using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using Inflaton.Numerics.Functions;
using Inflaton.Numerics.LinearAlgebra.Kernels;

namespace Inflaton.Numerics.Expressions;

/// <summary>
/// Writes the nodes of a graph as instructions on a vector of points: every node once, products that are added as one operation. The code
/// is that of the operations in <typeparamref name="TLanes"/>, in line.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="V">Vector type, or the element type for one point at a time.</typeparam>
/// <typeparam name="TLanes">Operations on it.</typeparam>
/// <param name="graph">The formulas.</param>
/// <param name="il">Where the instructions go.</param>
/// <param name="variable">Puts a variable on the stack.</param>
internal sealed class GraphWriter<T, V, TLanes>(FormulaGraph graph, ILGenerator il, Action<int> variable)
    where T : unmanaged, IFloatingPointIeee754<T>
    where V : unmanaged
    where TLanes : struct, ILanes<T, V>
{
    private static readonly Dictionary<string, Type> Functions = new(StringComparer.Ordinal)
    {
        ["exp"] = typeof(Exponential.Function),
        ["sin"] = typeof(RowFunctions<T, V>.Sine),
        ["cos"] = typeof(RowFunctions<T, V>.Cosine),
        ["sinh"] = typeof(RowFunctions<T, V>.HyperbolicSine),
        ["cosh"] = typeof(RowFunctions<T, V>.HyperbolicCosine),
        ["tanh"] = typeof(HyperbolicTangent.Direct),
        ["atan"] = typeof(ArcTangent.OfRatio),
        ["erf"] = typeof(ErrorFunction.Direct),
        ["logistic"] = typeof(Logistic.Direct),
        ["softplus"] = typeof(Softplus.Direct),
    };

    private readonly int[] uses = graph.Uses();
    private readonly LocalBuilder?[] held = new LocalBuilder?[graph.Nodes.Count];

    /// <summary>Puts a node on the stack; one that is taken more than once is kept.</summary>
    public void Load(int index)
    {
        if (held[index] is { } local)
        {
            il.Emit(OpCodes.Ldloc, local);
            return;
        }

        GraphNode node = graph.Nodes[index];
        Evaluate(node);
        if (uses[index] > 1 && node.Operation != GraphOperation.Number)
        {
            held[index] = local = il.DeclareLocal(typeof(V));
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Stloc, local);
        }
    }

    private void Evaluate(GraphNode node)
    {
        switch (node.Operation)
        {
            case GraphOperation.Number:
                if (typeof(T) == typeof(double))
                {
                    il.Emit(OpCodes.Ldc_R8, node.Value);
                }
                else
                {
                    il.Emit(OpCodes.Ldc_R4, (float)node.Value);
                }

                Call(nameof(ILanes<,>.Fill));
                break;
            case GraphOperation.Variable:
                variable(node.Left);
                break;
            case GraphOperation.Add when IsProduct(node.Left):
                MultiplyAdd(node.Left, node.Right, isNegative: false);
                break;
            case GraphOperation.Add when IsProduct(node.Right):
                MultiplyAdd(node.Right, node.Left, isNegative: false);
                break;
            case GraphOperation.Subtract when IsProduct(node.Right):
                MultiplyAdd(node.Right, node.Left, isNegative: true);
                break;
            case GraphOperation.Subtract when IsProduct(node.Left):
                Load(graph.Nodes[node.Left].Left);
                Load(graph.Nodes[node.Left].Right);
                Load(node.Right);
                Call(nameof(ILanes<,>.Negate));
                Call(nameof(ILanes<,>.MultiplyAdd));
                break;
            case GraphOperation.Power:
                Load(node.Left);
                Load(node.Right);
                il.Emit(OpCodes.Call, typeof(RowFunctions<T, V>).GetMethod(nameof(RowFunctions<,>.Power))!);
                break;
            case GraphOperation.Choose:
                Load(node.Left);
                Load(node.Right);
                Load(node.Third);
                Middle(node);
                Call(nameof(ILanes<,>.Choose));
                break;
            case GraphOperation.Call:
                Load(node.Left);
                Function(node);
                break;
            default:
                Load(node.Left);
                if (node.Right >= 0)
                {
                    Load(node.Right);
                }

                Call(node.Operation switch
                {
                    GraphOperation.Add => nameof(ILanes<,>.Add),
                    GraphOperation.Subtract => nameof(ILanes<,>.Subtract),
                    GraphOperation.Multiply => nameof(ILanes<,>.Multiply),
                    GraphOperation.Divide => nameof(ILanes<,>.Divide),
                    GraphOperation.Negate => nameof(ILanes<,>.Negate),
                    GraphOperation.Minimum => nameof(ILanes<,>.Min),
                    _ => nameof(ILanes<,>.Max),
                });
                break;
        }
    }

    private bool IsProduct(int index) => graph.Nodes[index].Operation == GraphOperation.Multiply && uses[index] == 1;

    /// <summary>±xy + z.</summary>
    private void MultiplyAdd(int product, int addend, bool isNegative)
    {
        Load(graph.Nodes[product].Left);
        if (isNegative)
        {
            Call(nameof(ILanes<,>.Negate));
        }

        Load(graph.Nodes[product].Right);
        Load(addend);
        Call(nameof(ILanes<,>.MultiplyAdd));
    }

    /// <summary>What where(c, a, b) is at c = 0, a/2 + b/2, and NaN where c is: c itself is added.</summary>
    private void Middle(GraphNode node)
    {
        Load(node.Right);
        Half();
        Load(node.Third);
        Half();
        Call(nameof(ILanes<,>.Add));
        Load(node.Left);
        Call(nameof(ILanes<,>.Add));
    }

    private void Half()
    {
        Evaluate(new GraphNode(GraphOperation.Number, Value: 0.5));
        Call(nameof(ILanes<,>.Multiply));
    }

    private void Function(GraphNode node)
    {
        UnaryFunction function = node.Function!;
        switch (function.Name)
        {
            case "sqrt":
                Call(nameof(ILanes<,>.Sqrt));
                break;
            case "abs":
                Call(nameof(ILanes<,>.Abs));
                break;
            case "sign":
                LocalBuilder x = il.DeclareLocal(typeof(V));
                il.Emit(OpCodes.Stloc, x);
                il.Emit(OpCodes.Ldloc, x);
                Evaluate(new GraphNode(GraphOperation.Number, Value: 1));
                Evaluate(new GraphNode(GraphOperation.Number, Value: -1));
                il.Emit(OpCodes.Ldloc, x);
                Call(nameof(ILanes<,>.Choose));
                break;
            case var name when Functions.TryGetValue(name, out Type? lanes):
                il.Emit(OpCodes.Call, typeof(RowFunctions<T, V>).GetMethod(nameof(RowFunctions<,>.Apply))!.MakeGenericMethod(lanes));
                break;
            default:
                il.Emit(OpCodes.Ldftn, function.Value.Method);
                il.Emit(OpCodes.Call, typeof(RowFunctions<T, V>).GetMethod(nameof(RowFunctions<,>.Each))!);
                break;
        }
    }

    /// <summary>Calls an operation of the lanes.</summary>
    public void Call(string operation) => il.Emit(OpCodes.Call, Operation(operation));

    /// <summary>An operation of the lanes.</summary>
    public static MethodInfo Operation(string name) => typeof(TLanes).GetMethod(name, BindingFlags.Public | BindingFlags.Static)!;
}

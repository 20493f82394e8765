using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Inflaton.Numerics.Functions;
using Inflaton.Numerics.LinearAlgebra.Kernels;

namespace Inflaton.Numerics.Expressions;

/// <summary>Machine code that evaluates formulas on rows of numbers.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <param name="variables">Variable j of point i at j·stride + i.</param>
/// <param name="stride">From one variable to the next.</param>
/// <param name="results">Receives stored result k of point i at k·resultStride + i.</param>
/// <param name="resultStride">From one result to the next.</param>
/// <param name="from">First point.</param>
/// <param name="to">Beyond the last; what does not fill a vector is left out.</param>
/// <returns>The sum of the first formula where that is asked for, else 0.</returns>
internal unsafe delegate double RowKernel<T>(T* variables, nint stride, T* results, nint resultStride, nint from, nint to)
    where T : unmanaged;

/// <summary>
/// Writes a <see cref="RowKernel{T}"/> for a graph: one loop, a vector of points at a time, every node once, products that are added as one
/// operation. The code is that of the operations in <typeparamref name="TLanes"/>, in line.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="V">Vector type, or the element type for one point at a time.</typeparam>
/// <typeparam name="TLanes">Operations on it.</typeparam>
internal sealed class RowKernelWriter<T, V, TLanes>
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

    private readonly FormulaGraph graph;
    private readonly int[] uses;
    private readonly LocalBuilder?[] held;
    private readonly DynamicMethod method;
    private readonly ILGenerator il;
    private readonly LocalBuilder at;

    private RowKernelWriter(FormulaGraph graph)
    {
        this.graph = graph;
        uses = graph.Uses();
        held = new LocalBuilder?[graph.Nodes.Count];
        method = new DynamicMethod(
            "Row", typeof(double), [typeof(T*), typeof(nint), typeof(T*), typeof(nint), typeof(nint), typeof(nint)],
            typeof(RowKernel<>).Module, skipVisibility: true);
        il = method.GetILGenerator();
        at = il.DeclareLocal(typeof(nint));
    }

    /// <summary>The code.</summary>
    /// <param name="graph">The formulas.</param>
    /// <param name="isSummed">Whether the first is added up, and only the others stored.</param>
    public static RowKernel<T> Write(FormulaGraph graph, bool isSummed) => new RowKernelWriter<T, V, TLanes>(graph).Write(isSummed);

    private RowKernel<T> Write(bool isSummed)
    {
        LocalBuilder sum = il.DeclareLocal(typeof(V));
        Label test = il.DefineLabel(), body = il.DefineLabel();
        il.Emit(OpCodes.Call, typeof(TLanes).GetProperty("Zero")!.GetMethod!);
        il.Emit(OpCodes.Stloc, sum);
        il.Emit(OpCodes.Ldarg, 4);
        il.Emit(OpCodes.Stloc, at);
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(body);
        for (int k = 0; k < graph.Results.Length; k++)
        {
            if (k == 0 && isSummed)
            {
                il.Emit(OpCodes.Ldloc, sum);
                Load(graph.Results[0]);
                Call(nameof(ILanes<,>.Add));
                il.Emit(OpCodes.Stloc, sum);
                continue;
            }

            Load(graph.Results[k]);
            Address(2, 3, isSummed ? k - 1 : k);
            Call(nameof(ILanes<,>.Store));
        }

        il.Emit(OpCodes.Ldloc, at);
        Count();
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, at);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, at);
        il.Emit(OpCodes.Ldarg, 5);
        Count();
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Ble, body);
        il.Emit(OpCodes.Ldloc, sum);
        Call(nameof(ILanes<,>.Sum));
        il.Emit(OpCodes.Conv_R8);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<RowKernel<T>>();
    }

    /// <summary>Puts a node on the stack; one that is taken more than once is kept.</summary>
    private void Load(int index)
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
                Address(0, 1, node.Left);
                Call(nameof(ILanes<,>.Load));
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

    /// <summary>Puts the address of a row's place on the stack: pointer + (row · stride + i) · size.</summary>
    private void Address(int pointer, int stride, int row)
    {
        il.Emit(OpCodes.Ldarg, pointer);
        il.Emit(OpCodes.Ldarg, stride);
        il.Emit(OpCodes.Ldc_I4, row);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Ldloc, at);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldc_I4, Unsafe.SizeOf<T>());
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
    }

    private void Count()
    {
        il.Emit(OpCodes.Ldc_I4, TLanes.Count);
        il.Emit(OpCodes.Conv_I);
    }

    private void Call(string operation) =>
        il.Emit(OpCodes.Call, typeof(TLanes).GetMethod(operation, BindingFlags.Public | BindingFlags.Static)!);
}

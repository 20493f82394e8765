using System.Numerics;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
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
    private readonly FormulaGraph graph;
    private readonly GraphWriter<T, V, TLanes> nodes;
    private readonly DynamicMethod method;
    private readonly ILGenerator il;
    private readonly LocalBuilder at;

    private RowKernelWriter(FormulaGraph graph)
    {
        this.graph = graph;
        method = new DynamicMethod(
            "Row", typeof(double), [typeof(T*), typeof(nint), typeof(T*), typeof(nint), typeof(nint), typeof(nint)],
            typeof(RowKernel<>).Module, skipVisibility: true);
        il = method.GetILGenerator();
        at = il.DeclareLocal(typeof(nint));
        nodes = new GraphWriter<T, V, TLanes>(graph, il, variable =>
        {
            Address(0, 1, variable);
            il.Emit(OpCodes.Call, GraphWriter<T, V, TLanes>.Operation(nameof(ILanes<,>.Load)));
        });
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
                nodes.Load(graph.Results[0]);
                nodes.Call(nameof(ILanes<,>.Add));
                il.Emit(OpCodes.Stloc, sum);
                continue;
            }

            nodes.Load(graph.Results[k]);
            Address(2, 3, isSummed ? k - 1 : k);
            nodes.Call(nameof(ILanes<,>.Store));
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
        nodes.Call(nameof(ILanes<,>.Sum));
        il.Emit(OpCodes.Conv_R8);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<RowKernel<T>>();
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
}

using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Inflaton.Numerics.LinearAlgebra.Kernels;

namespace Inflaton.Numerics.Expressions;

/// <summary>A formula of one or two variables and its slopes, as code that a loop takes into itself.</summary>
/// <typeparam name="V">Vector type.</typeparam>
internal interface IInlineFormulas<V>
{
    /// <summary>The value, and the slope in each variable; what belongs to a second variable is of no account where there is one.</summary>
    static abstract V Evaluate(V first, V second, out V firstSlope, out V secondSlope);
}

/// <summary>
/// Makes such code: a type without state, by which a generic loop is compiled for the formula alone. For formulas of arithmetic; a function
/// takes so long that a loop around it gains nothing.
/// </summary>
internal static class InlineFormulas
{
    /// <summary>Variables at most.</summary>
    public const int MostVariables = 2;

    private const string Name = "Inflaton.Formulas";
    private const int MostNodes = 64;

    /// <summary>Whether a graph of a formula and its slopes can be such code.</summary>
    public static bool Fits(FormulaGraph graph) =>
        RuntimeFeature.IsDynamicCodeCompiled
        && graph.Nodes.Count <= MostNodes && graph.Results.Length <= 1 + MostVariables
        && graph.Nodes.All(node => node.Operation
            is not (GraphOperation.Call or GraphOperation.Power));

    /// <summary>The type, an <see cref="IInlineFormulas{V}"/>.</summary>
    public static Type Write<T, V, TLanes>(FormulaGraph graph)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : unmanaged
        where TLanes : struct, ILanes<T, V>
    {
        TypeBuilder type = Open().DefineType(
            Name, TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.SequentialLayout, typeof(ValueType), PackingSize.Size1, 1);
        type.AddInterfaceImplementation(typeof(IInlineFormulas<V>));
        Type slope = typeof(V).MakeByRefType();
        MethodBuilder method = type.DefineMethod(
            nameof(IInlineFormulas<>.Evaluate), MethodAttributes.Public | MethodAttributes.Static, typeof(V),
            [typeof(V), typeof(V), slope, slope]);
        method.SetImplementationFlags(MethodImplAttributes.AggressiveInlining);
        ILGenerator il = method.GetILGenerator();
        GraphWriter<T, V, TLanes> nodes = new(graph, il, variable => il.Emit(OpCodes.Ldarg, variable));
        LocalBuilder value = il.DeclareLocal(typeof(V));
        nodes.Load(graph.Results[0]);
        il.Emit(OpCodes.Stloc, value);
        for (int k = 0; k < MostVariables; k++)
        {
            il.Emit(OpCodes.Ldarg, MostVariables + k);
            nodes.Load(graph.Results[Math.Min(1 + k, graph.Results.Length - 1)]);
            il.Emit(OpCodes.Stobj, typeof(V));
        }

        il.Emit(OpCodes.Ldloc, value);
        il.Emit(OpCodes.Ret);
        type.DefineMethodOverride(method, typeof(IInlineFormulas<V>).GetMethod(nameof(IInlineFormulas<>.Evaluate))!);
        return type.CreateType();
    }

    /// <summary>A module that may call what is internal here, and goes when nothing of it is used any more.</summary>
    private static ModuleBuilder Open()
    {
        AssemblyBuilder assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(Name), AssemblyBuilderAccess.RunAndCollect);
        ModuleBuilder module = assembly.DefineDynamicModule(Name);
        TypeBuilder attribute = module.DefineType(
            "System.Runtime.CompilerServices.IgnoresAccessChecksToAttribute", TypeAttributes.Public | TypeAttributes.Sealed,
            typeof(Attribute));
        ConstructorBuilder constructor = attribute.DefineConstructor(
            MethodAttributes.Public, CallingConventions.Standard, [typeof(string)]);
        ILGenerator il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(Attribute).GetConstructor(BindingFlags.NonPublic | BindingFlags.Instance, [])!);
        il.Emit(OpCodes.Ret);
        ConstructorInfo allowed = attribute.CreateType().GetConstructor([typeof(string)])!;
        assembly.SetCustomAttribute(new CustomAttributeBuilder(allowed, [typeof(InlineFormulas).Assembly.GetName().Name!]));
        return module;
    }
}

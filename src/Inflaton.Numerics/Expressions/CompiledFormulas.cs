using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Inflaton.Numerics.LinearAlgebra.Kernels;

namespace Inflaton.Numerics.Expressions;

/// <summary>
/// Several formulas of the same variables, evaluated together at many points: terms that they share are evaluated once, a vector of points
/// at a time, by code that is written for them. Results are those of <see cref="Formula.Evaluate"/> to rounding: products that are added
/// are rounded once, and division by a number is multiplication. May be used from several threads at once.
/// </summary>
/// <typeparam name="T">Element type, double or float; in float functions are evaluated in double and rounded.</typeparam>
public sealed unsafe class CompiledFormulas<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Formula[] formulas;
    private readonly Kernels? stored;
    private readonly Kernels? summed;

    /// <summary>Formulas made ready.</summary>
    /// <param name="formulas">One or more, all of the same variables.</param>
    /// <exception cref="ArgumentException">There is none, or their variables differ.</exception>
    public CompiledFormulas(params IReadOnlyList<Formula> formulas)
    {
        if (formulas.Count == 0)
        {
            throw new ArgumentException("There is no formula.", nameof(formulas));
        }

        if (formulas.FirstOrDefault(formula => !formula.Variables.SequenceEqual(formulas[0].Variables)) is { } other)
        {
            throw new ArgumentException(
                $"Formulas of {string.Join(", ", formulas[0].Variables)} and of {string.Join(", ", other.Variables)} do not go into one.",
                nameof(formulas));
        }

        this.formulas = [.. formulas];
        Variables = formulas[0].Variables.Count;
        if (RuntimeFeature.IsDynamicCodeCompiled)
        {
            FormulaGraph graph = new(formulas.Select(formula => formula.Term));
            stored = new Kernels(graph, isSummed: false);
            summed = new Kernels(graph, isSummed: true);
        }
    }

    /// <summary>Number of variables.</summary>
    public int Variables { get; }

    /// <summary>Number of formulas.</summary>
    public int Count => formulas.Length;

    /// <summary>All formulas at some points.</summary>
    /// <param name="count">Number of points.</param>
    /// <param name="variables">Variable j of point i is entry j·stride + i.</param>
    /// <param name="stride">From one variable to the next, at least the number of points.</param>
    /// <param name="results">Receives formula k of point i in entry k·resultStride + i; disjoint from the variables.</param>
    /// <param name="resultStride">From one result to the next, at least the number of points.</param>
    /// <exception cref="ArgumentException">The spans are too short.</exception>
    public void Evaluate(int count, ReadOnlySpan<T> variables, int stride, Span<T> results, int resultStride) =>
        Run(stored, count, variables, stride, results, resultStride, isSummed: false);

    /// <summary>The sum of the first formula over some points, and the others at them.</summary>
    /// <param name="count">Number of points; some hundred at most in single precision, in which they are added.</param>
    /// <param name="variables">Variable j of point i is entry j·stride + i.</param>
    /// <param name="stride">From one variable to the next, at least the number of points.</param>
    /// <param name="results">Receives formula k + 1 of point i in entry k·resultStride + i; disjoint from the variables.</param>
    /// <param name="resultStride">From one result to the next, at least the number of points.</param>
    /// <exception cref="ArgumentException">The spans are too short.</exception>
    public double EvaluateSum(int count, ReadOnlySpan<T> variables, int stride, Span<T> results, int resultStride) =>
        Run(summed, count, variables, stride, results, resultStride, isSummed: true);

    private double Run(Kernels? kernels, int count, ReadOnlySpan<T> variables, int stride, Span<T> results, int resultStride, bool isSummed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Require(Variables, count, variables.Length, stride, nameof(variables));
        Require(isSummed ? Count - 1 : Count, count, results.Length, resultStride, nameof(results));
        if (kernels is null)
        {
            return Interpret(count, variables, stride, results, resultStride, isSummed);
        }

        fixed (T* x = variables, y = results)
        {
            return kernels.Run(x, stride, y, resultStride, count);
        }
    }

    private static void Require(int rows, int count, int length, int stride, string name)
    {
        if (rows > 0 && count > 0 && ((rows > 1 && stride < count) || (((long)(rows - 1) * stride) + count) > length))
        {
            throw new ArgumentException($"{length} numbers do not hold {rows} rows of {count} at a distance of {stride}.", name);
        }
    }

    /// <summary>Where no code can be written.</summary>
    private double Interpret(int count, ReadOnlySpan<T> variables, int stride, Span<T> results, int resultStride, bool isSummed)
    {
        double[] point = new double[Variables];
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < point.Length; j++)
            {
                point[j] = double.CreateTruncating(variables[(j * stride) + i]);
            }

            int row = 0;
            for (int k = 0; k < formulas.Length; k++)
            {
                double value = formulas[k].Evaluate(point);
                if (k == 0 && isSummed)
                {
                    sum += value;
                }
                else
                {
                    results[(row++ * resultStride) + i] = T.CreateTruncating(value);
                }
            }
        }

        return sum;
    }

    /// <summary>Code for whole vectors and for what is left.</summary>
    private sealed class Kernels
    {
        private readonly RowKernel<T>? wide;
        private readonly RowKernel<T> narrow;
        private readonly int width;

        public Kernels(FormulaGraph graph, bool isSummed)
        {
            if (Functions.Lanes.Lanes512.IsSupported)
            {
                (width, wide) = (Vector512<T>.Count, RowKernelWriter<T, Vector512<T>, Lanes512<T>>.Write(graph, isSummed));
            }
            else if (Functions.Lanes.Lanes256.IsSupported)
            {
                (width, wide) = (Vector256<T>.Count, RowKernelWriter<T, Vector256<T>, Lanes256<T>>.Write(graph, isSummed));
            }

            narrow = RowKernelWriter<T, T, LanesScalar<T>>.Write(graph, isSummed);
        }

        public double Run(T* variables, nint stride, T* results, nint resultStride, int count)
        {
            int whole = wide is null ? 0 : count - (count % width);
            double sum = whole > 0 ? wide!(variables, stride, results, resultStride, 0, whole) : 0;
            return whole < count ? sum + narrow(variables, stride, results, resultStride, whole, count) : sum;
        }
    }
}

using System.Numerics;

namespace Inflaton.Numerics.Expressions;

/// <summary>Several formulas of the same variables, evaluated together at many points.</summary>
/// <typeparam name="T">Element type, double or float.</typeparam>
public sealed class CompiledFormulas<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Formula[] formulas;

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
                $"Formulas of {string.Join(", ", formulas[0].Variables)} and of {string.Join(", ", other.Variables)} do not go into one.", nameof(formulas));
        }

        this.formulas = [.. formulas];
        Variables = formulas[0].Variables.Count;
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
    public void Evaluate(int count, ReadOnlySpan<T> variables, int stride, Span<T> results, int resultStride)
    {
        Span<double> point = stackalloc double[Variables];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < point.Length; j++)
            {
                point[j] = double.CreateTruncating(variables[(j * stride) + i]);
            }

            for (int k = 0; k < formulas.Length; k++)
            {
                results[(k * resultStride) + i] = T.CreateTruncating(formulas[k].Evaluate(point));
            }
        }
    }

    /// <summary>The sum of the first formula over some points, and the others at them.</summary>
    /// <param name="count">Number of points.</param>
    /// <param name="variables">Variable j of point i is entry j·stride + i.</param>
    /// <param name="stride">From one variable to the next, at least the number of points.</param>
    /// <param name="results">Receives formula k + 1 of point i in entry k·resultStride + i; disjoint from the variables.</param>
    /// <param name="resultStride">From one result to the next, at least the number of points.</param>
    /// <exception cref="ArgumentException">The spans are too short.</exception>
    public double EvaluateSum(int count, ReadOnlySpan<T> variables, int stride, Span<T> results, int resultStride)
    {
        Span<double> point = stackalloc double[Variables];
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < point.Length; j++)
            {
                point[j] = double.CreateTruncating(variables[(j * stride) + i]);
            }

            sum += formulas[0].Evaluate(point);
            for (int k = 1; k < formulas.Length; k++)
            {
                results[((k - 1) * resultStride) + i] = T.CreateTruncating(formulas[k].Evaluate(point));
            }
        }

        return sum;
    }
}

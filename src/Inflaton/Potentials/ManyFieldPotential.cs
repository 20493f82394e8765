using Inflaton.Numerics.Expressions;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Potentials;

/// <summary>
/// A potential of C fields given as one formula, V(φ₁ … φ_C), with derivatives taken symbolically. It takes the C components of each
/// point together; targets are not used. Evaluated term by term, hence not for large networks.
/// </summary>
public sealed class ManyFieldPotential : Potential
{
    private readonly Formula formula;
    private readonly Formula[] gradient;
    private readonly Formula[,] hessian;

    /// <summary>A potential from its formula.</summary>
    /// <param name="text">For instance <c>m^2/2*phi1^2 + g/2*phi1^2*phi2^2</c>.</param>
    /// <param name="fields">Names of the C fields, in order.</param>
    /// <param name="parameters">Values of the other names.</param>
    /// <exception cref="FormulaException">The text is not a formula, or names something unknown.</exception>
    public ManyFieldPotential(string text, IReadOnlyList<string> fields, IReadOnlyDictionary<string, double>? parameters = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(fields.Count, nameof(fields));
        formula = Numerics.Expressions.Formula.Parse(text, fields, parameters);
        Components = fields.Count;
        gradient = [.. fields.Select(formula.Derivative)];
        hessian = new Formula[Components, Components];
        for (int i = 0; i < Components; i++)
        {
            for (int j = 0; j < Components; j++)
            {
                hessian[i, j] = gradient[i].Derivative(fields[j]);
            }
        }
    }

    /// <summary>C.</summary>
    public int Components { get; }

    /// <inheritdoc/>
    public override string Name => "expression";

    /// <inheritdoc/>
    public override string Formula => formula.ToString();

    /// <inheritdoc/>
    public override bool UsesTargets => false;

    /// <inheritdoc/>
    public override bool DependsOnResidualOnly => true;

    /// <inheritdoc/>
    public override double Energy(ReadOnlySpan<double> field, ReadOnlySpan<double> targets)
    {
        double sum = 0;
        for (int point = 0; point < field.Length; point += Components)
        {
            sum += formula.Evaluate(field.Slice(point, Components));
        }

        return sum;
    }

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient)
    {
        for (int i = 0; i < field.Length; i++)
        {
            int component = i % Components;
            gradient[i] = this.gradient[component].Evaluate(field.Slice(i - component, Components));
        }
    }

    /// <inheritdoc/>
    public override void CurvatureProduct(
        ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result)
    {
        for (int i = 0; i < field.Length; i++)
        {
            int component = i % Components, point = i - component;
            result[i] = 0;
            for (int j = 0; j < Components; j++)
            {
                result[i] += hessian[component, j].Evaluate(field.Slice(point, Components)) * direction[point + j];
            }
        }
    }

    /// <inheritdoc/>
    public override double LargestCurvature(ReadOnlySpan<double> field, ReadOnlySpan<double> targets)
    {
        double largest = double.NegativeInfinity;
        for (int point = 0; point < field.Length; point += Components)
        {
            Matrix<double> curvature = new(Components, Components);
            for (int i = 0; i < Components; i++)
            {
                for (int j = 0; j < Components; j++)
                {
                    curvature[i, j] = hessian[i, j].Evaluate(field.Slice(point, Components));
                }
            }

            largest = Math.Max(largest, SymmetricEigen.Decompose(curvature, WorkerTeam.Single).Values[0]);
        }

        return largest;
    }
}

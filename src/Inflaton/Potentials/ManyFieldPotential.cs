using Inflaton.Numerics.Expressions;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Potentials;

/// <summary>
/// A potential of C fields given as one formula, V(φ₁ … φ_C), which couples the components of each point, with derivatives taken
/// symbolically. Evaluated term by term, hence not for large networks.
/// </summary>
public sealed class ManyFieldPotential : Potential
{
    private const int MostOnStack = 16;
    private readonly Formula formula;
    private readonly Formula[] gradient;

    /// <summary>∂²V/∂φ_i∂φ_j for i ≤ j, row by row.</summary>
    private readonly Formula[] hessian;

    /// <summary>A potential from its formula.</summary>
    /// <param name="text">For instance <c>m^2/2*phi1^2 + g/2*phi1^2*phi2^2</c>.</param>
    /// <param name="fields">Names of the C fields, in order.</param>
    /// <param name="parameters">Values of the other names.</param>
    /// <exception cref="FormulaException">The text is not a formula, or names something unknown.</exception>
    public ManyFieldPotential(string text, IReadOnlyList<string> fields, IReadOnlyDictionary<string, double>? parameters = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(fields.Count, nameof(fields));
        formula = Numerics.Expressions.Formula.Parse(text, fields, parameters);
        gradient = [.. fields.Select(formula.Derivative)];
        hessian = [.. gradient.SelectMany((slope, i) => fields.Skip(i).Select(slope.Derivative))];
    }

    /// <summary>C.</summary>
    public override int? Components => gradient.Length;

    /// <inheritdoc/>
    public override string Name => "expression";

    /// <inheritdoc/>
    public override string Formula => formula.ToString();

    /// <inheritdoc/>
    public override Numerics.Expressions.Formula? AsFormula(int fields) => formula;

    /// <inheritdoc/>
    public override double Energy(ReadOnlySpan<double> field)
    {
        Check(field);
        double sum = 0;
        for (int point = 0; point < field.Length; point += gradient.Length)
        {
            sum += formula.Evaluate(field.Slice(point, gradient.Length));
        }

        return sum;
    }

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> field, Span<double> gradient)
    {
        Check(field);
        int fields = this.gradient.Length;
        Span<double> here = fields <= MostOnStack ? stackalloc double[fields] : new double[fields];
        for (int point = 0; point < field.Length; point += fields)
        {
            field.Slice(point, fields).CopyTo(here);
            for (int i = 0; i < fields; i++)
            {
                gradient[point + i] = this.gradient[i].Evaluate(here);
            }
        }
    }

    /// <inheritdoc/>
    public override void CurvatureProduct(ReadOnlySpan<double> field, ReadOnlySpan<double> direction, Span<double> result)
    {
        Check(field);
        int fields = gradient.Length;
        Span<double> here = fields <= MostOnStack ? stackalloc double[fields] : new double[fields];
        for (int point = 0; point < field.Length; point += fields)
        {
            field.Slice(point, fields).CopyTo(here);
            ReadOnlySpan<double> along = direction.Slice(point, fields);
            Span<double> own = result.Slice(point, fields);
            own.Clear();
            for (int i = 0, entry = 0; i < fields; i++)
            {
                for (int j = i; j < fields; j++, entry++)
                {
                    double curvature = hessian[entry].Evaluate(here);
                    own[i] += curvature * along[j];
                    if (j > i)
                    {
                        own[j] += curvature * along[i];
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public override double LargestCurvature(ReadOnlySpan<double> field)
    {
        Check(field);
        int fields = gradient.Length;
        Span<double> matrix = fields <= MostOnStack ? stackalloc double[fields * fields] : new double[fields * fields];
        double largest = double.NegativeInfinity;
        for (int point = 0; point < field.Length; point += fields)
        {
            ReadOnlySpan<double> here = field.Slice(point, fields);
            for (int i = 0, entry = 0; i < fields; i++)
            {
                for (int j = i; j < fields; j++, entry++)
                {
                    matrix[(i * fields) + j] = matrix[(j * fields) + i] = hessian[entry].Evaluate(here);
                }
            }

            largest = Math.Max(largest, JacobiRotations.LargestEigenvalue(matrix, fields));
        }

        return largest;
    }

    private void Check(ReadOnlySpan<double> field)
    {
        if (field.Length % gradient.Length != 0)
        {
            throw new ArgumentException($"{field.Length} values do not belong to points of {gradient.Length} fields.", nameof(field));
        }
    }
}

using System.Numerics.Tensors;
using Inflaton.Numerics.Expressions;

namespace Inflaton.Potentials;

/// <summary>A potential given as a formula in f and y, with derivatives taken symbolically.</summary>
public sealed class ExpressionPotential : PointPotential
{
    private readonly Formula formula;
    private readonly Func<double, double, double> value;
    private readonly Func<double, double, double> slope;
    private readonly Func<double, double, double> curvature;
    private readonly bool curvatureDependsOnField;

    /// <summary>A potential from its formula.</summary>
    /// <param name="text">For instance <c>m^2/2*(f-y)^2 + lambda/4*(f-y)^4</c>.</param>
    /// <param name="parameters">Values of the names other than the field and the target.</param>
    /// <param name="field">What the formula calls the field; default f.</param>
    /// <param name="target">What it calls the target; default y.</param>
    /// <exception cref="FormulaException">The text is not a formula, or names something unknown.</exception>
    public ExpressionPotential(
        string text, IReadOnlyDictionary<string, double>? parameters = null, string field = "f", string target = "y")
    {
        formula = Numerics.Expressions.Formula.Parse(text, [field, target], parameters);
        Formula first = formula.Derivative(field);
        Formula second = first.Derivative(field);
        value = formula.Compile2();
        slope = first.Compile2();
        curvature = second.Compile2();
        UsesTargets = formula.DependsOn(target);
        curvatureDependsOnField = second.DependsOn(field);
        if (second.IsConstant)
        {
            double constant = second.Evaluate([0, 0]);
            UniformCurvature = constant == 0 ? null : constant;
        }
    }

    /// <summary>Whether the target occurs in the formula.</summary>
    public override bool UsesTargets { get; }

    /// <inheritdoc/>
    public override string Name => "expression";

    /// <inheritdoc/>
    public override string Formula => formula.ToString();

    /// <inheritdoc/>
    public override double? UniformCurvature { get; }

    /// <summary>True when the target does not occur (all points then share one equation for f, with y = 0).</summary>
    public override bool DependsOnResidualOnly => !UsesTargets;

    /// <inheritdoc/>
    public override double Value(double field, double target) => value(field, target);

    /// <inheritdoc/>
    public override double Slope(double field, double target) => slope(field, target);

    /// <inheritdoc/>
    public override double Curvature(double field, double target) => curvature(field, target);

    /// <summary>ℓ'' itself where it does not depend on f; otherwise none is known.</summary>
    /// <param name="targets">y, length N·C.</param>
    /// <param name="energy">Of no matter.</param>
    /// <param name="shared">Of no matter.</param>
    public override SymmetricProduct? CurvatureBound(ReadOnlySpan<double> targets, double energy, double shared)
    {
        double[] bound = new double[targets.Length];
        for (int i = 0; i < bound.Length; i++)
        {
            bound[i] = curvatureDependsOnField ? double.PositiveInfinity : Curvature(0, targets[i]);
        }

        return bound.All(double.IsFinite) ? (direction, result) => TensorPrimitives.Multiply(direction, bound, result) : null;
    }
}

using System.Numerics.Tensors;
using Inflaton.Numerics.Expressions;
using Inflaton.Potentials;

namespace Inflaton.Losses;

/// <summary>A loss given as a formula in f and y, with derivatives taken symbolically; a sum over points and components.</summary>
public sealed class ExpressionLoss : Loss
{
    private readonly string text;
    private readonly IReadOnlyDictionary<string, double> parameters;
    private readonly Formula formula;
    private readonly Func<double, double, double> value;
    private readonly Func<double, double, double> slope;
    private readonly Func<double, double, double> curvature;
    private readonly bool curvatureDependsOnField;

    /// <summary>A loss from its formula.</summary>
    /// <param name="text">For instance <c>m^2/2*(f-y)^2 + lambda/4*(f-y)^4</c>.</param>
    /// <param name="parameters">Values of the names other than f and y.</param>
    /// <exception cref="FormulaException">The text is not a formula, or names something unknown.</exception>
    public ExpressionLoss(string text, IReadOnlyDictionary<string, double>? parameters = null)
    {
        this.text = text;
        this.parameters = parameters ?? new Dictionary<string, double>();
        formula = Numerics.Expressions.Formula.Parse(text, ["f", "y"], parameters);
        Formula first = formula.Derivative("f"), second = first.Derivative("f");
        value = formula.Compile2();
        slope = first.Compile2();
        curvature = second.Compile2();
        Targets = formula.DependsOn("y") ? TargetRole.Parameter : TargetRole.None;
        curvatureDependsOnField = second.DependsOn("f");
        if (second.IsConstant)
        {
            double constant = second.Evaluate(0, 0);
            UniformCurvature = constant == 0 ? null : constant;
        }
    }

    /// <inheritdoc/>
    public override string Name => "expression";

    /// <inheritdoc/>
    public override string Formula => formula.ToString();

    /// <summary>A parameter where y occurs in the formula, otherwise nothing.</summary>
    public override TargetRole Targets { get; }

    /// <inheritdoc/>
    public override double? UniformCurvature { get; }

    /// <inheritdoc/>
    public override double Energy(ReadOnlySpan<double> field, ReadOnlySpan<double> targets)
    {
        double sum = 0;
        for (int i = 0; i < field.Length; i++)
        {
            sum += value(field[i], targets[i]);
        }

        return sum;
    }

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient)
    {
        for (int i = 0; i < field.Length; i++)
        {
            gradient[i] = slope(field[i], targets[i]);
        }
    }

    /// <inheritdoc/>
    public override void CurvatureProduct(
        ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result)
    {
        for (int i = 0; i < field.Length; i++)
        {
            result[i] = curvature(field[i], targets[i]) * direction[i];
        }
    }

    /// <inheritdoc/>
    public override double LargestCurvature(ReadOnlySpan<double> field, ReadOnlySpan<double> targets)
    {
        double largest = double.NegativeInfinity;
        for (int i = 0; i < field.Length; i++)
        {
            largest = Math.Max(largest, curvature(field[i], targets[i]));
        }

        return largest;
    }

    /// <summary>ℓ'' itself where it does not depend on f; otherwise none is known.</summary>
    /// <param name="targets">y, length N·C.</param>
    /// <param name="energy">Of no matter.</param>
    /// <param name="shared">Of no matter.</param>
    public override SymmetricProduct? CurvatureBound(ReadOnlySpan<double> targets, double energy, double shared)
    {
        double[] bound = new double[targets.Length];
        for (int i = 0; i < bound.Length; i++)
        {
            bound[i] = curvatureDependsOnField ? double.PositiveInfinity : curvature(0, targets[i]);
        }

        return bound.All(double.IsFinite) ? (direction, result) => TensorPrimitives.Multiply(direction, bound, result) : null;
    }

    /// <summary>The formula at the y that all targets are, or at any where it does not look at them.</summary>
    /// <param name="targets">y, at least one.</param>
    public override Potential? SharedPotential(ReadOnlySpan<double> targets) =>
        Targets != TargetRole.None && targets.ContainsAnyExcept(targets[0])
        ? null
        : new ExpressionPotential(
            text, new Dictionary<string, double>(parameters) { ["y"] = Targets == TargetRole.None ? 0 : targets[0] }, "f");
}

using Inflaton.Numerics.Expressions;

namespace Inflaton.Potentials;

/// <summary>A potential of one field given as a formula, with derivatives taken symbolically.</summary>
public sealed class ExpressionPotential : SingleFieldPotential
{
    private readonly Formula formula;
    private readonly Func<double, double> value;
    private readonly Func<double, double> slope;
    private readonly Func<double, double> curvature;
    private readonly double? constantCurvature;

    /// <summary>A potential from its formula.</summary>
    /// <param name="text">For instance <c>m^2/2*phi^2 + lambda/4*phi^4</c>.</param>
    /// <param name="parameters">Values of the names other than the field.</param>
    /// <param name="field">What the formula calls the field; default phi.</param>
    /// <exception cref="FormulaException">The text is not a formula, or names something unknown.</exception>
    public ExpressionPotential(string text, IReadOnlyDictionary<string, double>? parameters = null, string field = "phi")
    {
        formula = Numerics.Expressions.Formula.Parse(text, [field], parameters);
        Formula first = formula.Derivative(field), second = first.Derivative(field);
        value = formula.Compile1();
        slope = first.Compile1();
        curvature = second.Compile1();
        constantCurvature = second.IsConstant ? second.Evaluate(0) : null;
    }

    /// <inheritdoc/>
    public override string Name => "expression";

    /// <inheritdoc/>
    public override string Formula => formula.ToString();

    /// <inheritdoc/>
    public override double? UniformCurvature => constantCurvature == 0 ? null : constantCurvature;

    /// <inheritdoc/>
    protected override Numerics.Expressions.Formula? OneField => formula;

    /// <inheritdoc/>
    public override double Value(double field) => value(field);

    /// <inheritdoc/>
    public override double Slope(double field) => slope(field);

    /// <inheritdoc/>
    public override double Curvature(double field) => curvature(field);

    /// <summary>V'' itself where it is constant; otherwise none is known.</summary>
    /// <param name="energy">Of no matter.</param>
    public override double LargestCurvature(double energy) => constantCurvature ?? double.PositiveInfinity;
}

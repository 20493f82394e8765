namespace Inflaton.Potentials;

/// <summary>
/// The quartic double well V = (λ/4)(φ² − v²)²: two vacua at ±v of mass² 2λv², a hill of height λv⁴/4 with mass² −λv² between them.
/// </summary>
public sealed class DoubleWellPotential : SingleFieldPotential
{
    /// <summary>A double well.</summary>
    /// <param name="coupling">λ, positive.</param>
    /// <param name="vacuum">v, positive, in units of the field.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not a positive number.</exception>
    public DoubleWellPotential(double coupling, double vacuum)
    {
        Coupling = Positive(coupling, nameof(coupling));
        Vacuum = Positive(vacuum, nameof(vacuum));
    }

    /// <summary>λ.</summary>
    public double Coupling { get; }

    /// <summary>v.</summary>
    public double Vacuum { get; }

    /// <inheritdoc/>
    public override string Name => "double_well";

    /// <inheritdoc/>
    public override string Formula => $"({Text(Coupling)}/4)(φ² − {Text(Vacuum)}²)²";

    /// <inheritdoc/>
    protected override Numerics.Expressions.Formula? OneField => Of("k/4*((phi - v)*(phi + v))^2", ("k", Coupling), ("v", Vacuum));

    /// <inheritdoc/>
    public override double Value(double field)
    {
        double depth = (field - Vacuum) * (field + Vacuum);
        return 0.25 * Coupling * depth * depth;
    }

    /// <inheritdoc/>
    public override double Slope(double field) => Coupling * field * (field - Vacuum) * (field + Vacuum);

    /// <inheritdoc/>
    public override double Curvature(double field) => Coupling * ((3 * field * field) - (Vacuum * Vacuum));

    /// <summary>λ(2v² + 6√(e/λ)), that of φ² = v² + 2√(e/λ).</summary>
    /// <param name="energy">e.</param>
    public override double LargestCurvature(double energy) => Coupling * ((2 * Vacuum * Vacuum) + (6 * Math.Sqrt(energy / Coupling)));
}

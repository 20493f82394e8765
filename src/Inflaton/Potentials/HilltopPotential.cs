namespace Inflaton.Potentials;

/// <summary>
/// The hilltop potential V = V₀(1 − (φ/μ)ⁿ): the field starts near the maximum at φ = 0 and rolls off. V is negative beyond μ, where the
/// terms that are left out here matter. Source: Boubekeur and Lyth, JCAP 07 (2005) 010.
/// </summary>
public sealed class HilltopPotential : SingleFieldPotential
{
    /// <summary>A hilltop.</summary>
    /// <param name="height">V₀, positive.</param>
    /// <param name="width">μ, positive, in units of the field.</param>
    /// <param name="degree">n, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public HilltopPotential(double height, double width, int degree)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 2);
        Height = Positive(height, nameof(height));
        Width = Positive(width, nameof(width));
        Degree = degree;
    }

    /// <summary>V₀.</summary>
    public double Height { get; }

    /// <summary>μ.</summary>
    public double Width { get; }

    /// <summary>n.</summary>
    public int Degree { get; }

    /// <inheritdoc/>
    public override string Name => "hilltop";

    /// <inheritdoc/>
    public override string Formula => $"{Text(Height)} (1 − (φ/{Text(Width)})^{Degree})";

    /// <inheritdoc/>
    public override double? UniformCurvature => Degree == 2 ? Curvature(0) : null;

    /// <inheritdoc/>
    protected override Numerics.Expressions.Formula? OneField => Of("h*(1 - (phi/w)^n)", ("h", Height), ("w", Width), ("n", Degree));

    /// <inheritdoc/>
    public override double Value(double field) => Height * (1 - Power(field / Width, Degree));

    /// <inheritdoc/>
    public override double Slope(double field) => -Height * Degree / Width * Power(field / Width, Degree - 1);

    /// <inheritdoc/>
    public override double Curvature(double field) =>
        -Height * Degree * (Degree - 1) / (Width * Width) * Power(field / Width, Degree - 2);

    /// <summary>0 for even n, where V bends down everywhere; none for odd n, whose energy has no floor that would hold it.</summary>
    /// <param name="energy">Of no matter.</param>
    public override double LargestCurvature(double energy) => int.IsEvenInteger(Degree) ? 0 : double.PositiveInfinity;
}

namespace Inflaton.Potentials;

/// <summary>
/// A potential V of field theory as a function of one variable φ = f − y: with y = 0 a scalar field's own, with targets a loss that has
/// the same shape around each of them.
/// </summary>
public abstract class ScalarPotential : PointPotential
{
    /// <inheritdoc/>
    public sealed override double Value(double field, double target) => Value(field - target);

    /// <inheritdoc/>
    public sealed override double Slope(double field, double target) => Slope(field - target);

    /// <inheritdoc/>
    public sealed override double Curvature(double field, double target) => Curvature(field - target);

    /// <summary>V(φ).</summary>
    /// <param name="field">φ.</param>
    protected abstract double Value(double field);

    /// <summary>V'(φ).</summary>
    /// <param name="field">φ.</param>
    protected abstract double Slope(double field);

    /// <summary>V''(φ).</summary>
    /// <param name="field">φ.</param>
    protected abstract double Curvature(double field);

    /// <summary>xⁿ by repeated squaring.</summary>
    /// <param name="x">x.</param>
    /// <param name="exponent">n; below 0 the result is 0, which is what a derivative beyond the last has.</param>
    protected static double Power(double x, int exponent)
    {
        double result = exponent < 0 ? 0 : 1;
        for (; exponent > 0; exponent >>= 1, x *= x)
        {
            if ((exponent & 1) == 1)
            {
                result *= x;
            }
        }

        return result;
    }
}

namespace Inflaton.Potentials;

/// <summary>A potential that is a sum over points and components of one function ℓ(f; y) of a single field value.</summary>
/// <remarks>To add a loss: derive from this class, give value, slope and curvature, and read it in the experiment file.</remarks>
public abstract class PointPotential : Potential
{
    /// <inheritdoc/>
    public override bool DependsOnResidualOnly => true;

    /// <summary>ℓ(f; y).</summary>
    /// <param name="field">f.</param>
    /// <param name="target">y.</param>
    public abstract double Value(double field, double target);

    /// <summary>ℓ'(f; y) = ∂ℓ/∂f.</summary>
    /// <param name="field">f.</param>
    /// <param name="target">y.</param>
    public abstract double Slope(double field, double target);

    /// <summary>ℓ''(f; y) = ∂²ℓ/∂f².</summary>
    /// <param name="field">f.</param>
    /// <param name="target">y.</param>
    public abstract double Curvature(double field, double target);

    /// <inheritdoc/>
    public sealed override double Energy(ReadOnlySpan<double> field, ReadOnlySpan<double> targets)
    {
        double sum = 0;
        for (int i = 0; i < field.Length; i++)
        {
            sum += Value(field[i], targets[i]);
        }

        return sum;
    }

    /// <inheritdoc/>
    public sealed override void Gradient(ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient)
    {
        for (int i = 0; i < field.Length; i++)
        {
            gradient[i] = Slope(field[i], targets[i]);
        }
    }

    /// <inheritdoc/>
    public sealed override void CurvatureProduct(
        ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result)
    {
        for (int i = 0; i < field.Length; i++)
        {
            result[i] = Curvature(field[i], targets[i]) * direction[i];
        }
    }

    /// <inheritdoc/>
    public sealed override double LargestCurvature(ReadOnlySpan<double> field, ReadOnlySpan<double> targets)
    {
        double largest = double.NegativeInfinity;
        for (int i = 0; i < field.Length; i++)
        {
            largest = Math.Max(largest, Curvature(field[i], targets[i]));
        }

        return largest;
    }

    /// <inheritdoc/>
    public override SymmetricProduct? CurvatureBound(ReadOnlySpan<double> targets, double energy, double shared)
    {
        double bound = LargestCurvature(shared);
        return double.IsFinite(bound) ? (direction, result) => System.Numerics.Tensors.TensorPrimitives.Multiply(direction, bound, result) : null;
    }

    /// <summary>
    /// sup ℓ'' over all f and y with ℓ ≤ e, or a number above it: concave and not falling in e, since points share their energy; infinite where
    /// there is none or none is known. κ where ℓ'' = κ, otherwise infinite by default.
    /// </summary>
    /// <param name="energy">e.</param>
    public virtual double LargestCurvature(double energy) => UniformCurvature ?? double.PositiveInfinity;

    /// <summary>Throws unless a parameter is a positive finite number.</summary>
    /// <param name="value">The parameter.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    protected static double Positive(double value, string name) =>
        value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a positive number.");

    /// <summary>A number as it stands in a formula.</summary>
    /// <param name="value">The number.</param>
    protected static string Text(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}

using System.Numerics.Tensors;
using Inflaton.Numerics.Notation;

namespace Inflaton.Potentials;

/// <summary>
/// A potential V(φ) of one field; several components of a point are fields of their own, whose energies add up.
/// </summary>
/// <remarks>
/// To add one: derive from this class and give value, slope and curvature of one φ. <see cref="Gradient"/> and <see cref="Curvatures"/> may
/// be overridden where they can be vectorised to the same bits; the energy is summed in the order of the points.
/// </remarks>
public abstract class SingleFieldPotential : Potential
{
    /// <summary>V(φ).</summary>
    /// <param name="field">φ.</param>
    public abstract double Value(double field);

    /// <summary>V'(φ).</summary>
    /// <param name="field">φ.</param>
    public abstract double Slope(double field);

    /// <summary>V''(φ).</summary>
    /// <param name="field">φ.</param>
    public abstract double Curvature(double field);

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> field, Span<double> gradient)
    {
        for (int i = 0; i < field.Length; i++)
        {
            gradient[i] = Slope(field[i]);
        }
    }

    /// <summary>V'' of each entry.</summary>
    /// <param name="field">φ.</param>
    /// <param name="curvatures">Receives V'', same length; may be <paramref name="field"/> itself.</param>
    public virtual void Curvatures(ReadOnlySpan<double> field, Span<double> curvatures)
    {
        for (int i = 0; i < field.Length; i++)
        {
            curvatures[i] = Curvature(field[i]);
        }
    }

    /// <inheritdoc/>
    public sealed override double Energy(ReadOnlySpan<double> field)
    {
        double sum = 0;
        foreach (double value in field)
        {
            sum += Value(value);
        }

        return sum;
    }

    /// <inheritdoc/>
    public sealed override void CurvatureProduct(ReadOnlySpan<double> field, ReadOnlySpan<double> direction, Span<double> result)
    {
        Curvatures(field, result);
        TensorPrimitives.Multiply(result, direction, result);
    }

    /// <inheritdoc/>
    public sealed override double LargestCurvature(ReadOnlySpan<double> field)
    {
        double largest = double.NegativeInfinity;
        foreach (double value in field)
        {
            largest = Math.Max(largest, Curvature(value));
        }

        return largest;
    }

    /// <inheritdoc/>
    public override SymmetricProduct? CurvatureBound(double energy, double shared)
    {
        double bound = LargestCurvature(shared);
        return double.IsFinite(bound) ? (direction, result) => TensorPrimitives.Multiply(direction, bound, result) : null;
    }

    /// <summary>
    /// sup V'' over all φ with V ≤ e, or a number above it: concave and not falling in e, since points share their energy; infinite where
    /// there is none or none is known. κ where V'' = κ, otherwise infinite by default.
    /// </summary>
    /// <param name="energy">e.</param>
    public virtual double LargestCurvature(double energy) => UniformCurvature ?? double.PositiveInfinity;

    /// <inheritdoc/>
    public sealed override Numerics.Expressions.Formula? AsFormula(int fields)
    {
        if (OneField is not { } one)
        {
            return null;
        }

        string[] names = [.. Enumerable.Range(1, fields).Select(i => $"phi{i}")];
        return names.Select(name => one.Compose(Numerics.Expressions.Formula.Parse(name, names)))
            .Aggregate((left, right) => Numerics.Expressions.Formula.Parse("a + b", ["a", "b"]).Compose(left, right));
    }

    /// <inheritdoc/>
    public sealed override ScaledPotential Times(double scale) => new(this, scale);

    /// <summary>V as a formula of one variable; null where there is none.</summary>
    protected virtual Numerics.Expressions.Formula? OneField => null;

    /// <summary>A formula of φ, called <c>phi</c>.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="parameters">The other names in it, and what they stand for.</param>
    protected static Numerics.Expressions.Formula Of(string text, params ReadOnlySpan<(string Name, double Value)> parameters)
    {
        Dictionary<string, double> values = [];
        foreach ((string name, double value) in parameters)
        {
            values.Add(name, value);
        }

        return Numerics.Expressions.Formula.Parse(text, ["phi"], values);
    }

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
    protected static string Text(double value) => PlainNumber.Of(value);
}

using System.Numerics.Tensors;

namespace Inflaton.Potentials;

/// <summary>
/// The monomial potential V = (κ/n) (φ − φ*)ⁿ of even degree n: for n = 2 a free field of mass √κ, and as a loss, at φ = f − y, the squared
/// one; at φ = f it is the loss of the duality paper. Source: arXiv:2202.11104, section 2.
/// </summary>
public sealed class PowerPotential : SingleFieldPotential
{
    private const int Block = 256;

    /// <summary>A monomial.</summary>
    /// <param name="degree">n, even and at least 2: an odd power has no minimum.</param>
    /// <param name="scale">κ, positive.</param>
    /// <param name="minimum">φ*, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public PowerPotential(int degree, double scale, double minimum = 0)
    {
        if (degree < 2 || degree % 2 != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(degree), degree, "The degree must be even and at least 2: an odd power has no minimum.");
        }

        if (!double.IsFinite(minimum))
        {
            throw new ArgumentOutOfRangeException(nameof(minimum), minimum, "The minimum must be a finite number.");
        }

        Degree = degree;
        Scale = Positive(scale, nameof(scale));
        Minimum = minimum;
    }

    /// <summary>n.</summary>
    public int Degree { get; }

    /// <summary>κ.</summary>
    public double Scale { get; }

    /// <summary>φ*.</summary>
    public double Minimum { get; }

    /// <inheritdoc/>
    public override string Name => "power";

    /// <inheritdoc/>
    public override string Formula =>
        Minimum == 0 ? $"({Text(Scale)}/{Degree}) φ^{Degree}" : $"({Text(Scale)}/{Degree}) (φ − {Text(Minimum)})^{Degree}";

    /// <inheritdoc/>
    public override double? UniformCurvature => Degree == 2 ? Scale : null;

    /// <inheritdoc/>
    protected override Numerics.Expressions.Formula? OneField => Minimum == 0
        ? Of("k/n*phi^n", ("k", Scale), ("n", Degree))
        : Of("k/n*(phi - m)^n", ("k", Scale), ("n", Degree), ("m", Minimum));

    /// <inheritdoc/>
    public override double Value(double field) => Scale / Degree * Power(field - Minimum, Degree);

    /// <inheritdoc/>
    public override double Slope(double field) => Scale * Power(field - Minimum, Degree - 1);

    /// <inheritdoc/>
    public override double Curvature(double field) => Scale * (Degree - 1) * Power(field - Minimum, Degree - 2);

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> field, Span<double> gradient) => Powers(field, Degree - 1, Scale, gradient);

    /// <inheritdoc/>
    public override void Curvatures(ReadOnlySpan<double> field, Span<double> curvatures) =>
        Powers(field, Degree - 2, Scale * (Degree - 1), curvatures);

    /// <summary>κ(n−1)(ne/κ)^{(n−2)/n}, that of |φ − φ*| = (ne/κ)^{1/n}.</summary>
    /// <param name="energy">e.</param>
    public override double LargestCurvature(double energy) =>
        Scale * (Degree - 1) * Math.Pow(Degree * energy / Scale, (Degree - 2.0) / Degree);

    /// <summary>c(φ − φ*)^m of each entry, by the multiplications of <see cref="SingleFieldPotential.Power"/>, block by block.</summary>
    private void Powers(ReadOnlySpan<double> field, int exponent, double factor, Span<double> result)
    {
        if (exponent == 0)
        {
            result[..field.Length].Fill(factor);
            return;
        }

        if (exponent == 1)
        {
            TensorPrimitives.Subtract(field, Minimum, result);
            TensorPrimitives.Multiply(result[..field.Length], factor, result);
            return;
        }

        Span<double> squares = stackalloc double[Math.Min(Block, field.Length)];
        for (int first = 0; first < field.Length; first += Block)
        {
            int length = Math.Min(Block, field.Length - first);
            Span<double> x = squares[..length], power = result.Slice(first, length);
            TensorPrimitives.Subtract(field.Slice(first, length), Minimum, x);
            power.Fill(1);
            for (int left = exponent; left > 0; left >>= 1)
            {
                if ((left & 1) == 1)
                {
                    TensorPrimitives.Multiply(power, x, power);
                }

                if (left > 1)
                {
                    TensorPrimitives.Multiply(x, x, x);
                }
            }

            TensorPrimitives.Multiply(power, factor, power);
        }
    }
}

using System.Numerics;

namespace Inflaton.Networks.Activations;

/// <summary>Polynomial, φ(z) = Σ c_k z^k: monomials and the orthonormal Hermite polynomials among them.</summary>
public sealed class Polynomial : Activation
{
    /// <summary>Most coefficients.</summary>
    public const int MostCoefficients = 100;

    private const int LargestDegree = 50;

    private readonly double[] coefficients;

    private Polynomial(string name, double[] parameters, double[] coefficients)
    {
        if (coefficients.Length is 0 or > MostCoefficients)
        {
            throw new ArgumentException(
                $"A polynomial has from 1 to {MostCoefficients} coefficients, not {coefficients.Length}.", nameof(coefficients));
        }

        foreach (double coefficient in coefficients)
        {
            CheckFinite(coefficient, nameof(coefficients));
        }

        (Name, Parameters, this.coefficients) = (name, parameters, coefficients);
    }

    /// <summary>Σ c_k z^k.</summary>
    /// <param name="coefficients">c_0, c_1, …, at least one and at most <see cref="MostCoefficients"/>, all finite.</param>
    /// <exception cref="ArgumentException">There are none, too many, or one is not finite.</exception>
    public Polynomial(params ReadOnlySpan<double> coefficients)
        : this("polynomial", coefficients.ToArray(), coefficients.ToArray())
    {
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Parameters { get; }

    /// <summary>c_0, c_1, ….</summary>
    public IReadOnlyList<double> Coefficients => coefficients;

    /// <summary>Largest power.</summary>
    public int Degree => coefficients.Length - 1;

    /// <inheritdoc/>
    public override bool IsOdd => coefficients.Where((_, k) => k % 2 == 0).All(coefficient => coefficient == 0);

    /// <summary>zⁿ.</summary>
    /// <param name="degree">n, from 0 to 50.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degree"/> is outside that range.</exception>
    public static Polynomial Monomial(int degree = 2)
    {
        CheckDegree(degree);
        double[] coefficients = new double[degree + 1];
        coefficients[degree] = 1;
        return new("monomial", [degree], coefficients);
    }

    /// <summary>The orthonormal Hermite polynomial h_n(z), for which K = q₁₂ⁿ at unit variances.</summary>
    /// <param name="degree">n, from 0 to 50.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degree"/> is outside that range.</exception>
    public static Polynomial Hermite(int degree = 2)
    {
        CheckDegree(degree);
        double[] previous = [], current = [1];
        for (int k = 0; k < degree; k++)
        {
            double[] next = new double[k + 2];
            for (int j = 0; j < next.Length; j++)
            {
                double shifted = j > 0 ? current[j - 1] : 0, before = j < previous.Length ? previous[j] : 0;
                next[j] = (shifted - (Math.Sqrt(k) * before)) / Math.Sqrt(k + 1.0);
            }

            (previous, current) = (current, next);
        }

        return new("hermite", [degree], current);
    }

    /// <inheritdoc/>
    public override double Value(double z) => Horner(z).Value;

    /// <inheritdoc/>
    public override double Slope(double z) => Horner(z).Slope;

    /// <inheritdoc/>
    public override double Curvature(double z)
    {
        double curvature = 0;
        for (int k = Degree; k >= 2; k--)
        {
            curvature = (curvature * z) + (k * (k - 1) * coefficients[k]);
        }

        return curvature;
    }

    /// <inheritdoc/>
    public override double ThirdDerivative(double z)
    {
        double third = 0;
        for (int k = Degree; k >= 3; k--)
        {
            third = (third * z) + (k * (k - 1) * (k - 2) * coefficients[k]);
        }

        return third;
    }

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes)
    {
        CheckLengths(preactivations, values, slopes);
        int i = 0;
        for (; i <= preactivations.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> z = new(preactivations[i..]), value = new(coefficients[Degree]), slope = Vector<double>.Zero;
            for (int k = Degree - 1; k >= 0; k--)
            {
                slope = (slope * z) + value;
                value = (value * z) + new Vector<double>(coefficients[k]);
            }

            value.CopyTo(values[i..]);
            slope.CopyTo(slopes[i..]);
        }

        for (; i < preactivations.Length; i++)
        {
            (values[i], slopes[i]) = Horner(preactivations[i]);
        }
    }

    private (double Value, double Slope) Horner(double z)
    {
        double value = coefficients[Degree], slope = 0;
        for (int k = Degree - 1; k >= 0; k--)
        {
            slope = (slope * z) + value;
            value = (value * z) + coefficients[k];
        }

        return (value, slope);
    }

    private static void CheckDegree(int degree)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, LargestDegree);
    }
}

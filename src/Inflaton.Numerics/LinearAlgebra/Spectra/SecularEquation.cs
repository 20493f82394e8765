using System.Numerics;
using System.Numerics.Tensors;

namespace Inflaton.Numerics.LinearAlgebra.Spectra;

/// <summary>
/// The roots λ of 1 + ρ Σᵢ zᵢ²/(dᵢ − λ) = 0 with ρ &gt; 0, d ascending and all zᵢ ≠ 0: the eigenvalues of diag(d) + ρ z zᵀ. There is one
/// root above each d, below the next.
/// </summary>
/// <remarks>
/// A root is sought as the distance from the nearer d, so that all dᵢ − λ keep their digits; each step fits one pole to the terms on either
/// side (J. R. Bunch, C. P. Nielsen, D. C. Sorensen, Numer. Math. 31 (1978) 31; R.-C. Li, LAPACK Working Note 89), kept inside a bracket.
/// </remarks>
internal readonly ref struct SecularEquation(ReadOnlySpan<double> poles, ReadOnlySpan<double> squares, double rho)
{
    private const double Epsilon = 1.1e-16;
    private const int MostSteps = 120;
    private const int StepsBeforeBisection = 12;

    private readonly ReadOnlySpan<double> poles = poles;
    private readonly ReadOnlySpan<double> squares = squares;

    /// <summary>Finds the root above pole j.</summary>
    /// <param name="j">Index of the pole.</param>
    /// <param name="differences">Receives all dᵢ − λ.</param>
    /// <returns>The root λ.</returns>
    public double Root(int j, Span<double> differences)
    {
        int count = poles.Length;
        bool last = j == count - 1;

        // The terms up to the split and those behind it are fitted by one pole each.
        int split = last ? Math.Max(1, count - 1) : j + 1;
        int origin = j;
        double low = 0, high = last ? rho * Sum(squares) : 0.5 * (poles[j + 1] - poles[j]);
        double mu = last ? 0.5 * high : high;
        if (last)
        {
            // Rounding must not put the end of the bracket before the root.
            high *= 1 + (8 * Epsilon);
        }

        Shift(origin, differences);
        Evaluation at = Evaluate(differences, mu, split);
        if (!last && at.Value < 0)
        {
            origin = j + 1;
            low = -high;
            high = 0;
            mu = low;
            Shift(origin, differences);
            at = Evaluate(differences, mu, split);
        }

        for (int step = 0; step < MostSteps && !at.IsZero; step++)
        {
            if (at.Value < 0)
            {
                low = Math.Max(low, mu);
            }
            else
            {
                high = Math.Min(high, mu);
            }

            double next = count == 1 ? rho * squares[0] : mu + Step(at, differences, mu, split, last);
            bool bisect = !(next > low && next < high) || (step >= StepsBeforeBisection && step % 2 == 0);
            if (bisect)
            {
                next = 0.5 * (low + high);
            }

            if (Math.Abs(next - mu) <= Epsilon * Math.Abs(next) || next == 0)
            {
                mu = next == 0 ? mu : next;
                break;
            }

            mu = next;
            at = Evaluate(differences, mu, split);
        }

        TensorPrimitives.Subtract(differences, mu, differences);
        return poles[origin] + mu;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum;
    }

    private void Shift(int origin, Span<double> differences) => TensorPrimitives.Subtract(poles, poles[origin], differences);

    private double Step(in Evaluation at, ReadOnlySpan<double> shifted, double mu, int split, bool last)
    {
        double d1 = shifted[split - 1] - mu, d2 = shifted[split] - mu;
        double c = at.Value - (d1 * at.LowerSlope) - (d2 * at.UpperSlope);
        double a = (c * (d1 + d2)) + (d1 * d1 * at.LowerSlope) + (d2 * d2 * at.UpperSlope);
        double b = d1 * d2 * at.Value;
        double root = Math.Sqrt(Math.Max(0, (a * a) - (4 * b * c)));
        return last
            ? a >= 0 ? (a + root) / (2 * c) : 2 * b / (a - root)
            : a <= 0 ? (a - root) / (2 * c) : 2 * b / (a + root);
    }

    /// <summary>The function over ρ at μ, and the slopes of the terms before and behind the split.</summary>
    private Evaluation Evaluate(ReadOnlySpan<double> shifted, double mu, int split)
    {
        (double lower, double lowerSlope) = Terms(shifted[..split], squares[..split], mu);
        (double upper, double upperSlope) = Terms(shifted[split..], squares[split..], mu);
        double value = (1 / rho) + lower + upper;
        double rounding = Epsilon * ((8 * ((1 / rho) + Math.Abs(lower) + Math.Abs(upper))) + (Math.Abs(mu) * (lowerSlope + upperSlope)));
        return new Evaluation(value, lowerSlope, upperSlope, Math.Abs(value) <= rounding);
    }

    private static (double Sum, double Slope) Terms(ReadOnlySpan<double> shifted, ReadOnlySpan<double> squares, double mu)
    {
        int i = 0;
        double sum = 0, slope = 0;
        if (shifted.Length >= Vector<double>.Count)
        {
            Vector<double> at = new(mu), sums = Vector<double>.Zero, slopes = Vector<double>.Zero;
            for (; i <= shifted.Length - Vector<double>.Count; i += Vector<double>.Count)
            {
                Vector<double> inverse = Vector<double>.One / (new Vector<double>(shifted[i..]) - at);
                Vector<double> term = new Vector<double>(squares[i..]) * inverse;
                sums += term;
                slopes += term * inverse;
            }

            sum = Vector.Sum(sums);
            slope = Vector.Sum(slopes);
        }

        for (; i < shifted.Length; i++)
        {
            double inverse = 1 / (shifted[i] - mu);
            double term = squares[i] * inverse;
            sum += term;
            slope += term * inverse;
        }

        return (sum, slope);
    }

    private readonly record struct Evaluation(double Value, double LowerSlope, double UpperSlope, bool IsZero);
}

using System.Numerics;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.Functions;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// φ(z) = max(z, 0)ⁿ, n ≥ 0 (n = 0 is the step, n = 1 relu): K = (q₁₁q₂₂)^{n/2} J_n(θ)/2π and D = n² (q₁₁q₂₂)^{(n−1)/2} J_{n−1}(θ)/2π with
/// J_n = A_n(cos θ) sin θ + P_n(cos θ)(π − θ). Source: Cho, Saul, "Kernel methods for deep learning" (2009); the polynomials A_n and P_n
/// follow here from dJ_n/d cos θ = n² J_{n−1}.
/// </summary>
public sealed class RectifiedMonomialDual : DualActivation
{
    private readonly ArcCosine own;
    private readonly ArcCosine? below;

    /// <summary>Of a rectified monomial.</summary>
    /// <param name="activation">max(z, 0)ⁿ; the polynomials' coefficients cost more than the last digits beyond its largest degree.</param>
    public RectifiedMonomialDual(RectifiedMonomial activation)
        : base(activation)
    {
        Degree = activation.Degree;
        own = ArcCosine.OfOrder(0);
        for (int order = 1; order <= Degree; order++)
        {
            (below, own) = (own, own.Next());
        }
    }

    /// <summary>n.</summary>
    public int Degree { get; }

    internal override bool NeedsAngle => true;

    internal override void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes)
    {
        CorrelationAngle.Cosines(pairs, covariances);
        ArcTangent.EvaluateAngle(sines, covariances, slopes);
        Span<Vector<double>> values = Vectors(covariances), others = Vectors(slopes), sine = Vectors(sines);
        ReadOnlySpan<Vector<double>> roots = Vectors(pairs.ColumnRoots);
        Vector<double> row = new(pairs.RowRoot), pi = new(Math.PI), over = new(1 / (2 * Math.PI)), factor = new((double)Degree * Degree);
        for (int i = 0; i < values.Length; i++)
        {
            Vector<double> c = values[i], rest = pi - others[i], size = over;
            Vector<double> product = row * roots[i];
            for (int power = 1; power < Degree; power++)
            {
                size *= product;
            }

            others[i] = below is null ? Vector<double>.Zero : factor * size * below.Evaluate(c, sine[i], rest);
            values[i] = (Degree > 0 ? size * product : size) * own.Evaluate(c, sine[i], rest);
        }
    }

    /// <summary>J_n by its two polynomials in cos θ, lowest power first.</summary>
    private sealed class ArcCosine(int order, double[] sine, double[] angle)
    {
        public static ArcCosine OfOrder(int order) => order == 0 ? new(0, [0], [1]) : OfOrder(order - 1).Next();

        public Vector<double> Evaluate(Vector<double> cosine, Vector<double> sines, Vector<double> rest) =>
            (sines * Horner(sine, cosine)) + (rest * Horner(angle, cosine));

        /// <summary>P' = n²P_{n−1} and (1 − c²)A' − cA + P = n²(1 − c²)A_{n−1}, from the values at θ = π/2.</summary>
        public ArcCosine Next()
        {
            int n = order + 1;
            double square = (double)n * n;
            double[] nextAngle = new double[n + 1];
            nextAngle[0] = n % 2 == 0 ? Math.Pow(DoubleFactorial(n - 1), 2) : 0;
            for (int j = 1; j <= n; j++)
            {
                nextAngle[j] = square * At(angle, j - 1) / j;
            }

            // At θ = π/2 the two factors are independent, which gives A_n(0) = (n − 1)!!² for odd n and 0 for even n.
            double[] nextSine = new double[n];
            nextSine[0] = n % 2 == 0 ? 0 : DoubleFactorial(n - 1) * DoubleFactorial(n - 1);
            for (int j = 0; j + 1 < n; j++)
            {
                nextSine[j + 1] = ((j * At(nextSine, j - 1)) - nextAngle[j] + (square * (At(sine, j) - At(sine, j - 2)))) / (j + 1);
            }

            return new ArcCosine(n, nextSine, nextAngle);
        }

        private static Vector<double> Horner(double[] coefficients, Vector<double> x)
        {
            Vector<double> sum = new(coefficients[^1]);
            for (int k = coefficients.Length - 2; k >= 0; k--)
            {
                sum = (sum * x) + new Vector<double>(coefficients[k]);
            }

            return sum;
        }

        private static double At(double[] coefficients, int index) =>
            index >= 0 && index < coefficients.Length ? coefficients[index] : 0;

        private static double DoubleFactorial(int n) => n <= 1 ? 1 : n * DoubleFactorial(n - 2);
    }
}

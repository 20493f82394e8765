using Inflaton.Numerics.Functions;

namespace Inflaton.Numerics.Statistics;

/// <summary>
/// What samples of a certain number can say of the error of a cumulant. The square of the jackknife's error is right on average, but of
/// orders above 2 a few samples decide it: most sets of samples lack them, and state too small an error beside too small a value. How
/// uncertain that error is follows from the fourth moment of the cumulant's influence function ψ, whose mean square is n times the
/// variance of the estimate: (E[ψ⁴]/E[ψ²]² − 1)/4n is its relative variance. Where it is large, <see cref="JointCumulants"/> states no
/// less than the error of a normal variable whose variance fluctuates as much as κ₂ and κ₄ say.
/// </summary>
public static class CumulantError
{
    /// <summary>Relative uncertainty of an error above which it is not the jackknife's alone.</summary>
    public const double LargestSpread = 0.3;

    private static readonly int[] Fewest = [5, 16, 16, 30, 30, 30];

    private static readonly double[] NormalKurtosis =
        [.. Enumerable.Range(1, JointCumulants.HighestOrder).Select(KurtosisOfHermite)];

    /// <summary>
    /// Number of samples below which no error is stated: 5 for a mean, 16 for orders 2 and 3, 30 for those above, from where on the
    /// stated errors of normal variables cover.
    /// </summary>
    /// <param name="order">Order of the cumulant, 1 to <see cref="JointCumulants.HighestOrder"/>.</param>
    public static int FewestSamples(int order) => Fewest[Checked(order) - 1];

    /// <summary>
    /// Number of samples from which the jackknife's error of a normal variable is known to <see cref="LargestSpread"/>: 6, 39, 256, 1773
    /// and 97689 for orders 1, 2, 3, 4 and 6.
    /// </summary>
    /// <param name="order">Order of the cumulant, 1 to <see cref="JointCumulants.HighestOrder"/>.</param>
    public static long KnownFrom(int order) =>
        (long)Math.Ceiling((NormalKurtosis[Checked(order) - 1] - 1) / (4 * LargestSpread * LargestSpread));

    /// <summary>Relative standard deviation of the jackknife's error, of a normal variable.</summary>
    /// <param name="order">Order of the cumulant.</param>
    /// <param name="samples">Number of samples.</param>
    internal static double NormalSpread(int order, long samples) => Math.Sqrt((NormalKurtosis[order - 1] - 1) / samples) / 2;

    /// <summary>
    /// Variance of the unbiased estimate of a cumulant of normal variables over Π of their covariances, summed over all ways to pair the
    /// factors with themselves: 1/n to leading order. Source: M. Kendall, A. Stuart, The Advanced Theory of Statistics 1, section 12.
    /// </summary>
    /// <param name="order">Order of the cumulant.</param>
    /// <param name="samples">Number n of samples, larger than the order.</param>
    internal static double NormalVariance(int order, double samples)
    {
        double n = samples, free = 1;
        for (int i = 1; i < order; i++)
        {
            free *= n - i;
        }

        return order switch
        {
            1 => 1 / n,
            2 => 1 / free,
            3 => n / free,
            4 => n * (n + 1) / free,
            5 => n * n * (n + 5) / free,
            _ => n * (n + 1) * ((n * n) + (15 * n) - 4) / free,
        };
    }

    /// <summary>
    /// By how much the variance of a cumulant's estimate is larger than that of a normal variable where the variance of the variable
    /// fluctuates itself, as a log-normal number: E[x^{2p}] = (2p − 1)!! e^{p(p − 1)s²/2}, up to the largest of n such numbers.
    /// </summary>
    /// <param name="order">Order of the cumulant.</param>
    /// <param name="samples">Number n of samples.</param>
    /// <param name="spread">s², the variance of the logarithm, from 0: ln(1 + κ₄/3κ₂²).</param>
    internal static double Widening(int order, double samples, double spread)
    {
        if (!(spread > 0))
        {
            return 1;
        }

        double s = Math.Sqrt(spread), largest = Math.Sqrt(2 * Math.Log(samples));
        double whole = NormalDistribution.Evaluate(largest - (s / 2));
        Span<double> moments = stackalloc double[JointCumulants.HighestOrder + 1];
        moments[0] = 1;
        double odd = 1;
        for (int p = 1; p < moments.Length; p++)
        {
            odd *= (2 * p) - 1;
            moments[p] = odd * Math.Exp(p * (p - 1) * spread / 2)
                * NormalDistribution.Evaluate(largest - ((p - 0.5) * s)) / whole;
        }

        // ψ of a symmetric variable of variance 1: powers of x falling by 2 from the order.
        double bent = moments[2] - 6;
        ReadOnlySpan<double> influence = order switch
        {
            1 or 2 => [1],
            3 => [1, -3],
            4 => [1, -6],
            5 => [1, -10, -5 * bent],
            _ => [1, -15, -15 * bent],
        };
        double square = 0, mean = 0;
        for (int i = 0; i < influence.Length; i++)
        {
            mean += order % 2 == 0 ? influence[i] * moments[(order / 2) - i] : 0;
            for (int j = 0; j < influence.Length; j++)
            {
                square += influence[i] * influence[j] * moments[order - i - j];
            }
        }

        return Math.Max(1, (square - (mean * mean)) / Factorial(order));
    }

    /// <summary>E[He_k⁴]/k!², of He_k² = Σ_r r!(k over r)² He_{2k−2r}: He_k is ψ of a normal variable.</summary>
    private static double KurtosisOfHermite(int k)
    {
        double sum = 0;
        for (int r = 0; r <= k; r++)
        {
            double pairs = Factorial(r) * Math.Pow(Factorial(k) / (Factorial(r) * Factorial(k - r)), 2);
            sum += pairs * pairs * Factorial(2 * (k - r));
        }

        return sum / (Factorial(k) * Factorial(k));
    }

    private static double Factorial(int of) => of < 2 ? 1 : of * Factorial(of - 1);

    private static int Checked(int order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, JointCumulants.HighestOrder);
        return order;
    }
}

using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Kernels.FiniteWidth;

/// <summary>The functions of z, φ and φ' at N inputs whose expectations are taken, and where each of them stands; one or two inputs are
/// summed over.</summary>
internal sealed class MomentFeatures : IMomentFunctions
{
    /// <summary>1 − ρ² at and below which two inputs are parallel: their inverse covariance has lost its digits.</summary>
    private const double Parallel = 1e-9;

    private const int PairWeights = 5;
    private readonly int count;
    private readonly double[] roots;
    private readonly (double Own, double Cross, double Other)[] inverses;

    private MomentFeatures(Matrix<double> covariance)
    {
        count = covariance.Rows;
        roots = [.. Enumerable.Range(0, count).Select(a => Math.Sqrt(covariance[a, a]))];
        inverses = new (double, double, double)[count * count];
        for (int a = 0; a < count; a++)
        {
            for (int b = a + 1; b < count; b++)
            {
                double own = covariance[a, a], cross = covariance[a, b], other = covariance[b, b];
                double determinant = (own * other) - (cross * cross);
                inverses[(a * count) + b] = determinant > Parallel * own * other
                    ? (other / determinant, -cross / determinant, own / determinant)
                    : (double.NaN, double.NaN, double.NaN);
            }
        }
    }

    /// <summary>Number of functions.</summary>
    public int Count => Weighted(count, count - 1, 0, 0) + (PairWeights * count);

    public static MomentFeatures Of(Matrix<double> covariance) => new(covariance);

    // Blocks one behind the other: N² each but for the fourth moments, N⁴, and the rows of N.
    public static int Pair(int n, int a, int b) => (a * n) + b;

    public static int SlopePair(int n, int a, int b) => (n * n) + (a * n) + b;

    public static int MixedFour(int n, int a, int b) => (2 * n * n) + (a * n) + b;

    public static int SlopeFour(int n, int a, int b) => (3 * n * n) + (a * n) + b;

    public static int Stretch(int n, int a, int b) => (4 * n * n) + (a * n) + b;

    public static int Six(int n, int a) => (5 * n * n) + a;

    public static int CubeSlope(int n, int a) => (5 * n * n) + n + a;

    public static int Cubic(int n, int a) => (5 * n * n) + (2 * n) + a;

    public static int Four(int n, int a, int b, int c, int d) => (5 * n * n) + (3 * n) + (((((a * n) + b) * n) + c) * n) + d;

    public static int Weighted(int n, int a, int b, int which) =>
        (5 * n * n) + (3 * n) + (n * n * n * n) + (((a * n) + b) * PairWeights) + which;

    public void Add(double weight, ReadOnlySpan<double> z, ReadOnlySpan<double> values, ReadOnlySpan<double> slopes, Span<double> sums)
    {
        int n = count;
        for (int a = 0; a < n; a++)
        {
            double value = values[a], slope = slopes[a], square = value * value, s = roots[a] == 0 ? 0 : z[a] / roots[a];
            sums[Six(n, a)] += weight * square * square * square;
            sums[CubeSlope(n, a)] += weight * z[a] * square * value * slope;
            sums[Cubic(n, a)] += weight * value * slope * z[a] * ((s * s) - 3);
            for (int b = 0; b < n; b++)
            {
                sums[Stretch(n, a, b)] += weight * z[a] * slope * values[b];
            }

            for (int b = a; b < n; b++)
            {
                double pair = weight * value * values[b], slopePair = slope * slopes[b];
                sums[Pair(n, a, b)] += pair;
                sums[SlopePair(n, a, b)] += weight * slopePair;
                sums[MixedFour(n, a, b)] += pair * slopePair;
                sums[SlopeFour(n, a, b)] += weight * slopePair * slopePair;
                for (int c = b; c < n; c++)
                {
                    for (int d = c; d < n; d++)
                    {
                        sums[Four(n, a, b, c, d)] += pair * values[c] * values[d];
                    }
                }

                if (b == a)
                {
                    continue;
                }

                (double own, double cross, double other) = inverses[(a * n) + b];
                double first = (own * z[a]) + (cross * z[b]), second = (cross * z[a]) + (other * z[b]);
                double ownWeight = weight * ((first * first) - own), otherWeight = weight * ((second * second) - other);
                Span<double> weighted = sums.Slice(Weighted(n, a, b, 0), PairWeights);
                weighted[0] += ownWeight * slopePair;
                weighted[1] += weight * ((first * second) - cross) * slopePair;
                weighted[2] += otherWeight * slopePair;
                weighted[3] += ownWeight * z[a] * slope * values[b];
                weighted[4] += otherWeight * z[b] * slopes[b] * value;
            }
        }
    }

    public void Complete(Span<double> sums)
    {
        int n = count;
        Span<int> order = stackalloc int[4];
        for (int a = 0; a < n; a++)
        {
            for (int b = 0; b < n; b++)
            {
                (int low, int high) = (Math.Min(a, b), Math.Max(a, b));
                sums[Pair(n, a, b)] = sums[Pair(n, low, high)];
                sums[SlopePair(n, a, b)] = sums[SlopePair(n, low, high)];
                sums[MixedFour(n, a, b)] = sums[MixedFour(n, low, high)];
                sums[SlopeFour(n, a, b)] = sums[SlopeFour(n, low, high)];
                for (int c = 0; c < n; c++)
                {
                    for (int d = 0; d < n; d++)
                    {
                        (order[0], order[1], order[2], order[3]) = (a, b, c, d);
                        order.Sort();
                        sums[Four(n, a, b, c, d)] = sums[Four(n, order[0], order[1], order[2], order[3])];
                    }
                }
            }
        }
    }

    /// <summary>Puts the sums of two inputs to where they stand among those of more.</summary>
    /// <param name="pair">Of two inputs.</param>
    /// <param name="first">Which of more the first is.</param>
    /// <param name="second">Which the second.</param>
    /// <param name="n">How many more are.</param>
    /// <param name="all">Receives them.</param>
    public static void Place(double[] pair, int first, int second, int n, double[] all)
    {
        int[] at = [first, second];
        for (int a = 0; a < 2; a++)
        {
            all[Six(n, at[a])] = pair[Six(2, a)];
            all[CubeSlope(n, at[a])] = pair[CubeSlope(2, a)];
            all[Cubic(n, at[a])] = pair[Cubic(2, a)];
            for (int b = 0; b < 2; b++)
            {
                all[Pair(n, at[a], at[b])] = pair[Pair(2, a, b)];
                all[SlopePair(n, at[a], at[b])] = pair[SlopePair(2, a, b)];
                all[MixedFour(n, at[a], at[b])] = pair[MixedFour(2, a, b)];
                all[SlopeFour(n, at[a], at[b])] = pair[SlopeFour(2, a, b)];
                all[Stretch(n, at[a], at[b])] = pair[Stretch(2, a, b)];
                for (int c = 0; c < 2; c++)
                {
                    for (int d = 0; d < 2; d++)
                    {
                        all[Four(n, at[a], at[b], at[c], at[d])] = pair[Four(2, a, b, c, d)];
                    }
                }
            }
        }

        pair.AsSpan(Weighted(2, 0, 1, 0), PairWeights).CopyTo(all.AsSpan(Weighted(n, first, second, 0)));
    }
}

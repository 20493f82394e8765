using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Quadrature;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.FiniteWidth;

/// <summary>
/// Expectations of products of an activation φ over jointly normal pre-activations z_1 … z_N of mean 0 and covariance K, N ≤ 3: what a
/// layer of finite width makes of the kernel, of its fluctuations and of their mean. By nested quadrature on the Cholesky factor of K, of
/// any rank, in panels that end at the kinks of φ, so that no derivative of φ beyond the first is taken.
/// </summary>
internal sealed class ActivationMoments
{
    private readonly int count;
    private readonly Matrix<double> covariance;
    private readonly double[] sums;

    private ActivationMoments(Matrix<double> covariance, double[] sums)
    {
        (this.covariance, this.sums) = (covariance, sums);
        count = covariance.Rows;
    }

    /// <summary>All moments.</summary>
    /// <param name="activation">φ.</param>
    /// <param name="covariance">K, [N, N], N from 1 to <see cref="MomentQuadrature.MostInputs"/>.</param>
    /// <param name="nodes">Nodes of a panel.</param>
    /// <param name="team">Threads; the bits do not depend on them.</param>
    public static ActivationMoments Of(Activation activation, Matrix<double> covariance, int nodes, WorkerTeam team)
    {
        GaussLegendre rule = new(nodes);
        double[] Sums(Matrix<double> part, IMomentFunctions functions) => new MomentQuadrature(activation, part, rule, functions).Sum(team);
        int n = covariance.Rows;
        if (n < 3)
        {
            return new ActivationMoments(covariance, Sums(covariance, MomentFeatures.Of(covariance)));
        }

        // All but three fourth moments are those of pairs.
        double[] all = new double[MomentFeatures.Of(covariance).Count];
        for (int a = 0; a < n; a++)
        {
            for (int b = a + 1; b < n; b++)
            {
                int[] inputs = [a, b];
                Matrix<double> part = Matrix.FromFunction(2, 2, (i, j) => covariance[inputs[i], inputs[j]]);
                MomentFeatures.Place(Sums(part, MomentFeatures.Of(part)), a, b, n, all);
            }
        }

        double[] triple = Sums(covariance, new TripleProducts());
        foreach ((int a, int b, int c) in (ReadOnlySpan<(int, int, int)>)[(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
        {
            foreach ((int i, int j, int k, int l) in (ReadOnlySpan<(int, int, int, int)>)
                [(a, a, b, c), (a, b, a, c), (a, b, c, a), (b, a, a, c), (b, a, c, a), (b, c, a, a)])
            {
                all[MomentFeatures.Four(n, i, j, k, l)] = triple[a];
            }
        }

        return new ActivationMoments(covariance, all);
    }

    /// <summary>E[φ_aφ_b].</summary>
    public double Pair(int a, int b) => sums[MomentFeatures.Pair(count, a, b)];

    /// <summary>E[φ'_aφ'_b].</summary>
    public double SlopePair(int a, int b) => sums[MomentFeatures.SlopePair(count, a, b)];

    /// <summary>E[φ_aφ_bφ_cφ_d].</summary>
    public double Four(int a, int b, int c, int d) => sums[MomentFeatures.Four(count, a, b, c, d)];

    /// <summary>E[φ_aφ_bφ'_aφ'_b].</summary>
    public double MixedFour(int a, int b) => sums[MomentFeatures.MixedFour(count, a, b)];

    /// <summary>E[φ'_a²φ'_b²].</summary>
    public double SlopeFour(int a, int b) => sums[MomentFeatures.SlopeFour(count, a, b)];

    /// <summary>E[φ_a⁶].</summary>
    public double Six(int a) => sums[MomentFeatures.Six(count, a)];

    /// <summary>∂E[φ_a⁴]/∂K_aa.</summary>
    public double FourSlope(int a) => Quotient(2 * sums[MomentFeatures.CubeSlope(count, a)], covariance[a, a]);

    /// <summary>
    /// ∂E[φ_aφ_b]/∂K_aa, at the other end held where b differs from a: ½E[φ''_aφ_b] by E[zφ'_aφ_b] = K_aa E[φ''_aφ_b] + K_ab E[φ'_aφ'_b].
    /// 0 where K_aa is 0 and has nothing to fluctuate by.
    /// </summary>
    public double OwnSlope(int a, int b) => a == b
        ? Quotient(sums[MomentFeatures.Stretch(count, a, a)], covariance[a, a])
        : Quotient(sums[MomentFeatures.Stretch(count, a, b)] - (covariance[a, b] * SlopePair(a, b)), 2 * covariance[a, a]);

    /// <summary>d²E[φ_a²]/dK_aa².</summary>
    public double Curvature(int a) => Quotient(sums[MomentFeatures.Cubic(count, a)], 2 * covariance[a, a] * covariance[a, a]);

    /// <summary>
    /// E[∂ᵖφ_a ∂^qφ_b] for p + q = 4, a ≠ b, by the second derivatives of the normal density: NaN where the two are parallel.
    /// </summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    /// <param name="order">p, 0 to 4.</param>
    public double FourthDerivative(int a, int b, int order) => a > b ? FourthDerivative(b, a, 4 - order) : order switch
    {
        0 => Quotient(
            sums[MomentFeatures.Weighted(count, a, b, 4)] - (4 * OwnSlope(b, a)) - (covariance[a, b] * FourthDerivative(a, b, 1)),
            covariance[b, b]),
        1 => sums[MomentFeatures.Weighted(count, a, b, 2)],
        2 => sums[MomentFeatures.Weighted(count, a, b, 1)],
        3 => sums[MomentFeatures.Weighted(count, a, b, 0)],
        _ => Quotient(
            sums[MomentFeatures.Weighted(count, a, b, 3)] - (4 * OwnSlope(a, b)) - (covariance[a, b] * FourthDerivative(a, b, 3)),
            covariance[a, a]),
    };

    private static double Quotient(double dividend, double divisor) => divisor == 0 ? 0 : dividend / divisor;
}

using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.FiniteWidth;

/// <summary>
/// The correlators of one output of a fully connected network over draws of its weights, at up to three inputs, to leading order in
/// 1/width. Given the units of the layer before, an output is normal with the kernel K̂ = σ_b² + (σ_w²/n) Σ_i φ_iφ_i, which fluctuates
/// from draw to draw: S_(12)(34) = Cov(K̂_12, K̂_34) obeys S' = (σ_w⁴/n)(E[φφφφ] − E[φφ]E[φφ]) + σ_w⁴ (∂E[φφ]/∂K) S (∂E[φφ]/∂K), from S =
/// 0 at the first layer. Source: D. A. Roberts, S. Yaida, B. Hanin, arXiv:2106.10165, chapter 4.
/// </summary>
/// <remarks>
/// What is left out falls as 1/width² (of the six-point function: as 1/width³); S is exact for one hidden layer. The expansion parameter is
/// <see cref="DepthOverWidth"/>: near 1 the numbers say nothing. Weights are taken as normal; PyTorch's uniform draw adds a part of its own
/// order 1/width and is refused.
/// </remarks>
public sealed class OutputCorrelators
{
    /// <summary>Most inputs.</summary>
    public const int MostInputs = MomentQuadrature.MostInputs;

    // Nodes of a panel by the number of inputs; the second rule is what the first is compared with.
    private static readonly (int Full, int Lower)[] Orders = [(20, 16), (16, 12), (12, 9)];

    private readonly double[] vertex;

    private OutputCorrelators(NetworkArchitecture architecture, Matrix<double> inputs, int nodes, WorkerTeam team)
    {
        Architecture = architecture;
        Count = inputs.Rows;
        double weight = architecture.WeightStd * architecture.WeightStd;
        int n = Count;
        Covariance = Matrix.FromFunction(n, n, (a, b) =>
        {
            double product = 0;
            for (int i = 0; i < inputs.Columns; i++)
            {
                product += inputs[a, i] * inputs[b, i];
            }

            return Bias(0) + (weight * product / inputs.Columns);
        });
        Matrix<double> first = Covariance;
        CovarianceCorrection = new Matrix<double>(n, n);
        vertex = new double[n * n * n * n];
        KernelThird = new double[n];
        for (int l = 1; l < architecture.Layers; l++)
        {
            ActivationMoments moments = ActivationMoments.Of(architecture.Activation, Covariance, nodes, team);
            if (architecture.Layers == 2)
            {
                KernelVariance = Matrix.FromFunction(n, n, (a, b) => TangentVariance(moments, first, a, b));
            }

            Pass(moments, l, weight);
        }

        double Bias(int layer) => architecture.HasBias(layer) ? architecture.BiasStdOf(layer) * architecture.BiasStdOf(layer) : 0;

        void Pass(ActivationMoments moments, int layer, double weight)
        {
            double width = architecture.Fan(layer), square = weight * weight;
            double[] carried = new double[vertex.Length];
            Matrix<double> correction = Matrix.FromFunction(n, n, (a, b) => weight * Shift(moments, a, b));
            double[] third = [.. Enumerable.Range(0, n).Select(a => square * weight * ThirdCumulant(moments, a, width))];
            for (int a = 0; a < n; a++)
            {
                for (int b = 0; b < n; b++)
                {
                    for (int c = 0; c < n; c++)
                    {
                        for (int d = 0; d < n; d++)
                        {
                            carried[Index(a, b, c, d)] = square * (
                                ((moments.Four(a, b, c, d) - (moments.Pair(a, b) * moments.Pair(c, d))) / width)
                                + Carry(moments, a, b, c, d));
                        }
                    }
                }
            }

            carried.CopyTo(vertex, 0);
            third.CopyTo(KernelThird, 0);
            CovarianceCorrection = correction;
            double bias = Bias(layer);
            Covariance = Matrix.FromFunction(n, n, (a, b) => bias + (weight * moments.Pair(a, b)));
        }

        // Var of Θ_ab = const + (σ_w²/n) Σ_i (φ_aφ_b + c w_i² φ'_aφ'_b), c = the first layer's own Θ.
        double TangentVariance(ActivationMoments moments, Matrix<double> kernel, int a, int b)
        {
            double bias = architecture.BiasScale(0) * architecture.BiasScale(0);
            double scale = architecture.WeightScale(0) * architecture.WeightScale(0);
            double own = architecture.Parameterization == Parameterization.Ntk
                ? kernel[a, b]
                : bias + (scale * ((kernel[a, b] - Bias(0)) / weight * inputs.Columns));
            double readOut = architecture.WeightScale(1) * architecture.WeightScale(1);
            double drawn = architecture.WeightDrawStd(1) * architecture.WeightDrawStd(1);
            own *= drawn;
            double mean = moments.Pair(a, b) + (own * moments.SlopePair(a, b));
            return readOut * readOut * architecture.Fan(1) * (
                moments.Four(a, a, b, b) + (2 * own * moments.MixedFour(a, b)) + (3 * own * own * moments.SlopeFour(a, b)) - (mean * mean));
        }
    }

    /// <summary>The network.</summary>
    public NetworkArchitecture Architecture { get; }

    /// <summary>Number N of inputs.</summary>
    public int Count { get; }

    /// <summary>K(x_a, x_b), E[f_af_b] at infinite width, [N, N].</summary>
    public Matrix<double> Covariance { get; private set; }

    /// <summary>
    /// What the finite width adds to E[f_af_b] at order 1/width, [N, N]; 0 for one hidden layer, where there is nothing to add. NaN off the
    /// diagonal where two inputs are parallel.
    /// </summary>
    public Matrix<double> CovarianceCorrection { get; private set; }

    /// <summary>Var Θ_ab over the draws, [N, N], exact; null for any number of hidden layers but one.</summary>
    public Matrix<double>? KernelVariance { get; private set; }

    /// <summary>Σ_l 1/n_l over the hidden layers: depth over width, what the expansion is one in.</summary>
    public double DepthOverWidth { get; private init; }

    /// <summary>
    /// How far quadratures with fewer nodes are off in <see cref="Covariance"/> and the vertex, relative to the largest entry of each: a
    /// bound on the error of the quadrature, far above it where φ is smooth.
    /// </summary>
    public double StatedError { get; private set; }

    /// <summary>Whether all numbers but those of parallel inputs are finite.</summary>
    public bool IsFinite => Covariance.Values.Concat(vertex).Concat(KernelThird).All(double.IsFinite);

    /// <summary>
    /// E[f⁴]/E[f²]² of one input at any width where φ is positively homogeneous, φ(cz) = cφ(z) for c &gt; 0, and no layer has biases:
    /// 3 Π_l (1 + (E[φ⁴]/E[φ²]² − 1)/n_l), for relu 3 Π (1 + 5/n_l), for a linear network 3 Π (1 + 2/n_l). Null for others.
    /// </summary>
    public double? ExactFourthMoment { get; private init; }

    /// <summary>κ₃(K̂_aa).</summary>
    private double[] KernelThird { get; }

    /// <summary>The correlators at some inputs.</summary>
    /// <param name="architecture">The network, with at least one hidden layer.</param>
    /// <param name="inputs">x, [N, d], N from 1 to <see cref="MostInputs"/>.</param>
    /// <param name="team">Threads; null (default) for the caller's alone. The bits do not depend on them.</param>
    /// <exception cref="ArgumentException">
    /// There are too many inputs or none, they do not fit the network, there is no hidden layer, or weights are not drawn normal.
    /// </exception>
    public static OutputCorrelators Of(NetworkArchitecture architecture, Matrix<double> inputs, WorkerTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Rows is < 1 or > MostInputs || inputs.Columns != architecture.Inputs)
        {
            throw new ArgumentException(
                $"The inputs have the shape [{inputs.Rows}, {inputs.Columns}]; correlators are found for 1 to {MostInputs} inputs "
                + $"of {architecture.Inputs} columns.",
                nameof(inputs));
        }

        if (architecture.Layers < 2)
        {
            throw new ArgumentException("A network without a hidden layer is normal at any width.", nameof(architecture));
        }

        if (architecture.Initialization != Initialization.Normal)
        {
            throw new ArgumentException(
                "The correlators are those of normal weights; others add a part of the order 1/width.", nameof(architecture));
        }

        (int full, int lower) = Orders[inputs.Rows - 1];
        team ??= WorkerTeam.Single;
        OutputCorrelators result = new(architecture, inputs, full, team)
        {
            DepthOverWidth = Enumerable.Range(1, architecture.Layers - 1).Sum(level => 1.0 / architecture.Fan(level)),
            ExactFourthMoment = Homogeneous(architecture),
        };
        OutputCorrelators check = new(architecture, inputs, lower, team);
        result.StatedError = Math.Max(
            Distance(result.Covariance.Values, check.Covariance.Values), Distance(result.vertex, check.vertex));
        return result;
    }

    /// <summary>S_(ab)(cd): the covariance of the fluctuating kernel's entries, at order 1/width.</summary>
    public double Vertex(int a, int b, int c, int d) => vertex[Index(a, b, c, d)];

    /// <summary>The connected four-point function of one output, S_(ab)(cd) + S_(ac)(bd) + S_(ad)(bc): of order 1/width.</summary>
    public double FourPoint(int a, int b, int c, int d) => Vertex(a, b, c, d) + Vertex(a, c, b, d) + Vertex(a, d, b, c);

    /// <summary>The sixth cumulant of one output at one input, 15κ₃(K̂_aa): of order 1/width².</summary>
    public double SixPoint(int a) => 15 * KernelThird[a];

    private int Index(int a, int b, int c, int d) => (((((a * Count) + b) * Count) + c) * Count) + d;

    /// <summary>(∂E[φ_aφ_b]/∂K) S (∂E[φ_cφ_d]/∂K).</summary>
    private double Carry(ActivationMoments moments, int a, int b, int c, int d)
    {
        double sum = 0;
        Span<(int I, int J, double Slope)> left = stackalloc (int, int, double)[3], right = stackalloc (int, int, double)[3];
        int leftCount = Slopes(moments, a, b, left), rightCount = Slopes(moments, c, d, right);
        for (int i = 0; i < leftCount; i++)
        {
            for (int j = 0; j < rightCount; j++)
            {
                sum += left[i].Slope * right[j].Slope * vertex[Index(left[i].I, left[i].J, right[j].I, right[j].J)];
            }
        }

        return sum;
    }

    private static int Slopes(ActivationMoments moments, int a, int b, Span<(int I, int J, double Slope)> slopes)
    {
        slopes[0] = (a, a, moments.OwnSlope(a, b));
        if (a == b)
        {
            return 1;
        }

        slopes[1] = (b, b, moments.OwnSlope(b, a));
        slopes[2] = (a, b, moments.SlopePair(a, b));
        return 3;
    }

    /// <summary>What E[φ_aφ_b] gains: (∂E/∂K)·K₁ + ½(∂²E/∂K²)·S.</summary>
    private double Shift(ActivationMoments moments, int a, int b)
    {
        // A first layer that does not fluctuate shifts nothing, parallel inputs or not.
        if (vertex[Index(a, a, a, a)] == 0 && vertex[Index(b, b, b, b)] == 0)
        {
            return 0;
        }

        if (a == b)
        {
            return (moments.OwnSlope(a, a) * CovarianceCorrection[a, a]) + (0.5 * moments.Curvature(a) * vertex[Index(a, a, a, a)]);
        }

        double sum = (moments.OwnSlope(a, b) * CovarianceCorrection[a, a]) + (moments.OwnSlope(b, a) * CovarianceCorrection[b, b])
            + (moments.SlopePair(a, b) * CovarianceCorrection[a, b]);

        // Σ over which of i, j, k, l is a: by how often, E[∂⁴] of so many.
        sum += moments.FourthDerivative(a, b, 4) * Vertex(a, a, a, a) / 8;
        sum += moments.FourthDerivative(a, b, 3) * Vertex(a, a, a, b) / 2;
        sum += moments.FourthDerivative(a, b, 2) * ((Vertex(a, a, b, b) / 4) + (Vertex(a, b, a, b) / 2));
        sum += moments.FourthDerivative(a, b, 1) * Vertex(b, b, a, b) / 2;
        return sum + (moments.FourthDerivative(a, b, 0) * Vertex(b, b, b, b) / 8);
    }

    /// <summary>κ₃(K̂'_aa)/σ_w⁶ by the law of total cumulance: E[κ₃|K̂] + 3 Cov(E, Var) + κ₃(E).</summary>
    private double ThirdCumulant(ActivationMoments moments, int a, double width)
    {
        double mean = moments.Pair(a, a), four = moments.Four(a, a, a, a), variance = vertex[Index(a, a, a, a)];
        double own = moments.Six(a) - (3 * four * mean) + (2 * mean * mean * mean);
        double slope = moments.OwnSlope(a, a), spreadSlope = moments.FourSlope(a) - (2 * mean * slope);
        return (own / (width * width)) + (3 * slope * spreadSlope * variance / width) + (slope * slope * slope * KernelThird[a])
            + (3 * slope * slope * moments.Curvature(a) * variance * variance);
    }

    private static double? Homogeneous(NetworkArchitecture architecture)
    {
        if (Enumerable.Range(0, architecture.Layers).Any(l => architecture.HasBias(l) && architecture.BiasStdOf(l) > 0))
        {
            return null;
        }

        double right = architecture.Activation.Value(1), left = architecture.Activation.Value(-1);
        foreach (double z in (ReadOnlySpan<double>)[0, 1e-3, 0.3, 2, 7, 1e3])
        {
            if (Math.Abs(architecture.Activation.Value(z) - (right * z)) > 1e-14 * z * Math.Abs(right)
                || Math.Abs(architecture.Activation.Value(-z) - (left * z)) > 1e-14 * z * Math.Abs(left))
            {
                return null;
            }
        }

        // E[φ⁴] = ½(r⁴ + l⁴)·3, E[φ²] = ½(r² + l²).
        double second = (right * right) + (left * left);
        double ratio = 6 * ((right * right * right * right) + (left * left * left * left)) / (second * second);
        return second == 0 ? null
            : Enumerable.Range(1, architecture.Layers - 1)
                .Aggregate(3.0, (product, level) => product * (1 + ((ratio - 1) / architecture.Fan(level))));
    }

    private static double Distance(double[] one, double[] other)
    {
        double scale = one.Max(Math.Abs);
        return scale == 0 ? 0 : one.Zip(other, (a, b) => Math.Abs(a - b)).Max() / scale;
    }
}

using System.Collections.Concurrent;
using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Quadrature;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// Any smooth activation, by its Hermite coefficients a_k(q) = E[φ(√q z) h_k(z)]: K = Σ_k a_k(q₁₁) a_k(q₂₂) ρᵏ (Mehler's formula), and D from
/// the coefficients of φ' likewise. The coefficients come from Gauss-Hermite quadrature, once an input; a pair costs one polynomial.
/// Exact for polynomials.
/// </summary>
/// <remarks>
/// The terms are the fewest that leave an error at rounding, at most 450 from 600 nodes; <see cref="StatedError"/> says what they leave.
/// For φ analytic in the strip |Im z| &lt; d the error is about e^{−2d√(450/q)}: tanh (d = π/2) has twelve digits up to q = 4, softplus, silu
/// and the sigmoid (d = π) up to q = 20. Activations with a kink need a closed form instead.
/// </remarks>
public sealed class ExpandedDual : DualActivation
{
    private static readonly int[] Sizes = [16, 32, 64, 128, 256, GaussHermite.MostNodes];
    private static readonly ConcurrentDictionary<int, Rule> Rules = new();

    private readonly Func<double, double> value;
    private readonly Func<double, double> slope;
    private readonly int? degree;

    /// <summary>A smooth activation.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">φ, analytic around the whole real line and growing slower than e^{z²/4q}.</param>
    /// <param name="slope">φ'.</param>
    public ExpandedDual(string name, Func<double, double> value, Func<double, double> slope)
        : this(name, value, slope, null)
    {
    }

    private ExpandedDual(string name, Func<double, double> value, Func<double, double> slope, int? degree)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(slope);
        Name = name;
        (this.value, this.slope, this.degree) = (value, slope, degree);
    }

    /// <summary>A smooth activation of the catalogue.</summary>
    /// <param name="activation">One without kinks.</param>
    public static ExpandedDual Of(Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return new ExpandedDual(activation.Name, activation.Value, activation.Slope);
    }

    /// <summary>Σ c_k z^k, exactly.</summary>
    /// <param name="coefficients">c_0, c_1, …, at least one and at most 100, all finite.</param>
    /// <exception cref="ArgumentException">There are none, too many, or one is not finite.</exception>
    public static ExpandedDual Polynomial(params ReadOnlySpan<double> coefficients) => Polynomial("polynomial", coefficients);

    /// <summary>zⁿ, exactly.</summary>
    /// <param name="degree">n, from 0 to 50.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degree"/> is outside that range.</exception>
    public static ExpandedDual Monomial(int degree)
    {
        CheckDegree(degree);
        double[] coefficients = new double[degree + 1];
        coefficients[degree] = 1;
        return Polynomial("monomial", coefficients);
    }

    /// <summary>The orthonormal Hermite polynomial h_n(z), exactly: K = q₁₂ⁿ at unit variances.</summary>
    /// <param name="degree">n, from 0 to 50.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degree"/> is outside that range.</exception>
    public static ExpandedDual Hermite(int degree)
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

        return Polynomial("hermite", current);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override double Value(double z) => value(z);

    /// <inheritdoc/>
    public override double Slope(double z) => slope(z);

    /// <inheritdoc/>
    public override double StatedError(double variance) => Choose(variance).Error;

    internal override void Diagonal(ReadOnlySpan<double> variances, Span<double> values, Span<double> slopes)
    {
        Coefficients coefficients = Expand(variances, WorkerTeam.Single);
        for (int i = 0; i < variances.Length; i++)
        {
            values[i] = TensorPrimitives.SumOfSquares<double>(coefficients.Values.Row(i));
            slopes[i] = TensorPrimitives.SumOfSquares<double>(coefficients.Slopes.Row(i));
        }
    }

    internal override IBoundDual Bind(double[] rows, double[] columns, WorkerTeam team)
    {
        double[] all = [.. rows, .. columns];
        Coefficients coefficients = Expand(all, team);
        return new Table(coefficients, rows.Length, columns.Length);
    }

    internal override void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes) =>
        throw new NotSupportedException($"{Name} works on prepared pairs only.");

    private static ExpandedDual Polynomial(string name, ReadOnlySpan<double> coefficients)
    {
        if (coefficients.IsEmpty || coefficients.Length > 101)
        {
            throw new ArgumentException($"A polynomial has 1 to 101 coefficients, not {coefficients.Length}.", nameof(coefficients));
        }

        double[] own = coefficients.ToArray();
        double[] derived = new double[Math.Max(1, own.Length - 1)];
        for (int k = 0; k < own.Length; k++)
        {
            CheckFinite(own[k], nameof(coefficients));
            if (k > 0)
            {
                derived[k - 1] = k * own[k];
            }
        }

        return new ExpandedDual(name, z => Horner(own, z), z => Horner(derived, z), own.Length - 1);
    }

    private static double Horner(double[] coefficients, double x)
    {
        double sum = 0;
        for (int k = coefficients.Length - 1; k >= 0; k--)
        {
            sum = (sum * x) + coefficients[k];
        }

        return sum;
    }

    private static void CheckDegree(int degree)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, 50);
    }

    private Coefficients Expand(ReadOnlySpan<double> variances, WorkerTeam team)
    {
        (int nodes, int terms, _) = Choose(TensorPrimitives.Max(variances));
        return Expand(variances, nodes, terms, team);
    }

    private Coefficients Expand(ReadOnlySpan<double> variances, int nodes, int terms, WorkerTeam team)
    {
        Rule rule = Rule.Of(nodes);
        Matrix<double> values = new(variances.Length, nodes), slopes = new(variances.Length, nodes);
        for (int i = 0; i < variances.Length; i++)
        {
            double root = Math.Sqrt(variances[i]);
            Span<double> ownValues = values.Row(i), ownSlopes = slopes.Row(i);
            for (int j = 0; j < nodes; j++)
            {
                double z = root * rule.Nodes[j];
                ownValues[j] = value(z);
                ownSlopes[j] = slope(z);
            }
        }

        MatrixProduct<double> product = new(team);
        Coefficients result = new(new(variances.Length, terms), new(variances.Length, terms));
        MatrixView<double> polynomials = rule.Polynomials.View.ColumnBlock(0, terms);
        product.Multiply(1, values, Transpose.No, polynomials, Transpose.No, 0, result.Values);
        product.Multiply(1, slopes, Transpose.No, polynomials, Transpose.No, 0, result.Slopes);
        return result;
    }

    /// <summary>The fewest terms whose squares sum up to E[φ²] and E[φ'²] (Parseval), and what they leave.</summary>
    private (int Nodes, int Terms, double Error) Choose(double variance)
    {
        if (degree is { } exact)
        {
            return (exact + 1, exact + 1, 0);
        }

        for (int s = 0; ; s++)
        {
            int nodes = Sizes[s], terms = 3 * nodes / 4;
            bool last = s == Sizes.Length - 1;
            (double values, double slopes) = MeanSquares(variance, Sizes[last ? s : s + 1]);
            Coefficients coefficients = Expand([variance], nodes, terms, WorkerTeam.Single);
            double valueError = Math.Abs(values - TensorPrimitives.SumOfSquares<double>(coefficients.Values.AsSpan()));
            double slopeError = Math.Abs(slopes - TensorPrimitives.SumOfSquares<double>(coefficients.Slopes.AsSpan()));
            if (last)
            {
                // The error is geometric in √n: that of the last rule follows from that of the one before.
                double before = Math.Abs(MeanSquares(variance, Sizes[s - 1]).Values - values);
                double ratio = Math.Min(1, before / values);
                return (nodes, terms, 4 * (valueError + (values * Math.Pow(ratio, Math.Sqrt((double)nodes / Sizes[s - 1])))));
            }

            if (valueError <= 2e-15 * values && slopeError <= 2e-15 * slopes)
            {
                return (nodes, terms, valueError);
            }
        }
    }

    /// <summary>E[φ²] and E[φ'²] by a rule.</summary>
    private (double Values, double Slopes) MeanSquares(double variance, int nodes)
    {
        Rule rule = Rule.Of(nodes);
        double root = Math.Sqrt(variance), values = 0, slopes = 0;
        for (int j = 0; j < nodes; j++)
        {
            values += rule.Weights[j] * Math.Pow(value(root * rule.Nodes[j]), 2);
            slopes += rule.Weights[j] * Math.Pow(slope(root * rule.Nodes[j]), 2);
        }

        return (values, slopes);
    }

    private sealed record Coefficients(Matrix<double> Values, Matrix<double> Slopes);

    private sealed record Rule(double[] Nodes, double[] Weights, Matrix<double> Polynomials)
    {
        public static Rule Of(int count) => Rules.GetOrAdd(count, static nodes =>
        {
            GaussHermite rule = new(nodes);
            return new Rule(rule.Nodes, rule.Weights, rule.WeightedPolynomials());
        });
    }

    /// <summary>Coefficients of the rows one after the other, of the columns in groups of lanes, the term running before the lane.</summary>
    private sealed class Table : IBoundDual
    {
        private readonly Coefficients rows;
        private readonly double[] columnValues;
        private readonly double[] columnSlopes;
        private readonly int terms;

        public Table(Coefficients all, int rowCount, int columnCount)
        {
            rows = all;
            terms = all.Values.Columns;
            columnValues = Grouped(all.Values, rowCount, columnCount);
            columnSlopes = Grouped(all.Slopes, rowCount, columnCount);
        }

        public void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes)
        {
            CorrelationAngle.Cosines(pairs, covariances);
            ReadOnlySpan<double> values = rows.Values.Row(pairs.Row), derived = rows.Slopes.Row(pairs.Row);
            for (int first = 0; first < covariances.Length; first += Lanes)
            {
                int start = (pairs.FirstColumn + first) * terms;
                Sum(values, derived, columnValues.AsSpan(start), columnSlopes.AsSpan(start), covariances.Slice(first, Lanes), slopes.Slice(first, Lanes));
            }
        }

        private static void Sum(
            ReadOnlySpan<double> rowValues,
            ReadOnlySpan<double> rowSlopes,
            ReadOnlySpan<double> columnValues,
            ReadOnlySpan<double> columnSlopes,
            Span<double> covariances,
            Span<double> slopes)
        {
            // Half the lanes at a time where a vector holds four doubles, so that four sums run side by side.
            int width = Vector<double>.Count;
            for (int lane = 0; lane < Lanes; lane += 2 * width)
            {
                bool two = lane + width < Lanes;
                Vector<double> x = new(covariances[lane..]), y = two ? new(covariances[(lane + width)..]) : x;
                Vector<double> k1 = Vector<double>.Zero, k2 = k1, d1 = k1, d2 = k1;
                int other = two ? width : 0;
                for (int k = rowValues.Length - 1; k >= 0; k--)
                {
                    int at = (k * Lanes) + lane;
                    Vector<double> a = new(rowValues[k]), b = new(rowSlopes[k]);
                    k1 = (k1 * x) + (a * new Vector<double>(columnValues[at..]));
                    d1 = (d1 * x) + (b * new Vector<double>(columnSlopes[at..]));
                    k2 = (k2 * y) + (a * new Vector<double>(columnValues[(at + other)..]));
                    d2 = (d2 * y) + (b * new Vector<double>(columnSlopes[(at + other)..]));
                }

                k1.CopyTo(covariances[lane..]);
                d1.CopyTo(slopes[lane..]);
                if (two)
                {
                    k2.CopyTo(covariances[(lane + width)..]);
                    d2.CopyTo(slopes[(lane + width)..]);
                }
            }
        }

        private static double[] Grouped(Matrix<double> all, int first, int count)
        {
            int terms = all.Columns;
            double[] grouped = new double[count * terms];
            for (int column = 0; column < count; column++)
            {
                int group = column / Lanes, lane = column % Lanes;
                ReadOnlySpan<double> row = all.Row(first + column);
                for (int k = 0; k < terms; k++)
                {
                    grouped[(((group * terms) + k) * Lanes) + lane] = row[k];
                }
            }

            return grouped;
        }
    }
}

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

    internal override IBoundDual Bind(double[] rows, double[] columns, WorkerTeam team)
    {
        bool shared = columns.AsSpan().StartsWith(rows);
        return new Table(Expand(shared ? columns : [.. rows, .. columns], team), rows.Length, shared ? 0 : rows.Length, columns.Length);
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

    private Coefficients Expand(double[] variances, WorkerTeam team)
    {
        (int nodes, int terms, _) = Choose(TensorPrimitives.Max<double>(variances));
        return Expand(variances, nodes, terms, team);
    }

    private Coefficients Expand(double[] variances, int nodes, int terms, WorkerTeam team)
    {
        Rule rule = Rule.Of(nodes);
        Matrix<double> values = new(variances.Length, nodes), slopes = new(variances.Length, nodes);
        team.Run(new Sampling(this, rule.Nodes, variances, values, slopes), variances.Length);
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

    /// <summary>φ and φ' at the nodes, an input a part.</summary>
    private sealed class Sampling(ExpandedDual dual, double[] nodes, double[] variances, Matrix<double> values, Matrix<double> slopes) : IWork
    {
        public void Execute(int part, int worker)
        {
            double root = Math.Sqrt(variances[part]);
            Span<double> ownValues = values.Row(part), ownSlopes = slopes.Row(part);
            for (int j = 0; j < nodes.Length; j++)
            {
                double z = root * nodes[j];
                ownValues[j] = dual.value(z);
                ownSlopes[j] = dual.slope(z);
            }
        }
    }

    private sealed record Rule(double[] Nodes, double[] Weights, Matrix<double> Polynomials)
    {
        public static Rule Of(int count) => Rules.GetOrAdd(count, static nodes =>
        {
            GaussHermite rule = new(nodes);
            return new Rule(rule.Nodes, rule.Weights, rule.WeightedPolynomials());
        });
    }

    /// <summary>What is prepared for a kernel: the series of φ and of φ', and the mean squares.</summary>
    private sealed class Table : IBoundDual
    {
        private readonly Coefficients all;
        private readonly Series values;
        private readonly Series slopes;
        private readonly int firstColumn;

        public Table(Coefficients all, int rows, int firstColumn, int columns)
        {
            this.all = all;
            this.firstColumn = firstColumn;
            values = new Series(all.Values, rows, firstColumn, columns);
            slopes = new Series(all.Slopes, rows, firstColumn, columns);
        }

        public void Diagonal(Span<double> rows, Span<double> slopes, Span<double> columns)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = TensorPrimitives.SumOfSquares<double>(all.Values.Row(i));
                slopes[i] = TensorPrimitives.SumOfSquares<double>(all.Slopes.Row(i));
            }

            for (int i = 0; i < columns.Length; i++)
            {
                columns[i] = TensorPrimitives.SumOfSquares<double>(all.Values.Row(firstColumn + i));
            }
        }

        public void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes)
        {
            CorrelationAngle.Cosines(pairs, covariances);
            this.slopes.Sum(pairs, covariances, slopes);
            values.Sum(pairs, covariances, covariances);
        }
    }

    /// <summary>
    /// Σ_k a_k(q₁₁) a_k(q₂₂) ρᵏ without the terms that are lost in rounding, and in powers of ρ² where the function is even or odd. The columns'
    /// coefficients stand in groups of lanes, the term running before the lane.
    /// </summary>
    private sealed class Series
    {
        // Squares below this part of the whole are lost when they are added.
        private const double Negligible = 1e-33;

        private readonly double[][] rows;
        private readonly double[] columns;
        private readonly int terms;
        private readonly int first;
        private readonly int step;

        public Series(Matrix<double> all, int rowCount, int firstColumn, int columnCount)
        {
            double[] largest = new double[all.Columns];
            for (int i = 0; i < all.Rows; i++)
            {
                ReadOnlySpan<double> row = all.Row(i);
                double whole = Math.Max(TensorPrimitives.SumOfSquares(row), double.Epsilon);
                for (int k = 0; k < largest.Length; k++)
                {
                    largest[k] = Math.Max(largest[k], row[k] * row[k] / whole);
                }
            }

            int end = 1 + Math.Max(0, Array.FindLastIndex(largest, part => part > Negligible));
            bool isEven = largest.Where((_, k) => k % 2 == 1).All(part => part <= Negligible);
            bool isOdd = largest.Where((_, k) => k % 2 == 0).All(part => part <= Negligible);
            step = isEven || isOdd ? 2 : 1;
            first = isOdd && !isEven ? 1 : 0;
            terms = Math.Max(0, (end - first + step - 1) / step);
            rows = [.. Enumerable.Range(0, rowCount).Select(i => Enumerable.Range(0, terms).Select(k => all[i, first + (k * step)]).ToArray())];
            columns = new double[columnCount * terms];
            for (int column = 0; column < columnCount; column++)
            {
                int group = column / Lanes, lane = column % Lanes;
                ReadOnlySpan<double> row = all.Row(firstColumn + column);
                for (int k = 0; k < terms; k++)
                {
                    columns[(((group * terms) + k) * Lanes) + lane] = row[first + (k * step)];
                }
            }
        }

        /// <summary>The sums of one row; the result may replace the correlations.</summary>
        public void Sum(in DualPairs pairs, ReadOnlySpan<double> correlations, Span<double> result)
        {
            ReadOnlySpan<double> row = rows[pairs.Row];
            for (int start = 0; start < correlations.Length; start += Lanes)
            {
                ReadOnlySpan<double> group = columns.AsSpan((pairs.FirstColumn + start) * terms, terms * Lanes);
                if (Vector<double>.Count * 2 == Lanes)
                {
                    SumPair(row, group, correlations.Slice(start, Lanes), result.Slice(start, Lanes));
                    continue;
                }

                for (int lane = 0; lane < Lanes; lane += Vector<double>.Count)
                {
                    Vector<double> x = new(correlations[(start + lane)..]), power = Power(x), sum = Vector<double>.Zero;
                    for (int k = row.Length - 1; k >= 0; k--)
                    {
                        Vector<double> term = new Vector<double>(row[k]) * new Vector<double>(group[((k * Lanes) + lane)..]);
                        sum = Vector.FusedMultiplyAdd(sum, power, term);
                    }

                    Finished(sum, x).CopyTo(result[(start + lane)..]);
                }
            }
        }

        /// <summary>Two vectors side by side, since each sum waits for its last term.</summary>
        private void SumPair(ReadOnlySpan<double> row, ReadOnlySpan<double> group, ReadOnlySpan<double> correlations, Span<double> result)
        {
            int width = Vector<double>.Count;
            Vector<double> x = new(correlations), y = new(correlations[width..]);
            Vector<double> powerX = Power(x), powerY = Power(y), sumX = Vector<double>.Zero, sumY = Vector<double>.Zero;
            ReadOnlySpan<Vector<double>> terms = Vectors(group);
            for (int k = row.Length - 1; k >= 0; k--)
            {
                Vector<double> own = new(row[k]);
                sumX = Vector.FusedMultiplyAdd(sumX, powerX, own * terms[2 * k]);
                sumY = Vector.FusedMultiplyAdd(sumY, powerY, own * terms[(2 * k) + 1]);
            }

            Finished(sumX, x).CopyTo(result);
            Finished(sumY, y).CopyTo(result[width..]);
        }

        private Vector<double> Power(Vector<double> x) => step == 2 ? x * x : x;

        private Vector<double> Finished(Vector<double> sum, Vector<double> x) => first == 1 ? sum * x : sum;
    }
}

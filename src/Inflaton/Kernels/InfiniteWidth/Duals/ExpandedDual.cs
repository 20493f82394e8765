using System.Collections.Concurrent;
using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Networks.Activations;
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

    private readonly int? degree;

    /// <summary>Of a smooth activation.</summary>
    /// <param name="activation">φ, analytic around the whole real line and growing slower than e^{z²/4q}.</param>
    public ExpandedDual(Activation activation)
        : base(activation) => degree = (activation as Polynomial)?.Degree;

    /// <inheritdoc/>
    public override double StatedError(double variance) => Choose(variance).Error;

    internal override IBoundDual Bind(double[] rows, double[] columns, WorkerTeam team)
    {
        bool shared = columns.AsSpan().StartsWith(rows);
        return new Table(Expand(shared ? columns : [.. rows, .. columns], team), rows.Length, shared ? 0 : rows.Length, columns.Length);
    }

    internal override void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes) =>
        throw new NotSupportedException($"{Name} works on prepared pairs only.");

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
            values += rule.Weights[j] * Math.Pow(Activation.Value(root * rule.Nodes[j]), 2);
            slopes += rule.Weights[j] * Math.Pow(Activation.Slope(root * rule.Nodes[j]), 2);
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
                ownValues[j] = dual.Activation.Value(z);
                ownSlopes[j] = dual.Activation.Slope(z);
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

using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.Quadrature;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// Any activation, by quadrature. φ is cut into panels on which it is smooth (<see cref="SmoothPanels"/>); on them the Hermite coefficients
/// a_k(q) = E[φ(√q z) h_k(z)] are integrated, once an input, and a pair costs the polynomial K = Σ_k a_k(q₁₁) a_k(q₂₂) ρᵏ (Mehler's
/// formula), D from φ' likewise. Exact for polynomials.
/// </summary>
/// <remarks>
/// The series has the fewest terms that leave an error at rounding, at most 2048. Where φ is a step on the scale of the inputs that is not
/// enough for pairs that are nearly parallel; which these are follows from Parseval's remainder, and they are integrated one by one
/// (<see cref="PairQuadrature"/>), at a hundred times the cost. So are all pairs of a φ with kinks away from 0. The error is stated from
/// two orders of quadrature, the remainder of the series and the mean squares that both ways of integrating must share.
/// </remarks>
public sealed class ExpandedDual : DualActivation
{
    private readonly int? degree;
    private readonly HermiteRule? exact;

    /// <summary>Of any activation.</summary>
    /// <param name="activation">φ, finite, growing slower than e^{z²/4q}; kinks and steps slow it down.</param>
    public ExpandedDual(Activation activation)
        : base(activation)
    {
        degree = (activation as Polynomial)?.Degree;
        exact = degree is { } d ? HermiteRule.OfDegree(d) : null;
    }

    internal override bool NeedsAngle => degree is null;

    /// <inheritdoc/>
    public override double StatedError(double variance)
    {
        if (degree is not null || variance == 0)
        {
            return 0;
        }

        double[] columns = new double[Lanes];
        columns.AsSpan().Fill(variance);
        ExpandedTable table = new(Activation, [variance], columns, shared: true, WorkerTeam.Single);
        Span<double> values = stackalloc double[1], slopes = stackalloc double[1];
        table.Diagonal(values, slopes, []);
        return table.Error.Value * values[0];
    }

    internal override IBoundDual Bind(double[] rows, double[] columns, WorkerTeam team)
    {
        bool shared = columns.AsSpan().StartsWith(rows);
        return exact is null
            ? new ExpandedTable(Activation, rows, columns, shared, team)
            : new PolynomialTable(
                HermiteCoefficients.Of(Activation, exact, shared ? columns : [.. rows, .. columns], exact.Nodes.Length, team),
                rows.Length,
                shared ? 0 : rows.Length,
                columns.Length);
    }

    internal override void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes) =>
        throw new NotSupportedException($"{Name} works on prepared pairs only.");

    /// <summary>A polynomial: the series and the mean squares from it.</summary>
    private sealed class PolynomialTable(HermiteCoefficients all, int rows, int firstColumn, int columns) : IBoundDual
    {
        private readonly HermiteSeries values = new(all.Values, rows, firstColumn, columns);
        private readonly HermiteSeries slopes = new(all.Slopes, rows, firstColumn, columns);

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
}

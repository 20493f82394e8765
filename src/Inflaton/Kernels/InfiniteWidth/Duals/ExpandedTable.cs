using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Numerics.Quadrature;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// An activation without a closed form, prepared for a kernel: mean squares, Hermite series, and which pairs these do not serve.
/// </summary>
internal sealed class ExpandedTable : IBoundDual
{
    /// <summary>Relative error that rounding leaves in sums of some hundred terms.</summary>
    private const double Rounding = 4e-15;
    private const double Unresolved = 2e-14;
    private static readonly int[] Sizes = [16, 32, 64, 128, 256, 512, 1024, 2048];

    [ThreadStatic]
    private static PairQuadrature? ofThread;

    private readonly Activation activation;
    private readonly SmoothPanels panels;
    private readonly double[] roots;
    private readonly double reach;
    private readonly int firstColumn;
    private readonly int rowCount;
    private readonly double[] squares;
    private readonly double[] slopeSquares;
    private readonly HermiteSeries? values;
    private readonly HermiteSeries? slopes;
    private readonly double[]? remainders;
    private readonly double[] pairErrors;
    private readonly double[] pairSlopeErrors;
    private readonly int terms;
    private readonly DualError ownError;

    public ExpandedTable(Activation activation, double[] rows, double[] columns, bool shared, WorkerTeam team)
    {
        this.activation = activation;
        double[] variances = shared ? columns : [.. rows, .. columns];
        (rowCount, firstColumn) = (rows.Length, shared ? 0 : rows.Length);
        roots = InfiniteWidth.Diagonal.Roots(variances);
        double largest = TensorPrimitives.Max<double>(roots), smallest = TensorPrimitives.Min<double>(roots);
        reach = Math.Max(ReachOf(activation, largest), ReachOf(activation, smallest));
        panels = new SmoothPanels(activation.Evaluate, reach * largest);
        Squares work = new(this, variances.Length);
        team.Run(work, variances.Length);
        (squares, slopeSquares) = (work.Values, work.Slopes);
        double valueError = TensorPrimitives.Max<double>(work.Errors), slopeError = TensorPrimitives.Max<double>(work.SlopeErrors);
        (pairErrors, pairSlopeErrors) = (new double[rowCount], new double[rowCount]);

        double scale = Math.Min(1, Math.Max(double.Epsilon, (panels.IsSmooth ? Math.Min(1, panels.Finest) : 1) / largest));
        double[] extremes = [largest * largest, smallest * smallest];
        foreach (int size in Sizes)
        {
            HermiteRule rule = HermiteRule.Of(size, scale);
            HermiteCoefficients trial = HermiteCoefficients.Of(activation, rule, extremes, size, WorkerTeam.Single);
            if (!IsResolved(rule, extremes))
            {
                break;
            }

            int end = Math.Max(HermiteCoefficients.End(trial.Values), HermiteCoefficients.End(trial.Slopes));
            bool suffices = end <= size / 2;
            if (!suffices && size < Sizes[^1])
            {
                continue;
            }

            terms = suffices ? end : size;
            HermiteCoefficients all = HermiteCoefficients.Of(activation, rule, variances, terms, team);
            values = new HermiteSeries(all.Values, rowCount, firstColumn, columns.Length);
            slopes = new HermiteSeries(all.Slopes, rowCount, firstColumn, columns.Length);
            if (!suffices)
            {
                remainders = new double[variances.Length];
            }

            for (int i = 0; i < variances.Length; i++)
            {
                double rest = Rest(squares[i], all.Values.Row(i)), slopeRest = Rest(slopeSquares[i], all.Slopes.Row(i));
                if (remainders is not null)
                {
                    remainders[i] = Math.Sqrt(Math.Max(rest, slopeRest));
                }
                else
                {
                    (valueError, slopeError) = (Math.Max(valueError, rest), Math.Max(slopeError, slopeRest));
                }
            }

            break;
        }

        ownError = new DualError(valueError + Rounding, slopeError + Rounding);
    }

    public DualError Error => new(
        Math.Max(ownError.Value, Rounding + TensorPrimitives.Max<double>(pairErrors)),
        Math.Max(ownError.Slope, Rounding + TensorPrimitives.Max<double>(pairSlopeErrors)));

    public void Diagonal(Span<double> rows, Span<double> slopes, Span<double> columns)
    {
        squares.AsSpan(0, rows.Length).CopyTo(rows);
        slopeSquares.AsSpan(0, rows.Length).CopyTo(slopes);
        squares.AsSpan(firstColumn, columns.Length).CopyTo(columns);
    }

    public void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes)
    {
        CorrelationAngle.Cosines(pairs, covariances);
        Span<bool> isSingle = stackalloc bool[covariances.Length];
        bool any = Mark(pairs, covariances, isSingle);
        Span<double> cosines = any ? stackalloc double[covariances.Length] : [];
        if (any)
        {
            covariances.CopyTo(cosines);
        }

        if (values is not null)
        {
            this.slopes!.Sum(pairs, covariances, slopes);
            values.Sum(pairs, covariances, covariances);
        }

        if (any)
        {
            OneByOne(pairs, cosines, sines, isSingle, covariances, slopes);
        }
    }

    /// <summary>Pairs of which the terms that the series lacks count: by Cauchy and Schwarz they are below √(rest₁ rest₂) |ρ|^K.</summary>
    private bool Mark(in DualPairs pairs, ReadOnlySpan<double> cosines, Span<bool> isSingle)
    {
        isSingle.Clear();
        if (values is not null && remainders is null)
        {
            return false;
        }

        bool any = false;
        for (int i = 0; i < isSingle.Length; i++)
        {
            isSingle[i] = remainders is null
                || remainders[pairs.Row] * remainders[firstColumn + pairs.FirstColumn
                + i] * Math.Pow(Math.Abs(cosines[i]), terms) > Rounding / 4;
            any |= isSingle[i];
        }

        return any;
    }

    private void OneByOne(
        in DualPairs pairs, ReadOnlySpan<double> cosines, ReadOnlySpan<double> sines, ReadOnlySpan<bool> isSingle, Span<double> results,
        Span<double> slopes)
    {
        bool isChecked = false;
        for (int i = 0; i < isSingle.Length; i++)
        {
            if (!isSingle[i])
            {
                continue;
            }

            (results[i], slopes[i]) = One(PairQuadrature.Orders.Full, pairs.RowRoot, pairs.ColumnRoots[i], cosines[i], sines[i]);
            if (!isChecked)
            {
                isChecked = true;
                int column = firstColumn + pairs.FirstColumn + i;
                (double value, double slope) = One(PairQuadrature.Orders.Lower, pairs.RowRoot, pairs.ColumnRoots[i], cosines[i], sines[i]);
                Note(pairErrors, pairs.Row, results[i] - value, Math.Sqrt(squares[pairs.Row]) * Math.Sqrt(squares[column]));
                Note(pairSlopeErrors, pairs.Row, slopes[i] - slope, Math.Sqrt(slopeSquares[pairs.Row]) * Math.Sqrt(slopeSquares[column]));
            }
        }

        static void Note(double[] errors, int row, double difference, double size)
        {
            errors[row] = Math.Max(errors[row], size > 0 ? Math.Abs(difference) / size : 0);
        }
    }

    private (double Value, double Slope) One(PairQuadrature.Orders orders, double root, double other, double cosine, double sine) =>
        (ofThread ??= new PairQuadrature()).Pair(
            activation, panels, orders, Math.Max(root, other), Math.Min(root, other), cosine, sine, reach);

    /// <summary>Whether the nodes of the series see φ² and φ'² as the panels do.</summary>
    private bool IsResolved(HermiteRule rule, double[] variances)
    {
        double[] points = new double[rule.Nodes.Length], slopes = new double[points.Length];
        foreach (double variance in variances)
        {
            double root = Math.Sqrt(variance), value = 0, slope = 0;
            TensorPrimitives.Multiply<double>(rule.Nodes, root, points);
            activation.Evaluate(points, points, slopes);
            for (int i = 0; i < points.Length; i++)
            {
                value += rule.Polynomials[i, 0] * points[i] * points[i];
                slope += rule.Polynomials[i, 0] * slopes[i] * slopes[i];
            }

            (double expected, double expectedSlope) = (ofThread ??= new PairQuadrature())
                .Square(activation, panels, PairQuadrature.Orders.Full, root, reach);
            if (!(Math.Abs(value - expected) <= Unresolved * expected && Math.Abs(slope - expectedSlope) <= Unresolved * expectedSlope))
            {
                return false;
            }
        }

        return true;
    }

    private static double Rest(double square, ReadOnlySpan<double> coefficients) =>
        square > 0 ? Math.Abs(square - TensorPrimitives.SumOfSquares(coefficients)) / square : 0;

    /// <summary>Deviations beyond which φ² and φ'² under the normal density are below rounding.</summary>
    private static double ReachOf(Activation activation, double root)
    {
        double typical = Size(activation, 0) + Size(activation, root) + Size(activation, -root), reach = 9;
        while (reach < 36 && (Size(activation, reach * root)
            + Size(activation, -reach * root)) * Math.Exp(-reach * reach / 2) > 1e-16 * typical)
        {
            reach += 1;
        }

        return reach;
    }

    private static double Size(Activation activation, double z) => Math.Pow(activation.Value(z), 2) + Math.Pow(activation.Slope(z), 2);

    /// <summary>E[φ²] and E[φ'²] in two orders, an input a part.</summary>
    private sealed class Squares(ExpandedTable table, int count) : IWork
    {
        public double[] Values { get; } = new double[count];

        public double[] Slopes { get; } = new double[count];

        public double[] Errors { get; } = new double[count];

        public double[] SlopeErrors { get; } = new double[count];

        public void Execute(int part, int worker)
        {
            PairQuadrature quadrature = ofThread ??= new PairQuadrature();
            double root = table.roots[part];
            (Values[part], Slopes[part]) = quadrature.Square(table.activation, table.panels, PairQuadrature.Orders.Full, root, table.reach);
            (double value, double slope) = quadrature.Square(
                table.activation, table.panels, PairQuadrature.Orders.Lower, root, table.reach);
            Errors[part] = Values[part] > 0 ? Math.Abs(Values[part] - value) / Values[part] : 0;
            SlopeErrors[part] = Slopes[part] > 0 ? Math.Abs(Slopes[part] - slope) / Slopes[part] : 0;
        }
    }
}

using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>q₁₂, Θ and sin θ of one row's pairs with a run of columns, and what the diagonal says of the row and the columns.</summary>
internal sealed class PairRun
{
    /// <summary>Pairs that are worked on at a time: few enough for the first-level cache.</summary>
    public const int Longest = 256;

    private readonly double[] covariances = new double[Longest];
    private readonly double[] tangents = new double[Longest];
    private readonly double[] sines = new double[Longest];
    private readonly double[] slopes = new double[Longest];
    private readonly double[] sinesBefore = new double[Longest];

    public int Row { get; private set; }

    public int First { get; private set; }

    public int Count { get; private set; }

    public bool HasAngles { get; private set; }

    public Span<double> Covariances => covariances.AsSpan(0, Count);

    public Span<double> Tangents => tangents.AsSpan(0, Count);

    public Span<double> Sines => sines.AsSpan(0, HasAngles ? Count : 0);

    public Span<double> Slopes => slopes.AsSpan(0, Count);

    /// <summary>Room for the sines in front of a layer.</summary>
    public Span<double> SinesBefore => sinesBefore.AsSpan(0, HasAngles ? Count : 0);

    public void Start(int row, int first, int count, bool hasAngles) => (Row, First, Count, HasAngles) = (row, first, count, hasAngles);

    public void CopyFrom(PairRun other)
    {
        Start(other.Row, other.First, other.Count, other.HasAngles);
        other.Covariances.CopyTo(Covariances);
        other.Tangents.CopyTo(Tangents);
        other.Sines.CopyTo(Sines);
    }
}

/// <summary>Variances q(x, x), their roots and Θ(x, x) of the rows and the columns before or behind a layer.</summary>
internal sealed class Diagonal
{
    public Diagonal(double[] rows, double[] columns)
        : this(rows, columns, new double[rows.Length])
    {
    }

    private Diagonal(double[] rows, double[] columns, double[] tangents)
    {
        (Rows, Columns, Tangents) = (rows, columns, tangents);
        RowRoots = Roots(rows);
        ColumnRoots = Roots(columns);
    }

    public double[] Rows { get; }

    public double[] Columns { get; }

    /// <summary>Θ(x, x) of the rows.</summary>
    public double[] Tangents { get; }

    public double[] RowRoots { get; }

    public double[] ColumnRoots { get; }

    public Diagonal With(double[] rows, double[] columns, double[] tangents) => new(rows, columns, tangents);

    public ReadOnlySpan<double> ColumnsOf(PairRun run) => Columns.AsSpan(run.First, run.Count);

    public ReadOnlySpan<double> ColumnRootsOf(PairRun run) => ColumnRoots.AsSpan(run.First, run.Count);

    public static double[] Roots(double[] values)
    {
        double[] roots = new double[values.Length];
        TensorPrimitives.Sqrt<double>(values, roots);
        return roots;
    }
}

/// <summary>Relative errors of K and of Θ.</summary>
internal readonly record struct KernelError(double Nngp, double Ntk);

/// <summary>One layer made ready for the diagonal of a kernel: it advances runs of pairs.</summary>
internal abstract class KernelStep(Diagonal before)
{
    protected Diagonal Before { get; } = before;

    /// <summary>The diagonal behind the layer.</summary>
    public Diagonal After { get; protected set; } = before;

    /// <summary>
    /// Relative errors beyond rounding behind the layer, from those in front of it, once all pairs have passed: of K to √(K₁₁K₂₂), of Θ
    /// likewise.
    /// </summary>
    /// <param name="before">Those in front of it.</param>
    public abstract KernelError Error(KernelError before);

    /// <summary>Advances a run of pairs.</summary>
    /// <param name="run">The pairs.</param>
    /// <param name="spare">Runs to save pairs in, from <paramref name="depth"/> on.</param>
    /// <param name="depth">How many of them are in use.</param>
    public abstract void Apply(PairRun run, PairRun[] spare, int depth);

    protected static KernelError Larger(KernelError a, KernelError b) => new(Math.Max(a.Nngp, b.Nngp), Math.Max(a.Ntk, b.Ntk));

    protected static Span<Vector<double>> Vectors(Span<double> values) => MemoryMarshal.Cast<double, Vector<double>>(values);

    protected static ReadOnlySpan<Vector<double>> Vectors(ReadOnlySpan<double> values) =>
        MemoryMarshal.Cast<double, Vector<double>>(values);
}

internal sealed class DenseStep : KernelStep
{
    private readonly double weight;
    private readonly double bias;
    private readonly double oldFactor;
    private readonly double newFactor;
    private readonly double constant;
    private readonly double weightRoot;
    private readonly double biasRoot;

    public DenseStep(DenseLayer layer, Diagonal before, int inputs)
        : base(before)
    {
        weightRoot = layer.WeightStd;
        biasRoot = layer.BiasStd;
        weight = weightRoot * weightRoot;
        bias = biasRoot * biasRoot;
        bool standard = layer.Parameterization == Networks.Parameterization.Standard;
        oldFactor = standard ? layer.UnitsIn == 0 ? inputs : layer.UnitsIn : 0;
        newFactor = standard ? 0 : 1;
        constant = standard && layer.HasBiases ? 1 : 0;
        After = before.With(Affine(before.Rows), Affine(before.Columns), Tangents(before));
    }

    public override KernelError Error(KernelError before) => new(before.Nngp, Math.Max(before.Nngp, before.Ntk));

    public override void Apply(PairRun run, PairRun[] spare, int depth)
    {
        if (run.HasAngles && bias != 0)
        {
            Turn(run);
        }

        Vector<double> w = new(weight), b = new(bias), old = new(oldFactor), fresh = new(newFactor), one = new(constant);
        Span<Vector<double>> covariances = Vectors(run.Covariances), tangents = Vectors(run.Tangents);
        for (int i = 0; i < covariances.Length; i++)
        {
            Vector<double> q = covariances[i], next = (w * q) + b;
            tangents[i] = (w * tangents[i]) + ((old * q) + ((fresh * next) + one));
            covariances[i] = next;
        }
    }

    /// <summary>A bias turns all inputs towards each other: it is an independent field that is the same everywhere.</summary>
    private void Turn(PairRun run)
    {
        double row = Before.RowRoots[run.Row];
        Vector<double> rowRoot = new(row), weightedRow = new(weightRoot * row), newRow = new(After.RowRoots[run.Row]);
        Vector<double> w = new(weightRoot), b = new(bias), root = new(biasRoot);
        ReadOnlySpan<Vector<double>> columns = Vectors(Before.ColumnRootsOf(run)), newColumns = Vectors(After.ColumnRootsOf(run));
        Span<Vector<double>> covariances = Vectors(run.Covariances), sines = Vectors(run.Sines);
        for (int i = 0; i < covariances.Length; i++)
        {
            Vector<double> column = w * columns[i];
            Vector<double> cosine = CorrelationAngle.Cosine(covariances[i], rowRoot * columns[i]);
            sines[i] = CorrelationAngle.SineOfSum(
                weightedRow * column,
                CorrelationAngle.OneMinusCosine(cosine, sines[i]),
                b,
                Vector<double>.Zero,
                root * (weightedRow - column),
                newRow * newColumns[i]);
        }
    }

    private double[] Affine(double[] variances)
    {
        double[] result = new double[variances.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = (weight * variances[i]) + bias;
        }

        return result;
    }

    private double[] Tangents(Diagonal before)
    {
        double[] result = new double[before.Rows.Length];
        for (int i = 0; i < result.Length; i++)
        {
            double q = before.Rows[i];
            result[i] = (weight * before.Tangents[i]) + ((oldFactor * q) + ((newFactor * ((weight * q) + bias)) + constant));
        }

        return result;
    }
}

internal sealed class ActivationStep : KernelStep
{
    private readonly DualActivation dual;
    private readonly IBoundDual bound;

    public ActivationStep(DualActivation dual, Diagonal before, WorkerTeam team)
        : base(before)
    {
        this.dual = dual;
        bound = dual.Bind(before.Rows, before.Columns, team);
        double[] rows = new double[before.Rows.Length], slopes = new double[rows.Length];
        double[] columns = new double[before.Columns.Length];
        bound.Diagonal(rows, slopes, columns);
        TensorPrimitives.Multiply<double>(slopes, before.Tangents, slopes);
        After = before.With(rows, columns, slopes);
    }

    public override KernelError Error(KernelError before)
    {
        DualError own = bound.Error;
        (double value, double slope) = before.Nngp > 0 ? Sensitivity() : default;
        return new KernelError(own.Value + (value * before.Nngp), before.Ntk + own.Slope + (slope * before.Nngp));
    }

    public override void Apply(PairRun run, PairRun[] spare, int depth)
    {
        run.Sines.CopyTo(run.SinesBefore);
        DualPairs pairs = new(
            run.Row, Before.Rows[run.Row], Before.RowRoots[run.Row], run.First, Before.ColumnsOf(run), Before.ColumnRootsOf(run));
        bound.Apply(pairs, run.Covariances, run.Sines, run.Slopes);
        TensorPrimitives.Multiply<double>(run.Tangents, run.Slopes, run.Tangents);
        if (run.HasAngles && !dual.CarriesAngle)
        {
            Renew(run);
        }
    }

    /// <summary>
    /// The sine from the activations' own correlation, as well as it can be had from there: equal inputs stay equal to the bit, and where
    /// inputs were so before to antipodes.
    /// </summary>
    private void Renew(PairRun run)
    {
        Vector<double> row = new(After.RowRoots[run.Row]), rowBefore = new(Before.RowRoots[run.Row]), one = Vector<double>.One;
        Vector<double> rounding = new(1e-12);
        ReadOnlySpan<Vector<double>> columns = Vectors(After.ColumnRootsOf(run)), columnsBefore = Vectors(Before.ColumnRootsOf(run));
        Span<Vector<double>> covariances = Vectors(run.Covariances), sines = Vectors(run.Sines), before = Vectors(run.SinesBefore);
        for (int i = 0; i < covariances.Length; i++)
        {
            Vector<double> cosine = CorrelationAngle.Cosine(covariances[i], row * columns[i]);
            Vector<double> square = (one - cosine) * (one + cosine);
            Vector<double> same = Vector.Equals(before[i], Vector<double>.Zero).As<long, double>()
                & Vector.Equals(rowBefore, columnsBefore[i]).As<long, double>() & Vector.LessThan(square, rounding).As<long, double>();
            sines[i] = Vector.ConditionalSelect(same, Vector<double>.Zero, Vector.SquareRoot(square));
        }
    }

    /// <summary>
    /// By how much a relative change of the variances and the covariances in front of the layer comes out magnified in K and D, the largest
    /// over the inputs of the largest and the smallest variance.
    /// </summary>
    private (double Value, double Slope) Sensitivity()
    {
        double value = 0, slope = 0;
        foreach (double q in new[] { Before.Rows.Max(), Before.Rows.Min() })
        {
            if (q == 0)
            {
                continue;
            }

            const double Change = 1.0 / (1 << 20);
            (double k, double d) = dual.Evaluate(q, q, q);
            (double longerK, double longerD) = dual.Evaluate(q * (1 + Change), q * (1 + Change), q * (1 + Change));
            (double turnedK, double turnedD) = dual.Evaluate(q, q * (1 - Change), q);
            value = Math.Max(value, Rate(k, longerK) + Rate(k, turnedK));
            slope = Math.Max(slope, Rate(d, longerD) + Rate(d, turnedD));

            static double Rate(double from, double to) => from == 0 ? 0 : Math.Abs((to / from) - 1) / Change;
        }

        return (value, slope);
    }
}

internal sealed class LayerNormStep : KernelStep
{
    private readonly double[] rowScales;
    private readonly double[] columnScales;

    public LayerNormStep(LayerNormLayer layer, Diagonal before)
        : base(before)
    {
        rowScales = Scales(before.Rows, layer.Epsilon);
        columnScales = Scales(before.Columns, layer.Epsilon);
        double[] tangents = new double[before.Tangents.Length];
        TensorPrimitives.Multiply<double>(before.Tangents, rowScales, tangents);
        TensorPrimitives.Multiply<double>(tangents, rowScales, tangents);
        After = before.With(Scaled(before.Rows, rowScales), Scaled(before.Columns, columnScales), tangents);
    }

    public override KernelError Error(KernelError before) => new(2 * before.Nngp, before.Ntk + before.Nngp);

    public override void Apply(PairRun run, PairRun[] spare, int depth)
    {
        ReadOnlySpan<double> columns = columnScales.AsSpan(run.First, run.Count);
        Scale(run.Covariances, columns, rowScales[run.Row]);
        Scale(run.Tangents, columns, rowScales[run.Row]);
    }

    private static void Scale(Span<double> values, ReadOnlySpan<double> columns, double row)
    {
        TensorPrimitives.Multiply(values, columns, values);
        TensorPrimitives.Multiply(values, row, values);
    }

    private static double[] Scales(double[] variances, double epsilon) =>
        [.. variances.Select(q => q + epsilon > 0 ? 1 / Math.Sqrt(q + epsilon) : 0)];

    private static double[] Scaled(double[] variances, double[] scales) => [.. variances.Zip(scales, (q, scale) => q * scale * scale)];
}

internal sealed class ResidualStep : KernelStep
{
    private readonly IReadOnlyList<KernelStep> branch;
    private readonly Diagonal end;

    public ResidualStep(IReadOnlyList<KernelStep> branch, Diagonal before)
        : base(before)
    {
        this.branch = branch;
        end = branch[^1].After;
        After = before.With(Sum(before.Rows, end.Rows), Sum(before.Columns, end.Columns), Sum(before.Tangents, end.Tangents));
    }

    public override KernelError Error(KernelError before)
    {
        KernelError inner = before;
        foreach (KernelStep step in branch)
        {
            inner = step.Error(inner);
        }

        return Larger(before, inner);
    }

    public override void Apply(PairRun run, PairRun[] spare, int depth)
    {
        PairRun skip = spare[depth];
        skip.CopyFrom(run);
        foreach (KernelStep step in branch)
        {
            step.Apply(run, spare, depth + 1);
        }

        if (run.HasAngles)
        {
            Turn(run, skip);
        }

        TensorPrimitives.Add<double>(run.Covariances, skip.Covariances, run.Covariances);
        TensorPrimitives.Add<double>(run.Tangents, skip.Tangents, run.Tangents);
    }

    private void Turn(PairRun run, PairRun skip)
    {
        Vector<double> a = new(Before.RowRoots[run.Row]), b = new(end.RowRoots[run.Row]), both = new(After.RowRoots[run.Row]);
        ReadOnlySpan<Vector<double>> columnsA = Vectors(Before.ColumnRootsOf(run)), columnsB = Vectors(end.ColumnRootsOf(run));
        ReadOnlySpan<Vector<double>> columns = Vectors(After.ColumnRootsOf(run));
        Span<Vector<double>> own = Vectors(run.Covariances), sines = Vectors(run.Sines);
        Span<Vector<double>> other = Vectors(skip.Covariances), otherSines = Vectors(skip.Sines);
        for (int i = 0; i < own.Length; i++)
        {
            Vector<double> rootsA = a * columnsA[i], rootsB = b * columnsB[i];
            sines[i] = CorrelationAngle.SineOfSum(
                rootsA,
                CorrelationAngle.OneMinusCosine(CorrelationAngle.Cosine(other[i], rootsA), otherSines[i]),
                rootsB,
                CorrelationAngle.OneMinusCosine(CorrelationAngle.Cosine(own[i], rootsB), sines[i]),
                (a * columnsB[i]) - (b * columnsA[i]),
                both * columns[i]);
        }
    }

    private static double[] Sum(double[] x, double[] y)
    {
        double[] result = new double[x.Length];
        TensorPrimitives.Add<double>(x, y, result);
        return result;
    }
}

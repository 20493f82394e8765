using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>
/// The kernels of a network in the limit of infinite width: NNGP K, the covariance of its output over draws of the weights, and NTK Θ, its
/// tangent kernel. From q = x·x'/d and Θ = 0 at the input, layer by layer. All pairs run in blocks through all layers, on all threads.
/// </summary>
/// <remarks>
/// Results do not depend on the number of threads. Where an activation has a kink, the angle between inputs is carried beside their
/// covariance, so that kernels of nearly equal and of antipodal inputs keep their digits.
/// Source: Jacot, Gabriel, Hongler (2018); Lee et al. (2018, 2019); arXiv:2202.11104.
/// </remarks>
public sealed class InfiniteWidthKernel
{
    // Below this 1 − |ρ| has lost digits that the inputs themselves still hold.
    private const double NearlyParallel = 1.0 / 64;
    private const int MirrorBlock = 32;

    private readonly InfiniteNetwork network;
    private readonly MatrixProduct<double> product;
    private readonly WorkerTeam team;
    private readonly bool needsAngles;
    private readonly int depth;

    /// <summary>The kernels of a network.</summary>
    /// <param name="network">Its layers.</param>
    /// <param name="team">Threads; null for the caller's alone.</param>
    public InfiniteWidthKernel(InfiniteNetwork network, WorkerTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        this.network = network;
        this.team = team ?? WorkerTeam.Single;
        product = new MatrixProduct<double>(this.team);
        needsAngles = NeedsAngles(network.Layers);
        depth = Depth(network.Layers);
    }

    /// <summary>K and Θ on one set of inputs, symmetric to the bit.</summary>
    /// <param name="inputs">x, one a row, shape [N, d].</param>
    /// <returns>Two matrices of shape [N, N].</returns>
    public KernelPair Square(Matrix<double> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        int count = inputs.Rows;
        Matrix<double> covariances = new(count, count), tangents = new(count, count);
        product.SymmetricRankK(1.0 / inputs.Columns, inputs, Transpose.No, 0, covariances);
        double[] variances = new double[count];
        for (int i = 0; i < count; i++)
        {
            variances[i] = covariances[i, i];
        }

        Pass pass = new(this, inputs, inputs, variances, variances, covariances, tangents, isSquare: true);
        if (pass.Failure is { } failure)
        {
            return Failed(covariances, tangents, failure);
        }

        team.Run(pass, count);
        Diagonal end = pass.End;
        for (int i = 0; i < count; i++)
        {
            covariances[i, i] = end.Rows[i];
            tangents[i, i] = end.Tangents[i];
        }

        team.Run(new Mirror(covariances, tangents), (count + MirrorBlock - 1) / MirrorBlock);
        return pass.Result;
    }

    /// <summary>K and Θ between two sets of inputs.</summary>
    /// <param name="rows">x, shape [M, d].</param>
    /// <param name="columns">x', shape [N, d].</param>
    /// <returns>Two matrices of shape [M, N].</returns>
    /// <exception cref="ArgumentException">The two sets differ in dimension.</exception>
    public KernelPair Between(Matrix<double> rows, Matrix<double> columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        if (rows.Columns != columns.Columns)
        {
            throw new ArgumentException($"The rows have {rows.Columns} coordinates, the columns {columns.Columns}.", nameof(columns));
        }

        Matrix<double> covariances = new(rows.Rows, columns.Rows), tangents = new(rows.Rows, columns.Rows);
        product.Multiply(1.0 / rows.Columns, rows, Transpose.No, columns, Transpose.Yes, 0, covariances);
        Pass pass = new(this, rows, columns, Variances(rows), Variances(columns), covariances, tangents, isSquare: false);
        if (pass.Failure is { } failure)
        {
            return Failed(covariances, tangents, failure);
        }

        team.Run(pass, rows.Rows);
        return pass.Result;
    }

    private static double[] Variances(Matrix<double> inputs)
    {
        double[] variances = new double[inputs.Rows];
        for (int i = 0; i < variances.Length; i++)
        {
            variances[i] = TensorPrimitives.SumOfSquares<double>(inputs.Row(i)) / inputs.Columns;
        }

        return variances;
    }

    private static KernelPair Failed(Matrix<double> covariances, Matrix<double> tangents, KernelFailure failure)
    {
        covariances.Values.AsSpan().Fill(double.NaN);
        tangents.Values.AsSpan().Fill(double.NaN);
        return new KernelPair(covariances, tangents) { Failure = failure };
    }

    /// <summary>The first input whose variance is no double with all its digits, though the input itself is.</summary>
    private static KernelFailure? Unrepresented(Matrix<double> inputs, double[] variances)
    {
        for (int i = 0; i < variances.Length; i++)
        {
            if (!double.IsFinite(variances[i]) || (variances[i] < KernelFailure.Smallest && inputs.Row(i).ContainsAnyExcept(0.0)))
            {
                return new KernelFailure(0, "the inputs", "x·x/d", i, variances[i]);
            }
        }

        return null;
    }

    /// <summary>Whole lanes, filled up with copies of the last value.</summary>
    private static double[] Padded(double[] values)
    {
        const int Lanes = DualActivation.Lanes;
        double[] padded = new double[Math.Max(1, (values.Length + Lanes - 1) / Lanes) * Lanes];
        values.CopyTo(padded, 0);
        padded.AsSpan(values.Length).Fill(values.Length > 0 ? values[^1] : 1);
        return padded;
    }

    /// <summary>The layers made ready, up to one behind which the diagonal cannot be represented.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="diagonal">In front of them.</param>
    /// <param name="inputs">d.</param>
    /// <param name="outside">Number, from 1, of the layer in which these stand as a branch; 0 for the network's own.</param>
    /// <param name="failure">Receives why they are not all.</param>
    private List<KernelStep> Bind(
        IReadOnlyList<InfiniteLayer> layers, Diagonal diagonal, int inputs, int outside, out KernelFailure? failure)
    {
        List<KernelStep> steps = [];
        failure = null;
        foreach (InfiniteLayer layer in layers)
        {
            int number = outside > 0 ? outside : steps.Count + 1;
            KernelStep step;
            if (layer is ResidualLayer residual)
            {
                List<KernelStep> branch = Bind(residual.Branch, diagonal, inputs, number, out failure);
                if (failure is not null)
                {
                    return steps;
                }

                step = new ResidualStep(branch, diagonal);
            }
            else
            {
                step = layer switch
                {
                    DenseLayer dense => new DenseStep(dense, diagonal, inputs),
                    ActivationLayer activation => new ActivationStep(activation.Dual, diagonal, team),
                    LayerNormLayer norm => new LayerNormStep(norm, diagonal),
                    _ => throw new ArgumentException($"{layer} is no layer.", nameof(layers)),
                };
            }

            failure = KernelFailure.Find(number, layer, diagonal, step.After);
            if (failure is not null)
            {
                return steps;
            }

            steps.Add(step);
            diagonal = step.After;
        }

        return steps;
    }

    private static bool NeedsAngles(IReadOnlyList<InfiniteLayer> layers) => layers.Any(layer =>
        layer is ActivationLayer { Dual.NeedsAngle: true } || (layer is ResidualLayer residual && NeedsAngles(residual.Branch)));

    private static int Depth(IReadOnlyList<InfiniteLayer> layers) =>
        layers.Max(layer => layer is ResidualLayer residual ? 1 + Depth(residual.Branch) : 0);

    /// <summary>All layers over one row of pairs, a run of columns after the other; a square kernel's rows end at the diagonal.</summary>
    private sealed class Pass : IWork
    {
        private readonly InfiniteWidthKernel kernel;
        private readonly List<KernelStep> steps;
        private readonly Diagonal start;
        private readonly Matrix<double> covariances;
        private readonly Matrix<double> tangents;
        private readonly Matrix<double>? rowDirections;
        private readonly Matrix<double>? columnDirections;
        private readonly PairRun[][] runs;
        private readonly bool isSquare;

        public Pass(
            InfiniteWidthKernel kernel,
            Matrix<double> rows,
            Matrix<double> columns,
            double[] rowVariances,
            double[] columnVariances,
            Matrix<double> covariances,
            Matrix<double> tangents,
            bool isSquare)
        {
            this.kernel = kernel;
            (this.covariances, this.tangents, this.isSquare) = (covariances, tangents, isSquare);
            start = new Diagonal(rowVariances, Padded(columnVariances));
            steps = [];
            runs = [];
            Failure = Unrepresented(rows, rowVariances) ?? Unrepresented(columns, columnVariances);
            if (Failure is not null)
            {
                return;
            }

            steps = kernel.Bind(kernel.network.Layers, start, rows.Columns, 0, out KernelFailure? failure);
            Failure = failure;
            if (Failure is not null)
            {
                return;
            }

            runs = [.. Enumerable.Range(0, kernel.team.Threads).Select(_ => Runs(kernel.depth + 1))];
            if (kernel.needsAngles)
            {
                rowDirections = Directions(rows);
                columnDirections = ReferenceEquals(rows, columns) ? rowDirections : Directions(columns);
            }
        }

        public Diagonal End => steps[^1].After;

        public KernelFailure? Failure { get; }

        /// <summary>The kernels and their errors, once all pairs have passed.</summary>
        public KernelPair Result
        {
            get
            {
                KernelError error = default;
                foreach (KernelStep step in steps)
                {
                    error = step.Error(error);
                }

                return new KernelPair(covariances, tangents) { NngpError = error.Nngp, NtkError = error.Ntk };
            }
        }

        public void Execute(int part, int worker)
        {
            PairRun[] spare = runs[worker];
            PairRun run = spare[0];
            int columns = isSquare ? part + 1 : covariances.Columns;
            for (int first = 0; first < columns; first += PairRun.Longest)
            {
                int count = Math.Min(PairRun.Longest, columns - first);
                int whole = (count + DualActivation.Lanes - 1) / DualActivation.Lanes * DualActivation.Lanes;
                run.Start(part, first, whole, kernel.needsAngles);
                run.Covariances[count..].Clear();
                covariances.Row(part).Slice(first, count).CopyTo(run.Covariances);
                run.Tangents.Clear();
                if (kernel.needsAngles)
                {
                    FirstSines(run, count);
                }

                foreach (KernelStep step in steps)
                {
                    step.Apply(run, spare, 1);
                }

                run.Covariances[..count].CopyTo(covariances.Row(part)[first..]);
                run.Tangents[..count].CopyTo(tangents.Row(part)[first..]);
            }
        }

        /// <summary>
        /// √(1 − ρ²), and where the inputs are nearly parallel or antipodal from the difference or the sum of their directions.
        /// </summary>
        private void FirstSines(PairRun run, int count)
        {
            Span<double> sines = run.Sines;
            ReadOnlySpan<double> roots = start.ColumnRootsOf(run);
            double rowRoot = start.RowRoots[run.Row];
            ReadOnlySpan<double> direction = rowDirections!.Row(run.Row);
            for (int i = 0; i < sines.Length; i++)
            {
                double product = rowRoot * roots[i];
                double cosine = product > 0 ? Math.Clamp(run.Covariances[i] / product, -1, 1) : 0;
                if (1 - Math.Abs(cosine) > NearlyParallel || i >= count)
                {
                    sines[i] = Math.Sqrt((1 - cosine) * (1 + cosine));
                }
                else
                {
                    double gap = Gap(direction, columnDirections!.Row(run.First + i), Math.Sign(cosine)) / 2;
                    sines[i] = Math.Sqrt(Math.Max(0, gap * (2 - gap)));
                }
            }
        }

        /// <summary>‖a − sign·b‖² of two directions.</summary>
        private static double Gap(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int sign)
        {
            double sum = 0;
            for (int i = 0; i < a.Length; i++)
            {
                double difference = a[i] - (sign * b[i]);
                sum += difference * difference;
            }

            return sum;
        }

        private static PairRun[] Runs(int count) => [.. Enumerable.Range(0, count).Select(_ => new PairRun())];

        private static Matrix<double> Directions(Matrix<double> inputs)
        {
            Matrix<double> directions = inputs.Copy();
            for (int i = 0; i < directions.Rows; i++)
            {
                double norm = TensorPrimitives.Norm<double>(directions.Row(i));
                if (norm > 0)
                {
                    TensorPrimitives.Divide(directions.Row(i), norm, directions.Row(i));
                }
            }

            return directions;
        }
    }

    /// <summary>Copies the lower triangles to the upper ones, a band of rows a part.</summary>
    private sealed class Mirror(Matrix<double> first, Matrix<double> second) : IWork
    {
        public void Execute(int part, int worker)
        {
            Copy(first, part * MirrorBlock);
            Copy(second, part * MirrorBlock);
        }

        private static void Copy(Matrix<double> matrix, int top)
        {
            int size = matrix.Rows, bottom = Math.Min(top + MirrorBlock, size);
            double[] values = matrix.Values;
            for (int left = top; left < size; left += MirrorBlock)
            {
                int right = Math.Min(left + MirrorBlock, size);
                for (int j = left; j < right; j++)
                {
                    for (int i = top; i < Math.Min(bottom, j); i++)
                    {
                        values[(i * size) + j] = values[(j * size) + i];
                    }
                }
            }
        }
    }
}

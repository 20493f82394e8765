using System.Numerics;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels;

/// <summary>
/// The empirical tangent kernel Θ(x, x') = Σ_θ ∂f(x)/∂θ ∂f(x')/∂θ by the structured formula
/// Θ = Σ_l (s_l² a_{l−1}·a'_{l−1} + r_l²) (δ_l·δ'_l): two Gram matrices and one Hadamard product a layer, never a Jacobian.
/// With C outputs it is an NC × NC matrix, the output running fastest: index (x, c) is x·C + c. Source: arXiv:2202.11104, section 2;
/// Jacot, Gabriel, Hongler (2018).
/// </summary>
/// <remarks>
/// The layers are walked from the read-out down, so that the δ of two levels are held at a time. Where the passes would need more than
/// <see cref="WorkingMemory"/>, inputs are taken in blocks, and every pair of blocks is propagated anew: memory stays O(N² + N n).
/// An instance serves one caller at a time, and keeps the memory of its passes for the next kernel as long as the collector lets it.
/// </remarks>
/// <typeparam name="T">Precision of passes and Gram matrices; the kernel is summed and handed out in double.</typeparam>
public sealed class TangentKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly NetworkArchitecture architecture;
    private readonly MatrixProduct<T> product;
    private readonly WorkerTeam team;
    private readonly MatrixMemory<T> memory = new();

    /// <summary>Kernels of one network.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="product">Matrix products; null (default) for products on <paramref name="team"/>.</param>
    /// <param name="team">Threads; null (default) for the caller's alone.</param>
    public TangentKernel(NetworkArchitecture architecture, MatrixProduct<T>? product = null, WorkerTeam? team = null)
    {
        this.architecture = architecture;
        this.team = team ?? WorkerTeam.Single;
        this.product = product ?? new MatrixProduct<T>(this.team);
    }

    /// <summary>Bytes that the passes and the Gram matrices may take beside the kernel itself; 2 GiB by default.</summary>
    public long WorkingMemory { get; init; } = 1L << 31;

    /// <summary>
    /// Whether to take one kernel for all outputs, the mean (1/C) Σ_c Θ_cc of the diagonal blocks, [N, N] instead of [NC, NC]. The blocks
    /// between different outputs, of which this knows nothing, vanish at infinite width, where all diagonal blocks are alike. Default
    /// false.
    /// </summary>
    public bool SharesOutputs { get; init; }

    /// <summary>Rows of the kernel to an input.</summary>
    private int RowsPerInput => SharesOutputs ? 1 : architecture.Outputs;

    /// <summary>
    /// Bytes that <see cref="Square"/> needs at its peak, its result included, with the default <see cref="WorkingMemory"/>.
    /// </summary>
    /// <param name="architecture">The network.</param>
    /// <param name="points">Number N of inputs.</param>
    /// <param name="sharesOutputs">See <see cref="SharesOutputs"/>.</param>
    public static double MemoryNeeded(NetworkArchitecture architecture, int points, bool sharesOutputs = false)
    {
        int rowsPerInput = sharesOutputs ? 1 : architecture.Outputs;
        double size = (double)points * rowsPerInput;
        return (sizeof(double) * size * size)
            + Math.Min(2.0 * (1L << 31), WorkingBytes(architecture, points, points, rowsPerInput, square: true));
    }

    /// <summary>Θ on one set of inputs, symmetric to the bit.</summary>
    /// <param name="parameters">θ.</param>
    /// <param name="inputs">x, one a row, shape [N, d].</param>
    /// <param name="progress">Told the fraction done, 0 to 1, after every layer.</param>
    /// <param name="cancellation">Stops between two layers.</param>
    /// <returns>Shape [NC, NC], or [N, N] where outputs share it.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Matrix<double> Square(
        NetworkParameters parameters, Matrix<double> inputs, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        Matrix<double> kernel = new(inputs.Rows * RowsPerInput, inputs.Rows * RowsPerInput);
        Walk walk = new(this, parameters.In<T>(), progress, cancellation);
        (int First, int Count)[] blocks = Blocks(inputs.Rows, square: true);
        for (int i = 0; i < blocks.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double done = i * (i + 1) + (2 * j), all = blocks.Length * (blocks.Length + 1);
                BlockPass<T> left = walk.Pass(inputs, blocks[i]), right = i == j ? left : walk.Pass(inputs, blocks[j]);
                walk.Sum([new Target(kernel, left, blocks[i].First, right, blocks[j].First)], done / all, 2 / all);
                if (i != j)
                {
                    MirrorBlock(kernel, blocks[i], blocks[j]);
                }
            }
        }

        return kernel;
    }

    /// <summary>Θ between two sets of inputs.</summary>
    /// <param name="parameters">θ.</param>
    /// <param name="rows">x, shape [M, d].</param>
    /// <param name="columns">x', shape [N, d].</param>
    /// <param name="progress">Told the fraction done, 0 to 1, after every layer.</param>
    /// <param name="cancellation">Stops between two layers.</param>
    /// <returns>Shape [MC, NC], or [M, N] where outputs share it.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Matrix<double> Between(
        NetworkParameters parameters,
        Matrix<double> rows,
        Matrix<double> columns,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        Matrix<double> kernel = new(rows.Rows * RowsPerInput, columns.Rows * RowsPerInput);
        Walk walk = new(this, parameters.In<T>(), progress, cancellation);
        (int First, int Count)[] left = Blocks(rows.Rows, square: false), right = Blocks(columns.Rows, square: false);
        for (int i = 0; i < left.Length; i++)
        {
            for (int j = 0; j < right.Length; j++)
            {
                double all = left.Length * right.Length;
                BlockPass<T> ofRows = walk.Pass(rows, left[i]), ofColumns = walk.Pass(columns, right[j]);
                walk.Sum(
                    [new Target(kernel, ofRows, left[i].First, ofColumns, right[j].First)], ((i * right.Length) + j) / all, 1 / all);
            }
        }

        return kernel;
    }

    /// <summary>
    /// Θ on training inputs and between test inputs and them, to the bit as <see cref="Square"/> and <see cref="Between"/> give them; where
    /// all fits into <see cref="WorkingMemory"/> the training inputs go through the network once for both.
    /// </summary>
    /// <param name="parameters">θ.</param>
    /// <param name="inputs">x, shape [N, d].</param>
    /// <param name="tests">x', shape [M, d]; null for none.</param>
    /// <returns>Shapes [NC, NC] and [MC, NC], or [N, N] and [M, N] where outputs share them; null without test inputs.</returns>
    public (Matrix<double> Own, Matrix<double>? Tests) WithTests(
        NetworkParameters parameters, Matrix<double> inputs, Matrix<double>? tests)
    {
        if (tests is null || inputs.Rows == 0 || tests.Rows == 0
            || WorkingBytes(architecture, inputs.Rows, inputs.Rows, RowsPerInput, square: true)
                + WorkingBytes(architecture, tests.Rows, inputs.Rows, RowsPerInput, square: false) > WorkingMemory)
        {
            return (Square(parameters, inputs), tests is null ? null : Between(parameters, tests, inputs));
        }

        Matrix<double> own = new(inputs.Rows * RowsPerInput, inputs.Rows * RowsPerInput);
        Matrix<double> between = new(tests.Rows * RowsPerInput, own.Columns);
        Walk walk = new(this, parameters.In<T>(), null, CancellationToken.None);
        BlockPass<T> training = walk.Pass(inputs, (0, inputs.Rows)), test = walk.Pass(tests, (0, tests.Rows));
        walk.Sum([new Target(own, training, 0, training, 0), new Target(between, test, 0, training, 0)], 0, 1);
        return (own, between);
    }

    /// <summary>Bytes of two passes (one, for a square) over so many inputs and of their Gram matrices.</summary>
    private static double WorkingBytes(NetworkArchitecture architecture, double rows, double columns, double rowsPerInput, bool square)
    {
        double inputs = square ? rows : rows + columns;
        double stored = 2.0 * architecture.Fans.Sum(fan => (double)fan);
        double carried = 2.0 * rowsPerInput * architecture.Fans.Skip(1).Max();
        double responses = rowsPerInput < architecture.Outputs ? architecture.Layers - 1 : rowsPerInput * rowsPerInput;
        double grams = rows * columns * (1 + responses);
        return System.Runtime.CompilerServices.Unsafe.SizeOf<T>() * ((inputs * (stored + carried)) + grams);
    }

    /// <summary>Equal blocks: one where all fits into the working memory, otherwise as few as fit two at a time.</summary>
    private (int First, int Count)[] Blocks(int points, bool square)
    {
        int blocks = 1;
        while (blocks < points)
        {
            double rows = Math.Ceiling((double)points / blocks);
            if (WorkingBytes(architecture, rows, rows, RowsPerInput, square && blocks == 1) <= WorkingMemory)
            {
                break;
            }

            blocks++;
        }

        int size = (points + blocks - 1) / Math.Max(blocks, 1);
        return [.. Enumerable.Range(0, blocks).Select(b => (First: b * size, Count: Math.Min(size, points - (b * size))))
            .Where(b => b.Count > 0)];
    }

    private void MirrorBlock(Matrix<double> kernel, (int First, int Count) rows, (int First, int Count) columns)
    {
        int outputs = RowsPerInput;
        for (int i = rows.First * outputs; i < (rows.First + rows.Count) * outputs; i++)
        {
            for (int j = columns.First * outputs; j < (columns.First + columns.Count) * outputs; j++)
            {
                kernel[j, i] = kernel[i, j];
            }
        }
    }

    /// <summary>A block of a kernel, from the passes of its rows and columns; the same pass for a square.</summary>
    private sealed record Target(Matrix<double> Kernel, BlockPass<T> Rows, int FirstRow, BlockPass<T> Columns, int FirstColumn);

    /// <summary>Sums the layers of blocks, from the read-out down.</summary>
    private sealed class Walk(
        TangentKernel<T> owner, NetworkParameters<T> parameters, IProgress<double>? progress, CancellationToken cancellation)
    {
        private readonly NetworkArchitecture architecture = parameters.Architecture;
        private readonly MatrixProduct<T> product = owner.product;
        private readonly int outputs = owner.RowsPerInput;

        public BlockPass<T> Pass(Matrix<double> inputs, (int First, int Count) block)
        {
            cancellation.ThrowIfCancellationRequested();
            Matrix<double> part = new(
                block.Count, inputs.Columns, inputs.Values.AsSpan(block.First * inputs.Columns, block.Count * inputs.Columns).ToArray());
            return new BlockPass<T>(parameters, part.In<T>(), product, owner.team, owner.memory);
        }

        public void Sum(IReadOnlyList<Target> targets, double from, double share)
        {
            BlockPass<T>[] passes = [.. targets.SelectMany(target => new[] { target.Rows, target.Columns }).Distinct()];
            Matrix<T>[] signals = [.. targets.Select(target => owner.memory.Take(target.Rows.Inputs, target.Columns.Inputs))];
            bool joins = outputs < architecture.Outputs;
            SharedResponses<T>? shared = joins
                ? new SharedResponses<T>(
                    parameters, passes,
                    [.. targets.Select(target => (Array.IndexOf(passes, target.Rows), Array.IndexOf(passes, target.Columns)))],
                    product, owner.team, owner.memory, cancellation)
                : null;
            Matrix<T>[] responses = joins
                ? []
                : [.. targets.Select(target => owner.memory.Take(target.Rows.Inputs * outputs, target.Columns.Inputs * outputs))];
            for (int layer = architecture.Layers - 1; layer >= 0; layer--)
            {
                cancellation.ThrowIfCancellationRequested();
                double scale = architecture.WeightScale(layer), bias = architecture.BiasScale(layer) * architecture.BiasScale(layer);
                T weight = T.CreateChecked(scale * scale);
                bool top = layer == architecture.Layers - 1;
                if (!top && !joins)
                {
                    Array.ForEach(passes, pass => pass.Descend());
                }

                for (int i = 0; i < targets.Count; i++)
                {
                    Target target = targets[i];
                    bool square = target.Rows == target.Columns;
                    Gram(weight, target.Rows.Activation(layer), target.Columns.Activation(layer), signals[i], square);
                    if (!top && !joins)
                    {
                        Gram(T.One, target.Rows.Deltas, target.Columns.Deltas, responses[i], square);
                    }

                    owner.team.Run(
                        new Hadamard(
                            target.Kernel, target.FirstRow, target.FirstColumn, signals[i],
                            top ? null : shared?.Of(layer + 1, i) ?? responses[i], bias, outputs),
                        target.Rows.Inputs);
                }

                progress?.Report(from + (share * (architecture.Layers - layer) / architecture.Layers));
            }

            owner.memory.ReturnAll();
        }

        private void Gram(T scale, Matrix<T> left, Matrix<T> right, Matrix<T> result, bool symmetric)
        {
            if (symmetric)
            {
                product.SymmetricRankK(scale, left, Transpose.No, T.Zero, result);
            }
            else
            {
                product.Multiply(scale, left, Transpose.No, right, Transpose.Yes, T.Zero, result);
            }
        }
    }

    /// <summary>
    /// Θ[(x, c), (x', c')] += (signals + bias) ∘ responses, a row of points a part; no responses means the identity in c, c'.
    /// </summary>
    private sealed class Hadamard(
        Matrix<double> kernel, int firstRow, int firstColumn, Matrix<T> signals, Matrix<T>? responses, double bias, int outputs) : IWork
    {
        public void Execute(int part, int worker)
        {
            ReadOnlySpan<T> signal = signals.Row(part);
            for (int c = 0; c < outputs; c++)
            {
                Span<double> destination = kernel.Row(((firstRow + part) * outputs) + c)
                    .Slice(firstColumn * outputs, signal.Length * outputs);
                if (responses is null)
                {
                    for (int x = 0; x < signal.Length; x++)
                    {
                        destination[(x * outputs) + c] += double.CreateTruncating(signal[x]) + bias;
                    }

                    continue;
                }

                ReadOnlySpan<T> response = responses.Row((part * outputs) + c);
                int i = 0;
                for (int x = 0; x < signal.Length; x++)
                {
                    double value = double.CreateTruncating(signal[x]) + bias;
                    for (int other = 0; other < outputs; other++, i++)
                    {
                        destination[i] += value * double.CreateTruncating(response[i]);
                    }
                }
            }
        }
    }
}

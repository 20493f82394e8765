using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels;

/// <summary>
/// (1/C) Σ_c δ_l(x, c)·δ_l(x', c) of all hidden levels l, for pairs of passes, one output after another: the δ of one output on all inputs
/// stay in the caches, and nothing of the size of all outputs is ever held.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed class SharedResponses<T> : IWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int ManyRows = 8;

    private readonly NetworkParameters<T> parameters;
    private readonly NetworkArchitecture architecture;
    private readonly BlockPass<T>[] passes;
    private readonly int[] firstRows;
    private readonly (int Rows, int Columns)[] pairs;
    private readonly MatrixProduct<T> product;
    private readonly WorkerTeam team;
    private readonly MatrixMemory<T> memory;
    private readonly Matrix<T>[][] responses;

    // Of the level and the output in hand.
    private Matrix<T> deltas = null!;
    private int level;
    private int output;

    /// <summary>Computes them.</summary>
    /// <param name="parameters">θ.</param>
    /// <param name="passes">Forward passes over inputs.</param>
    /// <param name="pairs">Which passes give rows and columns of each matrix.</param>
    /// <param name="product">Matrix products.</param>
    /// <param name="team">Threads.</param>
    /// <param name="memory">Lends the matrices.</param>
    /// <param name="cancellation">Stops between two outputs.</param>
    public SharedResponses(
        NetworkParameters<T> parameters, BlockPass<T>[] passes, (int Rows, int Columns)[] pairs, MatrixProduct<T> product, WorkerTeam team,
        MatrixMemory<T> memory, CancellationToken cancellation)
    {
        (this.parameters, architecture, this.passes, this.pairs) = (parameters, parameters.Architecture, passes, pairs);
        (this.product, this.team, this.memory) = (product, team, memory);
        firstRows = new int[passes.Length + 1];
        for (int i = 0; i < passes.Length; i++)
        {
            firstRows[i + 1] = firstRows[i] + passes[i].Inputs;
        }

        responses = new Matrix<T>[architecture.Layers][];
        for (int level = 1; level < architecture.Layers; level++)
        {
            responses[level] = [.. pairs.Select(pair => memory.Take(passes[pair.Rows].Inputs, passes[pair.Columns].Inputs))];
        }

        if (architecture.Layers > 1)
        {
            AddHighest();
        }

        for (output = 0; output < architecture.Outputs && architecture.Layers > 2; output++)
        {
            cancellation.ThrowIfCancellationRequested();
            AddOutput();
        }
    }

    /// <summary>The matrix of a level and a pair.</summary>
    /// <param name="level">l, 1 to the number of layers − 1.</param>
    /// <param name="pair">Index of the pair.</param>
    public Matrix<T> Of(int level, int pair) => responses[level][pair];

    void IWork.Execute(int part, int worker)
    {
        int pass = 0;
        while (part >= firstRows[pass + 1])
        {
            pass++;
        }

        Span<T> row = deltas.Row(part);
        if (level == architecture.Layers - 1)
        {
            TensorPrimitives.Multiply(parameters.Weights[level].Row(output), T.CreateChecked(architecture.WeightScale(level)), row);
        }

        TensorPrimitives.Multiply(row, passes[pass].Slope(level).Row(part - firstRows[pass]), row);
    }

    /// <summary>The highest hidden level, where no output needs to be told from another.</summary>
    private void AddHighest()
    {
        level = architecture.Layers - 1;
        deltas = memory.Take(firstRows[^1], architecture.Fan(level));
        for (int i = 0; i < passes.Length; i++)
        {
            passes[i].JoinDeltas(deltas.View.RowBlock(firstRows[i], passes[i].Inputs));
        }

        AddProducts(T.Zero);
        memory.Return(deltas);
    }

    /// <summary>All levels below, of one output.</summary>
    private void AddOutput()
    {
        level = architecture.Layers - 1;
        deltas = memory.Take(firstRows[^1], architecture.Fan(level));
        team.Run(this, deltas.Rows);
        while (--level >= 1)
        {
            Matrix<T> above = deltas;
            deltas = memory.Take(above.Rows, architecture.Fan(level));
            MultiplyByWeights(above);
            memory.Return(above);
            team.Run(this, deltas.Rows);
            AddProducts(output == 0 ? T.Zero : T.One);
        }

        memory.Return(deltas);
    }

    /// <summary>
    /// All passes in one product, so that the weights are packed once; but where one has few rows, whose sums have another order, each by
    /// itself, so that its bits do not depend on what else is asked for.
    /// </summary>
    private void MultiplyByWeights(Matrix<T> above)
    {
        T scale = T.CreateChecked(architecture.WeightScale(level));
        bool together = Array.TrueForAll(passes, pass => pass.Inputs >= ManyRows);
        for (int i = 0; i < (together ? 1 : passes.Length); i++)
        {
            int rows = together ? above.Rows : passes[i].Inputs;
            product.Multiply(
                scale, above.View.RowBlock(firstRows[i], rows), Transpose.No, parameters.Weights[level], Transpose.No, T.Zero,
                deltas.View.RowBlock(firstRows[i], rows));
        }
    }

    private void AddProducts(T keep)
    {
        T mean = T.One / T.CreateChecked(architecture.Outputs);
        for (int i = 0; i < pairs.Length; i++)
        {
            (int rows, int columns) = pairs[i];
            MatrixView<T> left = deltas.View.RowBlock(firstRows[rows], passes[rows].Inputs);
            if (rows == columns)
            {
                product.SymmetricRankK(mean, left, Transpose.No, keep, responses[level][i]);
            }
            else
            {
                product.Multiply(
                    mean, left, Transpose.No, deltas.View.RowBlock(firstRows[columns], passes[columns].Inputs), Transpose.Yes, keep,
                    responses[level][i]);
            }
        }
    }
}

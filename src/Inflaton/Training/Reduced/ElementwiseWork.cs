using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training.Reduced;

/// <summary>The point-wise half of a layer over all inputs, a stretch of units of one input a part: z → φ(z + r b), δ → δ φ'(z).</summary>
/// <param name="architecture">φ and r.</param>
/// <param name="team">Threads.</param>
internal sealed class ElementwiseWork(NetworkArchitecture architecture, WorkerTeam team) : IWork
{
    private const int Chunk = 2048;

    private Matrix<double>? values;
    private Matrix<double>? slopes;
    private double[]? biases;
    private double biasScale;

    /// <summary>z ← φ(z + r b) and its slope; without slopes z ← z + r b.</summary>
    /// <param name="layer">Whose r.</param>
    /// <param name="preactivations">z.</param>
    /// <param name="biases">b.</param>
    /// <param name="slopes">Where φ' goes; null for none.</param>
    public void Activate(int layer, Matrix<double> preactivations, double[] biases, Matrix<double>? slopes)
    {
        biasScale = architecture.BiasScale(layer);
        Run(preactivations, biases, slopes);
    }

    /// <summary>δ ← δ ∘ φ'.</summary>
    public void MultiplySlopes(Matrix<double> deltas, Matrix<double> slopes) => Run(deltas, null, slopes);

    public void Execute(int part, int worker)
    {
        int columns = values!.Columns;
        (int row, int chunk) = Math.DivRem(part, Chunks(columns));
        int first = chunk * Chunk;
        int count = Math.Min(Chunk, columns - first);
        Span<double> value = values.Row(row).Slice(first, count);
        if (biases is null)
        {
            TensorPrimitives.Multiply<double>(value, slopes!.Row(row).Slice(first, count), value);
            return;
        }

        if (biasScale != 0)
        {
            TensorPrimitives.MultiplyAdd(biases.AsSpan(first, count), biasScale, value, value);
        }

        if (slopes is not null)
        {
            architecture.Activation.Evaluate(value, value, slopes.Row(row).Slice(first, count));
        }
    }

    private static int Chunks(int columns) => (columns + Chunk - 1) / Chunk;

    private void Run(Matrix<double> values, double[]? biases, Matrix<double>? slopes)
    {
        this.values = values;
        this.biases = biases;
        this.slopes = slopes;
        team.Run(this, values.Rows * Chunks(values.Columns));
    }
}

using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels;

/// <summary>
/// A forward pass over a block of inputs, then δ_l(x, c) = ∂f_c(x)/∂z_l of all outputs at once, level by level from the read-out down;
/// row (x, c) is x·C + c.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed class BlockPass<T> : IWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly NetworkParameters<T> parameters;
    private readonly Propagation<T> pass;
    private readonly MatrixProduct<T> product;
    private readonly WorkerTeam team;
    private readonly MatrixMemory<T>? memory;
    private readonly int outputs;
    private Matrix<T> slopes = null!;

    /// <summary>The forward pass.</summary>
    /// <param name="parameters">θ.</param>
    /// <param name="inputs">x, one a row.</param>
    /// <param name="product">Matrix products.</param>
    /// <param name="team">Threads.</param>
    /// <param name="memory">
    /// Lends the matrices; those of a level are returned when the next is reached. Null for matrices of its own, which stay as they are.
    /// </param>
    public BlockPass(
        NetworkParameters<T> parameters, Matrix<T> inputs, MatrixProduct<T> product, WorkerTeam team, MatrixMemory<T>? memory = null)
    {
        this.parameters = parameters;
        this.product = product;
        this.team = team;
        this.memory = memory;
        outputs = parameters.Architecture.Outputs;
        pass = new Propagation<T>(parameters.Architecture, inputs, product, team, Storage);
        pass.Forward(parameters);
        Level = parameters.Architecture.Layers;
        Deltas = new Matrix<T>(0, outputs);
    }

    /// <summary>
    /// The level that <see cref="Deltas"/> belong to; at the start that of the outputs, where they are the identity and not stored.
    /// </summary>
    public int Level { get; private set; }

    /// <summary>δ at <see cref="Level"/>, shape [NC, n].</summary>
    public Matrix<T> Deltas { get; private set; }

    /// <summary>Number N of inputs.</summary>
    public int Inputs => pass.Rows;

    public Matrix<T> Activation(int level) => pass.Activation(level);

    /// <summary>φ'(z_l), shape [N, n_l].</summary>
    /// <param name="level">1 to the number of layers − 1.</param>
    public Matrix<T> Slope(int level) => pass.Slope(level);

    /// <summary>Goes down by one level.</summary>
    public void Descend()
    {
        NetworkArchitecture architecture = parameters.Architecture;
        Level--;
        Matrix<T> above = Deltas, weights = parameters.Weights[Level];
        Deltas = Storage(pass.Rows * outputs, weights.Columns);
        slopes = pass.Slope(Level);
        if (above.Rows > 0)
        {
            product.Multiply(T.CreateChecked(architecture.WeightScale(Level)), above, Transpose.No, weights, Transpose.No, T.Zero, Deltas);
            memory?.Return(above);
        }
        else
        {
            T scale = T.CreateChecked(architecture.WeightScale(Level));
            for (int row = 0; row < Deltas.Rows; row++)
            {
                TensorPrimitives.Multiply(weights.Row(row % outputs), scale, Deltas.Row(row));
            }
        }

        team.Run(this, pass.Rows);
    }

    /// <summary>
    /// Rows √(Σ_c δ_j(x, c)²) at the level below the outputs, whose products are Σ_c δ(x, c)·δ(x', c): there δ_j(x, c) = W_cj φ'_j(x).
    /// </summary>
    /// <param name="joined">Receives them, [N, n].</param>
    public void JoinDeltas(MatrixView<T> joined)
    {
        int level = parameters.Architecture.Layers - 1;
        Matrix<T> weights = parameters.Weights[level], slopes = Slope(level);
        T[] sizes = new T[weights.Columns];
        for (int row = 0; row < weights.Rows; row++)
        {
            TensorPrimitives.MultiplyAdd<T>(weights.Row(row), weights.Row(row), sizes, sizes);
        }

        TensorPrimitives.Sqrt<T>(sizes, sizes);
        TensorPrimitives.Multiply<T>(sizes, T.CreateChecked(parameters.Architecture.WeightScale(level)), sizes);
        for (int row = 0; row < joined.Rows; row++)
        {
            TensorPrimitives.Multiply<T>(sizes, slopes.Row(row), joined.Row(row));
        }
    }

    private Matrix<T> Storage(int rows, int columns) => memory is null ? new Matrix<T>(rows, columns) : memory.Take(rows, columns);

    void IWork.Execute(int part, int worker)
    {
        ReadOnlySpan<T> slope = slopes.Row(part);
        for (int c = 0; c < outputs; c++)
        {
            Span<T> delta = Deltas.Row((part * outputs) + c);
            TensorPrimitives.Multiply(delta, slope, delta);
        }
    }
}

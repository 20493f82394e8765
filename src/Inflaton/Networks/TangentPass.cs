using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Networks;

/// <summary>
/// The first-order change J u of the outputs when the parameters change by u, level by level in forward direction: ż_l = s_l (W_l ȧ_{l−1}
/// + U_l a_{l−1}) + r_l u_l, ȧ_l = φ'(z_l) ∘ ż_l. It costs about two forward passes; after construction it allocates nothing.
/// </summary>
public sealed class TangentPass : IWork
{
    private readonly NetworkArchitecture architecture;
    private readonly MatrixProduct<double> product;
    private readonly WorkerTeam team;
    private readonly Matrix<double>[] changes;
    private Matrix<double> level;
    private Matrix<double> slopes;
    private double[] biases = [];
    private double biasScale;

    /// <summary>Storage for a number of inputs.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="rows">Number N of inputs.</param>
    /// <param name="product">Matrix products.</param>
    /// <param name="team">Threads.</param>
    public TangentPass(NetworkArchitecture architecture, int rows, MatrixProduct<double> product, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        this.architecture = architecture;
        this.product = product;
        this.team = team;
        changes = [.. Enumerable.Range(1, architecture.Layers).Select(l => new Matrix<double>(rows, architecture.Fan(l)))];
        level = slopes = changes[^1];
    }

    /// <summary>Number N of inputs.</summary>
    public int Rows => changes[^1].Rows;

    /// <summary>J u after <see cref="Forward"/>, shape [N, C].</summary>
    public Matrix<double> Output => changes[^1];

    /// <summary>Jθ at θ itself: how the outputs change as all parameters grow by the same part, length N·C.</summary>
    /// <param name="parameters">θ.</param>
    /// <param name="inputs">x, one a row, shape [N, d].</param>
    /// <param name="team">Threads; null (default) for the caller's alone.</param>
    public static double[] AlongParameters(NetworkParameters<double> parameters, Matrix<double> inputs, WorkerTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(inputs);
        WorkerTeam workers = team ?? WorkerTeam.Single;
        MatrixProduct<double> product = new(workers);
        Propagation<double> pass = new(parameters.Architecture, inputs, product, workers, carriesBack: false);
        TangentPass tangent = new(parameters.Architecture, inputs.Rows, product, workers);
        pass.Forward(parameters);
        tangent.Forward(pass, parameters, parameters);
        return tangent.Output.Values;
    }

    /// <summary>Computes J u.</summary>
    /// <param name="pass">A pass of as many inputs, after its forward pass at θ.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="change">u.</param>
    /// <exception cref="ArgumentException">The pass has another number of inputs.</exception>
    public void Forward(Propagation<double> pass, NetworkParameters<double> parameters, NetworkParameters<double> change)
    {
        ArgumentNullException.ThrowIfNull(pass);
        if (pass.Rows != Rows)
        {
            throw new ArgumentException($"The pass has {pass.Rows} inputs, not {Rows}.", nameof(pass));
        }

        for (int l = 0; l < architecture.Layers; l++)
        {
            double scale = architecture.WeightScale(l);
            product.Multiply(scale, pass.Activation(l), Transpose.No, change.Weights[l], Transpose.Yes, 0, changes[l]);
            if (l > 0)
            {
                product.Multiply(scale, changes[l - 1], Transpose.No, parameters.Weights[l], Transpose.Yes, 1, changes[l]);
            }

            biasScale = architecture.BiasScale(l);
            (level, slopes, biases) = (changes[l], l + 1 == architecture.Layers ? changes[l] : pass.Slope(l + 1), change.Biases[l]);
            team.Run(this, Rows);
        }
    }

    void IWork.Execute(int part, int worker)
    {
        Span<double> row = level.Row(part);
        if (biasScale != 0)
        {
            TensorPrimitives.MultiplyAdd(biases, biasScale, row, row);
        }

        if (!ReferenceEquals(slopes, level))
        {
            TensorPrimitives.Multiply(row, slopes.Row(part), row);
        }
    }
}

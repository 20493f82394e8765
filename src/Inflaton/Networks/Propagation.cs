using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Networks;

/// <summary>
/// Forward and backward passes over a fixed number of inputs, with all their storage: after construction no pass allocates.
/// Rows are inputs. A pass gives the same bits whatever the number of threads.
/// </summary>
public sealed class Propagation
{
    private readonly MatrixProduct<double> product;
    private readonly WorkerTeam team;
    private readonly Matrix<double>[] activations;
    private readonly Matrix<double>[] slopes;
    private readonly Matrix<double>[] deltas;
    private readonly HiddenLayer hiddenLayer;
    private readonly SlopeProduct slopeProduct;

    /// <summary>Storage for a number of inputs.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="inputs">Inputs, one a row, shape [N, d]; kept, not copied.</param>
    /// <param name="product">Matrix products.</param>
    /// <param name="team">Threads for the element-wise work.</param>
    /// <exception cref="ArgumentException">The inputs do not have d columns.</exception>
    public Propagation(NetworkArchitecture architecture, Matrix<double> inputs, MatrixProduct<double> product, WorkerTeam team)
    {
        if (inputs.Columns != architecture.Inputs)
        {
            throw new ArgumentException($"The inputs have {inputs.Columns} columns, the network takes {architecture.Inputs}.", nameof(inputs));
        }

        Architecture = architecture;
        this.product = product;
        this.team = team;
        int rows = inputs.Rows;
        activations = new Matrix<double>[architecture.Layers + 1];
        slopes = new Matrix<double>[architecture.Layers + 1];
        deltas = new Matrix<double>[architecture.Layers + 1];
        activations[0] = inputs;
        for (int level = 1; level <= architecture.Layers; level++)
        {
            activations[level] = new Matrix<double>(rows, architecture.Fan(level));
            deltas[level] = new Matrix<double>(rows, architecture.Fan(level));
            slopes[level] = new Matrix<double>(level < architecture.Layers ? rows : 0, architecture.Fan(level));
        }

        hiddenLayer = new HiddenLayer(architecture);
        slopeProduct = new SlopeProduct();
    }

    /// <summary>The network's shape.</summary>
    public NetworkArchitecture Architecture { get; }

    /// <summary>Number N of inputs.</summary>
    public int Rows => activations[0].Rows;

    /// <summary>f after <see cref="Forward"/>, shape [N, C].</summary>
    public Matrix<double> Output => activations[^1];

    /// <summary>a_l after <see cref="Forward"/>, shape [N, n_l]; level 0 is the input.</summary>
    /// <param name="level">0 to the number of layers.</param>
    public Matrix<double> Activation(int level) => activations[level];

    /// <summary>δ_l = ∂(·)/∂z_l after <see cref="Backward"/>, shape [N, n_l].</summary>
    /// <param name="level">1 to the number of layers; the last is the caller's to fill.</param>
    public Matrix<double> Delta(int level) => deltas[level];

    /// <summary>Computes a_l, φ'(z_l) and f.</summary>
    /// <param name="parameters">θ.</param>
    public void Forward(NetworkParameters parameters)
    {
        for (int l = 0; l < Architecture.Layers; l++)
        {
            product.Multiply(
                Architecture.WeightScale(l), activations[l], Transpose.No, parameters.Weights[l], Transpose.Yes, 0, activations[l + 1]);
            hiddenLayer.Prepare(activations[l + 1], slopes[l + 1], parameters.Biases[l], l + 1 == Architecture.Layers);
            team.Run(hiddenLayer, Rows);
        }
    }

    /// <summary>
    /// Carries <c>Delta(Layers)</c>, which the caller has filled with derivatives by the outputs, back to every hidden layer:
    /// δ_l = s_{l+1} (δ_{l+1} W_{l+1}) ∘ φ'(z_l).
    /// </summary>
    /// <param name="parameters">The θ of the last <see cref="Forward"/>.</param>
    public void Backward(NetworkParameters parameters)
    {
        for (int l = Architecture.Layers - 1; l >= 1; l--)
        {
            product.Multiply(
                Architecture.WeightScale(l), deltas[l + 1], Transpose.No, parameters.Weights[l], Transpose.No, 0, deltas[l]);
            slopeProduct.Prepare(deltas[l], slopes[l]);
            team.Run(slopeProduct, Rows);
        }
    }

    /// <summary>z → φ(z + r b) and its slope, one row of inputs a part.</summary>
    private sealed class HiddenLayer(NetworkArchitecture architecture) : IWork
    {
        private Matrix<double>? values;
        private Matrix<double>? slopes;
        private double[] biases = [];
        private bool linear;

        public void Prepare(Matrix<double> values, Matrix<double> slopes, double[] biases, bool linear)
        {
            this.values = values;
            this.slopes = slopes;
            this.biases = biases;
            this.linear = linear;
        }

        public void Execute(int part, int worker)
        {
            Span<double> row = values!.Row(part);
            if (architecture.BiasScale != 0)
            {
                TensorPrimitives.MultiplyAdd(biases, architecture.BiasScale, row, row);
            }

            if (!linear)
            {
                architecture.Activation.Evaluate(row, row, slopes!.Row(part));
            }
        }
    }

    private sealed class SlopeProduct : IWork
    {
        private Matrix<double>? deltas;
        private Matrix<double>? slopes;

        public void Prepare(Matrix<double> deltas, Matrix<double> slopes)
        {
            this.deltas = deltas;
            this.slopes = slopes;
        }

        public void Execute(int part, int worker)
        {
            Span<double> row = deltas!.Row(part);
            TensorPrimitives.Multiply<double>(row, slopes!.Row(part), row);
        }
    }
}

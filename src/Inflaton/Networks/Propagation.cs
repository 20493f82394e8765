using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Networks;

/// <summary>
/// Forward and backward passes over a fixed number of inputs, with all their storage: after construction no pass allocates.
/// Rows are inputs. A pass gives the same bits whatever the number of threads.
/// </summary>
/// <typeparam name="T">Element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Propagation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly MatrixProduct<T> product;
    private readonly WorkerTeam team;
    private readonly Matrix<T>[] activations;
    private readonly Matrix<T>[] slopes;
    private readonly Matrix<T>[] deltas;
    private readonly HiddenLayer hiddenLayer;
    private readonly SlopeProduct slopeProduct = new();

    /// <summary>Storage for a number of inputs.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="inputs">Inputs, one a row, shape [N, d]; kept, not copied.</param>
    /// <param name="product">Matrix products; null (default) for products on <paramref name="team"/>.</param>
    /// <param name="team">Threads for the element-wise work; null (default) for the caller's alone.</param>
    /// <param name="carriesBack">Whether there is to be a <see cref="Backward"/>, which needs storage for the δ_l; true by default.</param>
    /// <exception cref="ArgumentException">The inputs do not have d columns.</exception>
    public Propagation(
        NetworkArchitecture architecture, Matrix<T> inputs, MatrixProduct<T>? product = null, WorkerTeam? team = null,
        bool carriesBack = true)
        : this(architecture, inputs, product, team, (rows, columns) => new Matrix<T>(rows, columns), carriesBack)
    {
    }

    /// <summary>Storage for forward passes alone, each matrix made by a function of its rows and columns.</summary>
    internal Propagation(
        NetworkArchitecture architecture, Matrix<T> inputs, MatrixProduct<T> product, WorkerTeam team, Func<int, int, Matrix<T>> storage)
        : this(architecture, inputs, product, team, storage, carriesBack: false)
    {
    }

    private Propagation(
        NetworkArchitecture architecture, Matrix<T> inputs, MatrixProduct<T>? product, WorkerTeam? team, Func<int, int, Matrix<T>> storage,
        bool carriesBack)
    {
        if (inputs.Columns != architecture.Inputs)
        {
            throw new ArgumentException(
                $"The inputs have {inputs.Columns} columns, the network takes {architecture.Inputs}.", nameof(inputs));
        }

        Architecture = architecture;
        this.team = team ?? WorkerTeam.Single;
        this.product = product ?? new MatrixProduct<T>(this.team);
        int rows = inputs.Rows;
        activations = new Matrix<T>[architecture.Layers + 1];
        slopes = new Matrix<T>[architecture.Layers + 1];
        deltas = new Matrix<T>[architecture.Layers + 1];
        activations[0] = inputs;
        for (int level = 1; level <= architecture.Layers; level++)
        {
            activations[level] = storage(rows, architecture.Fan(level));
            deltas[level] = storage(carriesBack ? rows : 0, architecture.Fan(level));
            slopes[level] = storage(level < architecture.Layers ? rows : 0, architecture.Fan(level));
        }

        hiddenLayer = new HiddenLayer(architecture);
    }

    /// <summary>The network's shape.</summary>
    public NetworkArchitecture Architecture { get; }

    /// <summary>Number N of inputs.</summary>
    public int Rows => activations[0].Rows;

    /// <summary>f after <see cref="Forward"/>, shape [N, C].</summary>
    public Matrix<T> Output => activations[^1];

    /// <summary>a_l after <see cref="Forward"/>, shape [N, n_l]; level 0 is the input.</summary>
    /// <param name="level">0 to the number of layers.</param>
    public Matrix<T> Activation(int level) => activations[level];

    /// <summary>φ'(z_l) after <see cref="Forward"/>, shape [N, n_l].</summary>
    /// <param name="level">1 to the number of layers − 1.</param>
    public Matrix<T> Slope(int level) => slopes[level];

    /// <summary>δ_l = ∂(·)/∂z_l after <see cref="Backward"/>, shape [N, n_l].</summary>
    /// <param name="level">1 to the number of layers; the last is the caller's to fill.</param>
    public Matrix<T> Delta(int level) => deltas[level];

    /// <summary>Computes a_l, φ'(z_l) and f.</summary>
    /// <param name="parameters">θ.</param>
    /// <param name="change">What the weights have changed by beside <paramref name="parameters"/>; null for nothing.</param>
    public void Forward(NetworkParameters<T> parameters, IWeightChange<T>? change = null)
    {
        for (int l = 0; l < Architecture.Layers; l++)
        {
            product.Forward(T.CreateChecked(Architecture.WeightScale(l)), activations[l], parameters.Weights[l], activations[l + 1]);
            change?.AddForward(l, activations[l], activations[l + 1]);
            hiddenLayer.Run(team, l, activations[l + 1], slopes[l + 1], parameters.Biases[l]);
        }
    }

    /// <summary>
    /// Carries <c>Delta(Layers)</c>, which the caller has filled with derivatives by the outputs, back to every hidden layer:
    /// δ_l = s_{l+1} (δ_{l+1} W_{l+1}) ∘ φ'(z_l).
    /// </summary>
    /// <param name="parameters">The θ of the last <see cref="Forward"/>.</param>
    /// <param name="change">The change of the last <see cref="Forward"/>.</param>
    public void Backward(NetworkParameters<T> parameters, IWeightChange<T>? change = null)
    {
        for (int l = Architecture.Layers - 1; l >= 1; l--)
        {
            product.Backward(T.CreateChecked(Architecture.WeightScale(l)), deltas[l + 1], parameters.Weights[l], deltas[l]);
            change?.AddBackward(l, deltas[l + 1], deltas[l]);
            slopeProduct.Run(team, deltas[l], slopes[l]);
        }
    }

    /// <summary>
    /// Element-wise work on a matrix, a piece of a row or some short rows a part, whose bounds do not depend on the number of threads.
    /// </summary>
    private abstract class Elementwise : IWork
    {
        private const int Piece = 4096;
        private const int ShortPart = 2048;
        private const int LeastShared = 1 << 14;

        private int rows;
        private int columns;
        private int rowsPerPart;
        private int piecesPerRow;

        public void Execute(int part, int worker)
        {
            (int rowPart, int piece) = Math.DivRem(part, piecesPerRow);
            int first = piece * Piece, count = Math.Min(Piece, columns - first);
            int end = Math.Min((rowPart + 1) * rowsPerPart, rows);
            for (int row = rowPart * rowsPerPart; row < end; row++)
            {
                Apply(row, first, count);
            }
        }

        protected abstract void Apply(int row, int first, int count);

        protected void Run(WorkerTeam team, Matrix<T> shape)
        {
            (rows, columns) = (shape.Rows, shape.Columns);
            piecesPerRow = (columns + Piece - 1) / Piece;
            rowsPerPart = Math.Max(1, ShortPart / Math.Max(1, columns));
            int rowParts = (rows + rowsPerPart - 1) / rowsPerPart;
            (shape.Values.Length < LeastShared ? WorkerTeam.Single : team).Run(this, rowParts * piecesPerRow);
        }
    }

    /// <summary>z → φ(z + r b) and its slope.</summary>
    private sealed class HiddenLayer(NetworkArchitecture architecture) : Elementwise
    {
        private Matrix<T> values = null!;
        private Matrix<T> slopes = null!;
        private T[] biases = [];
        private T biasScale;
        private bool linear;

        public void Run(WorkerTeam team, int layer, Matrix<T> values, Matrix<T> slopes, T[] biases)
        {
            this.values = values;
            this.slopes = slopes;
            this.biases = biases;
            biasScale = T.CreateChecked(architecture.BiasScale(layer));
            linear = layer + 1 == architecture.Layers;
            Run(team, values);
        }

        protected override void Apply(int row, int first, int count)
        {
            Span<T> z = values.Row(row).Slice(first, count);
            if (biasScale != T.Zero)
            {
                TensorPrimitives.MultiplyAdd(biases.AsSpan(first, count), biasScale, z, z);
            }

            if (!linear)
            {
                architecture.Activation.EvaluateAs<T>(z, z, slopes.Row(row).Slice(first, count));
            }
        }
    }

    /// <summary>δ → δ ∘ φ'.</summary>
    private sealed class SlopeProduct : Elementwise
    {
        private Matrix<T> deltas = null!;
        private Matrix<T> slopes = null!;

        public void Run(WorkerTeam team, Matrix<T> deltas, Matrix<T> slopes)
        {
            this.deltas = deltas;
            this.slopes = slopes;
            Run(team, deltas);
        }

        protected override void Apply(int row, int first, int count)
        {
            Span<T> delta = deltas.Row(row).Slice(first, count);
            TensorPrimitives.Multiply<T>(delta, slopes.Row(row).Slice(first, count), delta);
        }
    }
}

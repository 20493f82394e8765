using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.Interactions;

/// <summary>
/// A network whose parameters are moved by gradients of its own field: the field there, and how the field at epoch 0 answers to the
/// gradient there. Each place costs a few passes over all inputs.
/// </summary>
internal sealed class MovedNetwork
{
    // Reading and adding an element from memory, in multiplications of a matrix product; and how often a place does so.
    private const double MemoryElement = 6;
    private const double OwnElements = 8;

    private readonly NetworkParameters origin;
    private readonly NetworkArchitecture architecture;
    private readonly MatrixProduct<double> product;
    private readonly ParameterSums sums;
    private readonly double scale;
    private readonly NetworkParameters place;
    private readonly Side training;
    private readonly Side? tests;

    /// <summary>The network at epoch 0.</summary>
    /// <param name="parameters">θ₀; not changed.</param>
    /// <param name="inputs">Training inputs, shape [N, d].</param>
    /// <param name="testInputs">Test inputs, shape [M, d]; null for none.</param>
    /// <param name="team">Threads.</param>
    /// <param name="scale">α of the field φ = αf + a constant.</param>
    public MovedNetwork(
        NetworkParameters parameters, Matrix<double> inputs, Matrix<double>? testInputs, WorkerTeam team, double scale)
    {
        (origin, architecture, this.scale) = (parameters, parameters.Architecture, scale);
        product = new MatrixProduct<double>(team);
        sums = new ParameterSums(team);
        place = parameters.Clone();
        training = new Side(this, inputs, team, trained: null);
        tests = testInputs is null ? null : new Side(this, testInputs, team, training);
    }

    /// <summary>Number of values of the field, training inputs and test inputs.</summary>
    public int Values => training.Values + (tests?.Values ?? 0);

    /// <summary>Number θ of parameters.</summary>
    public static double Count(NetworkArchitecture architecture) =>
        Enumerable.Range(0, architecture.Layers).Sum(l => (architecture.Fan(l) + 1.0) * architecture.Fan(l + 1));

    /// <summary>Multiplications for the field and the gradient at one place.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="points">N.</param>
    /// <param name="testPoints">M.</param>
    /// <param name="sources">Number of vectors of parameters that the place is made of beside gradients at epoch 0.</param>
    public static double Multiplications(NetworkArchitecture architecture, int points, int testPoints, int sources)
    {
        double memory = MemoryElement * (OwnElements + sources);
        return IsByOverlaps(architecture, points)
            ? (Count(architecture) * ((4.0 * points) + testPoints + memory)) + ((points + testPoints) * Overlap(architecture, points))
            : Count(architecture) * ((7.0 * points) + (3.0 * testPoints) + memory);
    }

    /// <summary>A vector of parameters, all zeros.</summary>
    public NetworkParameters Storage() => NetworkParameters.Zero(architecture);

    /// <summary>Moves to θ = (1 + share) θ₀ + Σ_x a_x α∇f_x(θ₀) + Σ_k c_k G_k.</summary>
    /// <param name="share">How far along the start itself; weight decay goes below 0.</param>
    /// <param name="displacement">a, length NC.</param>
    /// <param name="sources">G, vectors of parameters.</param>
    /// <param name="coefficients">c, one for each.</param>
    public void MoveTo(
        double share, ReadOnlySpan<double> displacement, IReadOnlyList<NetworkParameters> sources, ReadOnlySpan<double> coefficients)
    {
        place.CopyFrom(origin);
        if (share != 0)
        {
            sums.Add([origin], [share], place);
        }

        training.Scale(displacement, scale);
        AddGradient(training.Start, training.Weighted, 1, place);
        sums.Add(sources, coefficients, place);
    }

    /// <summary>α(f(θ) − f(θ₀)) at the place.</summary>
    /// <param name="result">Receives it, length <see cref="Values"/>.</param>
    public void FieldChange(Span<double> result)
    {
        training.Change(result[..training.Values]);
        tests?.Change(result[training.Values..]);
    }

    /// <summary>G = Σ_x w_x α∇f_x(θ) at the place, after <see cref="FieldChange"/>.</summary>
    /// <param name="weights">w, length NC.</param>
    /// <param name="result">Receives G.</param>
    public void Gradient(ReadOnlySpan<double> weights, NetworkParameters result)
    {
        TensorPrimitives.Multiply(weights, scale, training.Moved.Delta(architecture.Layers).Values);
        training.Moved.Backward(place);
        AddGradient(training.Moved, training.Moved, 0, result);
    }

    /// <summary>α∇f(θ₀)·G, how the field at epoch 0 answers to the last <see cref="Gradient"/>.</summary>
    /// <param name="gradient">G.</param>
    /// <param name="result">Receives it, length <see cref="Values"/>.</param>
    public void Response(NetworkParameters gradient, Span<double> result)
    {
        training.Response(gradient, training.Moved, result[..training.Values]);
        tests?.Response(gradient, training.Moved, result[training.Values..]);
    }

    /// <summary>G_k·G_l.</summary>
    /// <param name="sources">G, vectors of parameters.</param>
    public Matrix<double> Overlaps(IReadOnlyList<NetworkParameters> sources) => sums.Overlaps(sources);

    /// <summary>
    /// Whether answers come from overlaps of δ and of a in each layer, as kernels do: of a single output, with fewer inputs than units.
    /// </summary>
    private static bool IsByOverlaps(NetworkArchitecture architecture, int points) =>
        architecture.Outputs == 1 && Overlap(architecture, points) < 2 * Count(architecture);

    /// <summary>Multiplications for the overlaps of one input with all training inputs.</summary>
    private static double Overlap(NetworkArchitecture architecture, int points) =>
        Enumerable.Range(0, architecture.Layers).Sum(l => (double)points * (architecture.Fan(l) + architecture.Fan(l + 1)));

    /// <summary>sum ← β sum + Σ_x ∂/∂θ, by the a of one pass and the δ of another.</summary>
    private void AddGradient(Propagation<double> pass, Propagation<double> back, double beta, NetworkParameters sum)
    {
        for (int l = 0; l < architecture.Layers; l++)
        {
            Matrix<double> deltas = back.Delta(l + 1);
            product.Gradient(architecture.WeightScale(l), deltas, pass.Activation(l), beta, sum.Weights[l]);
            Span<double> biases = sum.Biases[l];
            double bias = architecture.BiasScale(l);
            TensorPrimitives.Multiply(biases, beta, biases);
            for (int row = 0; bias != 0 && row < deltas.Rows; row++)
            {
                TensorPrimitives.MultiplyAdd(deltas.Row(row), bias, biases, biases);
            }
        }
    }

    /// <summary>One set of inputs: passes at epoch 0 and at the place.</summary>
    private sealed class Side
    {
        private readonly MovedNetwork network;
        private readonly TangentPass? tangent;
        private readonly Matrix<double> activations;
        private readonly Matrix<double> deltas;

        /// <param name="network">The network.</param>
        /// <param name="inputs">x, one a row.</param>
        /// <param name="team">Threads.</param>
        /// <param name="trained">The training inputs; null where these are they.</param>
        public Side(MovedNetwork network, Matrix<double> inputs, WorkerTeam team, Side? trained)
        {
            this.network = network;
            NetworkArchitecture architecture = network.architecture;
            int points = trained?.Start.Rows ?? inputs.Rows;
            bool isByOverlaps = IsByOverlaps(architecture, points);
            Start = new Propagation<double>(architecture, inputs, network.product, team, trained is null || isByOverlaps);
            Moved = new Propagation<double>(architecture, inputs, network.product, team, trained is null);
            Start.Forward(network.origin);
            int rows = isByOverlaps ? inputs.Rows : 0;
            (activations, deltas) = (new Matrix<double>(rows, points), new Matrix<double>(rows, points));
            if (isByOverlaps)
            {
                Array.Fill(Start.Delta(architecture.Layers).Values, 1);
                Start.Backward(network.origin);
            }
            else
            {
                tangent = new TangentPass(architecture, inputs.Rows, network.product, team);
            }
        }

        public Propagation<double> Start { get; }

        public Propagation<double> Moved { get; }

        /// <summary>Holds the δ after <see cref="Scale"/>.</summary>
        public Propagation<double> Weighted => tangent is null ? Moved : Start;

        public int Values => Start.Output.Values.Length;

        public void Change(Span<double> result)
        {
            Moved.Forward(network.place);
            TensorPrimitives.Subtract(Moved.Output.Values, Start.Output.Values, result);
            TensorPrimitives.Multiply(result, network.scale, result);
        }

        /// <summary>δ of Σ_x w_x αf_x at epoch 0: those of each output by its weight, where they are known.</summary>
        /// <param name="weights">w.</param>
        /// <param name="scale">α.</param>
        public void Scale(ReadOnlySpan<double> weights, double scale)
        {
            int last = network.architecture.Layers;
            if (tangent is not null)
            {
                TensorPrimitives.Multiply(weights, scale, Start.Delta(last).Values);
                Start.Backward(network.origin);
                return;
            }

            for (int level = 1; level <= last; level++)
            {
                for (int x = 0; x < weights.Length; x++)
                {
                    TensorPrimitives.Multiply(Start.Delta(level).Row(x), scale * weights[x], Moved.Delta(level).Row(x));
                }
            }
        }

        /// <summary>∇f_w·G = Σ_lx (s_l² a_w·a'_x + r_l²)(δ_w·δ'_x), or by a tangent along G.</summary>
        /// <param name="gradient">G.</param>
        /// <param name="trained">The training inputs' pass that made it.</param>
        /// <param name="result">Receives it.</param>
        public void Response(NetworkParameters gradient, Propagation<double> trained, Span<double> result)
        {
            if (tangent is not null)
            {
                tangent.Forward(Start, network.origin, gradient);
                TensorPrimitives.Multiply(tangent.Output.Values, network.scale, result);
                return;
            }

            result.Clear();
            for (int l = 0; l < network.architecture.Layers; l++)
            {
                double weight = network.architecture.WeightScale(l), bias = network.architecture.BiasScale(l);
                network.product.Multiply(
                    weight * weight, Start.Activation(l), Transpose.No, trained.Activation(l), Transpose.Yes, 0, activations);
                network.product.Multiply(1, Start.Delta(l + 1), Transpose.No, trained.Delta(l + 1), Transpose.Yes, 0, deltas);
                for (int w = 0; w < result.Length; w++)
                {
                    ReadOnlySpan<double> row = deltas.Row(w);
                    result[w] += TensorPrimitives.Dot(activations.Row(w), row) + (bias * bias * TensorPrimitives.Sum(row));
                }
            }

            TensorPrimitives.Multiply(result, network.scale, result);
        }
    }
}

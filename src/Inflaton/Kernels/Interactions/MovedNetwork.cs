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
        training = new Side(this, inputs, team, carriesBack: true);
        tests = testInputs is null ? null : new Side(this, testInputs, team, carriesBack: false);
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
    public static double Multiplications(NetworkArchitecture architecture, int points, int testPoints, int sources) =>
        Count(architecture) * ((7.0 * points) + (3.0 * testPoints) + (MemoryElement * (OwnElements + sources)));

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

        AddGradient(training.Start, origin, displacement, 1, place);
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
    public void Gradient(ReadOnlySpan<double> weights, NetworkParameters result) =>
        AddGradient(training.Moved, place, weights, 0, result);

    /// <summary>α∇f(θ₀)·G, how the field at epoch 0 answers.</summary>
    /// <param name="gradient">G.</param>
    /// <param name="result">Receives it, length <see cref="Values"/>.</param>
    public void Response(NetworkParameters gradient, Span<double> result)
    {
        training.Response(gradient, result[..training.Values]);
        tests?.Response(gradient, result[training.Values..]);
    }

    /// <summary>G_k·G_l.</summary>
    /// <param name="sources">G, vectors of parameters.</param>
    public Matrix<double> Overlaps(IReadOnlyList<NetworkParameters> sources) => sums.Overlaps(sources);

    private void AddGradient(
        Propagation<double> pass, NetworkParameters at, ReadOnlySpan<double> weights, double beta, NetworkParameters sum)
    {
        TensorPrimitives.Multiply(weights, scale, pass.Delta(architecture.Layers).Values);
        pass.Backward(at);
        for (int l = 0; l < architecture.Layers; l++)
        {
            Matrix<double> deltas = pass.Delta(l + 1);
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
        private readonly TangentPass tangent;

        public Side(MovedNetwork network, Matrix<double> inputs, WorkerTeam team, bool carriesBack)
        {
            this.network = network;
            Start = new Propagation<double>(network.architecture, inputs, network.product, team, carriesBack);
            Moved = new Propagation<double>(network.architecture, inputs, network.product, team, carriesBack);
            tangent = new TangentPass(network.architecture, inputs.Rows, network.product, team);
            Start.Forward(network.origin);
        }

        public Propagation<double> Start { get; }

        public Propagation<double> Moved { get; }

        public int Values => Start.Output.Values.Length;

        public void Change(Span<double> result)
        {
            Moved.Forward(network.place);
            TensorPrimitives.Subtract(Moved.Output.Values, Start.Output.Values, result);
            TensorPrimitives.Multiply(result, network.scale, result);
        }

        public void Response(NetworkParameters gradient, Span<double> result)
        {
            tangent.Forward(Start, network.origin, gradient);
            TensorPrimitives.Multiply(tangent.Output.Values, network.scale, result);
        }
    }
}

using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.Interactions;

/// <summary>
/// How the tangent kernel of a network changes as its parameters move, from epoch 0 alone: the vertices A, B and C along the few
/// directions in which a training moves, by derivatives forward and backward through the network. Nothing of the size of parameters
/// times inputs is made. A product of three directions costs four or five passes over all inputs.
/// </summary>
/// <param name="parameters">θ at epoch 0.</param>
/// <param name="inputs">Training inputs, shape [N, d].</param>
/// <param name="testInputs">Test inputs, shape [M, d]; null for none.</param>
/// <param name="team">Threads; null (default) for the caller's alone.</param>
/// <param name="scale">α of the field φ = αf + a constant that is read off the outputs, see <see cref="ReadOut"/>; 1 by default.</param>
public sealed class KernelInteractions(
    NetworkParameters parameters, Matrix<double> inputs, Matrix<double>? testInputs = null, WorkerTeam? team = null, double scale = 1)
{
    private readonly WorkerTeam team = team ?? WorkerTeam.Single;

    /// <summary>The network.</summary>
    public NetworkArchitecture Architecture => parameters.Architecture;

    /// <summary>|θ₀|² of the parameters as they are stored.</summary>
    public double SquaredNorm => parameters.Weights.Sum(weights => TensorPrimitives.SumOfSquares<double>(weights.Values))
        + parameters.Biases.Sum(biases => TensorPrimitives.SumOfSquares<double>(biases));

    /// <summary>Number N + M of inputs.</summary>
    public int Points => inputs.Rows + (testInputs?.Rows ?? 0);

    /// <summary>Bytes for the vertices and the derivatives that are held on the way to them.</summary>
    /// <param name="couplings">Which directions, and which products of them.</param>
    public double MemoryNeeded(Couplings couplings)
    {
        double hidden = Architecture.Fans.Skip(1).SkipLast(1).Sum(fan => (double)fan);
        double tangents = 2.0 * (couplings.Moves.Count + couplings.MoveMove.Count + 5);
        double gradients = 2.0 * (couplings.Pushes.Count + couplings.Moves.Count + couplings.PushMove.Count + 3);
        double vertices = Points * (double)Architecture.Outputs * couplings.Terms;
        return sizeof(double) * (vertices + (hidden * ((Points * (4 + tangents)) + (inputs.Rows * gradients))));
    }

    /// <summary>Multiplications for the vertices.</summary>
    /// <param name="couplings">Which directions, and which products of them.</param>
    public double Multiplications(Couplings couplings)
    {
        double n = inputs.Rows, weights = 0, sides = 0;
        for (int layer = 0; layer < Architecture.Layers; layer++)
        {
            weights += (double)Architecture.Fan(layer) * Architecture.Fan(layer + 1);
            sides += Architecture.Fan(layer) + Architecture.Fan(layer + 1);
        }

        // A derivative forward carries the weights and adds one product of rank N for each outer product of each direction in it.
        double Forward(int terms) => Points * (weights + (terms * n * sides));
        double Backward(int terms) => n * (weights + (terms * n * sides));
        return ((couplings.Pushes.Count + couplings.Moves.Count) * Backward(0)) + (couplings.Moves.Count * Forward(1))
            + (couplings.MoveMove.Products.Count(InOrder) * Forward(2)) + (couplings.PushMove.Count * (Backward(1) + Forward(2)))
            + (couplings.PushPushMove.Count * (Backward(2) + Forward(2))) + (couplings.MovePushMove.Count * Forward(3))
            + (couplings.PushMoveMove.Products.Count(product => product.J <= product.K) * (Backward(2) + Forward(4)))
            + (couplings.MoveMoveMove.Products.Count(product => product.I <= product.J && product.J <= product.K) * Forward(3));
    }

    /// <summary>The vertices along directions.</summary>
    /// <param name="pushes">
    /// E, shape [NC, p]: each column weights the second and third derivatives of the field at the training inputs.
    /// </param>
    /// <param name="moves">Q, shape [NC, m]: each column weights the gradients of the field at the training inputs.</param>
    /// <param name="couplings">Which products of them count.</param>
    /// <param name="progress">Told the part of the work that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">E or Q has not one row for each value of the field on the training inputs.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public InteractionTensors Along(
        Matrix<double> pushes, Matrix<double> moves, Couplings couplings, Action<double>? progress = null,
        CancellationToken cancellation = default)
    {
        int values = inputs.Rows * Architecture.Outputs;
        if (pushes.Rows != values || moves.Rows != values)
        {
            throw new ArgumentException(
                $"{pushes.Rows} and {moves.Rows} weights do not belong to {inputs.Rows} inputs and {Architecture.Outputs} outputs.",
                nameof(moves));
        }

        DerivativePass pass = new(parameters, AllInputs(), inputs.Rows, team);
        InteractionTensors tensors = new(pushes, moves, couplings, Points * Architecture.Outputs, scale);
        Cotangent[] gradients = [.. Enumerable.Range(0, pushes.Columns).Select(i => pass.Gradient(Weights(pushes, i)))];
        (ParameterDirection Direction, Tangent Tangent)[] along = new (ParameterDirection, Tangent)[moves.Columns];
        for (int j = 0; j < along.Length; j++)
        {
            ParameterDirection direction = pass.Direction(pass.Gradient(Weights(moves, j)));
            along[j] = (direction, pass.Along(direction));
        }

        Tangent[,] mixed = new Tangent[along.Length, along.Length];
        foreach ((int j, int k, _) in couplings.MoveMove.Products)
        {
            cancellation.ThrowIfCancellationRequested();
            mixed[j, k] = k < j ? mixed[k, j] : pass.Along(along[j], along[k]);
            tensors.SetAOfField(mixed[j, k].Output, j, k);
        }

        Cotangent[,] changes = new Cotangent[gradients.Length, along.Length];
        foreach ((int i, int j, _) in couplings.PushMove.Products)
        {
            cancellation.ThrowIfCancellationRequested();
            changes[i, j] = pass.Gradient(gradients[i], along[j]);
        }

        foreach ((int i, int j, int k) in couplings.PushMoveMove.Products.Where(product => product.J <= product.K))
        {
            cancellation.ThrowIfCancellationRequested();
            Cotangent second = pass.Gradient(
                gradients[i], (along[j].Direction, along[j].Tangent, changes[i, j]), (along[k].Direction, along[k].Tangent, changes[i, k]),
                mixed[j, k]);
            ParameterDirection bend = pass.Direction(
                gradients[i], changes[i, j], changes[i, k], second, along[j].Tangent, along[k].Tangent, mixed[j, k]);
            tensors.SetC(pass.Along(bend).Output, i, j, k);
        }

        foreach ((int j, int k, int l) in couplings.MoveMoveMove.Products.Where(of => of.I <= of.J && of.J <= of.K))
        {
            cancellation.ThrowIfCancellationRequested();
            tensors.SetCOfField(pass.Along(along[j], along[k], along[l], mixed[j, k], mixed[j, l], mixed[k, l]), j, k, l);
        }

        int done = 0;
        foreach ((int j, int k, _) in couplings.PushMove.Products)
        {
            progress?.Invoke(done++ / (double)couplings.PushMove.Count);
            ParameterDirection bend = pass.Direction(gradients[j], changes[j, k], along[k].Tangent);
            (ParameterDirection Direction, Tangent Tangent) bent = (bend, pass.Along(bend));
            tensors.SetA(bent.Tangent.Output, j, k);
            for (int i = 0; i < gradients.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (couplings.PushPushMove[i, j, k] >= 0)
                {
                    Cotangent change = pass.Gradient(gradients[i], bent);
                    tensors.SetB(pass.Along(pass.Direction(gradients[i], change, bent.Tangent)).Output, i, j, k);
                }
            }

            for (int i = 0; i < along.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (couplings.MovePushMove[i, j, k] >= 0)
                {
                    tensors.SetBOfField(pass.Along(along[i], bent).Output, i, j, k);
                }
            }
        }

        return tensors;
    }

    /// <summary>
    /// How the field moves where the parameters have been bent by what weights pushed along their own gradient: ∇f_w·H̃g̃ with H̃ = Σ
    /// c_x ∇²f_x and g̃ = Σ c_x ∇f_x, for all values w. Along directions it is A, so that it tells what they leave out.
    /// </summary>
    /// <param name="weights">c, length NC.</param>
    public double[] Bend(double[] weights)
    {
        DerivativePass pass = new(parameters, AllInputs(), inputs.Rows, team);
        Cotangent gradient = pass.Gradient(Weights(new Matrix<double>(weights.Length, 1, weights), 0));
        ParameterDirection direction = pass.Direction(gradient);
        (ParameterDirection Direction, Tangent Tangent) along = (direction, pass.Along(direction));
        double[] bend = pass.Along(pass.Direction(gradient, pass.Gradient(gradient, along), along.Tangent)).Output.Values;
        TensorPrimitives.Multiply(bend, scale, bend);
        return bend;
    }

    /// <summary>The network, to be moved.</summary>
    internal MovedNetwork Moved() => new(parameters, inputs, testInputs, team, scale);

    /// <summary>Multiplications for the field and the gradient at one place.</summary>
    /// <param name="sources">Number of vectors of parameters that the place is made of.</param>
    internal double PlaceMultiplications(int sources) =>
        MovedNetwork.Multiplications(Architecture, inputs.Rows, testInputs?.Rows ?? 0, sources);

    /// <summary>Bytes for vectors of parameters and for passes at two places.</summary>
    /// <param name="sources">Number of vectors.</param>
    internal double PlaceMemory(int sources) => sizeof(double)
        * (((sources + 1) * MovedNetwork.Count(Architecture)) + (7.0 * Points * Architecture.Fans.Sum(fan => (double)fan)));

    private static bool InOrder((int I, int J, int K) product) => product.I <= product.J;

    private Matrix<double> Weights(Matrix<double> directions, int column)
    {
        Matrix<double> weights = new(inputs.Rows, Architecture.Outputs);
        for (int x = 0; x < weights.Values.Length; x++)
        {
            weights.Values[x] = scale * directions[x, column];
        }

        return weights;
    }

    private Matrix<double> AllInputs() => testInputs is null
        ? inputs
        : new Matrix<double>(Points, inputs.Columns, [.. inputs.Values, .. testInputs.Values]);
}

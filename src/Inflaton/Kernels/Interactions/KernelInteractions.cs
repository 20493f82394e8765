using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.Interactions;

/// <summary>
/// How the tangent kernel of a network changes as its parameters move, from epoch 0 alone: the vertices A, B and C along the few directions in
/// which a training moves, by derivatives forward and backward through the network. Nothing of the size of parameters times inputs is made. A
/// product of three directions costs four or five passes over all inputs.
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

    /// <summary>Number N + M of inputs.</summary>
    public int Points => inputs.Rows + (testInputs?.Rows ?? 0);

    /// <summary>Bytes for the vertices along m directions and the derivatives that are held on the way to them.</summary>
    /// <param name="couplings">Which directions, and which products of them.</param>
    public double MemoryNeeded(Couplings couplings)
    {
        double m = couplings.Modes, hidden = Architecture.Fans.Skip(1).SkipLast(1).Sum(fan => (double)fan);
        double tangents = 2 * (m + couplings.Pairs.Count(pair => pair.I <= pair.J) + 5), gradients = 2 * (m + couplings.Pairs.Length + 3);
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
        double ordered = couplings.Pairs.Count(pair => pair.I <= pair.J);
        return (couplings.Modes * (Backward(0) + Forward(1))) + (ordered * Forward(2)) + (couplings.Pairs.Length * (Backward(1) + Forward(2)))
            + (couplings.Triples.Length * (Forward(3) + Backward(2) + Forward(2)))
            + (couplings.Triples.Count(triple => triple.J <= triple.K) * (Backward(2) + Forward(4)))
            + (couplings.Triples.Count(triple => triple.I <= triple.J && triple.J <= triple.K) * Forward(3));
    }

    /// <summary>The vertices along m directions.</summary>
    /// <param name="basis">Q, shape [NC, m]: each column weights the gradients of the field at the training inputs.</param>
    /// <param name="couplings">Which products of them count; null (default) for all.</param>
    /// <param name="progress">Told the part of the work that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">Q has not one row for each value of the field on the training inputs.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public InteractionTensors Along(
        Matrix<double> basis, Couplings? couplings = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        int m = basis.Columns, outputs = Architecture.Outputs;
        if (basis.Rows != inputs.Rows * outputs)
        {
            throw new ArgumentException(
                $"{basis.Rows} weights do not belong to {inputs.Rows} inputs and {outputs} outputs.", nameof(basis));
        }

        couplings ??= Couplings.All(m);
        DerivativePass pass = new(parameters, AllInputs(), inputs.Rows, team);
        InteractionTensors tensors = new(basis, couplings, Points * outputs, scale);
        Cotangent[] gradients = new Cotangent[m];
        (ParameterDirection Direction, Tangent Tangent)[] along = new (ParameterDirection, Tangent)[m];
        for (int i = 0; i < m; i++)
        {
            Matrix<double> weights = new(inputs.Rows, outputs);
            for (int x = 0; x < weights.Values.Length; x++)
            {
                weights.Values[x] = scale * basis[x, i];
            }

            gradients[i] = pass.Gradient(weights);
            ParameterDirection direction = pass.Direction(gradients[i]);
            along[i] = (direction, pass.Along(direction));
        }

        Cotangent[,] changes = new Cotangent[m, m];
        Tangent[,] mixed = new Tangent[m, m];
        foreach ((int i, int j) in couplings.Pairs)
        {
            cancellation.ThrowIfCancellationRequested();
            changes[i, j] = pass.Gradient(gradients[i], along[j]);
            mixed[i, j] = j < i ? mixed[j, i] : pass.Along(along[i], along[j]);
            tensors.SetOfField(mixed[i, j].Output, i, j);
        }

        int done = 0;
        ILookup<(int J, int K), int> partners = couplings.Triples.ToLookup(triple => (triple.J, triple.K), triple => triple.I);
        foreach ((int j, int k) in couplings.Pairs)
        {
            progress?.Invoke(done++ / (double)couplings.Pairs.Length);
            ParameterDirection bend = pass.Direction(gradients[j], changes[j, k], along[k].Tangent);
            (ParameterDirection Direction, Tangent Tangent) bent = (bend, pass.Along(bend));
            tensors.Set(bent.Tangent.Output, j, k);
            foreach (int i in partners[(j, k)])
            {
                cancellation.ThrowIfCancellationRequested();
                Cotangent change = pass.Gradient(gradients[i], bent);
                tensors.Set(
                    pass.Along(pass.Direction(gradients[i], change, bent.Tangent)).Output, pass.Along(along[i], bent).Output, i, j, k);
                if (k < j)
                {
                    continue;
                }

                Cotangent second = pass.Gradient(
                    gradients[i], (along[j].Direction, along[j].Tangent, changes[i, j]), (along[k].Direction, along[k].Tangent, changes[i, k]),
                    mixed[j, k]);
                tensors.SetThird(
                    pass.Along(pass.Direction(
                        gradients[i], changes[i, j], changes[i, k], second, along[j].Tangent, along[k].Tangent, mixed[j, k])).Output,
                    i, j, k);
                if (i <= j)
                {
                    tensors.SetThirdOfField(pass.Along(along[i], along[j], along[k], mixed[i, j], mixed[i, k], mixed[j, k]), i, j, k);
                }
            }
        }

        return tensors;
    }

    private Matrix<double> AllInputs() => testInputs is null
        ? inputs
        : new Matrix<double>(Points, inputs.Columns, [.. inputs.Values, .. testInputs.Values]);
}

using System.Numerics.Tensors;
using Inflaton.Kernels.Interactions;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.Interactions;

/// <summary>
/// What the network does where a prediction says that it goes, at a few states of its way, the nodes: S = Σ_x e_x (∇f_x(θ) − ∇f_x(θ₀)),
/// what the gradient has changed by, and R_w = f_w(θ) − f_w(θ₀) − ∇f_w(θ₀)·(θ − θ₀), what the field has beyond the straight line. In
/// between both are combinations of those at the nodes, by the products that they consist of to the order in question: of e with θ − θ₀ =
/// d₁ + d₂ and with d₁ twice for S, of d₁ with the same for R, where d₁ = Σ a_x ∇f_x(θ₀) and d₂ = Σ β_k S_k of the sweep before.
/// </summary>
internal sealed class PathSweep
{
    private readonly PathSweep? before;
    private readonly Matrix<double> pushes;
    private readonly Matrix<double> moves;
    private readonly Matrix<double>? partners;
    private readonly double square;
    private readonly PartialCholesky source;
    private readonly PartialCholesky rest;
    private readonly int[] sourceNodes;
    private readonly int[] restNodes;
    private readonly double[] squares;
    private readonly double[] all;
    private readonly double[] rates;
    private readonly double[] some;

    private PathSweep(PathStates states, PathSweep? before, PartialCholesky source, PartialCholesky rest, int[] nodes, double square)
    {
        (this.before, this.source, this.rest, this.square) = (before, source, rest, square);
        Nodes = nodes;
        pushes = PathStates.Rows(states.Pushes, nodes);
        moves = PathStates.Rows(states.Displacements, nodes);
        if (before is not null)
        {
            partners = new Matrix<double>(nodes.Length, before.Count);
            new MatrixProduct<double>().Multiply(
                1, PathStates.Rows(states.Carried, nodes), Transpose.No, before.Overlaps, Transpose.No, 0, partners);
        }

        sourceNodes = [.. source.Pivots.Select(pivot => Array.IndexOf(nodes, pivot))];
        restNodes = [.. rest.Pivots.Select(pivot => Array.IndexOf(nodes, pivot))];
        squares = new double[nodes.Length];
        all = new double[nodes.Length];
        rates = new double[nodes.Length];
        some = new double[nodes.Length];
    }

    /// <summary>Number K of nodes.</summary>
    public int Count => Nodes.Length;

    /// <summary>Which of the states the nodes are.</summary>
    public int[] Nodes { get; }

    /// <summary>How the field at epoch 0 answers to S at each node, one a row: ∇f·S_k.</summary>
    public required Matrix<double> Responses { get; init; }

    /// <summary>R at each node, one a row.</summary>
    public required Matrix<double> Rests { get; init; }

    /// <summary>S_k·S_l.</summary>
    public required Matrix<double> Overlaps { get; init; }

    /// <summary>The gradients at the nodes, G_k = Σ_x e_x ∇f_x(θ), of which S_k is without Σ_x e_x ∇f_x(θ₀).</summary>
    public required NetworkParameters[] Gradients { get; init; }

    /// <summary>What nodes leave out of S and of R, see <see cref="PathStates.Choose"/>.</summary>
    public required double Remainder { get; init; }

    /// <summary>A sweep over the nodes of a way.</summary>
    /// <param name="network">The network.</param>
    /// <param name="states">The way, by the sweep before.</param>
    /// <param name="before">The sweep before; null for the frozen kernel.</param>
    /// <param name="tolerance">What the nodes may leave out.</param>
    /// <param name="most">Most nodes.</param>
    /// <param name="visited">Told of each node.</param>
    /// <param name="cancellation">Stops it.</param>
    public static PathSweep Of(
        MovedNetwork network, PathStates states, PathSweep? before, double tolerance, int most, Action visited,
        CancellationToken cancellation)
    {
        (int[] nodes, PartialCholesky source, PartialCholesky rest, double square, double remainder) =
            states.Choose(before?.Overlaps, tolerance, most);
        int training = states.Pushes.Columns;
        Matrix<double> responses = new(nodes.Length, network.Values), rests = new(nodes.Length, network.Values);
        NetworkParameters[] gradients = new NetworkParameters[nodes.Length];
        double[] displacement = new double[training];
        Matrix<double> products = new(nodes.Length, nodes.Length);
        for (int k = 0; k < nodes.Length; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            int state = nodes[k];
            gradients[k] = network.Storage();
            Visit(network, states, before, state, displacement, gradients[k], responses.Row(k), rests.Row(k));

            // G_l·Σ_x e_x ∇f_x of all nodes l, of which S_k·S_l is made below.
            for (int l = 0; l < nodes.Length; l++)
            {
                products[k, l] = TensorPrimitives.Dot(responses.Row(k)[..training], states.Pushes.Row(nodes[l]));
            }

            TensorPrimitives.Subtract(responses.Row(k), states.Forces.Row(state), responses.Row(k));
            visited();
        }

        Matrix<double> overlaps = network.Overlaps(gradients);
        for (int k = 0; k < nodes.Length; k++)
        {
            for (int l = 0; l < nodes.Length; l++)
            {
                overlaps[k, l] += TensorPrimitives.Dot(states.Forces.Row(nodes[k])[..training], states.Pushes.Row(nodes[l]))
                    - products[k, l] - products[l, k];
            }
        }

        PathSweep sweep = new(states, before, source, rest, nodes, square)
        {
            Responses = responses, Rests = rests, Overlaps = overlaps, Gradients = gradients, Remainder = remainder,
        };
        return sweep;
    }

    /// <summary>
    /// The network at a state: ∇f·G of the gradient there, G itself, and what its field has beyond the straight line.
    /// </summary>
    public static void Visit(
        MovedNetwork network, PathStates states, PathSweep? before, int state, double[] displacement, NetworkParameters gradient,
        Span<double> response, Span<double> rest)
    {
        states.Displacements.Row(state).CopyTo(displacement);
        ReadOnlySpan<double> carried = before is null ? [] : states.Carried.Row(state);
        for (int l = 0; l < carried.Length; l++)
        {
            TensorPrimitives.MultiplyAdd(before!.NodePush(l), -carried[l], displacement, displacement);
        }

        network.MoveTo(displacement, before?.Gradients ?? [], carried);
        network.FieldChange(rest);
        network.Gradient(states.Pushes.Row(state), gradient);
        network.Response(gradient, response);
        TensorPrimitives.Subtract(rest, states.Moved.Row(state), rest);
        for (int l = 0; l < carried.Length; l++)
        {
            TensorPrimitives.MultiplyAdd(before!.Responses.Row(l), -carried[l], rest, rest);
        }
    }

    /// <summary>e at a node.</summary>
    public ReadOnlySpan<double> NodePush(int node) => pushes.Row(node);

    /// <summary>Combines S: the coefficients of its nodes at a state.</summary>
    /// <param name="push">e.</param>
    /// <param name="moved">Θa on the training inputs.</param>
    /// <param name="carried">β of the sweep before.</param>
    /// <param name="result">Receives the coefficients, one for each node.</param>
    public void SourceAt(ReadOnlySpan<double> push, ReadOnlySpan<double> moved, ReadOnlySpan<double> carried, Span<double> result)
    {
        Sizes(moved, carried, squares, all);
        for (int k = 0; k < result.Length; k++)
        {
            all[k] *= TensorPrimitives.Dot(push, pushes.Row(k));
        }

        Solve(source, sourceNodes, all, result);
    }

    /// <summary>Combines R: the coefficients of its nodes at a state.</summary>
    /// <param name="moved">Θa on the training inputs.</param>
    /// <param name="carried">β of the sweep before.</param>
    /// <param name="result">Receives the coefficients, one for each node.</param>
    public void RestAt(ReadOnlySpan<double> moved, ReadOnlySpan<double> carried, Span<double> result)
    {
        Sizes(moved, carried, squares, all);
        TensorPrimitives.Multiply(all, squares, all);
        Solve(rest, restNodes, all, result);
    }

    /// <summary>The rates at which the coefficients of R change.</summary>
    public void RestRateAt(
        ReadOnlySpan<double> moved, ReadOnlySpan<double> carried, ReadOnlySpan<double> movedRate, ReadOnlySpan<double> carriedRate,
        Span<double> result)
    {
        Sizes(moved, carried, squares, all);
        for (int k = 0; k < Count; k++)
        {
            double rate = TensorPrimitives.Dot(movedRate, moves.Row(k));
            double other = carried.Length == 0 ? 0 : TensorPrimitives.Dot(carriedRate, Partner(k));
            rates[k] = (rate * all[k]) + (squares[k] * ((rate * (1 + (2 * square * squares[k]))) + other));
        }

        Solve(rest, restNodes, rates, result);
    }

    /// <summary>
    /// What the nodes say of S and R at a state less what the network itself says there, in the field: the larger of both, of the
    /// largest at the nodes.
    /// </summary>
    public (double Source, double Field) Difference(PathStates states, int state, ReadOnlySpan<double> response, ReadOnlySpan<double> rest)
    {
        double[] coefficients = new double[Count], difference = [.. response];
        ReadOnlySpan<double> carried = before is null ? [] : states.Carried.Row(state), moved = states.Moved.Row(state);
        ReadOnlySpan<double> own = moved[..states.Pushes.Columns];
        SourceAt(states.Pushes.Row(state), own, carried, coefficients);
        for (int k = 0; k < Count; k++)
        {
            TensorPrimitives.MultiplyAdd(Responses.Row(k), -coefficients[k], difference, difference);
        }

        double[] other = [.. rest];
        RestAt(own, carried, coefficients);
        for (int k = 0; k < Count; k++)
        {
            TensorPrimitives.MultiplyAdd(Rests.Row(k), -coefficients[k], other, other);
        }

        return (Largest(difference), Largest(other));
    }

    private static double Largest(ReadOnlySpan<double> values) => values.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(values));

    private ReadOnlySpan<double> Partner(int node) => partners is null ? [] : partners.Row(node);

    /// <summary>X = d₁·d₁' into squares and X + d₂·d₂' + wX² into the other, for all nodes.</summary>
    private void Sizes(ReadOnlySpan<double> moved, ReadOnlySpan<double> carried, Span<double> squares, Span<double> all)
    {
        for (int k = 0; k < Count; k++)
        {
            double size = squares[k] = TensorPrimitives.Dot(moved, moves.Row(k));
            double other = carried.Length == 0 ? 0 : TensorPrimitives.Dot(carried, Partner(k));
            all[k] = size + other + (square * size * size);
        }
    }

    private void Solve(PartialCholesky factor, int[] nodes, ReadOnlySpan<double> values, Span<double> result)
    {
        result.Clear();
        Span<double> right = some.AsSpan(0, nodes.Length);
        for (int i = 0; i < nodes.Length; i++)
        {
            right[i] = values[nodes[i]];
        }

        factor.Solve(right);
        for (int i = 0; i < nodes.Length; i++)
        {
            result[nodes[i]] = right[i];
        }
    }
}

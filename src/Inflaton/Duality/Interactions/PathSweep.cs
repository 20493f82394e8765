using System.Numerics.Tensors;
using Inflaton.Kernels.Interactions;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.Interactions;

/// <summary>
/// What the network does where a prediction says that it goes, at a few states of its way, the nodes: S = Σ_x e_x (∇f_x(θ) − ∇f_x(θ₀)),
/// by which the gradient has changed, and R_w = f_w(θ) − f_w(θ₀) − ∇f_w(θ₀)·(θ − θ₀), what the field has beyond the straight line. θ − θ₀ =
/// d₁ + d₂ with d₁ = Σ a_x ∇f_x(θ₀) + c θ₀, c of weight decay, and d₂ = Σ β_k S_k of the sweep before.
/// <para>
/// Between the nodes S and R are combinations of those at the nodes. S is a sum of products of e with d and with d twice, R of products of
/// two d and of three; of two states such products are (e·e') s e^{ws} and s² e^{ws}, s = d₁·d₁' + d₂·d₂', with w so that they fall as
/// fast as S does, and the combinations are those which are exact for all that consists of them.
/// </para>
/// </summary>
internal sealed class PathSweep
{
    private readonly Matrix<double> pushes;
    private readonly Matrix<double> moves;
    private readonly double[] shares;
    private readonly Matrix<double>? partners;
    private readonly double curvature;
    private readonly Interpolation source;
    private readonly Interpolation rest;
    private readonly double[] sizes;

    private PathSweep(PathStates states, PathSweep? before, double curvature, PathNodes nodes, PathVisit[] visits, Matrix<double> overlaps)
    {
        (this.curvature, Nodes, Overlaps) = (curvature, nodes, overlaps);
        pushes = PathStates.Rows(states.Pushes, nodes.Instants);
        moves = PathStates.Rows(states.Displacements, nodes.Instants);
        shares = [.. nodes.Instants.Select(instant => states.Shares[instant])];
        if (before is not null)
        {
            partners = new Matrix<double>(Count, before.Count);
            new MatrixProduct<double>().Multiply(
                1, PathStates.Rows(states.Carried, nodes.Instants), Transpose.No, before.Overlaps, Transpose.No, 0, partners);
        }

        Gradients = [.. visits.Select(visit => visit.Gradient)];
        Responses = new Matrix<double>(Count, states.Moved.Columns, [.. visits.SelectMany(visit => visit.Response)]);
        Rests = new Matrix<double>(Count, states.Moved.Columns, [.. visits.SelectMany(visit => visit.Rest)]);
        (source, rest) = (new Interpolation(nodes.OfSource, nodes.Instants), new Interpolation(nodes.OfField, nodes.Instants));
        sizes = new double[Count];
    }

    /// <summary>The nodes.</summary>
    public PathNodes Nodes { get; }

    /// <summary>Number K of nodes.</summary>
    public int Count => Nodes.Instants.Length;

    /// <summary>How the field at epoch 0 answers to S at each node, one a row: ∇f·S_k.</summary>
    public Matrix<double> Responses { get; }

    /// <summary>R at each node, one a row.</summary>
    public Matrix<double> Rests { get; }

    /// <summary>S_k·S_l.</summary>
    public Matrix<double> Overlaps { get; }

    /// <summary>The gradients at the nodes, G_k = Σ_x e_x ∇f_x(θ), of which S_k is without Σ_x e_x ∇f_x(θ₀).</summary>
    public NetworkParameters[] Gradients { get; private set; }

    /// <summary>A sweep over the nodes of a way.</summary>
    /// <param name="network">The network.</param>
    /// <param name="states">The way, by the sweep before.</param>
    /// <param name="before">The sweep before; null for the frozen kernel.</param>
    /// <param name="tolerance">What the nodes may leave out.</param>
    /// <param name="most">Most nodes, at least 1.</param>
    /// <param name="visited">Told of each node.</param>
    public static PathSweep Of(
        MovedNetwork network, PathStates states, PathSweep? before, double tolerance, int most, Action visited)
    {
        List<PathVisit> visits = [];
        PathNodes nodes = states.Choose(before, 0, null, tolerance, 1);
        double curvature = 0;
        if (nodes.Instants is [int first])
        {
            // How fast products of higher order fall is seen where the gradient changes most.
            Visit(first);
            double square = SourceOverlaps(network, states, nodes, visits)[0, 0];
            curvature = states.Curvature(before, first, square);
            nodes = states.Choose(before, curvature, first, tolerance, most);
        }

        foreach (int instant in nodes.Instants.Skip(visits.Count))
        {
            Visit(instant);
        }

        return new PathSweep(states, before, curvature, nodes, [.. visits], SourceOverlaps(network, states, nodes, visits));

        void Visit(int instant)
        {
            visits.Add(PathVisit.Of(network, states, before, instant));
            visited();
        }
    }

    /// <summary>
    /// What the network does at a few places where this sweep says that it goes, less what the sweep says of that: its correction.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="states">The way, by this sweep.</param>
    /// <param name="places">How many places.</param>
    /// <param name="visited">Told of each.</param>
    public PathSweep Correction(MovedNetwork network, PathStates states, int places, Action visited)
    {
        PathNodes nodes = states.Choose(this, curvature, null, 0, places);
        PathVisit[] visits = [.. nodes.Instants.Select(instant => PathVisit.Of(network, states, this, instant))];
        double[] coefficients = new double[Count];
        foreach ((PathVisit visit, int instant) in visits.Zip(nodes.Instants))
        {
            ReadOnlySpan<double> moved = states.Moved.Row(instant)[..states.Pushes.Columns], carried = states.CarriedBefore.Row(instant);
            SourceAt(states.Pushes.Row(instant), moved, states.Alongs[instant], carried, coefficients);
            Subtract(Responses, visit.Response);
            RestAt(moved, states.Alongs[instant], carried, coefficients);
            Subtract(Rests, visit.Rest);
            visited();
        }

        return new PathSweep(states, this, curvature, nodes, visits, new Matrix<double>(visits.Length, visits.Length));

        void Subtract(Matrix<double> rows, double[] values)
        {
            for (int k = 0; k < coefficients.Length; k++)
            {
                TensorPrimitives.MultiplyAdd(rows.Row(k), -coefficients[k], values, values);
            }
        }
    }

    /// <summary>Forgets the gradients, which no prediction needs.</summary>
    public void Release() => Gradients = [];

    /// <summary>e at a node.</summary>
    /// <param name="node">From 0.</param>
    public ReadOnlySpan<double> Push(int node) => pushes.Row(node);

    /// <summary>S as a combination of those at the nodes.</summary>
    /// <param name="push">e.</param>
    /// <param name="moved">∇f·d₁ on the training inputs.</param>
    /// <param name="along">θ₀·d₁, of weight decay.</param>
    /// <param name="carried">β of the sweep before.</param>
    /// <param name="result">Receives the coefficients, one for each node.</param>
    public void SourceAt(
        ReadOnlySpan<double> push, ReadOnlySpan<double> moved, double along, ReadOnlySpan<double> carried, Span<double> result)
    {
        TakeSizes(moved, along, carried);
        for (int k = 0; k < sizes.Length; k++)
        {
            sizes[k] *= Math.Exp(curvature * sizes[k]) * TensorPrimitives.Dot(push, pushes.Row(k));
        }

        source.Solve(sizes, result);
    }

    /// <summary>R as a combination of those at the nodes.</summary>
    /// <param name="moved">∇f·d₁ on the training inputs.</param>
    /// <param name="along">θ₀·d₁, of weight decay.</param>
    /// <param name="carried">β of the sweep before.</param>
    /// <param name="result">Receives the coefficients, one for each node.</param>
    public void RestAt(ReadOnlySpan<double> moved, double along, ReadOnlySpan<double> carried, Span<double> result)
    {
        TakeSizes(moved, along, carried);
        for (int k = 0; k < sizes.Length; k++)
        {
            sizes[k] *= sizes[k] * Math.Exp(curvature * sizes[k]);
        }

        rest.Solve(sizes, result);
    }

    /// <summary>How fast the coefficients of R change.</summary>
    /// <param name="moved">∇f·d₁ on the training inputs.</param>
    /// <param name="along">θ₀·d₁, of weight decay.</param>
    /// <param name="carried">β of the sweep before.</param>
    /// <param name="movedRate">∇f·ḋ₁.</param>
    /// <param name="alongRate">θ₀·ḋ₁.</param>
    /// <param name="carriedRate">β̇.</param>
    /// <param name="result">Receives the rates, one for each node.</param>
    public void RestRateAt(
        ReadOnlySpan<double> moved, double along, ReadOnlySpan<double> carried, ReadOnlySpan<double> movedRate, double alongRate,
        ReadOnlySpan<double> carriedRate, Span<double> result)
    {
        TakeSizes(moved, along, carried);
        for (int k = 0; k < sizes.Length; k++)
        {
            double size = sizes[k], rate = Size(k, movedRate, alongRate, carriedRate);
            sizes[k] = rate * size * (2 + (curvature * size)) * Math.Exp(curvature * size);
        }

        rest.Solve(sizes, result);
    }

    private static Matrix<double> SourceOverlaps(
        MovedNetwork network, PathStates states, PathNodes nodes, List<PathVisit> visits)
    {
        Matrix<double> overlaps = network.Overlaps([.. visits.Select(visit => visit.Gradient)]);
        double Initial(int k, int l) => TensorPrimitives.Dot(
            states.Forces.Row(nodes.Instants[k])[..states.Pushes.Columns], states.Pushes.Row(nodes.Instants[l]));
        double Along(int k, int l) => Initial(k, l) + TensorPrimitives.Dot(
            visits[k].Response.AsSpan(0, states.Pushes.Columns), states.Pushes.Row(nodes.Instants[l]));
        for (int k = 0; k < overlaps.Rows; k++)
        {
            for (int l = 0; l < overlaps.Rows; l++)
            {
                overlaps[k, l] += Initial(k, l) - Along(k, l) - Along(l, k);
            }
        }

        return overlaps;
    }

    /// <summary>s = d₁·d₁' + d₂·d₂' with a node.</summary>
    private double Size(int node, ReadOnlySpan<double> moved, double along, ReadOnlySpan<double> carried) =>
        TensorPrimitives.Dot(moved, moves.Row(node)) + (along * shares[node])
        + (partners is null ? 0 : TensorPrimitives.Dot(carried, partners.Row(node)));

    private void TakeSizes(ReadOnlySpan<double> moved, double along, ReadOnlySpan<double> carried)
    {
        for (int k = 0; k < sizes.Length; k++)
        {
            sizes[k] = Size(k, moved, along, carried);
        }
    }

    /// <summary>Combinations of values at some of the nodes.</summary>
    private sealed class Interpolation(PartialCholesky factor, int[] instants)
    {
        private readonly int[] places = [.. factor.Pivots.Select(pivot => Array.IndexOf(instants, pivot))];
        private readonly double[] right = new double[factor.Pivots.Count];

        public void Solve(ReadOnlySpan<double> values, Span<double> result)
        {
            for (int i = 0; i < places.Length; i++)
            {
                right[i] = values[places[i]];
            }

            factor.Solve(right);
            result.Clear();
            for (int i = 0; i < places.Length; i++)
            {
                result[places[i]] = right[i];
            }
        }
    }
}

using System.Numerics.Tensors;
using Inflaton.Kernels.Interactions;
using Inflaton.Networks;

namespace Inflaton.Duality.Interactions;

/// <summary>What a network does at one state of a way.</summary>
/// <param name="Gradient">G = Σ_x e_x ∇f_x(θ).</param>
/// <param name="Response">∇f·S, how the field at epoch 0 answers to S = G − Σ_x e_x ∇f_x(θ₀).</param>
/// <param name="Rest">R_w = f_w(θ) − f_w(θ₀) − ∇f_w(θ₀)·(θ − θ₀).</param>
internal sealed record PathVisit(NetworkParameters Gradient, double[] Response, double[] Rest)
{
    /// <summary>Goes to a state.</summary>
    /// <param name="network">The network.</param>
    /// <param name="states">The way.</param>
    /// <param name="before">The sweep by which it was made; null for the frozen kernel.</param>
    /// <param name="instant">Which of the states.</param>
    public static PathVisit Of(MovedNetwork network, PathStates states, PathSweep? before, int instant)
    {
        double[] displacement = [.. states.Displacements.Row(instant)], response = new double[network.Values];
        double[] rest = new double[network.Values];
        ReadOnlySpan<double> carried = states.Carried.Row(instant);
        for (int k = 0; k < carried.Length; k++)
        {
            TensorPrimitives.MultiplyAdd(before!.Push(k), -carried[k], displacement, displacement);
        }

        NetworkParameters gradient = network.Storage();
        network.MoveTo(states.Shares[instant], displacement, before?.Gradients ?? [], carried);
        network.FieldChange(rest);
        network.Gradient(states.Pushes.Row(instant), gradient);
        network.Response(gradient, response);
        TensorPrimitives.Subtract(response, states.Forces.Row(instant), response);
        TensorPrimitives.Subtract(rest, states.Moved.Row(instant), rest);
        for (int k = 0; k < carried.Length; k++)
        {
            TensorPrimitives.MultiplyAdd<double>(before!.Responses.Row(k), -carried[k], rest, rest);
        }

        return new PathVisit(gradient, response, rest);
    }
}

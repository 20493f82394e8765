using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Kernels.Interactions;

/// <summary>A derivative of all levels of a network along one direction in the space of parameters, or a mixed one along several.</summary>
/// <param name="Preactivations">Of z_l by level, from 1 to that of the outputs.</param>
/// <param name="Activations">Of a_l by level; null at the inputs, which do not move, and at the outputs.</param>
internal sealed record Tangent(Matrix<double>[] Preactivations, Matrix<double>?[] Activations)
{
    /// <summary>The derivative of f, shape [P, C].</summary>
    public Matrix<double> Output => Preactivations[^1];
}

/// <summary>The gradient of a combination of outputs by the levels, or its derivative along directions.</summary>
/// <param name="Sums">s_l δ_{l+1} W_l by level from 1, before φ' is applied; null where it vanishes.</param>
/// <param name="Deltas">δ_l by level from 1; null where it vanishes.</param>
internal sealed record Cotangent(Matrix<double>?[] Sums, Matrix<double>?[] Deltas);

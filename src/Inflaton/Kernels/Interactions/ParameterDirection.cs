using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Kernels.Interactions;

/// <summary>
/// A direction in the space of parameters as the gradients of fields are: ∂/∂W_l = s_l Σ_x δ(x) ⊗ a(x), a sum of as many outer products as
/// there are inputs, layer by layer, and never the matrix itself.
/// </summary>
/// <param name="architecture">The network.</param>
/// <param name="product">Matrix products.</param>
/// <param name="terms">The outer products.</param>
internal sealed class ParameterDirection(
    NetworkArchitecture architecture, MatrixProduct<double> product, params ParameterDirection.Term[] terms)
{
    private double[] overlaps = [];

    /// <summary>z_l += what the direction adds to the weights of a layer, times activations or a change of theirs.</summary>
    /// <param name="layer">0 to the number of layers − 1.</param>
    /// <param name="activations">a_{l−1}, or its change, one input a row.</param>
    /// <param name="areConstant">Whether they are the activations themselves, beside which the bias has its input 1.</param>
    /// <param name="result">z_l, same rows.</param>
    public void AddForward(int layer, Matrix<double> activations, bool areConstant, Matrix<double> result)
    {
        double scale = architecture.WeightScale(layer), bias = architecture.BiasScale(layer);
        foreach (Term term in terms)
        {
            if (term.Deltas[layer + 1] is not { } deltas || term.Activations[layer] is not { } partners)
            {
                continue;
            }

            MatrixView<double> overlap = Overlaps(result.Rows, deltas.Rows);
            product.Multiply(
                scale * scale, activations, Transpose.No, partners.View.RowBlock(0, deltas.Rows), Transpose.Yes, 0, overlap);
            if (areConstant && term.HasBias && bias != 0)
            {
                for (int row = 0; row < overlap.Rows; row++)
                {
                    TensorPrimitives.Add(overlap.Row(row), bias * bias, overlap.Row(row));
                }
            }

            product.Multiply(1, overlap, Transpose.No, deltas, Transpose.No, 1, result);
        }
    }

    /// <summary>The change of δ_l φ'⁻¹ by what the direction adds to the weights of a layer: result += δ_{l+1} times it.</summary>
    /// <param name="layer">1 to the number of layers − 1.</param>
    /// <param name="deltas">δ_{l+1}, one input a row.</param>
    /// <param name="result">Same rows.</param>
    public void AddBackward(int layer, Matrix<double> deltas, Matrix<double> result)
    {
        double scale = architecture.WeightScale(layer);
        foreach (Term term in terms)
        {
            if (term.Deltas[layer + 1] is not { } own || term.Activations[layer] is not { } partners)
            {
                continue;
            }

            MatrixView<double> overlap = Overlaps(result.Rows, own.Rows);
            product.Multiply(scale * scale, deltas, Transpose.No, own, Transpose.Yes, 0, overlap);
            product.Multiply(1, overlap, Transpose.No, partners.View.RowBlock(0, own.Rows), Transpose.No, 1, result);
        }
    }

    private MatrixView<double> Overlaps(int rows, int columns)
    {
        if (overlaps.Length < rows * columns)
        {
            overlaps = new double[rows * columns];
        }

        return new MatrixView<double>(overlaps, 0, rows, columns, columns);
    }

    /// <summary>Outer products of all layers; where a factor is null the layer has none.</summary>
    /// <param name="Deltas">δ by level, from 1: as many rows as outer products.</param>
    /// <param name="Activations">a by level, from 0: at least as many rows, of which the first count.</param>
    /// <param name="HasBias">
    /// Whether the biases take part: they do where the activations are those of the network, whose bias has the input 1.
    /// </param>
    internal sealed record Term(Matrix<double>?[] Deltas, Matrix<double>?[] Activations, bool HasBias);
}

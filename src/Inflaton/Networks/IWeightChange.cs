using System.Numerics;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Networks;

/// <summary>
/// A change ΔW_l of the weights that is not in their matrices yet, so that a pass computes with W_l + ΔW_l while it reads W_l alone.
/// </summary>
/// <typeparam name="T">Element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public interface IWeightChange<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>z += s_l a ΔW_lᵀ.</summary>
    /// <param name="layer">l.</param>
    /// <param name="activations">a, shape [N, n_l].</param>
    /// <param name="result">z, shape [N, n_{l+1}].</param>
    void AddForward(int layer, Matrix<T> activations, Matrix<T> result);

    /// <summary>g += s_l δ ΔW_l.</summary>
    /// <param name="layer">l.</param>
    /// <param name="deltas">δ, shape [N, n_{l+1}].</param>
    /// <param name="result">g, shape [N, n_l].</param>
    void AddBackward(int layer, Matrix<T> deltas, Matrix<T> result);
}

using Inflaton.Dynamics;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Training.Reduced;

/// <summary>The weights W of one layer on their way through training, with their velocity.</summary>
/// <param name="scale">s, the factor in front of W.</param>
internal abstract class AffineLayer(double scale)
{
    /// <summary>s.</summary>
    protected double Scale { get; } = scale;

    /// <summary>V, the last displacement of W, as it is now; null while the layer is reduced.</summary>
    public virtual double[]? Velocity => null;

    /// <summary>z = s a Wᵀ.</summary>
    /// <param name="signals">a, one input a row, shape [N, n_in]; kept until <see cref="Step"/>.</param>
    /// <param name="result">Receives z, shape [N, n_out].</param>
    public abstract void Forward(Matrix<double> signals, Matrix<double> result);

    /// <summary>z = s a Wᵀ of other inputs, without effect on training.</summary>
    /// <param name="signals">a, one input a row, shape [M, n_in].</param>
    /// <param name="result">Receives z, shape [M, n_out].</param>
    public abstract void Apply(Matrix<double> signals, Matrix<double> result);

    /// <summary>s δ W, to be multiplied with the slopes of the layer below.</summary>
    /// <param name="responses">δ, one input a row, shape [N, n_out].</param>
    /// <param name="result">Receives s δ W, shape [N, n_in].</param>
    public abstract void Backward(Matrix<double> responses, Matrix<double> result);

    /// <summary>V ← γ V − η s δᵀ a, W ← W + V, with the a of the last <see cref="Forward"/>.</summary>
    /// <param name="coefficients">γ and η.</param>
    /// <param name="responses">δ, as given to <see cref="Backward"/> where that was called.</param>
    public abstract void Step(StepCoefficients coefficients, Matrix<double> responses);

    /// <summary>Hands over what the next steps depend on; what is put back is put into a layer that was not moved yet.</summary>
    /// <param name="state">Receives or has it.</param>
    public abstract void Keep(KeptState state);
}

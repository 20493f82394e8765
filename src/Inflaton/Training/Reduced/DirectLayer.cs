using Inflaton.Dynamics;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Training.Reduced;

/// <summary>A layer every weight of which is moved at every step: the first, the read-out, and those whose bases no longer pay.</summary>
internal sealed class DirectLayer : AffineLayer
{
    private readonly Matrix<double> weights;
    private readonly Matrix<double> velocity;
    private readonly MatrixProduct<double> product;
    private Matrix<double>? signals;

    /// <summary>A layer with a velocity.</summary>
    /// <param name="scale">s.</param>
    /// <param name="weights">W, moved in place.</param>
    /// <param name="velocity">V, the last displacement of W; kept and moved.</param>
    /// <param name="product">Matrix products.</param>
    public DirectLayer(double scale, Matrix<double> weights, Matrix<double> velocity, MatrixProduct<double> product)
        : base(scale)
    {
        this.weights = weights;
        this.velocity = velocity;
        this.product = product;
    }

    public override double[] Velocity => velocity.Values;

    public override void Forward(Matrix<double> signals, Matrix<double> result)
    {
        this.signals = signals;
        Apply(signals, result);
    }

    public override void Apply(Matrix<double> signals, Matrix<double> result) =>
        product.Multiply(Scale, signals, Transpose.No, weights, Transpose.Yes, 0, result);

    public override void Backward(Matrix<double> responses, Matrix<double> result) =>
        product.Multiply(Scale, responses, Transpose.No, weights, Transpose.No, 0, result);

    public override void Step(StepCoefficients coefficients, Matrix<double> responses) =>
        product.MultiplyThenAdd(
            -coefficients.LearningRate * Scale, responses, Transpose.Yes, signals!, Transpose.No, coefficients.Momentum, velocity, weights);

    public override void Keep(KeptState state)
    {
        state.Exchange(weights.Values);
        state.Exchange(velocity.Values);
    }
}

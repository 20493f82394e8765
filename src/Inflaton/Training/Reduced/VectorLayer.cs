using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Training.Reduced;

/// <summary>A layer of a single input or a single output, whose weights are a vector; trained directly.</summary>
internal sealed class VectorLayer : AffineLayer
{
    private readonly double[] weights;
    private readonly double[] velocity;
    private readonly double[] factors;
    private readonly bool hasOneInput;
    private Matrix<double>? signals;

    /// <summary>A layer at rest.</summary>
    /// <param name="scale">s.</param>
    /// <param name="weights">W with one row or one column, moved in place.</param>
    /// <param name="points">Number N of inputs.</param>
    public VectorLayer(double scale, Matrix<double> weights, int points)
        : base(scale)
    {
        this.weights = weights.Values;
        velocity = new double[weights.Values.Length];
        factors = new double[points];
        hasOneInput = weights.Columns == 1;
    }

    public override double[] Velocity => velocity;

    public override void Forward(Matrix<double> signals, Matrix<double> result)
    {
        this.signals = signals;
        Apply(signals, result);
    }

    public override void Apply(Matrix<double> signals, Matrix<double> result)
    {
        for (int x = 0; x < signals.Rows; x++)
        {
            if (hasOneInput)
            {
                TensorPrimitives.Multiply<double>(weights, Scale * signals.Values[x], result.Row(x));
            }
            else
            {
                result.Values[x] = Scale * InnerProduct.Dot(signals.Row(x), weights);
            }
        }
    }

    public override void Backward(Matrix<double> responses, Matrix<double> result)
    {
        for (int x = 0; x < responses.Rows; x++)
        {
            if (hasOneInput)
            {
                result.Values[x] = Scale * InnerProduct.Dot(responses.Row(x), weights);
            }
            else
            {
                TensorPrimitives.Multiply<double>(weights, Scale * responses.Values[x], result.Row(x));
            }
        }
    }

    public override void Step(StepCoefficients coefficients, Matrix<double> responses)
    {
        (Matrix<double> single, Matrix<double> many) = hasOneInput ? (signals!, responses) : (responses, signals!);
        TensorPrimitives.Multiply(single.Values, -coefficients.LearningRate * Scale, factors);
        BatchHeavyBall.Move(coefficients.Momentum, factors, many, velocity, weights);
    }

    public override void Keep(KeptState state)
    {
        state.Exchange(weights);
        state.Exchange(velocity);
    }
}

using System.Numerics.Tensors;
using Inflaton.Dynamics;

namespace Inflaton.Duality.Interactions;

/// <summary>
/// What the next order in 1/width adds to the field where all inputs are seen at each step: the drift of the kernel, which batches of any
/// order feel alike. How the order of the batches changes the drift is of the size of the drift times that of the noise, and left out.
/// </summary>
/// <param name="Field">The change on the training inputs, at the problem's epochs.</param>
/// <param name="TestField">On the test inputs; null without them.</param>
/// <param name="Loss">The change of the loss of that field.</param>
public sealed record KernelDrift(Trajectory Field, Trajectory? TestField, double[] Loss)
{
    /// <summary>The drift of a problem.</summary>
    /// <param name="problem">The problem; of its batches the gradient of all inputs is followed.</param>
    /// <param name="why">Why there is none, a sentence; null where there is one.</param>
    /// <returns>Null where the next order is not known, does not converge, or leaves the finite numbers.</returns>
    public static KernelDrift? Of(PredictionProblem problem, out string? why)
    {
        ArgumentNullException.ThrowIfNull(problem);
        NextOrderRung rung = new();
        string? refusal = rung.Applies(problem) ? rung.Refusal(problem) : "nothing is known of the network's interactions";
        if (refusal is not null)
        {
            why = $"There is no next order in 1/width, since {refusal}.";
            return null;
        }

        PredictionProblem mean = problem with { Batches = null, Solver = problem.Solver with { Reached = null } };
        Prediction next = rung.Predict(mean), leading = new DiscreteRung().Predict(mean);
        why = (next.IsComplete, leading.IsComplete) switch
        {
            (false, _) => next.Message,
            (_, false) => leading.Message,
            _ => null,
        };
        return next.IsComplete && leading.IsComplete
            ? new KernelDrift(next.Field.Minus(leading.Field), next.TestField?.Minus(leading.TestField!),
                [.. next.Loss.Zip(leading.Loss, (with, without) => with - without)])
            : null;
    }

    /// <summary>A prediction by the kernel of epoch 0, and the drift.</summary>
    /// <param name="prediction">The prediction, as far as it goes.</param>
    /// <param name="problem">What is predicted.</param>
    public Prediction AddTo(Prediction prediction, PredictionProblem problem)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(problem);
        Trajectory field = Sum(prediction.Field, Field);
        return prediction with
        {
            Field = field,
            TestField = prediction.TestField is { } tests ? Sum(tests, TestField!) : null,
            Loss = LinearModes.Losses(problem, field, prediction.Efolds),
        };
    }

    private static Trajectory Sum(Trajectory own, Trajectory change)
    {
        Trajectory sum = new(own.Times, own.Dimension);
        TensorPrimitives.Add(own.Values, change.Values.AsSpan(0, own.Values.Length), sum.Values);
        return sum;
    }
}

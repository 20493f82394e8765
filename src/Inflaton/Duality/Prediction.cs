using Inflaton.Duality.Batches;
using Inflaton.Dynamics;

namespace Inflaton.Duality;

/// <summary>What one rung of the ladder predicts.</summary>
public sealed record Prediction
{
    /// <summary>The rung's name, as in files and outputs.</summary>
    public required string Rung { get; init; }

    /// <summary>
    /// The predicted field: N·C values a time, or C for the rungs that predict the mean alone. Fewer times than asked for where the
    /// solution ended early.
    /// </summary>
    public required Trajectory Field { get; init; }

    /// <summary>The predicted field on the test inputs; null where the rung predicts none.</summary>
    public Trajectory? TestField { get; init; }

    /// <summary>The training loss of the predicted field; for the rungs of the mean, that of the mean with its inputs' targets.</summary>
    public required double[] Loss { get; init; }

    /// <summary>N = ln a at the times of the field; null where lengths do not grow.</summary>
    public double[]? Efolds { get; init; }

    /// <summary>Over the order of the batches, the spread of what is else the mean; null for rungs that follow one training.</summary>
    public OrderEnsemble? Ensemble { get; init; }

    /// <summary>Where and why the solution ended early, or a warning; null otherwise.</summary>
    public string? Message { get; init; }

    /// <summary>Whether the prediction reaches the last epoch.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>The prediction at some of its times, as far as it goes.</summary>
    /// <param name="indices">Which of the problem's epochs, ascending.</param>
    public Prediction At(IReadOnlyList<int> indices)
    {
        int[] reached = [.. indices.TakeWhile(index => index < Field.Count)];
        return this with
        {
            Field = Field.Of(reached),
            TestField = TestField?.Of(reached),
            Loss = [.. reached.Select(index => Loss[index])],
            Efolds = Efolds is { } efolds ? [.. reached.Select(index => efolds[index])] : null,
            Ensemble = Ensemble?.At(reached),
        };
    }

    /// <summary>
    /// The prediction until its loss leaves the finite numbers, as that of a field does which may still be finite itself.
    /// </summary>
    /// <param name="problem">What was predicted.</param>
    internal Prediction Finite(PredictionProblem problem) => Array.FindIndex(Loss, value => !double.IsFinite(value)) is var finite and >= 0
        ? this with
        {
            Field = Field.First(finite),
            TestField = TestField?.First(finite),
            Loss = Loss[..finite],
            Efolds = Efolds?[..finite],
            Ensemble = Ensemble?.First(finite),
            IsComplete = false,
            Message =
                $"The prediction leaves the finite numbers before epoch {problem.Epochs[finite]}: "
                + $"{LargestMass.Reason(problem)}",
        }
        : this;
}

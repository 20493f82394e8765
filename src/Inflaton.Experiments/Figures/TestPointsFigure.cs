using System.Globalization;
using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Figures;

/// <summary>Inputs that were not trained on: predicted against trained outputs at the end.</summary>
public static class TestPointsFigure
{
    private static readonly Rung[] Shown = [Rung.Discrete, Rung.FrozenKernel, Rung.NextOrder, Rung.NextOrderContinuum];

    /// <summary>The figure, or null where the run holds no trained and predicted field on test inputs.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        FieldHistory? trained = run.TestField("test_trained");
        (Rung Rung, FieldHistory Field)[] predictions = [.. Shown.SelectMany(
            rung => run.TestField($"test_{rung.Key}") is { } field ? [(rung, field)] : Array.Empty<(Rung, FieldHistory)>())];
        if (trained is null || predictions.Length == 0)
        {
            return null;
        }

        int last = predictions.Select(prediction => prediction.Field.Records).Append(trained.Records).Min() - 1;
        Chart chart = Scatter.Of(
            "test", "trained network f(x)", [.. predictions.Select(prediction => (prediction.Rung, prediction.Field.At(last).ToArray()))],
            trained.At(last).ToArray());
        string caption = string.Create(
            CultureInfo.InvariantCulture, $"{run.Summary.TestPoints} inputs that the network never saw, at epoch {run.Epochs[last]:0}: ")
            + "the field there is driven by the training inputs through Θ(test, train), and so is predicted before training as well.";
        return new Figure(
            "test_points", "Test points: predicted against trained", caption,
            chart.ToSpec("Predicted against trained output on test inputs, with the diagonal."));
    }
}

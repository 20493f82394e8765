using System.Globalization;
using Inflaton.Experiments.Figures;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Fits;

/// <summary>The figures of a fit, each left out where there is nothing to draw.</summary>
public static class FitFigures
{
    private const int PlaneDraws = 400;

    /// <summary>The figures in the order of a report.</summary>
    /// <param name="result">The fit.</param>
    public static IReadOnlyList<Figure> Of(FitResult result) =>
        [.. new[] { CornerFigure.Of(result), Plane(result), Trace(result) }.OfType<Figure>()];

    /// <summary>Some draws in the plane of n_s and r, spread over the chain.</summary>
    private static Figure? Plane(FitResult result)
    {
        FitSummary summary = result.Summary;
        string[] keys = [.. summary.Derived.Select(one => one.Key)];
        int tilt = Array.IndexOf(keys, "n_s"), ratio = Array.IndexOf(keys, "r");
        NumericArray derived = result.Arrays["derived"];
        int first = summary.BurnIn * summary.Walkers, count = (summary.Steps * summary.Walkers) - first;
        if (tilt < 0 || ratio < 0 || count == 0)
        {
            return null;
        }

        int shown = Math.Min(PlaneDraws, count);
        (double, double, string)[] points =
        [
            .. Enumerable.Range(0, shown).Select(i => first + (int)((long)i * count / shown)).Select(draw => (
                derived.Values[(draw * keys.Length) + tilt], derived.Values[(draw * keys.Length) + ratio],
                string.Create(CultureInfo.InvariantCulture, $"step {(draw / summary.Walkers) + 1}"))),
        ];
        return TiltRatioFigure.Of(
            [new TiltRatioSeries("draws of the posterior", points, IsLine: false)],
            $"{ReadableNumber.Of(shown)} draws of the posterior, evenly from the chain.");
    }

    private static Figure? Trace(FitResult result)
    {
        FitSummary summary = result.Summary;
        double[] posterior = result.Arrays["log_posterior"].Values;
        double[] steps = [.. Enumerable.Range(1, summary.Steps).Select(step => (double)step)];
        double[] Each(Func<double[], double> of) =>
            [.. Enumerable.Range(0, summary.Steps).Select(step => of(posterior[(step * summary.Walkers)..((step + 1) * summary.Walkers)]))];
        return new SeriesPlot("trace", "step", "ln of the posterior").Of(
            [
                ("best walker", [], steps, Each(all => all.Max())),
                ("mean of the walkers", [5, 4], steps, Each(all => all.Average())),
            ]) is not { } chart ? null
            : new Figure(
                "trace", "The walk",
                "ln of the posterior, up to a constant, step by step. "
                + $"The first {ReadableNumber.Of((long)summary.BurnIn)} steps count for nothing; "
                + "behind them the mean should neither rise nor fall.",
                chart.ToSpec("Logarithm of the posterior against the step."));
    }
}

using System.Globalization;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Figures;

/// <summary>Which modes of the kernel drive the loss, predicted and trained, mode by mode.</summary>
public static class SpectralFigure
{
    private const int Shown = 4;

    private const int Columns = 2;

    /// <summary>The figure, or null where the run did not record it.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        (Rung Rung, NumericArray? Parts)[] sources = [(Rung.Discrete, run["spectral_discrete"]), (Rung.Trained, run["spectral_trained"])];
        sources = [.. sources.Where(source => source.Parts is not null)];
        if (sources is not [(_, { Shape: [_, var modes] } first), ..])
        {
            return null;
        }

        // The modes that drive the most at any time, in the order of their eigenvalues.
        double Most(int mode) => Column(first, mode).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        int[] leading = [.. Enumerable.Range(0, modes).OrderByDescending(Most).Take(Shown).Order()];
        int columns = Math.Min(leading.Length, Columns);
        int width = columns == 1 ? Chart.ColumnWidth : ((Chart.ColumnWidth + 60) / columns) - 62;
        Chart[] charts = [.. leading.Select((mode, place) =>
        {
            string title = string.Create(
                CultureInfo.InvariantCulture, $"mode {mode + 1}, λ = {ReadableNumber.Of(run.Summary.Eigenvalues[mode], 3)}");
            string name = string.Create(CultureInfo.InvariantCulture, $"spectral{place + 1}");
            return new TimePlot(run, name, "part of −dL/dt")
            {
                PickName = place == 0 ? null : "spectral1_pick",
                LeastAxisWidth = 30,
                Range = (0, 1),
                EpochTitle = place >= leading.Length - columns ? "epoch k" : null,
            }.Of([.. sources.Select(source => Curve.Of(source.Rung, Column(source.Parts!, mode)))]).Sized(width, 130)
                .With("title.text", title);
        })];
        return new Figure(
            "spectral", "Which modes drive the loss",
            "Part of a mode of the kernel at epoch 0 in the rate Σᵢ λᵢ(uᵢ·ℓ')²/N² at which the loss falls along its gradient, for the "
            + "modes that drive the most: large eigenvalues learn first, and what they have learned they no longer drive.",
            Chart.Grid(columns, charts)
                .ToSpec("Part of each leading kernel mode in the rate at which the loss falls, against epoch, predicted and trained."));
    }

    private static double[] Column(NumericArray values, int column) =>
        [.. Enumerable.Range(0, values.Shape[0]).Select(row => values.Values[(row * values.Shape[1]) + column])];
}

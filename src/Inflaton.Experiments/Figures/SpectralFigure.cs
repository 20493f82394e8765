using System.Globalization;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Figures;

/// <summary>Which modes of the kernel drive the loss, predicted and trained.</summary>
public static class SpectralFigure
{
    private const int Shown = 6;

    private static readonly string[] Colours = ["#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00"];

    /// <summary>The figure, or null where the run did not record it.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        NumericArray? predicted = run["spectral_discrete"], trained = run["spectral_trained"];
        if ((predicted ?? trained) is not { Shape: [_, var modes] })
        {
            return null;
        }

        // The modes that drive the most at any time, in the order of their eigenvalues.
        int[] leading =
        [
            .. Enumerable.Range(0, modes)
                .OrderByDescending(mode => Column(predicted ?? trained!, mode).Where(double.IsFinite).DefaultIfEmpty(0).Max())
                .Take(Shown).Order(),
        ];
        List<Curve> curves = [];
        foreach ((int place, int mode) in leading.Index())
        {
            string label = string.Create(
                CultureInfo.InvariantCulture, $"mode {mode + 1}, λ = {ReadableNumber.Of(run.Summary.Eigenvalues[mode], 3)}");
            if (predicted is not null)
            {
                curves.Add(new Curve(label, Colours[place], [], Column(predicted, mode)));
            }

            if (trained is not null)
            {
                curves.Add(new Curve(
                    predicted is null ? label : $"{label}, trained", Colours[place], [], Column(trained, mode), Dotted: true));
            }
        }

        Chart chart = new TimePlot(run, "spectral", "part of −d𝓛/dt")
        {
            Range = (0, 1),
        }.Of(curves).Sized(Chart.ColumnWidth, 260);
        return new Figure(
            "spectral", "Which modes drive the loss",
            "Part of each mode of the kernel at epoch 0 in the rate Σᵢ λᵢ(uᵢ·ℓ')²/N² at which the loss falls along its gradient: lines "
            + "by the frozen kernel, marks of the trained network. Large eigenvalues learn first; "
            + "what they have learned they no longer drive.",
            chart.ToSpec("Part of each kernel mode in the rate at which the loss falls, against epoch, predicted and trained."));
    }

    private static double[] Column(NumericArray values, int column) =>
        [.. Enumerable.Range(0, values.Shape[0]).Select(row => values.Values[(row * values.Shape[1]) + column])];
}

using System.Globalization;
using Inflaton.Experiments.Runs;
using Inflaton.Lattice;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Figures;

/// <summary>Fourier modes of the field that a network simulates, beside those of the lattice.</summary>
public static class LatticeFigure
{
    /// <summary>Most modes shown.</summary>
    private const int Modes = 4;

    private const int PanelPoints = 150;
    private const double LeastAmplitude = 1e-12;

    /// <summary>The figure, or null where the run holds no lattice of one dimension.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        if (run.Outputs != 1 || run.Summary.Lattice is not { Dimensions: 1 } summary || summary.Sites != run.Points
            || run.Field(Rung.Lattice.Key) is not { } lattice)
        {
            return null;
        }

        LatticeGrid grid = new(summary.Spacing, summary.Sites);
        double[][] direct = Magnitudes(grid, lattice);
        double[][]? trained = run.Field(Rung.Trained.Key) is { } field ? Magnitudes(grid, field) : null;
        double floor = LeastAmplitude * Math.Max(direct.Max(mode => mode.Where(double.IsFinite).DefaultIfEmpty(0).Max()), double.Epsilon);
        int[] shown = [.. Enumerable.Range(0, direct.Length)
            .Where(mode => direct[mode].Any(value => double.IsFinite(value) && value > floor))
            .OrderByDescending(mode => direct[mode].Where(double.IsFinite).Max()).Take(Modes).Order()];
        if (shown.Length == 0)
        {
            return null;
        }

        int columns = Math.Min(shown.Length, 2);
        int width = shown.Length == 1 ? Chart.ColumnWidth : (Chart.ColumnWidth / 2) - 40;
        Chart[] charts = [.. shown.Select((mode, i) =>
        {
            List<Curve> curves = [Curve.Of(Rung.Lattice, direct[mode])];
            if (trained is not null)
            {
                curves.Insert(0, Curve.Of(Rung.Trained, trained[mode]));
            }

            return new TimePlot(run, string.Create(CultureInfo.InvariantCulture, $"wave{mode}"), "|φₖ|")
            {
                Logarithmic = true,
                PickName = i == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"wave{shown[0]}_pick"),
                LeastAxisWidth = 40,
                LinePoints = PanelPoints,
                EpochTitle = i >= shown.Length - columns ? "epoch k" : null,
            }.Of(curves).Sized(width, 130).With(
                "title.text",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"k = {mode}, k_lat = {ReadableNumber.Round(Math.Sqrt(grid.WaveNumberSquared(mode)), 3)}"));
        })];
        string error = summary.Error is { } off ? $" The network is off by {ReadableNumber.Percent(off)} of the amplitude." : "";
        return new Figure(
            "lattice",
            "Waves on the lattice: network and direct solution",
            $"Amplitudes |φₖ| of the strongest Fourier modes; marks are the trained network, lines the leapfrog solution of the same "
            + $"field on the same sites.{error}",
            Chart.Grid(columns, charts).ToSpec("Amplitudes of Fourier modes against epoch, trained network and direct lattice solution."));
    }

    /// <summary>|φ_k| by mode 0 to N/2 and record.</summary>
    private static double[][] Magnitudes(LatticeGrid grid, FieldHistory field)
    {
        int modes = (grid.Sites / 2) + 1;
        double[][] magnitudes = [.. Enumerable.Range(0, modes).Select(_ => new double[field.Records])];
        for (int record = 0; record < field.Records; record++)
        {
            System.Numerics.Complex[] spectrum = LatticeSpectrum.Modes(grid, field.At(record));
            for (int mode = 0; mode < modes; mode++)
            {
                magnitudes[mode][record] = spectrum[mode].Magnitude;
            }
        }

        return magnitudes;
    }
}

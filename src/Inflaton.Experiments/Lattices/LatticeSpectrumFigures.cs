using Inflaton.Experiments.Figures;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Lattices;

/// <summary>Power spectra of a lattice, as lines and as a map over time.</summary>
internal static class LatticeSpectrumFigures
{
    private const int ShownTimes = 8;
    private const double Rounding = 1e-24;
    private const string WaveNumber = "wave number k (comoving)";

    /// <summary>Power per ln k at several times, a panel a field.</summary>
    public static Figure? Lines(LatticeArrays arrays)
    {
        if (Power(arrays) is not { } power)
        {
            return null;
        }

        List<Chart> charts = [];
        for (int c = 0; c < arrays.Fields; c++)
        {
            int[] rows = Downsampling.Indices(power.Times.Length, ShownTimes);
            SeriesPlot plot = new($"spectrum{c + 1}", WaveNumber, $"power of {arrays.Label(c)} per ln k")
            {
                LogX = true,
                LogY = true,
                Size = (Chart.ColumnWidth, 220),
                Colours = TimeColours.Of(rows.Length),
            };
            if (plot.Of(
                [.. rows.Select(
                    row => ($"t = {ReadableNumber.Of(power.Times[row])}", Array.Empty<int>(), power.K, power.Of(row, c)))]) is { } chart)
            {
                charts.Add(chart);
            }
        }

        return LatticeFigures.Named(
            "spectra", "Power spectra",
            $"{power.Formula} at several times, from dark to light. Resonance makes peaks, scattering carries them to short waves.",
            "Power spectra of the fields at several times.", [.. charts]);
    }

    /// <summary>The same over time and k, by colour.</summary>
    public static Figure? Map(LatticeArrays arrays)
    {
        if (Power(arrays) is not { Times.Length: > 2 } power)
        {
            return null;
        }

        int[] rows = Downsampling.Indices(power.Times.Length, Downsampling.HeatMapSide);
        int[] bins = [.. Downsampling.Indices(power.K.Length - 1, Downsampling.HeatMapSide).Select(bin => bin + 1)];
        List<Chart> charts = [];
        for (int c = 0; c < arrays.Fields; c++)
        {
            Table table = new("from", "to", "low", "high", "power");
            for (int i = 0; i < rows.Length; i++)
            {
                double[] values = power.Of(rows[i], c);
                (double from, double to) = Edges([.. rows.Select(row => power.Times[row])], i);
                for (int j = 0; j < bins.Length; j++)
                {
                    (double low, double high) = Edges([.. bins.Select(bin => power.K[bin])], j);
                    table.Add(
                        PlotNumber.Of(from, 5), PlotNumber.Of(to, 5), PlotNumber.Of(low, 5), PlotNumber.Of(high, 5),
                        values[bins[j]] > 0 ? PlotNumber.Of(Math.Log10(values[bins[j]]), 4) : null);
                }
            }

            Layer cells = Layer.Of("rect").Style("aria", false).Encode(
                Channel.Quantity("x", "from", "time t (in 1/M_p)").With("scale.nice", false),
                new Channel("x2", JsonTree.Empty.With("field", "to")),
                Channel.Quantity("y", "low", WaveNumber).With("scale.nice", false), new Channel("y2", JsonTree.Empty.With("field", "high")),
                Channel.Quantity("color", "power", $"log₁₀ power of {arrays.Label(c)}").With("scale.scheme", "viridis")
                    .With("scale.zero", false),
                Channel.Tooltip(("from", "from t", ".4g"), ("low", "from k", ".4g"), ("power", "log₁₀ power", ".3f")));
            charts.Add(Chart.Of(table, cells).Sized(Chart.ColumnWidth, 220));
        }

        return LatticeFigures.Named(
            "spectra-map", "Power spectra over time", $"{power.Formula} by colour, against time and wave number.",
            "Power of the fields by colour against time and wave number.", [.. charts]);
    }

    private static Spectra? Power(LatticeArrays arrays) =>
        arrays.Series("spectrum_time") is { } times && arrays.Series("k_mean") is { Length: > 2 } k
            && arrays.Rows("spectrum", times.Length) is { Rank: 3 } spectrum && spectrum.Shape[2] == k.Length
            ? new Spectra(times, k, spectrum, arrays.Summary.Dimensions)
            : null;

    /// <summary>Half-way to the neighbours, or as far beyond the ends.</summary>
    private static (double Low, double High) Edges(double[] centres, int i)
    {
        double below = i == 0 ? centres.Length > 1 ? centres[1] - centres[0] : 1 : centres[i] - centres[i - 1];
        double above = i == centres.Length - 1 ? below : centres[i + 1] - centres[i];
        return (i == 0 ? centres[0] : centres[i] - (below / 2), i == centres.Length - 1 ? centres[i] : centres[i] + (above / 2));
    }

    private sealed record Spectra(double[] Times, double[] K, NumericArray Array, int Dimensions)
    {
        public string Formula => Dimensions switch
        {
            1 => "kP/π",
            2 => "k²P/2π",
            _ => "k³P/2π²",
        };

        public double[] Of(int row, int field)
        {
            double[] power = LatticeArrays.Part(Array, row, field).ToArray();
            for (int bin = 0; bin < power.Length; bin++)
            {
                power[bin] = SpectrumBins.Dimensionless(power[bin], K[bin], Dimensions);
            }

            // What is left of waves that are not there is the rounding of the others.
            double least = Rounding * power.Max();
            return [.. power.Select(value => value < least ? double.NaN : value)];
        }
    }
}

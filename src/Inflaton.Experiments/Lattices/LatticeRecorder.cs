using Inflaton.Experiments.Files;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Lattices;

/// <summary>
/// Writes down a lattice as it goes: means at every output time, spectra, slices and distributions at some, snapshots at their times.
/// </summary>
internal sealed class LatticeRecorder
{
    private const int HistogramBins = 64;

    private readonly LatticeSettings settings;
    private readonly OrderedDictionary<string, RecordedSeries> series = [];
    private readonly List<(RecordedSeries Series, Occasion Occasion)> occasions = [];
    private readonly LatticePotential potential;
    private readonly double[] buffer;
    private readonly double[] velocities;
    private readonly LatticeSpectrum? spectrum;
    private readonly FieldSpectrum? one;
    private readonly string? defects;
    private double density = double.NaN;

    /// <summary>An empty record with room for all that the file asks for.</summary>
    /// <param name="settings">The file.</param>
    /// <param name="potential">V.</param>
    /// <param name="team">Threads for the spectra.</param>
    public LatticeRecorder(LatticeSettings settings, LatticePotential potential, WorkerTeam team)
    {
        (this.settings, this.potential) = (settings, potential);
        LatticeGridSettings lattice = settings.Lattice;
        buffer = new double[(long)Math.Pow(lattice.Sites, lattice.Dimensions)];
        int fields = settings.Fields;
        foreach (string name in (string[])[
            "time", "conformal_time", "a", "hubble", "kinetic", "gradient", "potential", "constraint", "equation_of_state"])
        {
            Keep(name, Occasion.Output);
        }

        if (HasFluids)
        {
            Keep("fluids", Occasion.Output);
        }

        Keep("mean", Occasion.Output, fields);
        Keep("rms", Occasion.Output, fields);
        if (settings.Record.SlicesEvery > 0)
        {
            Keep("slice_time", Occasion.Slice);
            Keep("slices", Occasion.Slice, [fields, .. Enumerable.Repeat(lattice.Sites, Math.Min(lattice.Dimensions, 2))]);
        }

        velocities = [];
        bool hasSpectra = settings.Record.SpectraEvery > 0;
        if (hasSpectra)
        {
            velocities = new double[buffer.Length];
            spectrum = new LatticeSpectrum(lattice.Create(), team);
            one = new FieldSpectrum(spectrum.Bins);
            Keep("spectrum_time", Occasion.Spectrum);
            Keep("spectrum_a", Occasion.Spectrum);
            foreach (string name in (string[])["spectrum", "spectrum_velocity", "occupation"])
            {
                Keep(name, Occasion.Spectrum, fields, spectrum.Bins.Count);
            }
        }

        if (settings.GravitationalWaves)
        {
            Waves = new GravitationalWaves(lattice.Create(), team);
            Keep("gw_density", Occasion.Spectrum);
            Keep("gw_spectrum", Occasion.Spectrum, Waves.Bins.Count);
            Keep("gw_omega", Occasion.Spectrum, Waves.Bins.Count);
        }

        defects = hasSpectra ? DefectKind.Of(potential, lattice.Dimensions) : null;
        if (defects is not null)
        {
            Keep(defects, Occasion.Spectrum);
        }

        if (hasSpectra && settings.Record.Histogram)
        {
            Keep("histogram_time", Occasion.Spectrum);
            Keep("histogram_edges", Occasion.Spectrum, fields, HistogramBins + 1);
            Keep("histogram", Occasion.Spectrum, fields, HistogramBins);
        }

        if (settings.Record.Snapshots.Count > 0)
        {
            Keep("snapshot_time", Occasion.Snapshot);
            Keep("snapshot_a", Occasion.Snapshot);
            Keep("phi", Occasion.Snapshot, lattice.Shape(fields));
            Keep("phidot", Occasion.Snapshot, lattice.Shape(fields));
        }

        void Keep(string name, Occasion occasion, params int[] shape)
        {
            series[name] = new RecordedSeries(Rows(occasion, settings.Time.Points, settings.Record.Snapshots.Count), shape);
            occasions.Add((series[name], occasion));
        }
    }

    /// <summary>When a row is written down.</summary>
    private enum Occasion
    {
        /// <summary>At every output time.</summary>
        Output,

        /// <summary>At the output times that have slices.</summary>
        Slice,

        /// <summary>At those that have spectra.</summary>
        Spectrum,

        /// <summary>At the times of the snapshots.</summary>
        Snapshot,
    }

    /// <summary>The gravitational waves that are to accompany the fields; null for none.</summary>
    public GravitationalWaves? Waves { get; }

    /// <summary>What is written down, by name.</summary>
    public IReadOnlyDictionary<string, RecordedSeries> Series => series;

    private bool HasFluids =>
        settings.Universe is { IsFluidsAlone: false, Expansion: FriedmannSettings { Fluids: var fluids } } && fluids.Create().Any();

    /// <summary>Whether the next output time has spectra.</summary>
    /// <param name="isLast">Whether no other follows.</param>
    public bool IsOfSpectra(bool isLast) => IsDue(settings.Record.SpectraEvery, series["time"].Count, isLast);

    /// <summary>Writes down an output time.</summary>
    /// <param name="evolution">The lattice.</param>
    /// <param name="time">t.</param>
    /// <param name="isLast">Whether no other follows.</param>
    public void Output(LatticeEvolution evolution, double time, bool isLast)
    {
        int index = series["time"].Count;
        density = evolution.Energy.Total + evolution.FluidDensity;
        LatticeEnergy energy = evolution.Energy;
        series["time"].Add(time);
        series["conformal_time"].Add(evolution.ConformalTime);
        series["a"].Add(evolution.ScaleFactor);
        series["hubble"].Add(evolution.Hubble);
        series["kinetic"].Add(energy.Kinetic);
        series["gradient"].Add(energy.Gradient);
        series["potential"].Add(energy.Potential);
        series["constraint"].Add(evolution.Constraint ?? double.NaN);
        series["equation_of_state"].Add(energy.EquationOfState);
        if (HasFluids)
        {
            series["fluids"].Add(evolution.FluidDensity);
        }

        bool slices = IsDue(settings.Record.SlicesEvery, index, isLast), spectra = IsDue(settings.Record.SpectraEvery, index, isLast);
        bool histogram = spectra && settings.Record.Histogram;
        Span<double> mean = series["mean"].Next(), rms = series["rms"].Next();
        Span<double> slice = slices ? series["slices"].Next() : [];
        Span<double> edges = histogram ? series["histogram_edges"].Next() : [], counts = histogram ? series["histogram"].Next() : [];
        double[] curvatures = new double[settings.Fields];
        Span<double> power = [], velocityPower = [], occupation = [];
        if (spectra)
        {
            series["spectrum_time"].Add(time);
            series["spectrum_a"].Add(evolution.ScaleFactor);
            power = series["spectrum"].Next();
            velocityPower = series["spectrum_velocity"].Next();
            occupation = series["occupation"].Next();
            potential.MeanCurvatures(evolution.Fields, curvatures);
            if (defects is not null)
            {
                series[defects].Add(Defects(evolution.Fields));
            }

            if (Waves is { } waves)
            {
                evolution.MeasureWaves();
                series["gw_density"].Add(waves.Density);
                waves.Spectrum.CopyTo(series["gw_spectrum"].Next());
                waves.Omega(evolution.Hubble, series["gw_omega"].Next());
            }
        }

        if (slices)
        {
            series["slice_time"].Add(time);
        }

        if (histogram)
        {
            series["histogram_time"].Add(time);
        }

        for (int c = 0; c < settings.Fields; c++)
        {
            evolution.Fields.CopyField(c, buffer);
            (mean[c], rms[c]) = Moments(buffer);
            int plane = slice.Length / settings.Fields;
            buffer.AsSpan(0, plane).CopyTo(slice[(c * plane)..]);
            if (spectra)
            {
                evolution.Velocity(c, velocities);
                spectrum!.Measure(buffer, velocities, evolution.ScaleFactor, curvatures[c], one!);
                int bins = spectrum.Bins.Count;
                one!.Power.CopyTo(power[(c * bins)..]);
                one.VelocityPower.CopyTo(velocityPower[(c * bins)..]);
                one.Occupation.CopyTo(occupation[(c * bins)..]);
            }

            if (histogram)
            {
                Distribution(
                    buffer, edges.Slice(c * (HistogramBins + 1), HistogramBins + 1), counts.Slice(c * HistogramBins, HistogramBins));
            }
        }
    }

    /// <summary>Writes down all fields and velocities.</summary>
    /// <param name="evolution">The lattice.</param>
    /// <param name="time">t.</param>
    public void Snapshot(LatticeEvolution evolution, double time)
    {
        series["snapshot_time"].Add(time);
        series["snapshot_a"].Add(evolution.ScaleFactor);
        Span<double> field = series["phi"].Next(), velocity = series["phidot"].Next();
        int sites = evolution.Fields.Grid.Sites;
        for (int c = 0; c < settings.Fields; c++)
        {
            evolution.Fields.CopyField(c, field.Slice(c * sites, sites));
            evolution.Velocity(c, velocity.Slice(c * sites, sites));
        }
    }

    /// <summary>All arrays so far.</summary>
    public OrderedDictionary<string, NumericArray> Arrays()
    {
        OrderedDictionary<string, NumericArray> arrays = new(series.Select(one => KeyValuePair.Create(one.Key, one.Value.ToArray())));
        if (spectrum?.Bins is { } bins)
        {
            arrays["k"] = new NumericArray([bins.Count], bins.WaveNumbers.ToArray());
            arrays["k_mean"] = new NumericArray([bins.Count], bins.MeanWaveNumbers.ToArray());
            arrays["k_lattice"] = new NumericArray([bins.Count], bins.LatticeWaveNumbers.ToArray());
            arrays["multiplicity"] = new NumericArray([bins.Count], [.. bins.Multiplicity.ToArray().Select(count => (double)count)]);
        }

        if (Waves is not null && series["gw_omega"] is { Count: > 0 } omega && series["spectrum_a"] is { Count: > 0 } scale
            && double.IsFinite(density) && density > 0)
        {
            GravitationalWavesToday today = new();
            double[] last = omega.Row(omega.Count - 1).ToArray(), k = arrays["k_mean"].Values;
            double factor = scale.Row(scale.Count - 1)[0];
            arrays["gw_frequency_today"] = new NumericArray([k.Length], [.. k.Select(one => today.Frequency(one, factor, density))]);
            arrays["gw_omega_today"] = new NumericArray([k.Length], [.. last.Select(one => today.DensityFactor * one)]);
        }

        return arrays;
    }

    /// <summary>Whether what is written down is that of so many output times and snapshots.</summary>
    public bool HasMet(int outputs, int snapshots) =>
        occasions.TrueForAll(one => one.Series.Count == Rows(one.Occasion, outputs, snapshots));

    private int Rows(Occasion occasion, int outputs, int snapshots) => occasion switch
    {
        Occasion.Slice => Count(settings.Record.SlicesEvery, outputs),
        Occasion.Spectrum => Count(settings.Record.SpectraEvery, outputs),
        Occasion.Snapshot => snapshots,
        _ => outputs,
    };

    /// <summary>Rows of what is written down at every so many of the first output times, and at the last of all.</summary>
    private int Count(int every, int outputs) => every == 0 || outputs == 0 ? 0
        : ((outputs - 1) / every) + 1 + (outputs == settings.Time.Points && (outputs - 1) % every != 0 ? 1 : 0);

    private static bool IsDue(int every, int index, bool isLast) => every > 0 && (isLast || index % every == 0);

    private double Defects(LatticeFields fields)
    {
        fields.CopyField(0, buffer);
        if (defects == DefectKind.Walls)
        {
            return TopologicalDefects.Walls(fields.Grid, buffer);
        }

        fields.CopyField(1, velocities);
        return TopologicalDefects.Strings(fields.Grid, buffer, velocities);
    }

    /// <summary>Mean and standard deviation, in two passes so that a small deviation around a large mean is right.</summary>
    private static (double Mean, double Deviation) Moments(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        double mean = sum / values.Length, squares = 0;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, Math.Sqrt(squares / values.Length));
    }

    /// <summary>Bins of equal width from the least value to the largest, and the probability density in them.</summary>
    private static void Distribution(ReadOnlySpan<double> values, Span<double> edges, Span<double> density)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        if (!double.IsFinite(low) || !double.IsFinite(high))
        {
            edges.Fill(double.NaN);
            density.Fill(double.NaN);
            return;
        }

        // A field that is the same everywhere has a bin of its own width around it.
        double least = 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high));
        if (high - low <= least)
        {
            double around = Math.Max(least, 1e-12);
            (low, high) = (low - around, high + around);
        }

        int bins = density.Length;
        double width = (high - low) / bins;
        for (int i = 0; i <= bins; i++)
        {
            edges[i] = i == bins ? high : low + (i * width);
        }

        density.Clear();
        foreach (double value in values)
        {
            density[Math.Clamp((int)((value - low) / width), 0, bins - 1)]++;
        }

        foreach (ref double value in density)
        {
            value /= values.Length * width;
        }
    }
}

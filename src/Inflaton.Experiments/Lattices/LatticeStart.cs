using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Lattices;

/// <summary>The fields at the beginning, as a lattice file has them.</summary>
internal static class LatticeStart
{
    /// <summary>Name of φ in a file of fields.</summary>
    internal const string Field = "phi";

    /// <summary>Name of φ̇ there.</summary>
    internal const string Velocity = "phidot";

    private const string ScaleFactors = "snapshot_a";
    private const string WaveNumbers = "k";

    /// <summary>Fields and, as momenta, velocities.</summary>
    /// <param name="file">The file.</param>
    /// <param name="potential">V.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ExperimentFileException">The start file cannot be used.</exception>
    public static LatticeFields Of(LatticeFile file, LatticePotential potential, WorkerTeam team)
    {
        LatticeSettings settings = file.Settings;
        LatticeFields fields = new(settings.Lattice.Create(), settings.Fields, settings.Lattice.Precision);
        switch (settings.Initial.Fluctuations)
        {
            case FileStartSettings start:
                FromFile(file, start, fields);
                break;
            case WhiteStartSettings white:
                Draw(
                    settings.Initial, new WhiteNoise(white.Seed, white.Rms, white.RmsVelocity),
                    new Matrix<double>(fields.Components, fields.Components), 1, fields, team);
                break;
            case VacuumStartSettings vacuum:
                VacuumState state = new(vacuum.Seed, vacuum.Cutoff ?? Cutoff(settings), vacuum.Hubble ?? Hubble(settings, potential));
                Draw(settings.Initial, state, Masses(settings, potential), vacuum.Amplitude, fields, team);
                break;
            case ThermalStartSettings thermal:
                ThermalState warm = new(thermal.Seed, thermal.Temperature, thermal.Cutoff ?? Cutoff(settings), thermal.WithVacuum);
                Draw(settings.Initial, warm, Masses(settings, potential), thermal.Amplitude, fields, team);
                break;
            default:
                Uniform(settings.Initial, fields);
                break;
        }

        return fields;
    }

    /// <summary>Largest 2π|n|/L that is drawn where the file says none: half of that along an axis.</summary>
    public static double Cutoff(LatticeSettings settings) => Math.PI / (2 * settings.Lattice.Spacing);

    /// <summary>H of the mean fields at the beginning; 0 where their energy expands nothing.</summary>
    public static double Hubble(LatticeSettings settings, LatticePotential potential)
    {
        double energy = potential.Value([.. settings.Initial.Field]) + (settings.Initial.Velocity.Sum(velocity => velocity * velocity) / 2);
        return settings.Universe.Create().Hubble(0, 0, energy) is >= 0 and var hubble ? hubble : 0;
    }

    private static void Uniform(LatticeStartSettings initial, LatticeFields fields)
    {
        double[] values = new double[fields.Grid.Sites];
        for (int c = 0; c < fields.Components; c++)
        {
            values.AsSpan().Fill(initial.Field[c]);
            fields.SetField(c, values);
            values.AsSpan().Fill(initial.Velocity[c]);
            fields.SetMomentum(c, values);
        }
    }

    /// <summary>A draw around the means, whose zero mode it leaves alone.</summary>
    private static void Draw(
        LatticeStartSettings initial, Fluctuations fluctuations,
        Matrix<double> masses, double amplitude, LatticeFields fields, WorkerTeam team)
    {
        new FluctuationDraw(fields.Grid, team).Add(fluctuations, masses, fields);
        double[] values = new double[fields.Grid.Sites];
        for (int c = 0; c < fields.Components; c++)
        {
            fields.CopyField(c, values);
            Around(initial.Field[c]);
            fields.SetField(c, values);
            fields.CopyMomentum(c, values);
            Around(initial.Velocity[c]);
            fields.SetMomentum(c, values);
        }

        void Around(double mean)
        {
            foreach (ref double value in values.AsSpan())
            {
                value = mean + (amplitude * value);
            }
        }
    }

    private static void FromFile(LatticeFile file, FileStartSettings start, LatticeFields fields)
    {
        OrderedDictionary<string, NumericArray> arrays = NpzFile.Read(start.Path);
        int[] shape = file.Settings.Lattice.Shape(fields.Components);
        foreach (string name in new[] { Field, Velocity })
        {
            NumericArray array = arrays.TryGetValue(name, out NumericArray? found) ? found : throw Unfit(
                $"holds no array {name}", $"Write phi and phidot of shape [{string.Join(", ", shape)}] with numpy.savez.");
            bool isSeries = array.Shape.Count == shape.Length + 1;
            int[] one = [.. isSeries ? array.Shape.Skip(1) : array.Shape];
            if (!one.SequenceEqual(shape))
            {
                throw Unfit(
                    $"has {name} of shape [{string.Join(", ", array.Shape)}] where {fields.Components} "
                        + $"field{(fields.Components == 1 ? "" : "s")} on this lattice have [{string.Join(", ", shape)}]"
                        + (isSeries ? $", or [snapshots, {string.Join(", ", shape)}]" : ""),
                    "Make lattice.sites, lattice.dimensions and the numbers of initial.phi those of the file.");
            }

            if (isSeries != start.Snapshot is not null || start.Snapshot >= array.Shape[0])
            {
                string count = isSeries ? ReadableNumber.Count(array.Shape[0], "snapshot") : "the fields of one time";
                throw Unfit(
                    $"holds {count} in {name}{(start.Snapshot is { } asked ? $", and number {asked} is asked for" : "")}",
                    !isSeries ? "Leave initial.fluctuations.snapshot out."
                    : array.Shape[0] == 0 ? "Record snapshots in the run that writes it."
                    : array.Shape[0] == 1 ? "Give initial.fluctuations.snapshot: 0."
                    : $"Give initial.fluctuations.snapshot, from 0 to {array.Shape[0] - 1}.");
            }

            ReadOnlySpan<double> all = array.Values.AsSpan((start.Snapshot ?? 0) * fields.Components * fields.Grid.Sites,
                fields.Components * fields.Grid.Sites);
            for (int i = 0; i < all.Length; i++)
            {
                if (!double.IsFinite(all[i]))
                {
                    throw Unfit($"has in {name} a value that is not finite, the {i + 1}th", "Write finite numbers.");
                }
            }

            for (int c = 0; c < fields.Components; c++)
            {
                ReadOnlySpan<double> values = all.Slice(c * fields.Grid.Sites, fields.Grid.Sites);
                if (name == Field)
                {
                    fields.SetField(c, values);
                }
                else
                {
                    fields.SetMomentum(c, values);
                }
            }
        }

        if (start.Snapshot is { } number)
        {
            CheckLength(number);
        }

        // A lattice begins with a = 1: what was L wide where a was not is a·L.
        void CheckLength(int number)
        {
            const double rounding = 1e-6;
            if (arrays.GetValueOrDefault(ScaleFactors)?.Values is not { } scales || number >= scales.Length || scales[number] == 1)
            {
                return;
            }

            string then = ReadableNumber.Of(scales[number], 6);
            if (arrays.GetValueOrDefault(WaveNumbers)?.Values is not [_, > 0 and var wave, ..])
            {
                throw Unfit(
                    $"has in snapshot {number} a = {then}, and no k to tell its length by, which is a times as long where a = 1",
                    "Record spectra in the run that writes it, or write phi and phidot with numpy.savez and give lattice.length.");
            }

            double length = scales[number] * 2 * Math.PI / wave;
            if (Math.Abs((file.Settings.Lattice.Length / length) - 1) > rounding)
            {
                throw Unfit(
                    $"has in snapshot {number} a = {then} on a length of {ReadableNumber.Of(2 * Math.PI / wave, 6)}: where a = 1, as at "
                        + $"the beginning, it is {ReadableNumber.Of(length, 6)} long, and lattice.length is "
                        + ReadableNumber.Of(file.Settings.Lattice.Length, 6),
                    $"Give lattice.length: {CoreNumber.Text(double.Round(length, 10))}.");
            }
        }

        ExperimentFileException Unfit(string problem, string remedy) =>
            file.Refusal("initial.fluctuations.file", Path.GetFileName(start.Path), problem, remedy);
    }

    /// <summary>∂²V/∂φ∂φ at the mean fields.</summary>
    public static Matrix<double> Masses(LatticeSettings settings, LatticePotential potential)
    {
        double[] mean = [.. settings.Initial.Field];
        if (mean.Length > 1)
        {
            return FluctuationDraw.MassMatrix(settings.Potential.Create(mean.Length), mean);
        }

        LatticeFields point = new(new LatticeGrid(1, 1), 1);
        point.SetField(0, mean);
        double[] curvature = new double[1];
        potential.MeanCurvatures(point, curvature);
        return new Matrix<double>(1, 1, curvature);
    }
}

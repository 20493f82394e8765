using Inflaton.Experiments.Files;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Lattices;

/// <summary>The fields at the beginning, as a lattice file has them.</summary>
internal static class LatticeStart
{
    private const string Field = "phi";
    private const string Velocity = "phidot";

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
                FromFile(file, start.Path, fields);
                break;
            case WhiteStartSettings white:
                Draw(
                    settings.Initial, new WhiteNoise(white.Seed, white.Rms, white.RmsVelocity),
                    new Matrix<double>(fields.Components, fields.Components), 1, fields, team);
                break;
            case VacuumStartSettings vacuum:
                VacuumState state = new(vacuum.Seed, Cutoff(vacuum.Cutoff), vacuum.Hubble ?? Hubble(settings, potential));
                Draw(settings.Initial, state, Masses(settings, potential), vacuum.Amplitude, fields, team);
                break;
            case ThermalStartSettings thermal:
                ThermalState warm = new(thermal.Seed, thermal.Temperature, Cutoff(thermal.Cutoff), thermal.WithVacuum);
                Draw(settings.Initial, warm, Masses(settings, potential), thermal.Amplitude, fields, team);
                break;
            default:
                Uniform(settings.Initial, fields);
                break;
        }

        return fields;

        double Cutoff(double? given) => given ?? Math.PI / (2 * fields.Grid.Spacing);
    }

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

    private static void FromFile(LatticeFile file, string path, LatticeFields fields)
    {
        OrderedDictionary<string, NumericArray> arrays = NpzFile.Read(path);
        int[] shape = file.Settings.Lattice.Shape(fields.Components);
        foreach (string name in new[] { Field, Velocity })
        {
            NumericArray array = arrays.TryGetValue(name, out NumericArray? found) ? found : throw Unfit(
                $"holds no array {name}", $"Write phi and phidot of shape [{string.Join(", ", shape)}] with numpy.savez.");
            if (!array.Shape.SequenceEqual(shape))
            {
                throw Unfit(
                    $"has {name} of shape [{string.Join(", ", array.Shape)}] where {fields.Components} "
                        + $"field{(fields.Components == 1 ? "" : "s")} on this lattice have [{string.Join(", ", shape)}]",
                    "Make lattice.sites, lattice.dimensions and the numbers of initial.phi those of the file.");
            }

            if (Array.FindIndex(array.Values, value => !double.IsFinite(value)) is >= 0 and int bad)
            {
                throw Unfit($"has in {name} a value that is not finite, the {bad + 1}th", "Write finite numbers.");
            }

            for (int c = 0; c < fields.Components; c++)
            {
                ReadOnlySpan<double> values = array.Values.AsSpan(c * fields.Grid.Sites, fields.Grid.Sites);
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

        ExperimentFileException Unfit(string problem, string remedy) =>
            file.Refusal("initial.fluctuations.file", Path.GetFileName(path), problem, remedy);
    }

    private static Matrix<double> Masses(LatticeSettings settings, LatticePotential potential)
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

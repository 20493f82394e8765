using System.Numerics.Tensors;
using Inflaton.Experiments.Files;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Random;

namespace Inflaton.Experiments.Lattices;

/// <summary>The fields at the beginning, as a lattice file has them.</summary>
internal static class LatticeStart
{
    private const string Field = "phi";
    private const string Velocity = "phidot";

    /// <summary>Fields and, as momenta, velocities.</summary>
    /// <param name="file">The file.</param>
    /// <param name="potential">V.</param>
    /// <exception cref="ExperimentFileException">The start file cannot be used, or the vacuum is none.</exception>
    public static LatticeFields Of(LatticeFile file, LatticePotential potential)
    {
        LatticeSettings settings = file.Settings;
        LatticeFields fields = new(settings.Lattice.Create(), settings.Fields, settings.Lattice.Precision);
        switch (settings.Initial.Fluctuations)
        {
            case FileStartSettings start:
                FromFile(file, start.Path, fields);
                break;
            case WhiteStartSettings white:
                White(settings.Initial, white, fields);
                break;
            case VacuumStartSettings vacuum:
                Vacuum(file, vacuum, potential, fields);
                break;
            default:
                Uniform(settings.Initial, fields);
                break;
        }

        return fields;
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

    private static void White(LatticeStartSettings initial, WhiteStartSettings white, LatticeFields fields)
    {
        double[] values = new double[fields.Grid.Sites];
        for (int c = 0; c < fields.Components; c++)
        {
            Noise(initial.Field[c], white.Rms, 2 * c);
            fields.SetField(c, values);
            Noise(initial.Velocity[c], white.RmsVelocity, (2 * c) + 1);
            fields.SetMomentum(c, values);
        }

        // The mean is what the file says, whatever was drawn.
        void Noise(double mean, double deviation, int stream)
        {
            new CounterStream(white.Seed, (ulong)stream).FillNormal(values);
            double drawn = values.Sum() / values.Length;
            foreach (ref double value in values.AsSpan())
            {
                value = mean + (deviation * (value - drawn));
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
                    $"has {name} of shape [{string.Join(", ", array.Shape)}] where {fields.Components} field{(fields.Components == 1 ? "" : "s")} on this lattice have [{string.Join(", ", shape)}]",
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

        ExperimentFileException Unfit(string problem, string remedy) => file.Refusal("initial.fluctuations.file", Path.GetFileName(path), problem, remedy);
    }

    private static void Vacuum(LatticeFile file, VacuumStartSettings vacuum, LatticePotential potential, LatticeFields fields)
    {
        LatticeStartSettings initial = file.Settings.Initial;
        Uniform(initial, fields);
        double[] curvatures = new double[fields.Components];
        potential.MeanCurvatures(fields, curvatures);
        double cutoff = vacuum.Cutoff ?? Math.PI / (2 * fields.Grid.Spacing);
        for (int c = 0; c < fields.Components; c++)
        {
            (double[] field, double[] velocity) = new VacuumFluctuations(
                Math.Sqrt(Math.Max(0, curvatures[c])), cutoff, vacuum.Seed + ((ulong)c << 32), vacuum.Amplitude).Draw(fields.Grid);
            TensorPrimitives.Add(field, initial.Field[c], field);
            TensorPrimitives.Add(velocity, initial.Velocity[c], velocity);
            fields.SetField(c, field);
            fields.SetMomentum(c, velocity);
        }
    }
}

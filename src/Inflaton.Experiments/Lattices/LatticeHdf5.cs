using System.Globalization;
using Inflaton.Numerics.ArrayFiles;
using PureHDF;

namespace Inflaton.Experiments.Lattices;

/// <summary>
/// Snapshots and spectra as HDF5, <c>lattice.h5</c>, under names that users of lattice codes know: <c>average/scalar_0</c>,
/// <c>spectra/scalar_0</c>,
/// <c>snapshots/scalar_0</c>, counted from 0.
/// </summary>
internal static class LatticeHdf5
{
    /// <summary>Name of the file.</summary>
    public const string Name = "lattice.h5";

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="directory">Folder of the results.</param>
    /// <param name="result">The lattice.</param>
    public static void Write(string directory, LatticeResult result)
    {
        IReadOnlyDictionary<string, NumericArray> arrays = result.Arrays;
        int fields = result.Summary.Fields;
        H5Group average = new()
        {
            ["t"] = Dataset(arrays["time"]),
            ["a"] = Dataset(arrays["a"]),
            ["hubble"] = Dataset(arrays["hubble"]),
            ["energy_kinetic"] = Dataset(arrays["kinetic"]),
            ["energy_gradient"] = Dataset(arrays["gradient"]),
            ["energy_potential"] = Dataset(arrays["potential"]),
        };
        Split(average, "mean_scalar", arrays["mean"], fields);
        Split(average, "rms_scalar", arrays["rms"], fields);
        H5File file = new()
        {
            ["average"] = average,
            Attributes = new()
            {
                ["N"] = (int)Math.Round(result.Summary.Length / result.Summary.Spacing),
                ["d"] = result.Summary.Dimensions,
                ["L"] = result.Summary.Length,
                ["dx"] = result.Summary.Spacing,
                ["dt"] = result.Summary.TimeStep,
                ["potential"] = result.Summary.Potential,
                ["units"] = "reduced Planck mass = c = hbar = 1; a = 1 at t = 0",
            },
        };
        if (arrays.TryGetValue("spectrum", out NumericArray? spectrum))
        {
            H5Group spectra = new()
            {
                ["t"] = Dataset(arrays["spectrum_time"]),
                ["a"] = Dataset(arrays["spectrum_a"]),
                ["k"] = Dataset(arrays["k"]),
                ["multiplicity"] = Dataset(arrays["multiplicity"]),
            };
            Split(spectra, "scalar", spectrum, fields);
            Split(spectra, "dot_scalar", arrays["spectrum_velocity"], fields);
            Split(spectra, "occupation_scalar", arrays["occupation"], fields);
            file["spectra"] = spectra;
        }

        if (arrays.TryGetValue("phi", out NumericArray? phi))
        {
            H5Group snapshots = new() { ["t"] = Dataset(arrays["snapshot_time"]), ["a"] = Dataset(arrays["snapshot_a"]) };
            Split(snapshots, "scalar", phi, fields);
            Split(snapshots, "dot_scalar", arrays["phidot"], fields);
            file["snapshots"] = snapshots;
        }

        WholeFile.Write(Path.Combine(directory, Name), stream => file.Write(stream));
    }

    /// <summary>An array [rows, C, …] as C data sets [rows, …].</summary>
    private static void Split(H5Group group, string name, NumericArray array, int fields)
    {
        int rows = array.Shape[0];
        for (int c = 0; c < fields; c++)
        {
            int field = c;
            double[] values = [.. Enumerable.Range(0, rows).SelectMany(row => LatticeArrays.Part(array, row, field).ToArray())];
            group[string.Create(CultureInfo.InvariantCulture, $"{name}_{c}")] = Dataset(
                new NumericArray([rows, .. array.Shape.Skip(2)], values));
        }
    }

    private static H5Dataset<double[]> Dataset(NumericArray array) =>
        new(array.Values, fileDims: [.. array.Shape.Select(length => (ulong)length)]);
}

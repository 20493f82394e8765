using System.Globalization;
using System.Text;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Universes;

/// <summary>
/// The power spectra as Boltzmann codes read them: lines of k in Mpc⁻¹, P_s and P_t, k ascending, and nothing else, since CLASS takes every
/// line for numbers. CLASS reads it by <c>command = cat primordial.txt</c>, CAMB's Python by <c>numpy.loadtxt</c> and
/// <c>SplinedInitialPower</c>.
/// </summary>
public static class PrimordialFile
{
    /// <summary>Name of the file.</summary>
    public const string Name = "primordial.txt";

    /// <summary>The lines; null where there are not two modes whose powers are all known. Modes that are missing are left out.</summary>
    /// <param name="arrays">Arrays of a universe.</param>
    public static string? Text(IReadOnlyDictionary<string, NumericArray> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        if (!arrays.TryGetValue("k_mpc", out NumericArray? k)
            || !arrays.TryGetValue("power_scalar", out NumericArray? scalar)
            || !arrays.TryGetValue("power_tensor", out NumericArray? tensor))
        {
            return null;
        }

        StringBuilder text = new();
        int lines = 0;
        foreach (int i in Enumerable.Range(0, k.Values.Length).OrderBy(i => k.Values[i]))
        {
            if (scalar.Values[i] > 0 && tensor.Values[i] > 0 && double.IsFinite(scalar.Values[i]) && double.IsFinite(tensor.Values[i]))
            {
                lines++;
                text.Append(CultureInfo.InvariantCulture, $"{k.Values[i]:E16} {scalar.Values[i]:E16} {tensor.Values[i]:E16}\n");
            }
        }

        return lines < 2 ? null : text.ToString();
    }

    /// <summary>Writes the file into a folder, or takes away that of earlier results where there is nothing to write.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="arrays">Arrays of a universe.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string directory, IReadOnlyDictionary<string, NumericArray> arrays)
    {
        string path = Path.Combine(directory, Name);
        if (Text(arrays) is { } text)
        {
            WholeFile.WriteText(path, text);
        }
        else
        {
            File.Delete(path);
        }
    }
}

using System.Text.Json.Nodes;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Ensembles;

/// <summary>
/// The file that an ensemble goes on from: its sums, the settings, and a fingerprint of them, but for the number of draws, and of the data.
/// </summary>
/// <param name="folder">The folder of the results.</param>
/// <param name="file">The ensemble file.</param>
internal sealed class EnsembleStateFile(string folder, EnsembleFile file)
{
    /// <summary>Name of the file.</summary>
    public const string Name = "ensemble-state.npz";

    private const string Sums = "state_";

    private readonly double[] fingerprint = Fingerprint(file);

    private string Path => System.IO.Path.Combine(folder, Name);

    /// <summary>Writes a state, whole or not at all.</summary>
    /// <param name="measure">The sums.</param>
    public void Write(EnsembleMeasure measure) =>
        NpzFile.Write(Path, StudyState.Numbered(Sums, fingerprint, measure.State, file.ResolvedYaml(folder)));

    /// <summary>Reads a state.</summary>
    /// <param name="measure">Receives it.</param>
    /// <exception cref="StateException">There is none, it is damaged, of other settings, or has more draws than are asked for.</exception>
    public void Read(EnsembleMeasure measure)
    {
        if (!File.Exists(Path))
        {
            throw StudyState.Absent(folder, Name);
        }

        OrderedDictionary<string, NumericArray> arrays = StudyState.Read(Path);
        double[][] state = StudyState.InOrder(Sums, arrays);
        if (state.Length == 0 || !state[0].SequenceEqual(fingerprint))
        {
            throw StudyState.OfAnother(
                Path, file, arrays.GetValueOrDefault(StudyState.Settings), file.ResolvedYaml(folder),
                $"{EnsembleStudySettings.Section}.draws");
        }

        try
        {
            measure.Restore(state[1..]);
        }
        catch (ArgumentException exception)
        {
            throw StudyState.Incomplete(Path, exception);
        }

        if (measure.Draws > file.Settings.Ensemble.Draws)
        {
            throw new StateException(
                $"{Path}: holds {measure.Draws} draws, more than the {file.Settings.Ensemble.Draws} that are asked for. "
                + "Ask for as many with --draws, or leave --resume out.");
        }
    }

    private static double[] Fingerprint(EnsembleFile file)
    {
        JsonNode settings = file.ResolvedJson(null).DeepClone();
        (settings[EnsembleStudySettings.Section] as JsonObject)?.Remove("draws");
        return StudyState.Fingerprint(settings, file);
    }
}

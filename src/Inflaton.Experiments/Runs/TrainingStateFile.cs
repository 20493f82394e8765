using System.Globalization;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Training;

namespace Inflaton.Experiments.Runs;

/// <summary>
/// The file that a training goes on from, each minute and when it is stopped: its numbers, and a fingerprint of the experiment. It is
/// written whole or not at all.
/// </summary>
/// <param name="file">The experiment file.</param>
/// <param name="options">Names the folder.</param>
/// <param name="history">What is read off the kernels on the way.</param>
internal sealed class TrainingStateFile(ExperimentFile file, StudyOptions options, CollectiveHistory history) : ITrainingKeeper
{
    /// <summary>Name of the file.</summary>
    public const string Name = "training-state.npz";

    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    private readonly string path = Path.Combine(options.StateDirectory!, Name);
    private readonly Lazy<double[]> fingerprint = new(() => StudyState.Fingerprint(file.ResolvedJson(null), file));
    private readonly SinceSaved sinceKept = new(options);

    /// <inheritdoc/>
    public bool IsDue => sinceKept.Elapsed >= Between;

    /// <inheritdoc/>
    public void Keep(Action<KeptState> exchange)
    {
        KeptState state = new();
        history.Keep(state);
        exchange(state);
        try
        {
            StudyState.BeforeWriting(options);
            NpzFile.Write(
                path,
                state.Arrays.Prepend(fingerprint.Value).Select((values, i) => KeyValuePair.Create(
                    i.ToString("D5", CultureInfo.InvariantCulture), new NumericArray([values.Length], values))));
        }
        catch (IOException)
        {
            // The training itself has room, and may end before it is stopped.
        }

        sinceKept.Restart();
    }

    /// <inheritdoc/>
    public void Restore(Action<KeptState> exchange)
    {
        if (!File.Exists(path))
        {
            return;
        }

        double[][] arrays = [.. NpzFile.Read(path).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Value.Values)];
        if (arrays.Length == 0 || !arrays[0].SequenceEqual(fingerprint.Value))
        {
            throw new ArgumentException($"{path}: was written by another experiment than {file.Path} is now.");
        }

        KeptState state = new(arrays[1..]);
        history.Keep(state);
        exchange(state);
    }
}

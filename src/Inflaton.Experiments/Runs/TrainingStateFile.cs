using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Training;

namespace Inflaton.Experiments.Runs;

/// <summary>
/// The file that a training goes on from, each minute and when it is stopped: its numbers, the settings, and a fingerprint of them and of
/// the data. It is written whole or not at all.
/// </summary>
/// <param name="file">The experiment file.</param>
/// <param name="options">Names the folder, and says whether to go on.</param>
internal sealed class TrainingStateFile(ExperimentFile file, RunOptions options) : ITrainingKeeper
{
    /// <summary>Name of the file.</summary>
    public const string Name = "training-state.npz";

    private readonly string folder = StudyState.FolderOf(options)!;
    private readonly Lazy<double[]> fingerprint = new(() => FingerprintOf(file));
    private readonly SinceSaved sinceKept = new(options);
    private bool isKeeping;
    private bool isThere;
    private string? failure;

    /// <summary>What is read off the kernels on the way, and kept with the training.</summary>
    public required CollectiveHistory History { get; init; }

    private string Path => System.IO.Path.Combine(folder, Name);

    private string GoesOn => $"The same command with --resume goes on from {Path}.";

    /// <inheritdoc/>
    public bool IsDue => sinceKept.Elapsed >= options.SaveEvery;

    /// <summary>What becomes of a training that was stopped, as a sentence.</summary>
    public string AfterStop() =>
        isThere && File.Exists(Path)
        ? failure is null ? GoesOn : $"{GoesOn} That is an earlier state: the last could not be written ({failure})."
        : failure is not null ? $"Its state could not be written ({failure}): it begins anew."
        : isKeeping ? "It was stopped before there was anything to go on from."
        : "Its optimiser keeps no state: it begins anew.";

    /// <summary>Makes sure, before anything is computed, that there is what to go on from.</summary>
    /// <param name="file">The experiment file.</param>
    /// <param name="options">Names the folder.</param>
    /// <exception cref="StateException">There is no state, it is damaged, or it is of another experiment.</exception>
    public static void Require(ExperimentFile file, RunOptions options)
    {
        string folder = StudyState.FolderOf(options)
            ?? throw new ArgumentException("A state to go on from is in a folder: give one.", nameof(options));
        _ = Arrays(folder, file, FingerprintOf(file));
    }

    /// <inheritdoc/>
    public void Keep(Action<KeptState> exchange)
    {
        KeptState state = new();
        History.Keep(state);
        exchange(state);
        try
        {
            StudyState.BeforeWriting(options);
            NpzFile.Write(Path, StudyState.Numbered("", fingerprint.Value, state.Arrays, file.ResolvedYaml(folder)));
            isThere = true;
            failure = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The training itself has room, and may end before it is stopped.
            failure = exception.Message.TrimEnd('.');
        }

        sinceKept.Restart();
    }

    /// <inheritdoc/>
    public void Restore(Action<KeptState> exchange)
    {
        isKeeping = true;
        if (!options.Resume && (options.StateDirectory is null || !File.Exists(Path)))
        {
            return;
        }

        try
        {
            KeptState state = new(Arrays(folder, file, fingerprint.Value));
            History.Keep(state);
            exchange(state);
            isThere = true;
        }
        catch (ArgumentException exception) when (exception is not StateException)
        {
            throw StudyState.Incomplete(Path, exception);
        }
    }

    private static double[] FingerprintOf(ExperimentFile file) => StudyState.Fingerprint(file.ResolvedJson(null), file);

    /// <summary>The arrays of a folder's state, which has to be of an experiment.</summary>
    private static double[][] Arrays(string folder, ExperimentFile file, double[] fingerprint)
    {
        string path = System.IO.Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            throw StudyState.Absent(folder, Name, "what was run there is finished, or can only begin anew");
        }

        OrderedDictionary<string, NumericArray> all = StudyState.Read(path);
        double[][] arrays = StudyState.InOrder("", all);
        return arrays.Length > 0 && arrays[0].SequenceEqual(fingerprint)
            ? arrays[1..]
            : throw new StateException(
                $"{path}: was written with other settings or other data than {file.Path} has "
                + $"now{StudyState.Differences(all.GetValueOrDefault(StudyState.Settings), file.ResolvedYaml(folder))}. "
                + "Run the file as it was, or leave --resume out to begin anew.");
    }
}

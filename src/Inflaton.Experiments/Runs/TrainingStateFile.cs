using System.Globalization;
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

    private const string Settings = "settings";

    private readonly string folder = StudyState.FolderOf(options)!;
    private readonly Lazy<double[]> fingerprint = new(() => StudyState.Fingerprint(file.ResolvedJson(null), file));
    private readonly SinceSaved sinceKept = new(options);
    private bool isKeeping;
    private bool isThere;

    /// <summary>What is read off the kernels on the way, and kept with the training.</summary>
    public required CollectiveHistory History { get; init; }

    private string Path => System.IO.Path.Combine(folder, Name);

    private bool Restores => options.Resume || options.StateDirectory is not null;

    /// <inheritdoc/>
    public bool IsDue => sinceKept.Elapsed >= options.SaveEvery;

    /// <summary>What becomes of a training that was stopped, as a sentence.</summary>
    /// <param name="isReduced">Whether it is reduced.</param>
    public string AfterStop(bool isReduced) =>
        isThere && File.Exists(Path) ? $"The same command with --resume goes on from {Path}."
        : isKeeping ? "It was stopped before there was anything to go on from."
        : isReduced ? "Reduced training begins anew; training.method: direct can be gone on with."
        : "Its state is too large to be kept: it begins anew.";

    /// <summary>Makes sure, before anything is computed, that there is what to go on from.</summary>
    /// <param name="file">The experiment file.</param>
    /// <param name="options">Names the folder.</param>
    /// <exception cref="StateException">There is no state, it is damaged, or it is of another experiment.</exception>
    public static void Require(ExperimentFile file, RunOptions options)
    {
        if (StudyState.FolderOf(options) is null)
        {
            throw new ArgumentException("A state to go on from is in a folder: give one.", nameof(options));
        }

        _ = new TrainingStateFile(file, options) { History = null! }.Arrays();
    }

    /// <summary>Takes away a folder's state.</summary>
    /// <param name="directory">The folder.</param>
    public static void Delete(string directory)
    {
        File.Delete(System.IO.Path.Combine(directory, Name));
        foreach (string part in Directory.GetFiles(directory, $".{Name}.*.tmp"))
        {
            File.Delete(part);
        }
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
            NpzFile.Write(
                Path,
                state.Arrays.Prepend(fingerprint.Value)
                    .Select((values, i) => KeyValuePair.Create(
                        i.ToString("D5", CultureInfo.InvariantCulture), new NumericArray([values.Length], values)))
                    .Append(KeyValuePair.Create(Settings, StudyState.Described(file.ResolvedYaml(folder)))));
            isThere = true;
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
        isKeeping = true;
        if (!Restores || (!options.Resume && !File.Exists(Path)))
        {
            return;
        }

        try
        {
            KeptState state = new(Arrays());
            History.Keep(state);
            exchange(state);
            isThere = true;
        }
        catch (ArgumentException exception) when (exception is not StateException)
        {
            throw StudyState.Incomplete(Path, exception);
        }
    }

    /// <summary>The arrays of a state of this experiment.</summary>
    private double[][] Arrays()
    {
        if (!File.Exists(Path))
        {
            bool hasResults = File.Exists(System.IO.Path.Combine(folder, "summary.json"));
            throw new StateException(
                $"{folder}: holds no {Name} to go on from"
                + $"{(hasResults ? "; what was run there is finished, or can only begin anew" : "")}. Leave --resume out, or name the "
                + "folder with --out.");
        }

        OrderedDictionary<string, NumericArray> all = StudyState.Read(Path);
        double[][] arrays =
        [
            .. all.Where(one => one.Key != Settings).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Value.Values),
        ];
        return arrays.Length > 0 && arrays[0].SequenceEqual(fingerprint.Value)
            ? arrays[1..]
            : throw new StateException(
                $"{Path}: was written with other settings or other data than {file.Path} has "
                + $"now{StudyState.Differences(all.GetValueOrDefault(Settings), file.ResolvedYaml(folder))}. "
                + "Run the file as it was, or leave --resume out to begin anew.");
    }
}

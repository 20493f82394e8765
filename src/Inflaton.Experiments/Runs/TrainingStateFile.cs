using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Training;

namespace Inflaton.Experiments.Runs;

/// <summary>
/// The file that a training goes on from, each minute and when it is stopped: its numbers, behind them those of the further orders of its
/// batches, the settings, and a fingerprint of them and of the data. It is written whole or not at all.
/// </summary>
/// <param name="file">The experiment file.</param>
/// <param name="options">Names the folder, and says whether to go on.</param>
internal sealed class TrainingStateFile(ExperimentFile file, RunOptions options) : ITrainingKeeper
{
    /// <summary>Name of the file.</summary>
    public const string Name = "training-state.npz";

    /// <summary>A large state is written more seldom: the training goes on for this many times as long in between.</summary>
    private const double Seldom = 20;

    private const string OfOrders = "orders_";

    private readonly string folder = StudyState.FolderOf(options)!;
    private readonly Lazy<double[]> fingerprint = new(() => FingerprintOf(file));
    private readonly SinceSaved sinceKept = new(options);
    private TimeSpan pause = options.SaveEvery;
    private bool isKeeping;
    private bool isThere;
    private string? failure;

    /// <summary>What is read off the kernels on the way, and kept with the training.</summary>
    public required CollectiveHistory History { get; init; }

    /// <inheritdoc/>
    public bool IsFollowed { get; init; }

    /// <summary>Where the further orders of the batches are kept, once the training is at its end.</summary>
    public ITrainingKeeper Orders => new FurtherOrders(this);

    private string Path => System.IO.Path.Combine(folder, Name);

    private string GoesOn => $"The same command with --resume goes on from {Path}.";

    /// <inheritdoc/>
    public bool IsDue => sinceKept.Elapsed >= pause;

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
        using NumberedState state = Open(folder, file, FingerprintOf(file), "");
        state.ReadThrough();
    }

    /// <inheritdoc/>
    public void Keep(Action<KeptState> exchange)
    {
        KeptState state = new();
        History.Keep(state);
        exchange(state);
        Write(StudyState.Numbered("", fingerprint.Value, state.Arrays, file.ResolvedYaml(folder)));
    }

    /// <inheritdoc/>
    public void Restore(Action<KeptState> exchange)
    {
        isKeeping = true;
        if (!options.Resume && (options.StateDirectory is null || !File.Exists(Path)))
        {
            return;
        }

        using NumberedState kept = Open("");
        Restore(kept, state =>
        {
            History.Keep(state);
            exchange(state);
        });
        isThere = true;
    }

    private static double[] FingerprintOf(ExperimentFile file) => StudyState.Fingerprint(file.ResolvedJson(null), file);

    private NumberedState Open(string prefix) => Open(folder, file, fingerprint.Value, prefix);

    private void Restore(NumberedState kept, Action<KeptState> exchange)
    {
        try
        {
            exchange(new KeptState(kept));
        }
        catch (ArgumentException exception) when (exception is not StateException)
        {
            throw StudyState.Incomplete(Path, exception);
        }
    }

    private void Write(IEnumerable<KeyValuePair<string, NumericArray>> arrays)
    {
        sinceKept.Restart();
        try
        {
            StudyState.BeforeWriting(options);
            NpzFile.Write(Path, arrays);
            isThere = true;
            failure = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArrayFileException)
        {
            // The training itself has room, and may end before it is stopped.
            failure = exception.Message.TrimEnd('.');
        }

        TimeSpan most = Seldom * sinceKept.Elapsed;
        pause = most > options.SaveEvery ? most : options.SaveEvery;
        sinceKept.Restart();
    }

    /// <summary>A folder's state, which has to be of an experiment.</summary>
    private static NumberedState Open(string folder, ExperimentFile file, double[] fingerprint, string prefix)
    {
        string path = System.IO.Path.Combine(folder, Name);
        return File.Exists(path)
            ? NumberedState.Open(path, fingerprint, file, file.ResolvedYaml(folder), prefix)
            : throw StudyState.Absent(folder, Name, "what was run there is finished, or can only begin anew");
    }

    /// <summary>The further orders, behind the training that is at its end.</summary>
    private sealed class FurtherOrders(TrainingStateFile training) : ITrainingKeeper
    {
        public bool IsDue => training.IsDue;

        public void Keep(Action<KeptState> exchange)
        {
            if (training.isThere)
            {
                KeptState state = new();
                exchange(state);
                training.Write(Training().Concat(StudyState.Counted(OfOrders, state.Arrays)));
            }
        }

        public void Restore(Action<KeptState> exchange)
        {
            if (training.isThere && File.Exists(training.Path))
            {
                using NumberedState kept = training.Open(OfOrders);
                if (kept.Count > 0)
                {
                    training.Restore(kept, exchange);
                }
            }
        }

        /// <summary>What the file has of the training, array by array; the file is closed behind the last one.</summary>
        private IEnumerable<KeyValuePair<string, NumericArray>> Training()
        {
            using NpzReader before = NpzReader.Open(training.Path);
            foreach (string name in before.Names.Where(name => !name.StartsWith(OfOrders, StringComparison.Ordinal)))
            {
                yield return KeyValuePair.Create(name, before.Read(name));
            }
        }
    }
}

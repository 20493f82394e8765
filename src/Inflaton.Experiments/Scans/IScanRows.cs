using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Scans;

/// <summary>Where the rows of a scan, or of a part of one, are kept. May be used from any thread.</summary>
public interface IScanRows
{
    /// <summary>How many rows there will be.</summary>
    int Total { get; }

    /// <summary>What to remove where the rows cannot be gone on with, for messages.</summary>
    string Path { get; }

    /// <summary>The runs that have no row yet, by their index from 0, in order.</summary>
    int[] ToDo();

    /// <summary>Says that a run is about to be made.</summary>
    /// <param name="index">Its index from 0.</param>
    /// <param name="hash">What it is known by.</param>
    /// <param name="parameters">Values of <see cref="ScanFile.Parameters"/>.</param>
    /// <param name="state">Folder, which need not exist, in which it may keep what it can go on from; null for none.</param>
    /// <returns>Whether it is to be made; not where the work was told to end.</returns>
    bool TryBegin(int index, string hash, IReadOnlyList<object?> parameters, out string? state);

    /// <summary>Writes a finished run, whole or not at all.</summary>
    /// <param name="row">The run.</param>
    void Add(ScanRow row);

    /// <summary>Writes the arrays of a run as <c>trajectories/RUN.npz</c>, whole or not at all.</summary>
    /// <param name="index">Index of the run, from 0.</param>
    /// <param name="arrays">The arrays.</param>
    void AddTrajectories(int index, IReadOnlyDictionary<string, NumericArray> arrays);

    /// <summary>Makes sure that what is written is still in the folder.</summary>
    /// <exception cref="IOException">It was removed while the scan was at work.</exception>
    void RequireFolder();
}

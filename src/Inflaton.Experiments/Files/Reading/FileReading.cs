namespace Inflaton.Experiments.Files.Reading;

/// <summary>One reading of a file: what is common to all its keys.</summary>
/// <param name="directory">Absolute path of the folder that paths are relative to.</param>
/// <param name="defaultName">Name of what the file describes, where it gives none.</param>
/// <param name="memory">Bytes of memory that a run may use.</param>
internal sealed class FileReading(string directory, string defaultName, double memory)
{
    public string Directory { get; } = directory;

    public string DefaultName { get; } = defaultName;

    public double Memory { get; } = memory;

    public List<FileProblem> Problems { get; } = [];

    /// <summary>Whether anything is known to be wrong at a key or below it.</summary>
    public bool HasProblem(string path) =>
        Problems.Any(problem => problem.Key == path || problem.Key.StartsWith(path + ".", StringComparison.Ordinal));
}

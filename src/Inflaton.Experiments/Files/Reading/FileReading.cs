namespace Inflaton.Experiments.Files.Reading;

/// <summary>One reading of a file: what is common to all its keys.</summary>
/// <param name="directory">Absolute path of the folder that paths are relative to.</param>
/// <param name="defaultName">Name of what the file describes, where it gives none.</param>
/// <param name="memory">Bytes of memory that a run may use.</param>
/// <param name="isConfined">Whether files below that folder alone may be named.</param>
internal sealed class FileReading(string directory, string defaultName, double memory, bool isConfined = false)
{
    public string Directory { get; } = directory;

    public bool IsConfined { get; } = isConfined;

    public string DefaultName { get; } = defaultName;

    public double Memory { get; } = memory;

    /// <summary>Sections that were read before; null (default) for none.</summary>
    public KnownSections? Known { get; init; }

    public List<FileProblem> Problems { get; } = [];

    /// <summary>Reads a whole file, overrides applied.</summary>
    /// <typeparam name="T">Its settings.</typeparam>
    /// <param name="tree">The values as written.</param>
    /// <param name="overrides">key=value pairs, applied in order.</param>
    /// <param name="root">What describes them.</param>
    /// <param name="defaultName">Name of what the file describes, where it gives none.</param>
    /// <param name="memory">Bytes of memory that a run may use.</param>
    /// <exception cref="ExperimentFileException">Anything is wrong; it lists everything.</exception>
    public static (SettingsTree Tree, T Settings, MapNode Resolved) Whole<T>(
        SettingsTree tree, IEnumerable<string>? overrides, SectionKind<T> root, string defaultName, double memory)
        where T : class
    {
        List<FileProblem> problems = [];
        foreach (string assignment in overrides ?? [])
        {
            try
            {
                tree = tree.WithOverride(assignment, root);
            }
            catch (ExperimentFileException exception)
            {
                problems.AddRange(exception.Problems);
            }
        }

        FileReading reading = new(tree.Directory, defaultName, memory, tree.IsConfined) { Known = tree.Known };
        Reading<T> result = root.Read(reading, "", tree.Root);
        problems.AddRange(reading.Problems);
        return problems.Count == 0
            ? (tree, result.Value, (MapNode)result.Resolved)
            : throw new ExperimentFileException(problems.OrderBy(problem => problem.File == tree.File).ThenBy(problem => problem.Line));
    }

    /// <summary>Whether anything is known to be wrong at a key or below it.</summary>
    public bool HasProblem(string path) =>
        Problems.Any(problem => problem.Key == path || problem.Key.StartsWith(path + ".", StringComparison.Ordinal));
}

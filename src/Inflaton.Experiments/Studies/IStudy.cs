using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Studies;

/// <summary>
/// What one file asks for, checked and ready to run: an experiment, a universe. What follows (scans, folders, commands) needs to know no
/// more of it than this.
/// </summary>
public interface IStudy
{
    /// <summary>What sort of study it is.</summary>
    StudyKind Kind { get; }

    /// <summary>Its name, which also names its folder.</summary>
    string Name { get; }

    /// <summary>The file as the user named it, for messages.</summary>
    string Path { get; }

    /// <summary>The file with every default filled in.</summary>
    internal MapNode Resolved { get; }

    /// <summary>The file with every default filled in, as YAML; reading it gives an equal study.</summary>
    /// <param name="directory">Folder that it will be written to, which paths in it are then relative to; null for absolute paths.</param>
    string ResolvedYaml(string? directory = null);

    /// <summary>Does what the file asks for.</summary>
    /// <param name="options">Threads, folder, progress and cancellation.</param>
    /// <exception cref="Files.ExperimentFileException">A file that it names cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before there was anything to keep.</exception>
    StudyResult Run(StudyOptions options);
}

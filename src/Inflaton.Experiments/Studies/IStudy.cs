using Inflaton.Experiments.Files;

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

    /// <summary>The checked file.</summary>
    StudyFile File { get; }

    /// <summary>Does what the file asks for.</summary>
    /// <param name="options">Threads, folder, progress and cancellation.</param>
    /// <exception cref="ExperimentFileException">A file that it names cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before there was anything to keep.</exception>
    StudyResult Run(StudyOptions options);
}

using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Universes;

/// <summary>A universe as a study.</summary>
/// <param name="File">The checked file.</param>
public sealed record UniverseStudy(UniverseFile File) : IStudy
{
    /// <inheritdoc/>
    public StudyKind Kind => UniverseKind.Instance;

    /// <inheritdoc/>
    public string Name => File.Settings.Name;

    /// <inheritdoc/>
    StudyFile IStudy.File => File;

    /// <inheritdoc/>
    public StudyResult Run(StudyOptions options) => UniverseRunner.Run(File, options);
}

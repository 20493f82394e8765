using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
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
    public string Path => File.Path;

    /// <inheritdoc/>
    MapNode IStudy.Resolved => File.Resolved;

    /// <inheritdoc/>
    public string ResolvedYaml(string? directory = null) => File.ResolvedYaml;

    /// <inheritdoc/>
    public StudyResult Run(StudyOptions options) => UniverseRunner.Run(File, options);
}

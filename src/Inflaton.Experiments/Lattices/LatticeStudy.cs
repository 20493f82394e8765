using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Lattices;

/// <summary>A lattice as a study.</summary>
/// <param name="File">The checked file.</param>
public sealed record LatticeStudy(LatticeFile File) : IStudy
{
    /// <inheritdoc/>
    public StudyKind Kind => LatticeKind.Instance;

    /// <inheritdoc/>
    public string Name => File.Settings.Name;

    /// <inheritdoc/>
    public string Path => File.Path;

    /// <inheritdoc/>
    MapNode IStudy.Resolved => File.Resolved;

    /// <inheritdoc/>
    public string ResolvedYaml(string? directory = null) => File.ResolvedYaml(directory);

    /// <inheritdoc/>
    public StudyResult Run(StudyOptions options) => LatticeRunner.Run(File, options as LatticeOptions ?? new LatticeOptions(options));
}

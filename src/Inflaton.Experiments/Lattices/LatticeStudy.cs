using Inflaton.Experiments.Files;
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
    StudyFile IStudy.File => File;

    /// <inheritdoc/>
    public StudyResult Run(StudyOptions options) => LatticeRunner.Run(File, options as LatticeOptions ?? new LatticeOptions(options));
}

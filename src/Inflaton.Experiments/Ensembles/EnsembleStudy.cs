using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Ensembles;

/// <summary>An ensemble as a study.</summary>
/// <param name="File">The checked file.</param>
public sealed record EnsembleStudy(EnsembleFile File) : IStudy
{
    /// <inheritdoc/>
    public StudyKind Kind => EnsembleKind.Instance;

    /// <inheritdoc/>
    public string Name => File.Settings.Experiment.Name;

    /// <inheritdoc/>
    StudyFile IStudy.File => File;

    /// <inheritdoc/>
    public StudyResult Run(StudyOptions options) => EnsembleRunner.Run(File, options as EnsembleOptions ?? new EnsembleOptions(options));
}

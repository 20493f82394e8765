using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Fits;

/// <summary>A fit as a study.</summary>
/// <param name="File">The checked file.</param>
public sealed record FitStudy(FitFile File) : IStudy
{
    /// <summary>What it will roughly cost.</summary>
    public StudyCost Cost => FitKind.Instance.Estimator()(this);

    /// <inheritdoc/>
    public StudyKind Kind => FitKind.Instance;

    /// <inheritdoc/>
    public string Name => File.Settings.Universe.Name;

    /// <inheritdoc/>
    StudyFile IStudy.File => File;

    /// <inheritdoc/>
    public StudyResult Run(StudyOptions options) => FitRunner.Run(File, options as FitOptions ?? new FitOptions(options));
}

using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Runs;

/// <summary>An experiment as a study. Without <see cref="RunOptions"/> it trains where there are epochs to train.</summary>
/// <param name="File">The checked file.</param>
public sealed record ExperimentStudy(ExperimentFile File) : IStudy
{
    /// <inheritdoc/>
    public StudyKind Kind => ExperimentKind.Instance;

    /// <inheritdoc/>
    public string Name => File.Settings.Name;

    /// <inheritdoc/>
    StudyFile IStudy.File => File;

    /// <inheritdoc/>
    public StudyResult Run(StudyOptions options) => ExperimentRunner.Run(
        File,
        options as RunOptions ?? new RunOptions(options) { Train = (File.Settings.Steps ?? File.Settings.Epochs) > 0 });
}

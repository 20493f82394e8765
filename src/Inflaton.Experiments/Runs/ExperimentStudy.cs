using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
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
    public string Path => File.Path;

    /// <inheritdoc/>
    MapNode IStudy.Resolved => File.Resolved;

    /// <inheritdoc/>
    public string ResolvedYaml(string? directory = null) => File.ResolvedYaml(directory);

    /// <inheritdoc/>
    public StudyResult Run(StudyOptions options) => ExperimentRunner.Run(
        File,
        options as RunOptions ?? new RunOptions(options) { Train = File.Settings.Epochs > 0 });
}

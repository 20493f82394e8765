using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Kernels;

/// <summary>A kernel as a study.</summary>
/// <param name="File">The checked file.</param>
public sealed record KernelStudy(KernelFile File) : IStudy
{
    /// <inheritdoc/>
    public StudyKind Kind => KernelKind.Instance;

    /// <inheritdoc/>
    public string Name => File.Settings.Name;

    /// <inheritdoc/>
    StudyFile IStudy.File => File;

    /// <inheritdoc/>
    public StudyResult Run(StudyOptions options) => KernelRunner.Run(File, options);
}

using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>Accuracy of the differential equations' solutions: section <c>solver</c>.</summary>
public sealed record SolverSettings
{
    /// <summary>Error allowed in a step relative to the solution, above 0 and below 1; default 1e-9.</summary>
    public double RelativeTolerance { get; init; } = 1e-9;

    /// <summary>Error allowed in a step in addition, above 0; default 1e-12.</summary>
    public double AbsoluteTolerance { get; init; } = 1e-12;

    /// <summary>Steps after which a solution is given up, at least 1; default 1000000.</summary>
    public int MaxSteps { get; init; } = 1_000_000;

    internal void Write(SectionWriter section) => section
        .Add("relative_tolerance", RelativeTolerance)
        .Add("absolute_tolerance", AbsoluteTolerance)
        .Add("max_steps", MaxSteps);

    internal static SolverSettings Read(SectionReader r) => new()
    {
        RelativeTolerance = r.WithDefault(
            "relative_tolerance", Kinds.Number(above: 0, below: 1), "1e-9", "Error allowed in one step, relative to the solution."),
        AbsoluteTolerance = r.WithDefault(
            "absolute_tolerance", Kinds.Number(above: 0), "1e-12", "Error allowed in one step in addition, which decides near zero."),
        MaxSteps = r.WithDefault("max_steps", Kinds.Integer(1), "1000000", "Steps after which a prediction is given up."),
    };
}

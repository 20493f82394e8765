using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Universes;

namespace Inflaton.Experiments;

/// <summary>The kinds of study.</summary>
public static class StudyCatalogue
{
    /// <summary>A network, trained and predicted.</summary>
    public static StudyKind Experiment { get; } = ExperimentKind.Instance;

    /// <summary>Scalar fields in an expanding universe.</summary>
    public static StudyKind Universe { get; } = UniverseKind.Instance;

    /// <summary>All of them; a file that no other one describes is an experiment, whose messages then say what is missing.</summary>
    public static IReadOnlyList<StudyKind> Kinds { get; } = [Universe, Experiment];

    /// <summary>The kind of study that a file describes.</summary>
    internal static StudyKind Of(MapNode root) => Kinds.FirstOrDefault(kind => kind.Describes(root)) ?? Experiment;
}

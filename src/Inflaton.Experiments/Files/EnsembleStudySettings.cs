using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>Everything that an ensemble file says: an experiment, and how many networks of it are drawn.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Ensemble">The ensemble.</param>
public sealed record EnsembleStudySettings(ExperimentSettings Experiment, EnsembleSettings Ensemble)
{
    /// <summary>The section that an experiment file does not have.</summary>
    internal const string Section = "ensemble";

    internal void Write(SectionWriter section)
    {
        Experiment.Write(section);
        section.Section(Section, Ensemble.Write);
    }

    internal static EnsembleStudySettings Read(SectionReader r, Vocabulary vocabulary)
    {
        ExperimentSettings experiment = ExperimentSettings.Read(r, vocabulary);
        EnsembleSettings ensemble = r.WithDefault(
            Section, Kinds.Section(EnsembleSettings.Read), "{}",
            "Many networks that differ by their draw of the weights alone, and what is measured of them.",
            example: "{draws: 4096}");
        r.Check(
            experiment.Network.Weights is null, Section,
            "is an ensemble of networks that are all alike, since network.weights gives their weights",
            "Leave network.weights out, so that weights are drawn.", "network.weights");
        return new EnsembleStudySettings(experiment, ensemble);
    }
}

using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>Everything that a tuning file says: an experiment, and what it is tuned for.</summary>
/// <param name="Experiment">The experiment; its own learning rate and momentum are not used.</param>
/// <param name="Tune">What it is tuned for.</param>
public sealed record TuningSettings(ExperimentSettings Experiment, TuneSettings Tune)
{
    /// <summary>The section that an experiment file does not have.</summary>
    internal const string Section = "tune";

    /// <summary>What is wrong with an optimiser whose learning rate and momentum cannot be chosen.</summary>
    internal const string NotTunable = "is not gradient_descent, whose learning rate and momentum are what is tuned";

    /// <summary>What to do about it.</summary>
    internal const string TunableRemedy =
        "Tune with --set optimizer.gradient_descent.learning_rate=auto, which takes the file's optimiser away.";

    internal void Write(SectionWriter section)
    {
        Experiment.Write(section);
        section.Section(Section, Tune.Write);
    }

    internal static TuningSettings Read(SectionReader r, Vocabulary vocabulary)
    {
        ExperimentSettings experiment = ExperimentSettings.Read(r, vocabulary);
        TuneSettings tune = r.WithDefault(
            Section, Kinds.Section(TuneSettings.Read), "{}",
            "What learning rate and momentum are chosen for. Those of the experiment are not used.", example: "{trials: 3}");
        r.Check(experiment.Optimizer is GradientDescentSettings, "optimizer", NotTunable, TunableRemedy, "optimizer");
        return new TuningSettings(experiment, tune);
    }
}

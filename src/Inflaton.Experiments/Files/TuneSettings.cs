using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>What an experiment is tuned for, and by what: section <c>tune</c>.</summary>
public sealed record TuneSettings
{
    /// <summary>Trial trainings at most where nothing is said.</summary>
    public const int DefaultTrials = 3;

    /// <summary>Loss to reach, above 0; null for a tenth of the initial loss, or the lowest loss where <see cref="Epochs"/> is given.</summary>
    public double? TargetLoss { get; init; }

    /// <summary>Epochs to train, at least 1; null for those of the experiment, or as many as a given target takes.</summary>
    public int? Epochs { get; init; }

    /// <summary>Trial trainings at most, at least 0; <see cref="DefaultTrials"/> by default. 0 for the theory alone.</summary>
    public int Trials { get; init; } = DefaultTrials;

    /// <summary>Whether to hold the choice against trainings on a grid around it; default no.</summary>
    public bool Verify { get; init; }

    internal static TuneSettings Read(SectionReader r) => new()
    {
        TargetLoss = r.Optional(
            "target_loss", Kinds.Number(above: 0).As(value => (double?)value),
            "Loss to reach in as few epochs as possible. When left out, a tenth of the initial loss; with `epochs` alone the lowest loss after them.", "0.01"),
        Epochs = r.Optional(
            "epochs", Kinds.Integer(1, unit: "epochs").As(value => (int?)value),
            "Epochs that may be taken. When left out, those of the experiment, or as many as a given target takes.", "200"),
        Trials = r.WithDefault(
            "trials", Kinds.Integer(0), $"{DefaultTrials}",
            "Trial trainings at most, where the first does not go as foretold. 0 chooses without training."),
        Verify = r.WithDefault(
            "verify", Kinds.Flag(), "false", "Whether to train at the recommendation and on a grid around it, and to say what was lost."),
    };
}

/// <summary>Everything that a tuning file says: an experiment, and what it is tuned for.</summary>
/// <param name="Experiment">The experiment; its own learning rate and momentum are not used.</param>
/// <param name="Tune">What it is tuned for.</param>
public sealed record TuningSettings(ExperimentSettings Experiment, TuneSettings Tune)
{
    /// <summary>The section that an experiment file does not have.</summary>
    internal const string Section = "tune";

    internal static TuningSettings Read(SectionReader r, Vocabulary vocabulary)
    {
        ExperimentSettings experiment = ExperimentSettings.Read(r, vocabulary);
        TuneSettings tune = r.WithDefault(
            Section, Kinds.Section(TuneSettings.Read), "{}",
            "What learning rate and momentum are chosen for. Those of the experiment are not used.", example: "{trials: 3}");
        r.Check(experiment.Optimizer.CanBeTuned, "optimizer", NotTunable, TunableRemedy, "optimizer");
        return new TuningSettings(experiment, tune);
    }

    /// <summary>What is wrong with an optimiser whose learning rate and momentum cannot be chosen.</summary>
    internal const string NotTunable = "is not gradient_descent, whose learning rate and momentum are what is tuned";

    /// <summary>What to do about it.</summary>
    internal const string TunableRemedy = "Tune with --set optimizer.gradient_descent.learning_rate=auto, which takes the file's optimiser away.";
}

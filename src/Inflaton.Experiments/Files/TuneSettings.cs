using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>What an experiment is tuned for, and by what: section <c>tune</c>.</summary>
public sealed record TuneSettings
{
    /// <summary>Trial trainings at most where nothing is said.</summary>
    public const int DefaultTrials = 3;

    /// <summary>
    /// Loss to reach, above 0; null for a tenth of the initial loss, or the lowest loss where <see cref="Epochs"/> is given.
    /// </summary>
    public double? TargetLoss { get; init; }

    /// <summary>Epochs to train, at least 1; null for those of the experiment, or as many as a given target takes.</summary>
    public int? Epochs { get; init; }

    /// <summary>Trial trainings at most, at least 0; <see cref="DefaultTrials"/> by default. 0 for the theory alone.</summary>
    public int Trials { get; init; } = DefaultTrials;

    /// <summary>Whether to hold the choice against trainings on a grid around it; default no.</summary>
    public bool Verify { get; init; }

    internal void Write(SectionWriter section) => section
        .Add("target_loss", TargetLoss)
        .Add("epochs", Epochs)
        .Add("trials", Trials)
        .Add("verify", Verify);

    internal static TuneSettings Read(SectionReader r) => new()
    {
        TargetLoss = r.Optional(
            "target_loss", Kinds.Number(above: 0).As(value => (double?)value),
            "Loss to reach in as few epochs as possible. When left out, a tenth of the initial loss; "
                + "with `epochs` alone the lowest loss after them.", "0.01"),
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

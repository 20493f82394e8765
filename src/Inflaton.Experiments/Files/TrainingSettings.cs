using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>How the training is computed and, but for <c>linearized</c>, not what it computes: section <c>training</c>.</summary>
public sealed record TrainingSettings
{
    /// <summary><c>auto</c> (default), <c>direct</c>, <c>reduced</c> or <c>linearized</c>.</summary>
    public string Method { get; init; } = "auto";

    /// <summary>Tolerance of the reduced method, above 0 and below 1; default 1e-10.</summary>
    public double Tolerance { get; init; } = 1e-10;

    /// <summary>What the method asks of the rest of the experiment.</summary>
    /// <param name="experiment">The whole.</param>
    internal IEnumerable<Requirement> Requirements(ExperimentSettings experiment) => Method is not ("reduced" or "linearized") ? [] :
    [
        new(
            experiment.Precision != "single", "training.method", "computes in double precision, and precision is single",
            "Take method direct or auto, or precision double.", "training", "precision"),
        new(
            experiment.Optimizer.RuleCopies == 0, "training.method",
            $"moves by the last displacement and the gradient alone, and the optimiser {experiment.Optimizer.Key} needs more",
            "Take method direct or auto.",
            "training", "optimizer"),
    ];

    internal void Write(SectionWriter section) => section.Add("method", Method).Add("tolerance", Tolerance);

    internal static TrainingSettings Read(SectionReader r) => new()
    {
        Method = r.WithDefault(
            "method", Kinds.Choice("auto", "direct", "reduced", "linearized"), "auto",
            "`direct` moves every weight at every step. `reduced` moves wide layers within the small spaces that activations and "
            + "back-propagated derivatives span, to `tolerance`. `auto` takes the one that is predicted to be faster, "
            + "and the output says which. `linearized` trains another network, that of first order around the weights as drawn, "
            + "whose kernel never moves."),
        Tolerance = r.WithDefault(
            "tolerance", Kinds.Number(atLeast: 1e-14, below: 1), "1e-10",
            "Largest part of an activation or derivative that `reduced` leaves out; the trajectory is off by about as much."),
    };
}

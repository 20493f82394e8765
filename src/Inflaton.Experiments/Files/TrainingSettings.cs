using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>How the training is computed, not what it computes: section <c>training</c>.</summary>
public sealed record TrainingSettings
{
    /// <summary><c>auto</c> (default), <c>direct</c> or <c>reduced</c>.</summary>
    public string Method { get; init; } = "auto";

    /// <summary>Tolerance of the reduced method, above 0 and below 1; default 1e-10.</summary>
    public double Tolerance { get; init; } = 1e-10;

    internal static TrainingSettings Read(SectionReader r) => new()
    {
        Method = r.WithDefault(
            "method", Kinds.Choice("auto", "direct", "reduced"), "auto",
            "`direct` moves every weight at every step. `reduced` moves wide layers within the small spaces that activations and back-propagated "
            + "derivatives span, to `tolerance`. `auto` takes the one that is predicted to be faster, and the output says which."),
        Tolerance = r.WithDefault(
            "tolerance", Kinds.Number(atLeast: 1e-14, below: 1), "1e-10",
            "Largest part of an activation or derivative that `reduced` leaves out; the trajectory is off by about as much."),
    };
}

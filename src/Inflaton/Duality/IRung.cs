namespace Inflaton.Duality;

/// <summary>
/// One rung of the ladder of predictions. It answers what others want to know of it: what it follows, where it applies, what it costs.
/// </summary>
public interface IRung
{
    /// <summary>The name in files and outputs: small letters and underscores.</summary>
    string Name { get; }

    /// <summary>What it computes, in a few words.</summary>
    string Meaning { get; }

    /// <summary>What it follows, the field at every input by default.</summary>
    RungScope Scope => RungScope.Points;

    /// <summary>How figures draw it; null (default) for one of the styles that are for all others.</summary>
    RungStyle? Style => null;

    /// <summary>
    /// Whether it solves the field on the lattice that a network simulates, without the network's kernel, for the loss with the gradient
    /// energy alone: it is held against the kernel's predictions, and timed apart from them. False by default.
    /// </summary>
    bool IsOfLattice => false;

    /// <summary>Whether it is made only where it is asked for by name; false by default.</summary>
    bool IsOnRequest => false;

    /// <summary>
    /// Whether it follows the kernel's motion, so that the problem is to have <see cref="PredictionProblem.Interactions"/>; false by
    /// default. Such an expansion may leave the numbers where all else goes well: beside other predictions it is left out then.
    /// </summary>
    bool UsesInteractions => false;

    /// <summary>Whether it has nothing to say without the kernel's motion; by default where it follows it.</summary>
    bool NeedsInteractions => UsesInteractions;

    /// <summary>Whether the rung has anything to say about a problem; true by default.</summary>
    /// <param name="problem">The kernel, the field and the optimiser.</param>
    bool Applies(PredictionProblem problem) => true;

    /// <summary>
    /// Why it cannot follow how this network is trained, without a full stop; null (default) where it can. A rung that refuses is left out,
    /// and a note says why.
    /// </summary>
    /// <param name="problem">The kernel, the field and the optimiser.</param>
    string? Refusal(PredictionProblem problem) => null;

    /// <summary>
    /// Whether it costs next to nothing beside the run, so that it can be made in the matching that is not in force as well. By default a
    /// homogeneous background or a few modes do; the N coupled equations of every input do not.
    /// </summary>
    /// <param name="modes">Number of the kernel's modes.</param>
    bool IsInexpensive(int modes) => Scope != RungScope.Points && modes <= Ladder.MostInexpensiveModes;

    /// <summary>Predicts the field from what is known at epoch 0.</summary>
    /// <param name="problem">The kernel, the field and the optimiser.</param>
    Prediction Predict(PredictionProblem problem);
}

/// <summary>What a rung follows.</summary>
public enum RungScope
{
    /// <summary>The mean over the inputs alone: C values a time.</summary>
    Mean,

    /// <summary>The field at every input, as modes around the mean: what it knows of the targets it knows by the mean.</summary>
    AroundMean,

    /// <summary>The field at every input, each with its own target.</summary>
    Points,
}

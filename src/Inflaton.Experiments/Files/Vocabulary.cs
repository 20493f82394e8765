using Inflaton.Duality;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Networks;

namespace Inflaton.Experiments.Files;

/// <summary>
/// What experiment files can name. Immutable: <c>Vocabulary.Standard with { Rungs = [.. Vocabulary.Standard.Rungs, new MyRung()] }</c> is another, which
/// files are read with; nothing else changes.
/// </summary>
public sealed record Vocabulary
{
    /// <summary>What the program comes with.</summary>
    public static Vocabulary Standard { get; } = new();

    /// <summary>The activations of a network.</summary>
    public IReadOnlyList<ActivationEntry> Activations { get; init; } = ActivationCatalogue.Entries;

    /// <summary>The losses; beside them there is <c>field</c>, of any of <see cref="Potentials"/>.</summary>
    public IReadOnlyList<Alternative<LossSettings>> Losses { get; init; } = LossSettings.All;

    /// <summary>The potentials of universes, and of the loss <c>field</c>.</summary>
    public IReadOnlyList<Alternative<PotentialSettings>> Potentials { get; init; } = PotentialSettings.All;

    /// <summary>The optimisers.</summary>
    public IReadOnlyList<Alternative<OptimizerSettings>> Optimizers { get; init; } = OptimizerSettings.All;

    /// <summary>The predictions, from the coarsest to the finest.</summary>
    public IReadOnlyList<IRung> Rungs { get; init; } = Ladder.Rungs;

    /// <summary>The rung of a name.</summary>
    /// <param name="name">Its name in files.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public IRung Rung(string name) => Ladder.Rung(name, Rungs);
}

using Inflaton.Duality;

namespace Inflaton.Experiments.Files;

/// <summary>
/// What experiment files can name. Immutable: <c>Vocabulary.Standard with { Rungs = [.. Vocabulary.Standard.Rungs, new MyRung()] }</c> is another, which
/// files are read with; nothing else changes.
/// </summary>
public sealed record Vocabulary
{
    /// <summary>What the program comes with.</summary>
    public static Vocabulary Standard { get; } = new();

    /// <summary>The predictions, from the coarsest to the finest.</summary>
    public IReadOnlyList<IRung> Rungs { get; init; } = Ladder.Rungs;

    /// <summary>The rung of a name.</summary>
    /// <param name="name">Its name in files.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public IRung Rung(string name) => Ladder.Rung(name, Rungs);
}

using Inflaton.Duality.Batches;
using Inflaton.Duality.Interactions;

namespace Inflaton.Duality;

/// <summary>The rungs by name, from the coarsest to the finest.</summary>
public static class Ladder
{
    /// <summary>Modes up to which the mean field and the modes around it count as inexpensive.</summary>
    public const int MostInexpensiveModes = 1500;

    /// <summary>All rungs.</summary>
    public static IReadOnlyList<IRung> Rungs { get; } =
        [MeanFieldRung.Leading, MeanFieldRung.MeanKernel, new PerturbationsRung(), new BackgroundRung(),
        new FrozenKernelRung(), new DiscreteRung(), new EnsembleRung(), new NextOrderRung(), new NextOrderContinuumRung(),
        new LatticeRung()];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Rungs.Select(rung => rung.Name)];

    /// <summary>The rung of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="among">The rungs to look among; null for <see cref="Rungs"/>.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IRung Rung(string name, IReadOnlyList<IRung>? among = null) =>
        (among ?? Rungs).FirstOrDefault(rung => rung.Name == name)
        ?? throw new ArgumentException(
            $"No prediction is named '{name}'; known are {string.Join(", ", (among ?? Rungs).Select(rung => rung.Name))}.", nameof(name));
}

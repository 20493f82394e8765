using Inflaton.Duality;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Networks;

namespace Inflaton.Experiments.Files;

/// <summary>
/// What experiment files can name. Immutable: <c>Vocabulary.Standard with { Rungs = [.. Vocabulary.Standard.Rungs, new MyRung()] }</c> is
/// another, which files are read with; nothing else changes.
/// </summary>
public sealed record Vocabulary
{
    // Names and beginnings of names that arrays of a run have beside those of its predictions.
    private static readonly string[] Taken =
    [
        "trained", "universe", "epochs", "time", "hubble", "efolds", "lambda", "learning_rate", "inputs", "targets",
        "eigenvalues", "eigenvectors", "nngp",
        "potential_field",
        "potential_value",
    ];

    private static readonly string[] TakenBeginnings =
        ["accuracy_", "curve_", "efolds_", "hubble_", "kernel_", "loss_", "nngp_", "posterior_", "test_"];

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

    /// <summary>The same vocabulary, if no name stands for two things.</summary>
    /// <exception cref="ArgumentException">
    /// A name is not of small letters, digits and underscores, is there twice, or is that of another array of a run.
    /// </exception>
    internal Vocabulary Checked()
    {
        Check("activation", Activations.Select(one => one.Name));
        Check("loss", Losses.Select(one => one.Key).Append(LossSettings.Field));
        Check("potential", Potentials.Select(one => one.Key).Append(PotentialSettings.ParametersKey));
        Check("optimizer", Optimizers.Select(one => one.Key).Append(OptimizerSettings.Whitening));
        Check("prediction", Rungs.Select(one => one.Name));
        return Rungs.FirstOrDefault(rung => Taken.Contains(rung.Name) || TakenBeginnings.Any(rung.Name.StartsWith)) is { } taken
            ? throw new ArgumentException($"A prediction cannot be named '{taken.Name}': a run has an array of that name, or may have.")
            : this;
    }

    private static void Check(string kind, IEnumerable<string> names)
    {
        HashSet<string> known = [];
        foreach (string name in names)
        {
            if (name.Length == 0 || !char.IsAsciiLetterLower(name[0])
                || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            {
                throw new ArgumentException($"The {kind} '{name}' is not named by small letters, digits and underscores.");
            }

            if (!known.Add(name))
            {
                throw new ArgumentException($"Two things of the vocabulary are the {kind} '{name}'.");
            }
        }
    }
}

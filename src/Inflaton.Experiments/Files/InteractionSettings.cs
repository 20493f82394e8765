using Inflaton.Duality.Interactions;
using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>The next order in 1/width: section <c>interactions</c>.</summary>
public sealed record InteractionSettings
{
    /// <summary>
    /// Number m ≥ 1 of directions; null (default, <c>auto</c>) for as many as <see cref="Tolerance"/> needs, and none where they cost
    /// more than the training.
    /// </summary>
    public int? Modes { get; init; }

    /// <summary>The part of the training's path that may be left out, not negative and below 1; default 1e-4.</summary>
    public double Tolerance { get; init; } = InteractionSource.DefaultTolerance;

    internal void Write(SectionWriter section) => section
        .Add("modes", Modes, orElse: "auto")
        .Add("tolerance", Tolerance);

    internal static InteractionSettings Read(SectionReader r) => new()
    {
        Modes = r.WithDefault(
            "modes", Kinds.Either(Kinds.Choice("auto").As(_ => (int?)null), Kinds.Integer(1).As(value => (int?)value)), "auto",
            "Largest number m of directions in the space of parameters along which the kernel's motion is computed, "
            + "those along which the training goes farthest. "
            + "`auto` takes as many as `tolerance` needs, and leaves next_order out where it would cost more than the training and more "
            + "than a second."),
        Tolerance = r.WithDefault(
            "tolerance", Kinds.Number(atLeast: 0, below: 1), "1e-4",
            "What the directions may leave out of the training's path, of its length; "
            + "products of directions smaller than this are left out too. 0 for all."),
    };
}

using Inflaton.Duality.Interactions;
using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>The next order in 1/width: section <c>interactions</c>.</summary>
public sealed record InteractionSettings
{
    /// <summary>How the kernel's motion is found: <c>auto</c> (default), <c>modes</c> or <c>path</c>.</summary>
    public string Method { get; init; } = "auto";

    /// <summary>
    /// Number m ≥ 1 of directions; null (default, <c>auto</c>) for as many as <see cref="Tolerance"/> needs.
    /// </summary>
    public int? Modes { get; init; }

    /// <summary>The part of the training's path that may be left out, not negative and below 1; default 1e-4.</summary>
    public double Tolerance { get; init; } = InteractionSource.DefaultTolerance;

    internal void Write(SectionWriter section) => section
        .Add("method", Method)
        .Add("modes", Modes, orElse: "auto")
        .Add("tolerance", Tolerance);

    internal static InteractionSettings Read(SectionReader r) => new()
    {
        Method = r.WithDefault(
            "method", Kinds.Choice("auto", "modes", "path"), "auto",
            "`modes`: by vertices along the directions of the training's path. `path`: by evaluating the network at a few places where it "
            + "is predicted to go, for trainings in many directions and for activations with a kink. `auto`: the cheaper one, "
            + "and next_order is left out where it would cost more than half the training and more than a second."),
        Modes = r.WithDefault(
            "modes", Kinds.Either(Kinds.Choice("auto").As(_ => (int?)null), Kinds.Integer(1).As(value => (int?)value)), "auto",
            "Largest number m of directions in the space of parameters along which the kernel's motion is computed, "
            + "those along which the training goes farthest. "
            + "`auto` takes as many as `tolerance` needs. With a number the method is `modes` unless `method` says otherwise."),
        Tolerance = r.WithDefault(
            "tolerance", Kinds.Number(atLeast: 0, below: 1), "1e-4",
            "What the directions may leave out of the training's path, of its length; "
            + "products of directions smaller than this are left out too. 0 for all. With `path` its root is what the places may leave out "
            + "of what the network does on its path."),
    };
}

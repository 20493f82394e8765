using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>The background fields of the prediction <c>background</c>: section <c>background</c>.</summary>
public sealed record BackgroundSettings
{
    /// <summary>Number m ≥ 1 of the kernel's leading modes; null (default, <c>auto</c>) for as many as an error of 1 % needs.</summary>
    public int? Modes { get; init; }

    internal void Write(SectionWriter section) => section.Add("modes", Modes, orElse: "auto");

    internal static BackgroundSettings Read(SectionReader r) => new()
    {
        Modes = r.WithDefault(
            "modes", Kinds.Either(Kinds.Choice("auto").As(_ => (int?)null), Kinds.Integer(1).As(value => (int?)value)), "auto",
            "Number m of the kernel's leading modes that move under the whole force, the others being linear around them. "
            + "`auto` takes as few as come within 1 % of the field's motion of `frozen_kernel`."),
    };
}

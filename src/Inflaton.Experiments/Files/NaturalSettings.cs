using Inflaton.Experiments.Files.Reading;
using Inflaton.Training;

namespace Inflaton.Experiments.Files;

/// <summary>Natural gradient in function space, ∂𝓛/∂φ → Θ̄(Θ+εI)⁻¹∂𝓛/∂φ: section <c>optimizer.natural</c>.</summary>
/// <param name="Regularization">ε/Θ̄ ≥ 0; default 1e-9.</param>
/// <param name="ConditionLimit">Largest condition number that is inverted, above 1; default 1e6.</param>
/// <param name="RefreshEvery">Epochs from one kernel to the next; null for that of epoch 0 throughout.</param>
public sealed record NaturalSettings(
    double Regularization = NaturalGradient.DefaultRegularization,
    double ConditionLimit = NaturalGradient.DefaultConditionLimit,
    int? RefreshEvery = null)
{
    /// <summary>What the whitening asks of the rest of the experiment.</summary>
    /// <param name="experiment">The whole.</param>
    internal IEnumerable<Requirement> Requirements(ExperimentSettings experiment) =>
    [
        new(
            experiment.Kernel != "infinite", "kernel", "cannot stand beside optimizer.natural, which whitens by the network's own kernel",
            "Take kernel: empirical.", "optimizer"),
        new(
            experiment.OutputKernel != "shared", "output_kernel",
            "cannot stand beside optimizer.natural, which whitens all outputs together",
            "Take output_kernel: full.", "optimizer"),
    ];

    internal void Write(SectionWriter section) => section
        .Add("regularization", Regularization)
        .Add("condition_limit", ConditionLimit)
        .Add("refresh_every", RefreshEvery);

    internal static NaturalSettings Read(SectionReader r) => new(
        r.WithDefault(
            "regularization", Kinds.Number(atLeast: 0), CoreNumber.Text(NaturalGradient.DefaultRegularization),
            "ε as a part of the kernel's mean eigenvalue Θ̄. Modes with λ below it stay suppressed."),
        r.WithDefault(
            "condition_limit", Kinds.Number(above: 1), CoreNumber.Text(NaturalGradient.DefaultConditionLimit),
            "Largest condition number (λ₁+ε)/(λ_N+ε) that is inverted: the weights move by 1/√λ for a mode, "
                + "and leave the lazy regime where that is large."),
        r.Optional(
            "refresh_every", Kinds.Integer(1, unit: "epochs").As(value => (int?)value),
            "Epochs from one kernel to the next. When left out, the kernel of epoch 0 serves throughout. "
                + "Refreshing takes most of the kernel's drift out of the field.",
            "50"));
}

using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Universes;

namespace Inflaton.Experiments.Files;

/// <summary>How the network is trained: section <c>optimizer</c>.</summary>
public abstract record OptimizerSettings
{
    /// <summary>What whitens the loss gradient; null for the gradient as it is.</summary>
    public NaturalSettings? Natural { get; init; }

    internal static OptimizerSettings Read(SectionReader r)
    {
        OptimizerSettings settings = r.ExactlyOneOf(
        new Alternative<OptimizerSettings>(
            "gradient_descent", Kinds.Section<OptimizerSettings>(GradientDescentSettings.Read),
            "Full-batch gradient descent with heavy-ball momentum, θₖ₊₁ = θₖ + γ(θₖ−θₖ₋₁) − η∇𝓛, at rest before the first epoch."),
        new Alternative<OptimizerSettings>(
            "friedmann", Kinds.Section<OptimizerSettings>(FriedmannOptimizerSettings.Read),
            "Gradient descent with the friction 3H(t) of an expanding universe, past vacuum domination."));
        return settings with
        {
            Natural = r.Optional(
                "natural", Kinds.Section(NaturalSettings.Read),
                "Natural gradient in function space, beside any of the methods: ∂𝓛/∂φ → Θ̄(Θ+εI)⁻¹∂𝓛/∂φ before it is carried back. All modes then have the "
                + "coupling Θ̄ = Tr Θ/N, and no perturbation is suppressed. Predictions use the kernel that results, Θ̄Θ(Θ+ε)⁻¹.", "{}"),
        };
    }
}

/// <summary>Full-batch gradient descent with heavy-ball momentum: key <c>optimizer.gradient_descent</c>.</summary>
/// <param name="LearningRate">η &gt; 0; null for <c>auto</c>, half the stability limit.</param>
/// <param name="Momentum">γ, 0 ≤ γ &lt; 1; default 0.</param>
public sealed record GradientDescentSettings(double? LearningRate, double Momentum) : OptimizerSettings
{
    /// <summary>Hubble parameter H = (1−γ)/(3√η) of the leading matching; null where the learning rate is <c>auto</c>.</summary>
    public double? LeadingHubble => (1 - Momentum) / (3 * Math.Sqrt(LearningRate ?? double.NaN)) is var hubble && double.IsFinite(hubble)
        ? hubble
        : null;

    internal static new GradientDescentSettings Read(SectionReader r) => new(
        r.Required(
            "learning_rate",
            Kinds.Either(Kinds.Number(above: 0).As(value => (double?)value), Kinds.Choice("auto").As(_ => (double?)null)),
            "Learning rate η. `auto` takes half the stability limit 2(1+γ)/m²_max of the kernel at the start, and the output says which it is.",
            "0.1"),
        r.WithDefault("momentum", Kinds.Number(atLeast: 0, below: 1), "0", "Momentum γ."));
}

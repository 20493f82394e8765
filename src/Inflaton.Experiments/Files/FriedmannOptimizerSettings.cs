using Inflaton.Dynamics;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Training;

namespace Inflaton.Experiments.Files;

/// <summary>Gradient descent with the friction of an expanding universe: key <c>optimizer.friedmann</c>.</summary>
/// <param name="LearningRate">η = h² &gt; 0; null for <c>auto</c>, half the stability limit.</param>
/// <param name="Universe">The universe.</param>
public sealed record FriedmannOptimizerSettings(double? LearningRate, OptimizerUniverseSettings Universe)
    : StableOptimizerSettings(LearningRate)
{
    /// <inheritdoc/>
    public override string Key => "friedmann";

    /// <inheritdoc/>
    public override string? WhyNoBatches =>
        Universe is { CountsField: true } ? "the mean output of all inputs expands its universe" : null;

    /// <inheritdoc/>
    protected override Optimizer Create(double rate, OptimizerStart start) =>
        new FriedmannOptimizer(rate, Universe.Create(), Universe.CountsField ? Energy(start) : null);

    /// <inheritdoc/>
    public override void Write(SectionWriter section) => section.Section(
        Key, own => own.Add("learning_rate", LearningRate, orElse: "auto").Section("universe", Universe is null ? null : Universe.Write));

    /// <summary>The energy by which the network's own mean output expands the universe.</summary>
    private MeanFieldEnergy Energy(OptimizerStart start)
    {
        if (start.Outputs != 1)
        {
            throw Unfit("needs one output, whose energy expands the universe", "Give a universe with fluids or a power law.");
        }

        if (start.Loss.SharedPotential(start.Targets) is not { } potential)
        {
            throw Unfit(
                "needs a loss that is the same at every input", "Take the targets away, or give a universe with fluids or a power law.");
        }

        MeanFieldEnergy energy = new(potential, start.Spectrum.Leading / start.Points);
        return double.IsFinite(Universe.Create().Hubble(0, 0, energy.Value(start.Field.Average())))
            ? energy
            : throw Unfit("has negative energy at the start, and then does not expand", "Add vacuum energy, or a constant to the loss.");

        ExperimentFileException Unfit(string problem, string remedy) =>
            start.Unfit("optimizer.friedmann.universe.self_consistent", null, problem, remedy);
    }

    internal static FriedmannOptimizerSettings Read(SectionReader r)
    {
        ScheduleSettings.Refuse(
            r, "has no meaning: the learning rate is the square of the time step, and H(t) is what the universe says",
            "Take it away and give a universe, or give gradient_descent.");
        return new(
            SquaredStep(r, "0.0004"),
            r.Required(
                "universe",
                Kinds.Either(
                    Kinds.Choice("self_consistent").As(_ => OptimizerUniverseSettings.SelfConsistent),
                    Kinds.Section(OptimizerUniverseSettings.Read)),
                "The universe whose friction 3H(t) the training has. `self_consistent` lets the network's own mean output expand it, "
                + "H² = (½ḟ² + Kℓ(f))/3 with K = λ₁/N of the kernel at the start.", "{power_law: {p: 0.6666666666666666, start: 1}}"));
    }
}

/// <summary>The universe that an optimiser lives in: section <c>optimizer.friedmann.universe</c>.</summary>
/// <param name="Expansion">How it expands.</param>
/// <param name="CountsField">Whether the network's own mean output counts in H, beside the fluids; default no.</param>
public sealed record OptimizerUniverseSettings(ExpansionSettings Expansion, bool CountsField = false)
{
    /// <summary>The network's own energy alone.</summary>
    public static OptimizerUniverseSettings SelfConsistent { get; } = new(new FriedmannSettings(), true);

    /// <summary>The expansion.</summary>
    public Expansion Create() => Expansion.Create();

    internal void Write(SectionWriter section)
    {
        if (Expansion is FriedmannSettings friedmann)
        {
            section.Section(CountsField ? "self_consistent" : "fluids", friedmann.Fluids.Write);
        }
        else if (CountsField)
        {
            throw new ArgumentException($"The network's own output counts beside fluids alone, not in {Expansion}.", nameof(CountsField));
        }
        else
        {
            Expansion.Write(section);
        }
    }

    internal static OptimizerUniverseSettings Read(SectionReader r) => r.ExactlyOneOf(
        new Alternative<OptimizerUniverseSettings>(
            "power_law", Kinds.Section(r => new OptimizerUniverseSettings(PowerLawSettings.Read(r), false)),
            "H = p/t: 1/2 radiation, 2/3 matter, 1 Nesterov's friction 3/t.", "{p: 0.6666666666666666, start: 1}"),
        new Alternative<OptimizerUniverseSettings>(
            "de_sitter",
            Kinds.Section(r => new OptimizerUniverseSettings(
                new DeSitterSettings(r.Required("hubble", Kinds.Number(atLeast: 0), "H. 0 trains without friction.", "1")), false)),
            "Constant H: the heavy ball with γ = (1−q)/(1+q), q = 3Hh/2."),
        new Alternative<OptimizerUniverseSettings>(
            "fluids", Kinds.Section(r => new OptimizerUniverseSettings(new FriedmannSettings(FluidSettings.Read(r)), false)),
            "Fluids alone, 3H² = Σρ.", "{radiation: 1, vacuum: 0.01}"),
        new Alternative<OptimizerUniverseSettings>(
            "self_consistent", Kinds.Section(r => new OptimizerUniverseSettings(new FriedmannSettings(FluidSettings.Read(r)), true)),
            "The network's own energy, and fluids beside it.", "{vacuum: 0.01}"));
}

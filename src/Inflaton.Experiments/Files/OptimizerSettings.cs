using Inflaton.Experiments.Files.Reading;
using Inflaton.Numerics.Notation;
using Inflaton.Training;

namespace Inflaton.Experiments.Files;

/// <summary>How the network is trained: section <c>optimizer</c>.</summary>
public abstract record OptimizerSettings
{
    /// <summary>The key of the section.</summary>
    public abstract string Key { get; }

    /// <summary>
    /// Copies of the parameters that training keeps beside weights and velocities; 0 for the heavy ball, which alone can be trained
    /// reduced.
    /// </summary>
    public virtual int RuleCopies => 0;

    /// <summary>Whether the learning rate is <c>auto</c>, so that the kernel decides it; false by default.</summary>
    public virtual bool IsRateAutomatic => false;

    /// <summary>What whitens the loss gradient; null for the gradient as it is.</summary>
    public NaturalSettings? Natural { get; init; }

    /// <summary>Whether the file gives a learning rate in the place of <c>auto</c>.</summary>
    public virtual bool IsRateGiven => false;

    /// <summary>
    /// Whether learning rate and momentum are what the method has to be tuned, and its recursion is that which tuning solves.
    /// </summary>
    public virtual bool CanBeTuned => false;

    /// <summary>Whether the friction is that of a space with one Hubble length, the same throughout.</summary>
    public virtual bool HasConstantHubble => false;

    /// <summary>Why no step can be of a batch, without a full stop; null (default) where it can.</summary>
    public virtual string? WhyNoBatches => null;

    /// <summary>Hubble parameter H of the leading matching; null where it is not constant, or not known before the kernel.</summary>
    public virtual double? LeadingHubble => null;

    /// <summary>
    /// Why the outputs at an epoch have no closed form under a squared loss, without a full stop; null where they have one.
    /// </summary>
    /// <param name="dynamics">What epochs mean, <see cref="PosteriorSettings.Dynamics"/>.</param>
    public virtual string? WhyNoClosedForm(string dynamics) => "needs an optimizer whose epochs have a closed form";

    /// <summary>What the method asks of the rest of the experiment; by default what its whitening asks.</summary>
    /// <param name="experiment">The whole.</param>
    public virtual IEnumerable<Requirement> Requirements(ExperimentSettings experiment) => Natural?.Requirements(experiment) ?? [];

    /// <summary>The optimiser.</summary>
    /// <param name="start">What is known at epoch 0.</param>
    /// <exception cref="ExperimentFileException">The settings do not fit the network or the data.</exception>
    public abstract Optimizer Create(OptimizerStart start);

    /// <summary>
    /// Writes the section <c>optimizer</c> as it is read, <see cref="Natural"/> aside: the key of this method, with its own keys below it.
    /// By default nothing, and settings that hold the method cannot be written.
    /// </summary>
    /// <param name="section">The section.</param>
    public virtual void Write(SectionWriter section)
    {
    }

    internal void WriteWhole(SectionWriter section)
    {
        Write(section);
        section.Section(Whitening, Natural is null ? null : Natural.Write);
    }

    /// <summary>The optimisers that the program comes with.</summary>
    internal static IReadOnlyList<Alternative<OptimizerSettings>> All { get; } =
    [
        new Alternative<OptimizerSettings>(
            "gradient_descent", Kinds.Section<OptimizerSettings>(GradientDescentSettings.Read),
            "Gradient descent with heavy-ball momentum, θₖ₊₁ = θₖ + γ(θₖ−θₖ₋₁) − η∇𝓛, at rest before the first epoch."),
        new Alternative<OptimizerSettings>(
            "friedmann", Kinds.Section<OptimizerSettings>(FriedmannOptimizerSettings.Read),
            "Gradient descent with the friction 3H(t) of an expanding universe, past vacuum domination."),
        new Alternative<OptimizerSettings>(
            "nesterov", Kinds.Section<OptimizerSettings>(NesterovSettings.Read),
            "Nesterov's accelerated gradient: a heavy ball whose gradient is taken ahead, at θₖ + μ(θₖ−θₖ₋₁)."),
        new Alternative<OptimizerSettings>(
            "born_infeld", Kinds.Section<OptimizerSettings>(BornInfeldSettings.Read),
            "Energy-conserving descent: a relativistic particle without friction whose speed limit falls with the loss."),
        new Alternative<OptimizerSettings>(
            "adam", Kinds.Section<OptimizerSettings>(AdamSettings.Read), "Adam, for comparison: nothing is predicted."),
    ];

    /// <summary>The key of what whitens the gradient, beside that of the method.</summary>
    internal const string Whitening = "natural";

    internal static OptimizerSettings Read(SectionReader r, Vocabulary vocabulary) => r.ExactlyOneOf(vocabulary.Optimizers) with
    {
        Natural = r.Optional(
            Whitening, Kinds.Section(NaturalSettings.Read),
            "Natural gradient in function space, beside any of the methods: ∂𝓛/∂φ → Θ̄(Θ+εI)⁻¹∂𝓛/∂φ before it is carried back. "
            + "All modes then have the coupling Θ̄ = Tr Θ/N, and no perturbation is suppressed. Predictions use the kernel that results, "
            + "Θ̄Θ(Θ+ε)⁻¹.", "{}"),
    };
}

/// <summary>A method with a limit of stability, from which the file may let it take its learning rate.</summary>
/// <param name="LearningRate">η &gt; 0; null for <c>auto</c>, half the stability limit that holds all along.</param>
public abstract record StableOptimizerSettings(double? LearningRate) : OptimizerSettings
{
    /// <inheritdoc/>
    public sealed override bool IsRateAutomatic => LearningRate is null;

    /// <inheritdoc/>
    public sealed override bool IsRateGiven => LearningRate is not null;

    /// <inheritdoc/>
    public sealed override Optimizer Create(OptimizerStart start) =>
        Create(LearningRate ?? start.StableRate(Key, Create(1, start)), start);

    /// <summary>The optimiser with a learning rate.</summary>
    /// <param name="rate">η &gt; 0.</param>
    /// <param name="start">What is known at epoch 0.</param>
    protected abstract Optimizer Create(double rate, OptimizerStart start);

    /// <summary>Reads <c>learning_rate</c>: a number, or <c>auto</c>.</summary>
    /// <param name="r">The section.</param>
    /// <param name="what">What it is, and what <c>auto</c> takes.</param>
    /// <param name="example">A good value.</param>
    /// <returns>η; null for <c>auto</c>.</returns>
    protected static double? Rate(SectionReader r, string what, string example) => r.Required(
        "learning_rate",
        Kinds.Either(Kinds.Number(above: 0).As(value => (double?)value), Kinds.Choice("auto").As(_ => (double?)null)), what, example);

    /// <summary>Reads <c>learning_rate</c> where it is the square of the time step.</summary>
    /// <param name="r">The section.</param>
    /// <param name="example">A good value.</param>
    /// <returns>η; null for <c>auto</c>.</returns>
    protected static double? SquaredStep(SectionReader r, string example) => Rate(
        r, "Learning rate η = h², h being the time step. `auto` takes half the stability limit 4/m²_max of the kernel at the start "
            + "with the largest curvature that the loss can reach.", example);
}

/// <summary>Gradient descent with heavy-ball momentum, PyTorch's SGD: key <c>optimizer.gradient_descent</c>.</summary>
/// <param name="LearningRate">η &gt; 0; null for <c>auto</c>, half the stability limit that holds all along.</param>
/// <param name="Momentum">γ, 0 ≤ γ &lt; 1; default 0.</param>
public sealed record GradientDescentSettings(double? LearningRate, double Momentum = 0) : StableOptimizerSettings(LearningRate)
{
    /// <inheritdoc/>
    public override string Key => "gradient_descent";

    /// <inheritdoc/>
    public override bool CanBeTuned => HasConstantHubble && WeightDecay == 0 && ClipNorm is null;

    /// <summary>How the rate changes; null (default) for a rate that stays.</summary>
    public ScheduleSettings? Schedule { get; init; }

    /// <summary>Steps of linear warm-up before the schedule, at least 0; default 0.</summary>
    public int WarmUp { get; init; }

    /// <summary>w ≥ 0; default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>τ, 0 ≤ τ &lt; 1; default 0.</summary>
    public double Dampening { get; init; }

    /// <summary>c &gt; 0, to which longer gradients are shortened; null (default) for gradients as they are.</summary>
    public double? ClipNorm { get; init; }

    /// <inheritdoc/>
    public override bool HasConstantHubble => Schedule is null && WarmUp == 0 && (Dampening == 0 || Momentum == 0);

    /// <summary>Hubble parameter H = (1−γ)/(3√η) of the leading matching; null where the learning rate is <c>auto</c>.</summary>
    public override double? LeadingHubble =>
        (1 - Momentum) / (3 * Math.Sqrt(LearningRate ?? double.NaN)) is var hubble && double.IsFinite(hubble) && HasConstantHubble
            ? hubble
            : null;

    /// <inheritdoc/>
    public override string? WhyNoClosedForm(string dynamics) =>
        CanBeTuned ? null : "has no closed form with a schedule, weight decay, dampening or clipping";

    /// <inheritdoc/>
    public override IEnumerable<Requirement> Requirements(ExperimentSettings experiment) =>
    [
        .. base.Requirements(experiment),
        new(
            WeightDecay == 0 || experiment.Training.Method is "auto" or "direct", "training.method",
            "carries no weight decay", "Take method direct or auto.", "training", "optimizer"),
        new(
            ClipNorm is null || experiment.Training.Method is "auto" or "direct", "training.method",
            "carries no clipping of gradients", "Take method direct or auto.", "training", "optimizer"),
        new(
            ClipNorm is null || Natural is null, "optimizer.gradient_descent.clip",
            "cannot stand beside optimizer.natural, whose whitened gradient has no norm over the parameters", "Take one of them away.",
            "optimizer"),
        new(
            experiment.Universe is null || CanBeTuned, "universe",
            "is followed by a training with one rate and no weight decay", "Take schedule, warmup, dampening, weight_decay and clip away.",
            "universe", "optimizer"),
        new(
            WeightDecay == 0 || !experiment.Loss.IsLattice, "optimizer.gradient_descent.weight_decay",
            "cannot stand beside the gradient energy of a lattice, which knows no weights", "Take it away.", "loss", "optimizer"),
    ];

    /// <inheritdoc/>
    protected override Optimizer Create(double rate, OptimizerStart start)
    {
        return new GradientDescent(
            rate, Momentum, ScheduleSettings.Create(Schedule, WarmUp, Key, start), WeightDecay, Dampening, ClipNorm);
    }

    /// <inheritdoc/>
    public override void Write(SectionWriter section) => section.Section(
        Key, own => own
            .Add("learning_rate", LearningRate, orElse: "auto")
            .Add("momentum", Momentum)
            .Section("schedule", Schedule is null ? null : Schedule.Write)
            .Add("warmup", WarmUp)
            .Add("weight_decay", WeightDecay)
            .Add("dampening", Dampening)
            .Section("clip", ClipNorm is null ? null : clip => clip.Add("norm", ClipNorm)));

    internal static GradientDescentSettings Read(SectionReader r) => new(
        Rate(
            r, "Learning rate η. `auto` takes half the stability limit 2(1+γ)/m²_max of the kernel at the start with the largest curvature "
                + "that the loss can reach, and the output says which it is.",
            "0.1"),
        r.WithDefault("momentum", Kinds.Number(atLeast: 0, below: 1), "0", "Momentum γ."))
    {
        Schedule = ScheduleSettings.ReadKey(r),
        WarmUp = ScheduleSettings.ReadWarmUp(r),
        WeightDecay = r.WithDefault(
            "weight_decay", Kinds.Number(atLeast: 0), "0",
            "Weight decay w: the gradient is ∇𝓛 + wθ of the parameters as they are stored. In the dual universe a mass² w "
            + "of every field."),
        Dampening = r.WithDefault(
            "dampening", Kinds.Number(atLeast: 0, below: 1), "0",
            "Dampening τ: the gradient adds (1−τ) of itself to the velocity at every step but the first. Of no matter without momentum."),
        ClipNorm = r.Optional(
            "clip", Kinds.Section(clip => (double?)clip.Required(
                "norm", Kinds.Number(above: 0), "c: ∇𝓛 over all parameters is multiplied by min(1, c/(|∇𝓛| + 10⁻⁶)).", "1")),
            "Clipping of gradients, as PyTorch's `clip_grad_norm_` does before weight decay is added. `discrete` follows it, with "
            + "|∇𝓛|² = e·Θe of the kernel at the start; no equation in continuous time does. Clipping entry by entry has no field.",
            "{norm: 1}"),
    };
}

/// <summary>Nesterov's accelerated gradient: key <c>optimizer.nesterov</c>.</summary>
/// <param name="LearningRate">η &gt; 0; null for <c>auto</c>, half the stability limit that holds all along.</param>
/// <param name="Momentum">μ, 0 ≤ μ &lt; 1; null for <c>schedule</c> (default), k/(k+3).</param>
public sealed record NesterovSettings(double? LearningRate, double? Momentum = null) : StableOptimizerSettings(LearningRate)
{
    /// <summary>How the rate changes; null (default) for a rate that stays.</summary>
    public ScheduleSettings? Schedule { get; init; }

    /// <summary>Steps of linear warm-up before the schedule, at least 0; default 0.</summary>
    public int WarmUp { get; init; }

    /// <inheritdoc/>
    public override string Key => "nesterov";

    /// <inheritdoc/>
    public override int RuleCopies => 1;

    /// <inheritdoc/>
    public override string? WhyNoClosedForm(string dynamics) =>
        dynamics == "continuum"
            ? "with dynamics: continuum needs gradient_descent"
            : Momentum is null || Schedule is not null || WarmUp > 0 ? base.WhyNoClosedForm(dynamics) : null;

    /// <inheritdoc/>
    public override IEnumerable<Requirement> Requirements(ExperimentSettings experiment) =>
    [
        .. base.Requirements(experiment),
        new(
            experiment.Universe is null || (Schedule is null && WarmUp == 0), "universe", "is followed by a training with one rate",
            "Take schedule and warmup away.", "universe", "optimizer"),
    ];

    /// <inheritdoc/>
    protected override Optimizer Create(double rate, OptimizerStart start) =>
        new NesterovDescent(rate, Momentum, ScheduleSettings.Create(Schedule, WarmUp, Key, start));

    /// <inheritdoc/>
    public override void Write(SectionWriter section) => section.Section(
        Key, own => own
            .Add("learning_rate", LearningRate, orElse: "auto")
            .Add("momentum", Momentum, orElse: "schedule")
            .Section("schedule", Schedule is null ? null : Schedule.Write)
            .Add("warmup", WarmUp));

    internal static NesterovSettings Read(SectionReader r) => new(
        Rate(
            r, "Learning rate η. `auto` takes half the stability limit (2+2μ)/((1+2μ)m²_max), or 4/(3m²_max) for the schedule, "
                + "of the kernel at the start with the largest curvature that the loss can reach.", "0.01"),
        r.WithDefault(
            "momentum",
            Kinds.Either(Kinds.Choice("schedule").As(_ => (double?)null), Kinds.Number(atLeast: 0, below: 1).As(value => (double?)value)),
            "schedule", "Momentum μ. `schedule` takes k/(k+3) at epoch k, whose friction is that of a universe with H = 1/t.",
            example: "0.9"))
    {
        Schedule = ScheduleSettings.ReadKey(r),
        WarmUp = ScheduleSettings.ReadWarmUp(r),
    };
}

/// <summary>Energy-conserving descent: key <c>optimizer.born_infeld</c>.</summary>
/// <param name="LearningRate">η = h² &gt; 0; null for <c>auto</c>, half the stability limit that holds all along.</param>
/// <param name="Minimum">𝓛_min, below the loss at the start; default 0.</param>
public sealed record BornInfeldSettings(double? LearningRate, double Minimum = 0) : StableOptimizerSettings(LearningRate)
{
    /// <inheritdoc/>
    public override string Key => "born_infeld";

    /// <inheritdoc/>
    public override string? WhyNoBatches => "its speed limit is the loss of all inputs";

    /// <inheritdoc/>
    public override int RuleCopies => 1;

    /// <inheritdoc/>
    public override IEnumerable<Requirement> Requirements(ExperimentSettings experiment) =>
    [
        .. base.Requirements(experiment),
        new(
            Natural is null, "optimizer.natural",
            "cannot stand beside born_infeld, whose speed limit is on the weights and not on the field",
            "Take natural away.", "optimizer"),
    ];

    /// <inheritdoc/>
    protected override Optimizer Create(double rate, OptimizerStart start) => start.InitialLoss is var loss && loss > Minimum
        ? new BornInfeldDescent(rate, Minimum)
        : throw start.Unfit(
            "optimizer.born_infeld.minimum", CoreNumber.Text(Minimum),
            ReadableFormat.Text($"is not below the loss at the start, {loss:G4}, and there is no energy to descend with"),
            "Give the least training loss to be expected.");

    /// <inheritdoc/>
    public override void Write(SectionWriter section) => section.Section(
        Key, own => own.Add("learning_rate", LearningRate, orElse: "auto").Add("minimum", Minimum));

    internal static BornInfeldSettings Read(SectionReader r)
    {
        ScheduleSettings.Refuse(
            r, "has no meaning: the motion has no friction to change, and its speed limit is the loss",
            "Take it away, or give gradient_descent.");
        return new(
            SquaredStep(r, "0.01"),
            r.WithDefault(
                "minimum", Kinds.Number(), "0",
                "The least training loss to be expected. The speed limit is the root of what the loss is above it; "
                    + "the motion ends where it is reached."));
    }
}

/// <summary>Adam: key <c>optimizer.adam</c>.</summary>
/// <param name="LearningRate">η &gt; 0; default 0.001.</param>
/// <param name="FirstDecay">β₁, 0 ≤ β₁ &lt; 1; default 0.9.</param>
/// <param name="SecondDecay">β₂, 0 ≤ β₂ &lt; 1; default 0.999.</param>
/// <param name="Epsilon">ε &gt; 0; default 1e-8.</param>
public sealed record AdamSettings(
    double LearningRate = 0.001, double FirstDecay = 0.9, double SecondDecay = 0.999, double Epsilon = 1e-8) : OptimizerSettings
{
    /// <inheritdoc/>
    public override string Key => "adam";

    /// <inheritdoc/>
    public override int RuleCopies => 2;

    /// <inheritdoc/>
    public override Optimizer Create(OptimizerStart start) => new Adam(LearningRate, FirstDecay, SecondDecay, Epsilon);

    /// <inheritdoc/>
    public override void Write(SectionWriter section) => section.Section(
        Key, own => own.Add("learning_rate", LearningRate).Add("beta1", FirstDecay).Add("beta2", SecondDecay).Add("epsilon", Epsilon));

    internal static AdamSettings Read(SectionReader r)
    {
        ScheduleSettings.Refuse(
            r, "is not taken: adam is there for comparison, and nothing is predicted of it",
            "Take it away, or give gradient_descent.");
        return new(
            r.WithDefault("learning_rate", Kinds.Number(above: 0), "0.001",
                "Learning rate η: about how far a parameter moves in an epoch."),
            r.WithDefault(
                "beta1", Kinds.Number(atLeast: 0, below: 1), "0.9", "β₁, which the mean of the gradient keeps of itself in an epoch."),
            r.WithDefault("beta2", Kinds.Number(atLeast: 0, below: 1), "0.999", "β₂, which the mean of its square keeps."),
            r.WithDefault("epsilon", Kinds.Number(above: 0), "1e-8", "ε, added to the root of the mean square."));
    }
}

using Inflaton.Dynamics;
using Inflaton.Dynamics.Schedules;

namespace Inflaton.Training;

/// <summary>
/// Gradient descent with heavy-ball momentum, at rest before the first step: θ_{k+1} = θ_k + γ(θ_k − θ_{k−1}) − η ∇𝓛(θ_k),
/// θ_{−1} = θ_0. It is the step of friction at constant H: a wide network lives in de Sitter space. Source: Polyak, USSR Comput. Math.
/// Math. Phys. 4 (1964) 1. With a schedule, weight decay w and dampening τ it is PyTorch's SGD, v_k = γ v_{k−1} + (1−τ)(∇𝓛 + wθ_k) with
/// v_0 = ∇𝓛 + wθ_0, θ_{k+1} = θ_k − η_k v_k: a universe whose H changes, and a mass w of all fields.
/// </summary>
public sealed class GradientDescent : Optimizer
{
    /// <summary>A heavy ball.</summary>
    /// <param name="learningRate">η, positive.</param>
    /// <param name="momentum">γ, 0 ≤ γ &lt; 1.</param>
    /// <param name="schedule">η_k/η; null (default) for a rate that stays.</param>
    /// <param name="weightDecay">w ≥ 0.</param>
    /// <param name="dampening">τ, 0 ≤ τ &lt; 1; of no matter at the first step and without momentum.</param>
    /// <param name="clipNorm">c &gt; 0: ∇𝓛 is multiplied by min(1, c/(|∇𝓛| + 10⁻⁶)); null (default) for the gradient as it is.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public GradientDescent(
        double learningRate, double momentum = 0, Schedule? schedule = null, double weightDecay = 0, double dampening = 0,
        double? clipNorm = null)
    {
        if (!(momentum >= 0 && momentum < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "The momentum must be at least 0 and below 1.");
        }

        if (!(weightDecay >= 0 && double.IsFinite(weightDecay)))
        {
            throw new ArgumentOutOfRangeException(nameof(weightDecay), weightDecay, "The weight decay must be a number of at least 0.");
        }

        if (!(dampening >= 0 && dampening < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(dampening), dampening, "The dampening must be at least 0 and below 1.");
        }

        if (clipNorm is { } most && !(most > 0 && double.IsFinite(most)))
        {
            throw new ArgumentOutOfRangeException(nameof(clipNorm), clipNorm, "The norm to clip at must be a positive number.");
        }

        ClipNorm = clipNorm;
        LearningRate = Positive(learningRate);
        Momentum = momentum;
        Schedule = schedule is ConstantSchedule ? null : schedule;
        WeightDecay = weightDecay;
        Dampening = dampening;
        Scheduled = Schedule is null && (dampening == 0 || momentum == 0)
            ? null
            : new ScheduledSteps(learningRate, momentum, Schedule ?? new ConstantSchedule(), dampening);
    }

    /// <inheritdoc/>
    public override string Name => "gradient_descent";

    /// <inheritdoc/>
    public override double LearningRate { get; }

    /// <summary>γ.</summary>
    public double Momentum { get; }

    /// <summary>How the rate changes; null where it does not.</summary>
    public override Schedule? Schedule { get; }

    /// <inheritdoc/>
    public override double WeightDecay { get; }

    /// <inheritdoc/>
    public override double? ClipNorm { get; }

    /// <summary>τ.</summary>
    public double Dampening { get; }

    /// <inheritdoc/>
    public override ScheduledSteps? Scheduled { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, double>> Parameters =>
    [
        new("momentum", Momentum),
        .. WeightDecay == 0 ? [] : new KeyValuePair<string, double>[] { new("weight_decay", WeightDecay) },
        .. ClipNorm is { } most ? new KeyValuePair<string, double>[] { new("clip_norm", most) } : [],
        .. Dampening == 0 ? [] : new KeyValuePair<string, double>[] { new("dampening", Dampening) },
    ];

    /// <summary>γ and η, those of every step without a schedule.</summary>
    public StepCoefficients Coefficients => new(Momentum, LearningRate);

    /// <summary>2(1+γ); with dampening that over 1−τ.</summary>
    public override double StabilityBound => 2 * (1 + Momentum) / (Scheduled?.GradientShare ?? 1);

    /// <inheritdoc/>
    public override ConstantMomentum? ConstantMomentum => Scheduled is null && ClipNorm is null
        ? new(Momentum, LooksAhead: false)
        : null;

    /// <inheritdoc/>
    public override string? WhyNoContinuum => ClipNorm is not null
        ? "gradients are clipped by the norm that they have at each step, and no equation in continuous time is known for that"
        : Schedule?.WhyNoContinuum;

    /// <summary>
    /// The space of the rate η without its schedule: 3H = 2(1−γ)/((1+γ)√η), of which the steps are the leapfrog scheme. Its lengths do not
    /// grow: a stays 1.
    /// </summary>
    public DeSitterExpansion Expansion => new((1 - Momentum) / Math.Sqrt(LearningRate) / Inertia / 3);

    /// <inheritdoc/>
    public override bool RateDecidesHubble => true;

    /// <inheritdoc/>
    public override StepSequence Begin() =>
        Scheduled?.Begin() ?? new FrictionSequence(FrictionStep.OfHeavyBall(Expansion, Coefficients), stretches: false);

    /// <inheritdoc/>
    public override EquationOfMotion Equation(Matching matching, double mean = 0)
    {
        double step = Math.Sqrt(LearningRate);
        return matching switch
        {
            Matching.Leading or Matching.Leapfrog when Scheduled is not null && WhyNoContinuum is null =>
                new ScheduledMotion(Scheduled, matching),
            Matching.Leading => new EquationOfMotion((1 - Momentum) / step / 3, 1, 0),
            Matching.Leapfrog => new EquationOfMotion(Expansion, 1 / Inertia, step / 2),
            _ => throw new ArgumentOutOfRangeException(nameof(matching), matching, "There is no such matching."),
        };
    }

    /// <summary>
    /// The part of the start's parameters that weight decay takes by itself: the largest |1 − θₖ/θ₀| of steps with no other gradient,
    /// ≈ wΣηₖ/(1−γ) where that is small and the momentum has come into play. Unit: none; above 0 with weight decay, infinite where the
    /// decay diverges.
    /// </summary>
    /// <param name="steps">K, the steps taken.</param>
    public double PartDecayed(int steps)
    {
        if (WeightDecay == 0)
        {
            return 0;
        }

        double left = 1, change = 0, most = 0;
        for (int k = 0; k < steps; k++)
        {
            StepCoefficients step = Scheduled?.CoefficientsAt(k) ?? Coefficients;
            change = (step.Momentum * change) - (step.LearningRate * WeightDecay * left);
            left += change;
            most = Math.Max(most, Math.Abs(1 - left));
        }

        return double.IsNaN(most) ? double.PositiveInfinity : most;
    }

    /// <inheritdoc/>
    public override HubbleHistory? History(ReadOnlySpan<int> epochs, Matching matching, double mean) =>
        Scheduled is { } scheduled ? ScheduledMotion.History(scheduled, _ => Momentum, epochs, matching) : null;

    /// <summary>γ.</summary>
    /// <param name="mean">Of no matter.</param>
    public override double MomentumAtStart(double mean) => Momentum;

    /// <inheritdoc/>
    public override string MomentumMeaning => "heavy-ball momentum";

    /// <summary>(1+γ)/2.</summary>
    private double Inertia => (1 + Momentum) / 2;
}

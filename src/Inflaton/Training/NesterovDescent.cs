using Inflaton.Dynamics;
using Inflaton.Dynamics.Schedules;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

/// <summary>
/// Nesterov's accelerated gradient, at rest before the first step: v_k = μ_k v_{k−1} − η ∇𝓛(θ_k + μ_k v_{k−1}), θ_{k+1} = θ_k + v_k, with
/// constant μ or μ_k = k/(k+3). With a schedule of the rate μ_k η_k/η_{k−1} stands for μ_k, and η_k for η.
/// </summary>
/// <remarks>
/// A mode of mass² m² obeys the heavy ball's recursion with γ = μ(1 − ηm²): heavy modes feel more friction. To second order in h = √η
/// ((1+μ)/2) f̈ + ((1−μ)/h) ḟ + F(f + μhḟ) = 0. The schedule has the friction 3/(t + 3h/2), that of a universe with H = 1/t. Sources:
/// Nesterov, Soviet Math. Dokl. 27 (1983) 372; Su, Boyd and Candès, J. Mach. Learn. Res. 17 (2016) 153, whose schedule is this one a step
/// later.
/// </remarks>
public sealed class NesterovDescent : Optimizer
{
    /// <summary>Nesterov's method.</summary>
    /// <param name="learningRate">η, positive.</param>
    /// <param name="momentum">μ, 0 ≤ μ &lt; 1; null for k/(k+3).</param>
    /// <param name="schedule">η_k/η; null (default) for a rate that stays.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public NesterovDescent(double learningRate, double? momentum = null, Schedule? schedule = null)
    {
        if (momentum is not null and not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "The momentum must be at least 0 and below 1.");
        }

        LearningRate = Positive(learningRate);
        Momentum = momentum;
        Schedule = schedule is ConstantSchedule ? null : schedule;
        Scheduled = Schedule is null ? null : new ScheduledSteps(learningRate, momentum ?? 0, Schedule);
    }

    /// <inheritdoc/>
    public override string Name => "nesterov";

    /// <inheritdoc/>
    public override double LearningRate { get; }

    /// <summary>μ; null for the schedule k/(k+3).</summary>
    public double? Momentum { get; }

    /// <summary>How the rate changes; null where it does not.</summary>
    public override Schedule? Schedule { get; }

    /// <inheritdoc/>
    public override ScheduledSteps? Scheduled { get; }

    /// <inheritdoc/>
    public override string? WhyNoContinuum => Schedule switch
    {
        null => null,
        { IsSmooth: false } schedule => schedule.WhyNoContinuum,
        _ when Momentum is null => "momentum and rate both have a schedule, and no equation in continuous time is known for that",
        _ => null,
    };

    /// <inheritdoc/>
    public override bool IsHeavyBall => false;

    /// <summary>(2+2μ)/(1+2μ); 4/3 for the schedule, whose μ approaches 1.</summary>
    public override double StabilityBound => (2 + (2 * (Momentum ?? 1))) / (1 + (2 * (Momentum ?? 1)));

    /// <inheritdoc/>
    public override bool RateDecidesHubble => Momentum is not null;

    /// <inheritdoc/>
    public override ConstantMomentum? ConstantMomentum => Momentum is { } momentum && Schedule is null
        ? new(momentum, LooksAhead: true)
        : null;

    /// <summary>
    /// With constant μ the heavy ball's equation, with the schedule H = 1/(t + 3h) (leading) or 1/(t + 3h/2) (leapfrog); to second order
    /// the force acts ahead, for the schedule with the factor (t + 3h)/(t + 3h/2).
    /// </summary>
    /// <param name="matching">To which order in √η.</param>
    /// <param name="mean">Of no matter.</param>
    public override EquationOfMotion Equation(Matching matching, double mean = 0)
    {
        if (Scheduled is not null && WhyNoContinuum is null)
        {
            return new ScheduledMotion(Scheduled, matching) { LooksAhead = matching == Matching.Leapfrog };
        }

        double step = Math.Sqrt(LearningRate);
        LookAhead? ahead = matching == Matching.Leapfrog ? new LookAhead(step, Momentum) : null;
        return Momentum is { } momentum
            ? new GradientDescent(LearningRate, momentum).Equation(matching) with { Ahead = ahead }
            : new EquationOfMotion(
                new PowerLawExpansion(1, ahead is null ? 3 * step : 1.5 * step), 1, ahead is null ? 0 : step / 2)
            { Ahead = ahead };
    }

    /// <inheritdoc/>
    public override HubbleHistory? History(ReadOnlySpan<int> epochs, Matching matching, double mean) =>
        Scheduled is { } scheduled
            ? ScheduledMotion.History(scheduled, step => MomentumAt(step), epochs, matching)
            : base.History(epochs, matching, mean);

    /// <summary>μ at the start.</summary>
    /// <param name="mean">Of no matter.</param>
    public override double MomentumAtStart(double mean) => MomentumAt(0);

    /// <inheritdoc/>
    public override StepSequence Begin() => new Sequence(this);

    /// <inheritdoc/>
    public override UpdateRule<T> Rule<T>(StepSequence steps, NetworkArchitecture architecture, WorkerTeam team) =>
        new LookAheadRule<T>(steps, architecture, team);

    /// <summary>μ at an epoch.</summary>
    /// <param name="epoch">k ≥ 0, between two steps as well.</param>
    public double MomentumAt(double epoch) => Momentum ?? (epoch / (epoch + 3));

    private sealed class Sequence(NesterovDescent optimizer) : StepSequence
    {
        private int epoch;

        public override double LookAhead => CoefficientsAt(epoch).Momentum;

        public override StepCoefficients Next(ReadOnlySpan<double> field, double loss) => CoefficientsAt(epoch++);

        public override bool Keep(KeptState state)
        {
            state.Exchange(ref epoch);
            return true;
        }

        private StepCoefficients CoefficientsAt(int step) => optimizer.MomentumAt(step) is var momentum
            && optimizer.Scheduled is { } scheduled
            ? scheduled.CoefficientsAt(step, momentum)
            : new StepCoefficients(momentum, optimizer.LearningRate);
    }
}

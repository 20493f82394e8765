using System.Numerics;
using Inflaton.Dynamics;
using Inflaton.Dynamics.Schedules;
using Inflaton.Networks;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

/// <summary>
/// A method that moves parameters by their velocity, which each loss gradient changes: v_k = a_k v_{k−1} − b_k ∇𝓛, θ_{k+1} = θ_k + v_k.
/// One object describes it for the trainer and for the predictions, so that both follow the same friction.
/// </summary>
/// <remarks>
/// To add one: derive from this class, give the steps and the equation of motion that they approach, and read it in the experiment file.
/// Where θ does not simply move by v, give an <see cref="UpdateRule{T}"/> for networks, and say the same to the predictions by
/// <see cref="StepSequence.Stride"/> and
/// <see cref="StepSequence.LookAhead"/>.
/// </remarks>
public abstract class Optimizer
{
    /// <summary>The name used in files.</summary>
    public abstract string Name { get; }

    /// <summary>η = h²: the time k√η that the field has evolved after k steps is counted in steps of h.</summary>
    public abstract double LearningRate { get; }

    /// <summary>η_k/η; null (default) where the rate does not change.</summary>
    public virtual Schedule? Schedule => null;

    /// <summary>The steps of a schedule, or of dampening; null (default) where all are the same or no schedule makes them.</summary>
    public virtual ScheduledSteps? Scheduled => null;

    /// <summary>The largest learning rate of the first steps, which a warm-up may end below the peak.</summary>
    /// <param name="steps">K; 0 gives <see cref="LearningRate"/> without its schedule.</param>
    public double PeakRateIn(int steps)
    {
        if (Schedule is null || steps == 0)
        {
            return LearningRate;
        }

        double most = 0;
        for (int step = 0; step < steps; step++)
        {
            most = Math.Max(most, Schedule.At(step));
        }

        return LearningRate * most;
    }

    /// <summary>w: the gradient is that of 𝓛 + ½w|θ|². All fields have the mass² w besides; 0 by default.</summary>
    public virtual double WeightDecay => 0;

    /// <summary>c: a gradient longer than this is shortened to it; null (default) for gradients as they are.</summary>
    public virtual double? ClipNorm => null;

    /// <summary>Why no equation in continuous time follows the steps, without a full stop; null (default) where one does.</summary>
    public virtual string? WhyNoContinuum => null;

    /// <summary>Its numbers besides <see cref="LearningRate"/>, by the names used in files; none by default.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, double>> Parameters => [];

    /// <summary>The universe in which it lives, where the file gives that in the place of a momentum; null (default) for none.</summary>
    public virtual Expansion? Universe => null;

    /// <summary>
    /// Whether the coefficients or the stride depend on the field on the way, so that they are known by <see cref="Begin"/> alone: only
    /// then are its steps shown field, loss and speed.
    /// </summary>
    public virtual bool FollowsField => false;

    /// <summary>
    /// Whether a step is θ ← θ + v with the gradient taken at θ: every method of training can carry it then; the others train directly.
    /// </summary>
    public virtual bool IsHeavyBall => true;

    /// <summary>Whether a wide network's field follows from its kernel: whether there is anything to predict.</summary>
    public virtual bool IsPredictable => true;

    /// <summary>The number that ηm² must stay below for the recursion of a mode to be stable; NaN where none is known.</summary>
    public virtual double StabilityBound => double.NaN;

    /// <summary>Whether the two matchings differ: whether there is an equation to first order in √η and another to second.</summary>
    public virtual bool HasMatchings => true;

    /// <summary>Whether friction goes as 1/√η, so that Λ goes as 1/η: whether the learning rate decides the universe.</summary>
    public virtual bool RateDecidesHubble => false;

    /// <summary>Whether the network's own output expands its universe, so that H is to be recorded while it trains.</summary>
    public virtual bool ExpandsUniverse => false;

    /// <summary>
    /// The momentum of every step, where neither it nor the learning rate changes; null where they do, so that the recursion of a mode has
    /// no roots.
    /// </summary>
    public virtual ConstantMomentum? ConstantMomentum => null;

    /// <summary>The equation of motion that the field follows.</summary>
    /// <param name="matching">To which order in √η; of no matter without <see cref="HasMatchings"/>.</param>
    /// <param name="mean">f̄ at t = 0, where H depends on it.</param>
    public abstract EquationOfMotion Equation(Matching matching, double mean = 0);

    /// <summary>The momentum to report: γ, or that of the heavy ball with the friction at the start, (1−q)/(1+q) with q = 3H√η/2.</summary>
    /// <param name="mean">f̄ at the start.</param>
    public virtual double MomentumAtStart(double mean)
    {
        double q = Equation(Matching.Leading, mean).Friction * Math.Sqrt(LearningRate) / 2;
        return (1 - q) / (1 + q);
    }

    /// <summary>What <see cref="MomentumAtStart"/> is, in a few words.</summary>
    public virtual string MomentumMeaning => "of the heavy ball with the friction at the start";

    /// <summary>H and N at some epochs, as predicted at epoch 0; null where the friction does not change.</summary>
    /// <param name="epochs">The epochs, ascending.</param>
    /// <param name="matching">To which order in √η.</param>
    /// <param name="mean">f̄ at the start, at rest.</param>
    public virtual HubbleHistory? History(ReadOnlySpan<int> epochs, Matching matching, double mean)
    {
        EquationOfMotion equation = Equation(matching, mean);
        if (equation.IsDeSitter)
        {
            return null;
        }

        double[] hubble = new double[epochs.Length], efolds = new double[epochs.Length];
        for (int i = 0; i < epochs.Length; i++)
        {
            double time = epochs[i] * Math.Sqrt(LearningRate);
            (hubble[i], efolds[i]) = (equation.HubbleAt(time, 0, 0, 0), equation.Expansion.EfoldsAt(time) ?? double.NaN);
        }

        return new HubbleHistory(hubble, efolds);
    }

    /// <summary>t of some steps: k√η, or Σ_{j&lt;k} √η_j with a schedule.</summary>
    /// <param name="steps">The k, ascending.</param>
    public virtual double[] TimesAt(ReadOnlySpan<int> steps)
    {
        if (Scheduled is { } scheduled)
        {
            return scheduled.TimesAt(steps);
        }

        double[] times = new double[steps.Length];
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = steps[i] * Math.Sqrt(LearningRate);
        }

        return times;
    }

    /// <summary>e-folds N after some steps; NaN where no equation is known.</summary>
    /// <param name="epochs">Number of steps, not negative.</param>
    /// <param name="matching">To which order in √η.</param>
    /// <param name="mean">f̄ at the start, at rest; of no matter where the expansion does not look at it.</param>
    public virtual double EfoldsAfter(int epochs, Matching matching, double mean)
    {
        if (Scheduled is not null)
        {
            return History([epochs], matching, mean)!.Efolds[0];
        }

        EquationOfMotion equation = Equation(matching, mean);
        double time = Math.Sqrt(LearningRate);
        return equation.IsDeSitter ? epochs / (1 / (equation.Hubble * time)) : equation.Expansion.EfoldsAt(epochs * time) ?? double.NaN;
    }

    /// <summary>The coefficients of one run's steps, in order.</summary>
    public abstract StepSequence Begin();

    /// <summary>How the parameters of one network follow their velocity; null for θ ← θ + v.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="steps">The coefficients that the training follows.</param>
    /// <param name="architecture">Shape of the network, for what the rule has to store.</param>
    /// <param name="team">Threads.</param>
    public virtual UpdateRule<T>? Rule<T>(StepSequence steps, NetworkArchitecture architecture, WorkerTeam team)
        where T : unmanaged, IFloatingPointIeee754<T> => null;

    /// <summary>By what a gradient is multiplied that is clipped, min(1, c/(|∇𝓛| + 10⁻⁶)), as PyTorch has it.</summary>
    /// <param name="norm">|∇𝓛| over all parameters, weight decay left out.</param>
    /// <param name="most">c.</param>
    internal static double ClipFactor(double norm, double most) => Math.Min(1, most / (norm + 1e-6));

    /// <summary>A learning rate, if it is one.</summary>
    /// <param name="value">η.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not a positive number.</exception>
    private protected static double Positive(double value) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException("learningRate", value, "The learning rate must be a positive number.");
}

using System.Numerics;
using Inflaton.Networks;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

/// <summary>
/// The coefficients of one step of the velocity, v_k = a_k v_{k−1} − b_k ∇𝓛, by which the heavy ball moves θ_{k+1} = θ_k + v_k.
/// </summary>
/// <param name="Momentum">a_k, dimensionless.</param>
/// <param name="LearningRate">b_k, in units of time squared.</param>
public readonly record struct StepCoefficients(double Momentum, double LearningRate);

/// <summary>
/// A method that moves parameters by their velocity, which each loss gradient changes. One object describes it for the trainer and for the
/// predictions, so that both follow the same friction.
/// </summary>
/// <remarks>
/// To add one: derive from this class, give the coefficients of every step, and read it in the experiment file. Where θ does not simply move
/// by v, give an <see cref="UpdateRule{T}"/> for networks, and say the same to the predictions by <see cref="StepSequence.Stride"/> and
/// <see cref="StepSequence.LookAhead"/>.
/// </remarks>
public abstract class Optimizer
{
    /// <summary>The name used in files.</summary>
    public abstract string Name { get; }

    /// <summary>η = h²: the time k√η that the field has evolved after k steps is counted in steps of h.</summary>
    public abstract double LearningRate { get; }

    /// <summary>Whether the coefficients depend on the field on the way, so that they are known by <see cref="Begin"/> alone.</summary>
    public virtual bool FollowsField => false;

    /// <summary>Whether a step is θ ← θ + v with the gradient taken at θ: every method of training can carry it then; the others train directly.</summary>
    public virtual bool IsHeavyBall => true;

    /// <summary>Whether a wide network's field follows from its kernel: whether there is anything to predict.</summary>
    public virtual bool IsPredictable => true;

    /// <summary>The number that ηm² must stay below for the recursion of a mode to be stable; NaN where none is known.</summary>
    public virtual double StabilityBound => double.NaN;

    /// <summary>The coefficients of one run's steps, in order.</summary>
    public virtual StepSequence Begin() => new StepsByEpoch(this);

    /// <summary>The coefficients of the step from epoch k to k + 1.</summary>
    /// <param name="epoch">k, from 0.</param>
    public abstract StepCoefficients Coefficients(int epoch);

    /// <summary>How the parameters of one network follow their velocity; null for θ ← θ + v.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="steps">The coefficients that the training follows.</param>
    /// <param name="architecture">Shape of the network, for what the rule has to store.</param>
    /// <param name="team">Threads.</param>
    public virtual UpdateRule<T>? Rule<T>(StepSequence steps, NetworkArchitecture architecture, WorkerTeam team)
        where T : unmanaged, IFloatingPointIeee754<T> => null;

    /// <summary>A learning rate, if it is one.</summary>
    /// <param name="value">η.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not a positive number.</exception>
    private protected static double Positive(double value) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException("learningRate", value, "The learning rate must be a positive number.");
}

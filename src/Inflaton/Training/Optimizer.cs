namespace Inflaton.Training;

/// <summary>
/// The coefficients of one step of θ_{k+1} = θ_k + a_k (θ_k − θ_{k−1}) − b_k ∇𝓛(θ_k).
/// </summary>
/// <param name="Momentum">a_k, dimensionless.</param>
/// <param name="LearningRate">b_k, in units of time squared.</param>
public readonly record struct StepCoefficients(double Momentum, double LearningRate);

/// <summary>
/// A method that moves parameters by a multiple of their last displacement and of the loss gradient. One object describes it for the
/// trainer and for the predictions, so that both follow the same friction.
/// </summary>
/// <remarks>To add one: derive from this class, give the coefficients of every step, and read it in the experiment file.</remarks>
public abstract class Optimizer
{
    /// <summary>The name used in files.</summary>
    public abstract string Name { get; }

    /// <summary>η = h²: the time k√η that the field has evolved after k steps is counted in steps of h.</summary>
    public abstract double LearningRate { get; }

    /// <summary>Whether the coefficients depend on the field on the way, so that they are known by <see cref="Begin"/> alone.</summary>
    public virtual bool FollowsField => false;

    /// <summary>The coefficients of one run's steps, in order.</summary>
    public virtual StepSequence Begin() => new StepsByEpoch(this);

    /// <summary>The coefficients of the step from epoch k to k + 1.</summary>
    /// <param name="epoch">k, from 0.</param>
    public abstract StepCoefficients Coefficients(int epoch);
}

using Inflaton.Training;

namespace Inflaton.Duality.Phases;

/// <summary>What a learning rate makes of a training by full-batch gradient descent. Source: Lewkowycz et al., arXiv:2003.02218.</summary>
public enum TrainingPhase
{
    /// <summary>The loss falls and the kernel of the start describes it.</summary>
    Lazy,

    /// <summary>The loss climbs first, until the kernel is so much smaller that the same learning rate is stable, and falls then.</summary>
    Catapult,

    /// <summary>The loss climbs and does not come back.</summary>
    Divergent,

    /// <summary>The loss had climbed, and was not below its start when the training ended.</summary>
    Unfinished,
}

/// <summary>Tells the phases apart by the loss.</summary>
public static class TrainingPhases
{
    /// <summary>Part of the loss at the start that a lazy training may climb.</summary>
    public const double Slack = 0.01;

    private const int LongestTransient = 4000;
    private const int SlowerModes = 64;
    private const int SlowTransient = 400;

    /// <summary>The phase of a training that has ended.</summary>
    /// <param name="climb">Its loss, epoch by epoch.</param>
    /// <param name="hasDiverged">Whether it left the numbers or grew beyond <see cref="Trainer.DivergenceFactor"/>.</param>
    /// <param name="momentum">γ.</param>
    /// <param name="stepMassSquared">ηm²_max at the start.</param>
    /// <param name="isNoisy">Whether steps are of batches, so that the loss rises and falls on its way down as well.</param>
    public static TrainingPhase Of(LossClimb climb, bool hasDiverged, double momentum, double stepMassSquared, bool isNoisy = false)
    {
        double start = Math.Abs(climb.First), transient = Transient(momentum, stepMassSquared);

        // Without momentum every stable mode falls at every step; with it modes ring, and the first steps overshoot.
        double rise = momentum == 0 && !isNoisy ? climb.Rise : climb.Highest - climb.First - ((transient - 1) * start);
        return hasDiverged ? TrainingPhase.Divergent
            : rise <= Slack * start ? TrainingPhase.Lazy
            : climb.Last < climb.First ? TrainingPhase.Catapult
            : TrainingPhase.Unfinished;
    }

    /// <summary>
    /// The largest (f/f₀)² of stable modes under the heavy ball from rest, r_{k+1} = (1+γ−ηm²) r_k − γ r_{k−1}, of all masses up to one: 1
    /// without momentum, and where the mode of that mass is not stable.
    /// </summary>
    /// <param name="momentum">γ.</param>
    /// <param name="stepMassSquared">ηm², the largest.</param>
    public static double Transient(double momentum, double stepMassSquared)
    {
        if (!(stepMassSquared > 0 && stepMassSquared < 2 * (1 + momentum)))
        {
            return 1;
        }

        double largest = Largest(momentum, stepMassSquared, LongestTransient);
        for (int i = 1; i < SlowerModes; i++)
        {
            // One whose extremum is nearer to a step goes farther than a faster one.
            largest = Math.Max(largest, Largest(momentum, stepMassSquared * i / SlowerModes, SlowTransient));
        }

        return largest * largest;
    }

    private static double Largest(double momentum, double stepMassSquared, int steps)
    {
        double before = 1, now = 1, largest = 1;
        for (int k = 0; k < steps; k++)
        {
            (before, now) = (now, ((1 + momentum - stepMassSquared) * now) - (momentum * before));
            largest = Math.Max(largest, Math.Abs(now));
        }

        return largest;
    }
}

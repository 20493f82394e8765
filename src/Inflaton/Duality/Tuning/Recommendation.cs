namespace Inflaton.Duality.Tuning;

/// <summary>The best constant learning rate and momentum in the discrete frozen-kernel theory.</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Momentum">γ.</param>
/// <param name="Epochs">Epochs to the target; infinite where it is not reached in the epochs allowed.</param>
/// <param name="Loss">Loss when the goal is reached, or after the epochs allowed.</param>
/// <param name="StabilityLimit">
/// η at which training with this γ becomes unstable at the start; infinite where nothing pulls back there.
/// </param>
/// <param name="StabilityLimitThroughout">
/// η below which it is stable on all the way while the kernel stays put; null where no bound of ℓ'' is known.
/// </param>
/// <param name="WeightDisplacement">How far the weights move until then.</param>
public sealed record Recommendation(
    double LearningRate, double Momentum, double Epochs, double Loss, double StabilityLimit, double? StabilityLimitThroughout,
    double WeightDisplacement)
{
    private const double WorthFollowing = 1.3;
    private const double RingingMargin = 2;
    private const double LeastFriction = 1e-3;
    private const double LeastLogit = -4;
    private const double MostLogit = 7;

    /// <summary>Epochs to allow a training that is to reach the target: three times as many as the theory says, and ten.</summary>
    /// <param name="most">Epochs at most, and where the target is out of reach.</param>
    public int EpochsToAllow(int most) => (int)Math.Min(most, Math.Floor(3 * Epochs) + 10);

    /// <summary>Finds it, over all modes.</summary>
    /// <param name="training">How the loss falls.</param>
    /// <param name="goal">What is to be reached.</param>
    /// <param name="growth">
    /// Factor by which the kernel may grow on the way, at least 1. The heavy-ball optimum lies hard at the edge of stability, where a
    /// kernel that grows by a few per cent diverges; what is recommended is the best of the worse of the two kernels.
    /// </param>
    public static Recommendation For(FrozenTraining training, TuningGoal goal, double growth = 1)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(goal);
        ArgumentOutOfRangeException.ThrowIfLessThan(growth, 1);
        (int momenta, int rates, int starts, int zooms, _, _) = training.Effort;
        FrozenTraining? grown = growth > 1 ? training.Scaled(growth) : null;
        double Cost(double friction, double place, double bound)
        {
            // What takes longer than the best so far need not be followed further, and is told by its loss then, ringing allowed for.
            TuningGoal within = goal with { Epochs = (int)Math.Min(goal.Epochs, Math.Ceiling(bound) + 1) };
            double momentum = 1 - friction;
            double learningRate = training.RateAt(place, momentum);
            if (goal.TargetLoss is { } target && within.Epochs < goal.Epochs
                && training.Loss(learningRate, momentum, within.Epochs) > RingingMargin * target)
            {
                return double.PositiveInfinity;
            }

            double cost = within.Cost(training, learningRate, momentum);
            return grown is null || cost >= bound ? cost : Math.Max(cost, within.Cost(grown, learningRate, momentum));
        }

        // 1−γ on a logarithmic scale, η on that of the training; then finer and finer around the best.
        double frictionStep = Math.Log(LeastFriction) / (momenta - 1), partStep = (MostLogit - LeastLogit) / (rates - 1);
        (double Friction, double Logit) best = (0, 0);
        double least = double.PositiveInfinity;
        List<(double Cost, double Friction, double Logit)> coarse = [];

        // Around γ = 0.9 and from large η on, where good choices are likely, so that bad ones are soon told.
        foreach (int i in Enumerable.Range(0, momenta).OrderBy(i => Math.Abs(i - (momenta / 3))))
        {
            for (int j = rates - 1; j >= 0; j--)
            {
                (double friction, double logit) = (i * frictionStep, LeastLogit + (j * partStep));
                coarse.Add((Try(friction, logit), friction, logit));
            }
        }

        // Ringing modes make several valleys: the most promising ones are all followed down.
        foreach ((double Cost, double Friction, double Logit) start in coarse.OrderBy(one => one.Cost).Take(starts).ToArray())
        {
            (double Cost, double Friction, double Logit) here = start;
            for (int zoom = 1; zoom <= zooms; zoom++)
            {
                (double centreFriction, double centreLogit) = (here.Friction, here.Logit);
                for (int i = -1; i <= 1; i++)
                {
                    for (int j = -1; j <= 1; j++)
                    {
                        if (i == 0 && j == 0)
                        {
                            continue;
                        }

                        double nearFriction = Math.Min(0, centreFriction + (i * frictionStep / Math.Pow(2, zoom)));
                        double nearLogit = centreLogit + (j * partStep / Math.Pow(2, zoom));
                        double cost = Try(nearFriction, nearLogit);
                        here = cost < here.Cost ? (cost, nearFriction, nearLogit) : here;
                    }
                }
            }
        }

        double found = 1 - Math.Exp(best.Friction);
        return At(training, goal, training.RateAt(best.Logit, found), found);

        double Try(double logFriction, double logit)
        {
            double cost = Cost(Math.Exp(logFriction), logit, WorthFollowing * least);
            if (cost < least)
            {
                (least, best) = (cost, (logFriction, logit));
            }

            return cost;
        }
    }

    /// <summary>What the theory says of any η and γ.</summary>
    /// <param name="training">How the loss falls.</param>
    /// <param name="goal">What is to be reached.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">γ.</param>
    public static Recommendation At(FrozenTraining training, TuningGoal goal, double learningRate, double momentum)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(goal);
        double epochs = goal.TargetLoss is { } target
            ? training.EpochsTo(target, learningRate, momentum, goal.Epochs)
            : double.PositiveInfinity;
        int last = double.IsFinite(epochs) ? (int)Math.Ceiling(epochs) : goal.Epochs;
        return new Recommendation(
            learningRate, momentum, epochs, training.Loss(learningRate, momentum, last), training.StabilityLimit(momentum),
            training.StabilityLimitThroughout(momentum), training.WeightDisplacement(learningRate, momentum, last));
    }
}

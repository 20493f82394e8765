namespace Inflaton.Duality.Tuning;

/// <summary>The best constant learning rate and momentum in the discrete frozen-kernel theory.</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Momentum">γ.</param>
/// <param name="Epochs">Epochs to the target; infinite where it is not reached in the epochs allowed.</param>
/// <param name="Loss">Loss when the goal is reached, or after the epochs allowed.</param>
/// <param name="StabilityLimit">η at which training with this γ becomes unstable.</param>
/// <param name="WeightDisplacement">How far the weights move until then.</param>
public sealed record Recommendation(
    double LearningRate, double Momentum, double Epochs, double Loss, double StabilityLimit, double WeightDisplacement)
{
    private const int Momenta = 32;
    private const int Rates = 20;
    private const int Starts = 6;
    private const int Zooms = 6;
    private const double WorthFollowing = 1.3;
    private const double LeastFriction = 1e-3;
    private const double LeastLogit = -4;
    private const double MostLogit = 7;

    /// <summary>Finds it, over the whole spectrum, without stepping through epochs.</summary>
    /// <param name="spectrum">The modes.</param>
    /// <param name="goal">What is to be reached.</param>
    /// <param name="growth">
    /// Factor by which the kernel may grow on the way, at least 1. The heavy-ball optimum lies hard at the edge of stability, where a kernel
    /// that grows by a few per cent diverges; what is recommended is the best of the worse of the two kernels.
    /// </param>
    public static Recommendation For(TrainingSpectrum spectrum, TuningGoal goal, double growth = 1)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        ArgumentNullException.ThrowIfNull(goal);
        ArgumentOutOfRangeException.ThrowIfLessThan(growth, 1);
        TrainingSpectrum? grown = growth > 1 ? spectrum.Scaled(growth) : null;
        double Cost(double friction, double part, double bound)
        {
            // What takes longer than the best so far need not be followed further.
            TuningGoal within = goal with { Epochs = (int)Math.Min(goal.Epochs, Math.Ceiling(bound) + 1) };
            double momentum = 1 - friction;
            double learningRate = part * spectrum.StabilityLimit(momentum);
            double cost = within.Cost(spectrum, learningRate, momentum);
            return grown is null || cost >= bound ? cost : Math.Max(cost, within.Cost(grown, learningRate, momentum));
        }

        // 1−γ on a logarithmic scale, and η/limit on one that is logarithmic towards both 0 and 1; then finer and finer around the best.
        double frictionStep = Math.Log(LeastFriction) / (Momenta - 1), partStep = (MostLogit - LeastLogit) / (Rates - 1);
        (double Friction, double Logit) best = (0, 0);
        double least = double.PositiveInfinity;
        List<(double Cost, double Friction, double Logit)> coarse = [];
        for (int i = 0; i < Momenta; i++)
        {
            for (int j = 0; j < Rates; j++)
            {
                (double friction, double logit) = (i * frictionStep, LeastLogit + (j * partStep));
                coarse.Add((Try(friction, logit), friction, logit));
            }
        }

        // Ringing modes make several valleys: the most promising ones are all followed down.
        foreach ((_, double friction, double logit) in coarse.OrderBy(one => one.Cost).Take(Starts).ToArray())
        {
            (double Cost, double Friction, double Logit) here = (double.PositiveInfinity, friction, logit);
            for (int zoom = 1; zoom <= Zooms; zoom++)
            {
                (double centreFriction, double centreLogit) = (here.Friction, here.Logit);
                for (int i = -1; i <= 1; i++)
                {
                    for (int j = -1; j <= 1; j++)
                    {
                        double nearFriction = Math.Min(0, centreFriction + (i * frictionStep / Math.Pow(2, zoom)));
                        double nearLogit = centreLogit + (j * partStep / Math.Pow(2, zoom));
                        double cost = Try(nearFriction, nearLogit);
                        here = cost < here.Cost ? (cost, nearFriction, nearLogit) : here;
                    }
                }
            }
        }

        double found = 1 - Math.Exp(best.Friction);
        return At(spectrum, goal, Logistic(best.Logit) * spectrum.StabilityLimit(found), found);

        double Try(double logFriction, double logit)
        {
            double cost = Cost(Math.Exp(logFriction), Logistic(logit), WorthFollowing * least);
            if (cost < least)
            {
                (least, best) = (cost, (logFriction, logit));
            }

            return cost;
        }
    }

    /// <summary>What the theory says of any η and γ.</summary>
    /// <param name="spectrum">The modes.</param>
    /// <param name="goal">What is to be reached.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">γ.</param>
    public static Recommendation At(TrainingSpectrum spectrum, TuningGoal goal, double learningRate, double momentum)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        ArgumentNullException.ThrowIfNull(goal);
        double epochs = goal.TargetLoss is { } target
            ? spectrum.EpochsTo(target, learningRate, momentum, goal.Epochs)
            : double.PositiveInfinity;
        int last = double.IsFinite(epochs) ? (int)Math.Ceiling(epochs) : goal.Epochs;
        return new Recommendation(
            learningRate, momentum, epochs, spectrum.Loss(learningRate, momentum, last), spectrum.StabilityLimit(momentum),
            spectrum.WeightDisplacement(learningRate, momentum, last));
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}

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
    private const int Momenta = 22;
    private const int Rates = 14;
    private const int Zooms = 5;
    private const double LeastFriction = 1e-3;
    private const double LeastRate = 0.02;

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
        double Cost(double friction, double part)
        {
            double momentum = 1 - friction;
            double learningRate = part * spectrum.StabilityLimit(momentum);
            double cost = goal.Cost(spectrum, learningRate, momentum);
            return grown is null || double.IsInfinity(cost) ? cost : Math.Max(cost, goal.Cost(grown, learningRate, momentum));
        }

        // 1−γ and η over its limit, both on logarithmic scales; then around the best on finer and finer ones.
        double frictionStep = Math.Pow(LeastFriction, 1.0 / (Momenta - 1)), partStep = Math.Pow(LeastRate, 1.0 / (Rates - 1));
        (double Friction, double Part) best = (1, 0.5);
        double least = double.PositiveInfinity;
        for (int i = 0; i < Momenta; i++)
        {
            for (int j = 0; j < Rates; j++)
            {
                Try(Math.Pow(frictionStep, i), 0.999 * Math.Pow(partStep, j));
            }
        }

        for (int zoom = 0; zoom < Zooms; zoom++)
        {
            (frictionStep, partStep) = (Math.Sqrt(frictionStep), Math.Sqrt(partStep));
            (double friction, double part) = best;
            for (int i = -2; i <= 2; i++)
            {
                for (int j = -2; j <= 2; j++)
                {
                    Try(Math.Min(1, friction * Math.Pow(frictionStep, i)), Math.Min(0.9999, part * Math.Pow(partStep, j)));
                }
            }
        }

        return At(spectrum, goal, best.Part * spectrum.StabilityLimit(1 - best.Friction), 1 - best.Friction);

        void Try(double friction, double part)
        {
            double cost = Cost(friction, part);
            if (cost < least)
            {
                (least, best) = (cost, (friction, part));
            }
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
}

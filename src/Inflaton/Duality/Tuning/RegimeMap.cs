using Inflaton.Dynamics;
using Inflaton.Training;

namespace Inflaton.Duality.Tuning;

/// <summary>What training is like at one η and γ, in the theory of the kernel at initialisation.</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Momentum">γ.</param>
/// <param name="Domination">Λ/(sΘ₀ℓ(f₀)) of the leading matching: vacuum energy over the field's energy at the start.</param>
/// <param name="IsStable">Whether no mode grows.</param>
/// <param name="Underdamped">How many modes ring; the others creep.</param>
/// <param name="Epochs">Epochs to the target; infinite where it is not reached.</param>
/// <param name="Loss">Loss after a number of epochs; infinite where it overflows.</param>
public sealed record RegimePoint(
    double LearningRate, double Momentum, double Domination, bool IsStable, int Underdamped, double Epochs, double Loss);

/// <summary>The regimes of training over a grid of learning rates and momenta.</summary>
public static class RegimeMap
{
    /// <summary>The map, momenta outermost.</summary>
    /// <param name="training">How the loss falls.</param>
    /// <param name="goal">What is to be reached.</param>
    /// <param name="theta0">Θ₀.</param>
    /// <param name="learningRates">η's, positive.</param>
    /// <param name="momenta">γ's, 0 ≤ γ &lt; 1.</param>
    /// <param name="lossEpochs">Epochs after which the loss is meant; null for those of the goal.</param>
    public static IReadOnlyList<RegimePoint> Of(
        FrozenTraining training, TuningGoal goal, double theta0, IReadOnlyList<double> learningRates, IReadOnlyList<double> momenta,
        int? lossEpochs = null)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(goal);
        return [.. momenta.SelectMany(
            momentum =>
                learningRates.Select(learningRate => Point(training, goal, theta0, learningRate, momentum, lossEpochs ?? goal.Epochs)))];
    }

    private static RegimePoint Point(
        FrozenTraining training, TuningGoal goal, double theta0, double learningRate, double momentum, int lossEpochs)
    {
        EffectiveTheory theory = EffectiveTheory.Of(
            new GradientDescent(learningRate, momentum), Matching.Leading, theta0, training.InitialLoss, goal.Epochs);
        Recommendation there = Recommendation.At(training, goal, learningRate, momentum);
        double loss = training.Loss(learningRate, momentum, lossEpochs);
        return new RegimePoint(
            learningRate, momentum, theory.Domination, training.IsStable(learningRate, momentum, goal.Epochs),
            training.Underdamped(learningRate, momentum),
            there.Epochs, double.IsFinite(loss) ? loss : double.PositiveInfinity);
    }
}

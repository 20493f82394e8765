namespace Inflaton.Duality.Tuning;

/// <summary>What is to be reached: a loss in as few epochs as possible, or the lowest loss after a number of epochs.</summary>
/// <param name="TargetLoss">Loss to reach; null for the lowest after <paramref name="Epochs"/>.</param>
/// <param name="Epochs">Epochs at most, at least 1.</param>
public sealed record TuningGoal(double? TargetLoss, int Epochs)
{
    /// <summary>
    /// What is made small: epochs to the target; or, where there is none or it is out of reach, the number that stands for the loss after
    /// the last epoch, always above any number of epochs.
    /// </summary>
    /// <param name="training">How the loss falls.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">γ.</param>
    public double Cost(FrozenTraining training, double learningRate, double momentum)
    {
        ArgumentNullException.ThrowIfNull(training);
        double epochs = TargetLoss is { } target ? training.EpochsTo(target, learningRate, momentum, Epochs) : double.PositiveInfinity;
        return double.IsFinite(epochs) ? epochs
            : !training.IsStable(learningRate, momentum, Epochs) ? double.PositiveInfinity
            : Epochs * (1 + (training.Loss(learningRate, momentum, Epochs) / training.InitialLoss));
    }
}

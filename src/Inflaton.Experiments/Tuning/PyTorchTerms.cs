using System.Globalization;
using Inflaton.Duality.Tuning;
using Inflaton.Experiments.Files;

namespace Inflaton.Experiments.Tuning;

/// <summary>
/// A choice in PyTorch's terms. torch.optim.SGD makes the same steps, v ← γv + ∇𝓛, θ ← θ − lr v; its losses are means over all numbers,
/// N·C of them, ours over the N points, 𝓛 = (1/N) Σ ½κ(f−y)². For the same motion lr is η times the factor between the two.
/// </summary>
/// <param name="Optimizer">As it is written there, for <paramref name="Loss"/>: <c>SGD(lr=0.1, momentum=0.9)</c>.</param>
/// <param name="Loss">The loss there that ours is a multiple of; null where there is none, and lr is for our loss itself.</param>
/// <param name="LearningRate">lr.</param>
/// <param name="Momentum">γ.</param>
/// <param name="LossFactor">
/// Our loss over that one: κC/2 for MSELoss, κC for HuberLoss, κ for CrossEntropyLoss and BCEWithLogitsLoss; 1 where there
/// is none.
/// </param>
public sealed record PyTorchTerms(string Optimizer, string? Loss, double LearningRate, double Momentum, double LossFactor)
{
    /// <summary>The terms of a choice.</summary>
    /// <param name="best">The choice.</param>
    /// <param name="loss">The loss of the file.</param>
    /// <param name="outputs">C.</param>
    public static PyTorchTerms Of(Recommendation best, LossSettings loss, int outputs)
    {
        ArgumentNullException.ThrowIfNull(best);
        (string? name, double factor) = loss switch
        {
            OutputLossSettings { Weights: not null } => (null, 1),
            SquaredLossSettings squared => ("MSELoss()", squared.Scale * outputs / 2),
            PowerLossSettings { Degree: 2 } power => ("MSELoss()", power.Scale * outputs / 2),
            HuberLossSettings huber =>
                (string.Create(CultureInfo.InvariantCulture, $"HuberLoss(delta={huber.Delta})"), huber.Scale * outputs),
            CrossEntropyLossSettings { LabelSmoothing: 0 } entropy => ("CrossEntropyLoss()", entropy.Scale),
            CrossEntropyLossSettings entropy =>
                (string.Create(CultureInfo.InvariantCulture, $"CrossEntropyLoss(label_smoothing={entropy.LabelSmoothing})"), entropy.Scale),
            BinaryCrossEntropyLossSettings binary => ("BCEWithLogitsLoss()", binary.Scale),
            _ => ((string?)null, 1),
        };
        double rate = best.LearningRate * factor;
        return new PyTorchTerms(
            string.Create(CultureInfo.InvariantCulture, $"SGD(lr={rate:G6}, momentum={best.Momentum:G6})"), name, rate, best.Momentum,
            factor);
    }
}

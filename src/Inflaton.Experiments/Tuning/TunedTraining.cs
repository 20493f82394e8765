namespace Inflaton.Experiments.Tuning;

/// <summary>One training at one η and γ.</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Momentum">γ.</param>
/// <param name="Epochs">Epochs until the level was reached; null where it was not in the epochs allowed.</param>
/// <param name="Loss">Loss at the end of this training; not finite where it diverged so far.</param>
/// <param name="Diverged">Whether the loss left the finite numbers or grew a hundredfold.</param>
/// <param name="Trained">Epochs that it was trained for, until the level, its divergence, or an end because another was better.</param>
public sealed record TunedTraining(double LearningRate, double Momentum, int? Epochs, double Loss, bool Diverged, int Trained);

namespace Inflaton.Duality.Tuning;

/// <summary>A training as <see cref="KernelPath"/> foretells it.</summary>
/// <param name="Losses">𝓛_k, from epoch 0 on.</param>
/// <param name="Drift">
/// ‖Θ − Θ_0‖/‖Θ_0‖ of the kernel at the end, by the sums of squares; infinite where it leaves the finite numbers.
/// </param>
/// <param name="Stages">Stretches of the way that were gone by one kernel each.</param>
/// <param name="Steps">Epochs that the network itself was stepped through, since a kernel would not have served for long enough.</param>
/// <param name="Passes">What it cost: epochs of training that take as many operations, by count.</param>
/// <param name="IsWhole">Whether that sufficed; where not, the rest of the way is gone by the last kernel, and no error is known.</param>
public sealed record FollowedTraining(IReadOnlyList<double> Losses, double Drift, int Stages, int Steps, double Passes, bool IsWhole)
{
    /// <summary>Growth of the loss at which a training counts as diverged.</summary>
    public const double Divergence = 100;

    /// <summary>Whether the loss grows a hundredfold, or without bound.</summary>
    public bool Diverges => !(Losses[^1] <= Divergence * Losses[0]);
}

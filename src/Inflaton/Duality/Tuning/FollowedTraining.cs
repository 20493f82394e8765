namespace Inflaton.Duality.Tuning;

/// <summary>A training as <see cref="KernelPath"/> foretells it.</summary>
/// <param name="Losses">𝓛_k, from epoch 0 on.</param>
/// <param name="Drift">
/// ‖Θ − Θ_0‖/‖Θ_0‖ of the kernel at the end, by the sums of squares; infinite where it leaves the finite numbers.
/// </param>
/// <param name="Growth">Largest λ_1 on the way over that of the start, at least 1.</param>
/// <param name="Kernels">How often the kernel was taken anew.</param>
public sealed record FollowedTraining(IReadOnlyList<double> Losses, double Drift, double Growth, int Kernels)
{
    /// <summary>Growth of the loss at which a training counts as diverged.</summary>
    public const double Divergence = 100;

    /// <summary>Whether the loss grows a hundredfold, or without bound.</summary>
    public bool Diverges => !(Losses[^1] <= Divergence * Losses[0]);
}

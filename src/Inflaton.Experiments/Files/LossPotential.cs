
namespace Inflaton.Experiments.Files;

/// <summary>A loss as a universe file has it: ℓ(φ + s) = κV(φ), without targets.</summary>
/// <param name="Potential">V.</param>
/// <param name="Scale">κ; null for what the kernel leaves of it, 1/Θ.</param>
/// <param name="Shift">s, by which the network's field is ahead of the universe's.</param>
internal sealed record LossPotential(PotentialSettings Potential, double? Scale = 1, double Shift = 0);

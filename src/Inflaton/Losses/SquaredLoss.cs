using Inflaton.Potentials;

namespace Inflaton.Losses;

/// <summary>
/// The squared loss ℓ = ½κ(f − y)²: a free field around each target, every mode of which is a damped harmonic oscillator.
/// </summary>
/// <param name="scale">κ, positive.</param>
/// <exception cref="ArgumentOutOfRangeException">κ is not a positive number.</exception>
public sealed class SquaredLoss(double scale = 1) : ResidualLoss(new PowerPotential(2, scale));

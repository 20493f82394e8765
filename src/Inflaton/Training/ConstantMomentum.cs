namespace Inflaton.Training;

/// <summary>Momentum that is the same at every step.</summary>
/// <param name="Value">γ, or μ of Nesterov's method.</param>
/// <param name="LooksAhead">Whether the gradient is taken ahead, at θ + μv: Nesterov's method.</param>
public readonly record struct ConstantMomentum(double Value, bool LooksAhead);

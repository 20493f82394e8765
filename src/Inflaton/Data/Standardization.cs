namespace Inflaton.Data;

/// <summary>The shift and scale that columns were given: x → (x − mean)/scale.</summary>
/// <param name="Means">Mean of each column over the training rows.</param>
/// <param name="Scales">
/// Population standard deviation √(Σ(x−mean)²/N) of each column over the training rows; above 0, and infinite for an input that is constant
/// there, which stays 0.
/// </param>
public sealed record Standardization(IReadOnlyList<double> Means, IReadOnlyList<double> Scales);

namespace Inflaton.Duality.Tuning;

/// <summary>How many η and γ a search tries.</summary>
/// <param name="Momenta">γ's of the coarse grid.</param>
/// <param name="Rates">η's of the coarse grid.</param>
/// <param name="Starts">Points of it that are followed down.</param>
/// <param name="Zooms">Halvings of the step around each.</param>
/// <param name="Tabulated">η's tried at each γ of a table.</param>
/// <param name="Map">Points of a map along each axis.</param>
public sealed record SearchEffort(int Momenta, int Rates, int Starts, int Zooms, int Tabulated, int Map)
{
    /// <summary>Where an evaluation is a sum over modes.</summary>
    public static SearchEffort Thorough { get; } = new(32, 20, 6, 6, 40, 24);

    /// <summary>Where an evaluation steps through the epochs.</summary>
    public static SearchEffort Sparing { get; } = new(10, 9, 2, 5, 12, 16);
}

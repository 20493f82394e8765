namespace Inflaton.Networks;

/// <summary>An activation that files can name.</summary>
/// <param name="Name">Its name: small letters and underscores.</param>
/// <param name="Defaults">Defaults of the numbers that it takes in parentheses; empty for none.</param>
/// <param name="Make">Makes it of them.</param>
/// <param name="IsOpen">Whether it takes as many numbers as are given.</param>
public sealed record ActivationEntry(string Name, double[] Defaults, Func<double[], Activation> Make, bool IsOpen = false);

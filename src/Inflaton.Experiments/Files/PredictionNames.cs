namespace Inflaton.Experiments.Files;

/// <summary>Names of the rungs of the ladder of predictions that a file may ask for.</summary>
public static class PredictionNames
{
    /// <summary>All of them, from the coarsest to the finest.</summary>
    public static IReadOnlyList<string> All { get; } = ["mean_field", "mean_kernel", "perturbations", "frozen_kernel", "discrete"];
}

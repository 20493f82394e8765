using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Universes;

/// <summary>What is found while a universe is solved, and what is to be said of it.</summary>
internal sealed class UniverseFindings
{
    /// <summary>The arrays by name, in the order in which they are written.</summary>
    public OrderedDictionary<string, NumericArray> Arrays { get; } = [];

    /// <summary>What is less exact, or something else, than it looks.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>What could not be computed.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>What is worth knowing and no cause for worry.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>A number, or null where it is none.</summary>
    public static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}

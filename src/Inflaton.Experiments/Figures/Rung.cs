using Inflaton.Duality;

namespace Inflaton.Experiments.Figures;

/// <summary>One curve of the comparison: a rung of the ladder of predictions, or the trained network.</summary>
/// <param name="Key">Name in files, such as <c>frozen_kernel</c>.</param>
/// <param name="Label">Name in figures and tables.</param>
/// <param name="Colour">Colour as #rrggbb, from palettes which the colour-blind can tell apart and which print.</param>
/// <param name="Dash">Dash pattern in pixels; empty for a full line.</param>
/// <param name="Meaning">What the rung computes, in a few words; empty where it is not known.</param>
/// <param name="Scope">What it follows; null for what is no prediction from the kernel.</param>
public sealed record Rung(string Key, string Label, string Colour, int[] Dash, string Meaning, RungScope? Scope = null)
{
    // For rungs without a style of their own, Tol's muted colours; the program's own have Okabe and Ito's.
    private static readonly RungStyle[] Others =
        [new("#661100", 7, 2, 2, 2), new("#AA4499", 6, 2), new("#44AA99", 1, 3), new("#999933", 3, 1)];

    /// <summary>The trained network itself.</summary>
    public static Rung Trained { get; } = new("trained", "trained network", "#111111", [], "gradient descent on the network itself");

    /// <summary>Mean field with λ₁/N.</summary>
    public static Rung MeanField { get; } = Of(Ladder.Rung("mean_field"));

    /// <summary>Mean field and linear modes.</summary>
    public static Rung Perturbations { get; } = Of(Ladder.Rung("perturbations"));

    /// <summary>Several background fields, and linear modes.</summary>
    public static Rung Background { get; } = Of(Ladder.Rung("background"));

    /// <summary>All coupled equations with the kernel at initialisation.</summary>
    public static Rung FrozenKernel { get; } = Of(Ladder.Rung("frozen_kernel"));

    /// <summary>The frozen-kernel recursion, step by step.</summary>
    public static Rung Discrete { get; } = Of(Ladder.Rung("discrete"));

    /// <summary>The next order in 1/width.</summary>
    public static Rung NextOrder { get; } = Of(Ladder.Rung("next_order"));

    /// <summary>The next order in 1/width in continuous time.</summary>
    public static Rung NextOrderContinuum { get; } = Of(Ladder.Rung("next_order_continuum"));

    /// <summary>The direct solution of the field that the network simulates.</summary>
    public static Rung Lattice { get; } = Of(Ladder.Rung("lattice"));

    /// <summary>The exact field of the universe that the network follows.</summary>
    public static Rung Universe { get; } = new("universe", "field of the universe", "#56B4E9", [], "the universe's own solver");

    /// <summary>The predictions that the program comes with, from the coarsest to the finest.</summary>
    public static IReadOnlyList<Rung> Predictions { get; } = [.. Ladder.Rungs.Select(Of)];

    /// <summary>The curve of a prediction that the program does not come with, or that has no style of its own.</summary>
    /// <param name="name">Its name in files.</param>
    /// <param name="number">Its number among such predictions, from 0.</param>
    /// <param name="scope">What it follows.</param>
    /// <param name="meaning">What it computes; empty where it is not known.</param>
    public static Rung Other(string name, int number, RungScope? scope, string meaning = "") =>
        new(name, LabelOf(name), Others[number % Others.Length].Colour, Others[number % Others.Length].Dash, meaning, scope);

    private static Rung Of(IRung rung, int number = 0)
    {
        RungScope? scope = rung.IsOfLattice ? null : rung.Scope;
        return rung.Style is { } style
            ? new Rung(rung.Name, LabelOf(rung.Name), style.Colour, style.Dash, rung.Meaning, scope)
            : Other(rung.Name, number, scope, rung.Meaning);
    }

    private static string LabelOf(string name) => name.Replace('_', ' ');
}

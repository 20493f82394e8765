namespace Inflaton.Experiments.Figures;

/// <summary>One curve of the comparison: a rung of the ladder of predictions, or the trained network.</summary>
/// <param name="Key">Name in files, such as <c>frozen_kernel</c>.</param>
/// <param name="Label">Name in figures and tables.</param>
/// <param name="Colour">Colour as #rrggbb, from the Okabe-Ito palette, which the colour-blind can tell apart and which prints.</param>
/// <param name="Dash">Dash pattern in pixels; empty for a full line.</param>
/// <param name="Meaning">What the rung computes, in a few words.</param>
public sealed record Rung(string Key, string Label, string Colour, int[] Dash, string Meaning)
{
    /// <summary>The trained network itself.</summary>
    public static Rung Trained { get; } = new("trained", "trained network", "#111111", [], "gradient descent on the network itself");

    /// <summary>Mean field with λ₁/N.</summary>
    public static Rung MeanField { get; } = new("mean_field", "mean field", "#009E73", [8, 3], "one equation for the mean, with λ₁/N");

    /// <summary>Mean field with the mean entry of Θ.</summary>
    public static Rung MeanKernel { get; } =
        new("mean_kernel", "mean kernel", "#CC79A7", [2, 2], "one equation for the mean, with the mean entry of Θ");

    /// <summary>Mean field and linear modes.</summary>
    public static Rung Perturbations { get; } =
        new("perturbations", "perturbations", "#E69F00", [5, 2, 1, 2], "the mean field and linear modes around it");

    /// <summary>All coupled equations with the kernel at initialisation.</summary>
    public static Rung FrozenKernel { get; } =
        new("frozen_kernel", "frozen kernel", "#0072B2", [], "all inputs coupled by Θ at initialisation, in continuous time");

    /// <summary>The frozen-kernel recursion, step by step.</summary>
    public static Rung Discrete { get; } =
        new("discrete", "discrete", "#D55E00", [4, 3], "all inputs coupled by Θ at initialisation, epoch by epoch");

    /// <summary>The direct solution of the field that the network simulates.</summary>
    public static Rung Lattice { get; } = new("lattice", "lattice", "#56B4E9", [], "the field itself on the sites of the lattice, without a network");

    /// <summary>The exact field of the universe that the network follows.</summary>
    public static Rung Universe { get; } = new("universe", "field of the universe", "#56B4E9", [], "the universe's own solver");

    /// <summary>The predictions, from the coarsest to the finest.</summary>
    public static IReadOnlyList<Rung> Predictions { get; } = [MeanField, MeanKernel, Perturbations, FrozenKernel, Discrete, Lattice];

    /// <summary>The predictions of the whole field, not of its mean alone, best first for comparison with training.</summary>
    public static IReadOnlyList<Rung> FieldPredictions { get; } = [FrozenKernel, Discrete, Perturbations];

    /// <summary>The label of a rung's key, or the key itself where it is not known.</summary>
    /// <param name="key">Name in files.</param>
    public static string LabelOf(string key) => Predictions.FirstOrDefault(rung => rung.Key == key)?.Label ?? key;
}

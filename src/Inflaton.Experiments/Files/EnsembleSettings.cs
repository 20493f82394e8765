using Inflaton.Experiments.Files.Reading;
using Inflaton.Kernels.FiniteWidth;

namespace Inflaton.Experiments.Files;

/// <summary>An ensemble of networks and what is measured of it: section <c>ensemble</c>.</summary>
public sealed record EnsembleSettings
{
    /// <summary>Draws where nothing is said.</summary>
    public const int DefaultDraws = 1024;

    /// <summary>Eigenvalues where nothing is said.</summary>
    public const int DefaultEigenvalues = 3;

    /// <summary>
    /// Number of networks, at least 2; <see cref="DefaultDraws"/> by default. The first has the experiment's seed, the others those that
    /// follow.
    /// </summary>
    public int Draws { get; init; } = DefaultDraws;

    /// <summary>Which training inputs outputs are correlated at, from 0; null for the first, the middle and the last.</summary>
    public ValueList<int>? Points { get; init; }

    /// <summary>How many leading eigenvalues of the kernel are followed, at least 0.</summary>
    public int Eigenvalues { get; init; } = DefaultEigenvalues;

    /// <summary>Whether the networks are trained, as long as the experiment says; default yes.</summary>
    public bool Train { get; init; } = true;

    internal void Write(SectionWriter section) => section
        .Add("draws", Draws)
        .Add("points", Points)
        .Add("eigenvalues", Eigenvalues)
        .Add("train", Train);

    internal static EnsembleSettings Read(SectionReader r)
    {
        EnsembleSettings settings = new()
        {
            Draws = r.WithDefault(
                "draws", Kinds.Integer(2), $"{DefaultDraws}",
                "Number of networks. The first has the experiment's `seed`, the others those that follow it."),
            Points = r.Optional(
                "points", Kinds.List(Kinds.Integer(), "numbers of training inputs"),
                $"Training inputs that outputs are correlated at, counted from 0, at most {OutputCorrelators.MostInputs}. "
                + "When left out, the first, the middle and the last.",
                "[0, 3]"),
            Eigenvalues = r.WithDefault(
                "eigenvalues", Kinds.Integer(), $"{DefaultEigenvalues}", "Leading eigenvalues of the kernel that are followed."),
            Train = r.WithDefault(
                "train", Kinds.Flag(), "true", "Whether to train each network as long as the experiment says, and to follow all of it."),
        };
        r.Check(
            settings.Points is not { } points
                || (points.Count <= OutputCorrelators.MostInputs && points.Distinct().Count() == points.Count),
            "points",
            $"is not a list of 1 to {OutputCorrelators.MostInputs} different inputs", "Name each input once.");
        return settings;
    }
}

using System.Numerics;
using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Lattice;

namespace Inflaton.Experiments.Runs;

/// <summary>The trained network beside the leapfrog solution of the same field on the same sites.</summary>
/// <param name="Sites">Number N of sites.</param>
/// <param name="Spacing">dx.</param>
/// <param name="Amplitude">Largest |φ| on the lattice over sites and recorded times.</param>
/// <param name="Error">Largest |trained − lattice| over them, over the amplitude; null when nothing was trained.</param>
/// <param name="KernelError">
/// The same of <c>discrete</c>, which has the kernel of epoch 0: what unequal eigenvalues do; null without that rung.
/// </param>
/// <param name="LatticeSeconds">Wall-clock seconds of the direct solution.</param>
/// <param name="TrainingSeconds">Wall-clock seconds of training; null when nothing was trained.</param>
/// <param name="Modes">
/// Fourier modes 0 to N/2 against their exact solutions; null where they have none of their own, or the lattice has several dimensions.
/// </param>
public sealed record LatticeSummary(
    int Sites,
    double Spacing,
    double Amplitude,
    double? Error,
    double? KernelError,
    double LatticeSeconds,
    double? TrainingSeconds,
    IReadOnlyList<LatticeModeSummary>? Modes)
{
    /// <summary>D.</summary>
    public int Dimensions { get; init; } = 1;

    /// <summary><c>walls</c>, which are kinks in one dimension, or <c>strings</c>; null where the potential has neither.</summary>
    public string? Defects { get; init; }

    /// <summary>The field at the start.</summary>
    public LatticeContentSummary? Initial { get; init; }

    /// <summary>The field on the lattice at the last recorded time.</summary>
    public LatticeContentSummary? Direct { get; init; }

    /// <summary>The trained network's field at the last recorded time; null when nothing was trained.</summary>
    public LatticeContentSummary? Trained { get; init; }

    /// <summary>Part of the sites where network and lattice end on the same side of 0; null without walls or training.</summary>
    public double? SameVacuum { get; init; }

    internal static LatticeSummary? Of(RunReading run)
    {
        if (!run.Predictions.TryGetValue("lattice", out Prediction? lattice) || run.Problem.Loss is not LatticeLoss { Grid: var grid } loss)
        {
            return null;
        }

        FieldContent content = ContentOf(loss, run.Problem.Outputs);

        double amplitude = ErrorBudget.Maximum(lattice.Field);
        double? Error(Trajectory? field) =>
            field is null || amplitude == 0 ? null : ErrorBudget.Maximum(field.Minus(lattice.Field)) / amplitude;
        Trajectory? trained = run.Training?.Field;
        return new LatticeSummary(
            grid.Sites,
            grid.Spacing,
            amplitude,
            Error(trained),
            run.Predictions.TryGetValue("discrete", out Prediction? discrete) ? Error(discrete.Field) : null,
            run.LatticeSeconds,
            trained is null ? null : run.TrainingSeconds,
            grid.Dimensions == 1 && LatticeModes.Of(run.Problem) is { } exact ? ModesOf(exact, lattice.Field, trained) : null)
        {
            Dimensions = grid.Dimensions,
            Defects = content.Defects,
            Initial = LatticeContentSummary.Of(content, lattice.Field, 0),
            Direct = LatticeContentSummary.Of(content, lattice.Field, lattice.Field.Count - 1),
            Trained = LatticeContentSummary.Of(content, trained, (trained?.Count ?? 0) - 1),
            SameVacuum = content.Defects == DefectKind.Walls && trained is not null && trained.Count == lattice.Field.Count
                ? SameSide(lattice.Field.At(trained.Count - 1), trained.At(trained.Count - 1)) : null,
        };
    }

    /// <summary>What the field of a network on a lattice is looked at by.</summary>
    internal static FieldContent ContentOf(LatticeLoss loss, int outputs) => new(loss.Grid, loss.Source, outputs);

    private static double SameSide(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        int same = 0;
        for (int site = 0; site < left.Length; site++)
        {
            same += left[site] < 0 == right[site] < 0 ? 1 : 0;
        }

        return (double)same / left.Length;
    }

    private static LatticeModeSummary[] ModesOf(LatticeModes exact, Trajectory lattice, Trajectory? trained)
    {
        int shown = (exact.Grid.Sites / 2) + 1;
        double[] amplitudes = new double[shown], latticeErrors = new double[shown], trainedErrors = new double[shown];
        for (int t = 0; t < lattice.Count; t++)
        {
            Complex[] truth = exact.At(t), direct = LatticeSpectrum.Modes(exact.Grid, lattice.At(t));
            Complex[]? network = trained is null || t >= trained.Count ? null : LatticeSpectrum.Modes(exact.Grid, trained.At(t));
            for (int n = 0; n < shown; n++)
            {
                amplitudes[n] = Math.Max(amplitudes[n], truth[n].Magnitude);
                latticeErrors[n] = Math.Max(latticeErrors[n], (direct[n] - truth[n]).Magnitude);
                trainedErrors[n] = Math.Max(trainedErrors[n], network is null ? 0 : (network[n] - truth[n]).Magnitude);
            }
        }

        double whole = amplitudes.Max();
        return [.. Enumerable.Range(0, shown).Select(n => new LatticeModeSummary(
            n,
            Math.Sqrt(exact.Grid.WaveNumberSquared(n)),
            amplitudes[n],
            latticeErrors[n] / whole,
            trained is null ? null : trainedErrors[n] / whole))];
    }
}

/// <summary>What there is in a field on a lattice at one time.</summary>
/// <param name="Order">The order parameter √⟨Σ_c φ_c²⟩.</param>
/// <param name="Defects">Comoving amount of defects: how many kinks (1-D) or strings (2-D), length or area of walls; null without.</param>
public sealed record LatticeContentSummary(double Order, double? Defects)
{
    internal static LatticeContentSummary? Of(FieldContent content, Trajectory? field, int time) => field is null || time < 0 ? null : new(
        content.Order(field.At(time)), content.Amount(field.At(time)) is var amount && double.IsFinite(amount) ? amount : null);
}

/// <summary>One Fourier mode against its exact solution, continuous in time.</summary>
/// <param name="K">Wavelengths on the lattice.</param>
/// <param name="WaveNumber">k_lat.</param>
/// <param name="Amplitude">Largest |φ_k| of the exact solution over the recorded times.</param>
/// <param name="LatticeError">Largest |φ_k − exact| of the leapfrog solution, over the largest amplitude of all modes.</param>
/// <param name="TrainedError">The same of the trained network; null when nothing was trained.</param>
public sealed record LatticeModeSummary(int K, double WaveNumber, double Amplitude, double LatticeError, double? TrainedError);

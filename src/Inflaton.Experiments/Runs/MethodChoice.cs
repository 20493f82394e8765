using System.Globalization;
using Inflaton.Experiments.Files;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;
using Inflaton.Training.Reduced;

namespace Inflaton.Experiments.Runs;

/// <summary>
/// How a training is computed, chosen before it begins from sizes alone, so that the same file is always trained the same way.
/// </summary>
internal sealed class MethodChoice
{
    private readonly ExperimentSettings settings;
    private readonly string reason;
    private ReducedTraining? reduced;

    public MethodChoice(ExperimentSetup setup)
    {
        settings = setup.Settings;
        TrainingSettings training = settings.Training;
        double saving = TrainingCost.PredictedSaving(setup.Architecture, setup.Inputs.Rows, setup.Steps, training.Tolerance);
        bool single = settings.Precision == "single";
        bool steered = settings.Optimizer.RuleCopies > 0;
        string? direct = WhyDirect(settings);
        IsReduced = Reduces(settings, saving);
        reason = training.Method != "auto" ? "asked for in the file"
            : single ? "single precision is trained directly"
            : direct is not null ? $"{direct} is trained directly"
            : steered ? $"{settings.Optimizer.Key} is trained directly"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"reduced training is predicted to save a factor {saving:F1} ({(IsReduced ? "at least" : "below")} "
                + $"{TrainingCost.LeastSaving})");
    }

    /// <summary>Whether training is reduced, given the predicted saving.</summary>
    public static bool Reduces(ExperimentSettings settings, double saving) =>
        settings.Training.Method == "reduced"
        || (settings.Training.Method == "auto" && settings.Precision != "single" && settings.Optimizer.RuleCopies == 0
        && WhyDirect(settings) is null && saving >= TrainingCost.LeastSaving);

    /// <summary>What the reduced method cannot carry; null where it carries all.</summary>
    private static string? WhyDirect(ExperimentSettings settings) => settings.Batches is not null ? "what takes batches"
        : settings.Optimizer is GradientDescentSettings { WeightDecay: not 0 } ? "weight decay"
        : settings.Optimizer is GradientDescentSettings { ClipNorm: not null } ? "what clips gradients"
        : null;

    /// <summary>Whether the reduced method was chosen.</summary>
    public bool IsReduced { get; }

    /// <summary>The method of a task; null for the trainer's own, the direct one.</summary>
    public TrainingMethod? Method(ExperimentSetup setup, ReadOut? readOut, NaturalGradient? natural, WorkerTeam team)
    {
        MatrixProduct<double> product = new(team);
        if (settings.Training.Method == "linearized")
        {
            return new LinearizedTraining(setup.Parameters, setup.Inputs, setup.Targets, setup.Loss, product, team, readOut, natural);
        }

        reduced = IsReduced
            ? new ReducedTraining(
                setup.Parameters, setup.Inputs, setup.Targets, setup.Loss, product, team, settings.Training.Tolerance, readOut, natural)
            : null;
        return reduced;
    }

    /// <summary>What became of it.</summary>
    public TrainingSummary Summary() => new(
        IsReduced ? "reduced" : settings.Training.Method == "linearized" ? "linearized" : "direct",
        reason,
        settings.Precision,
        reduced?.Tolerance,
        reduced?.LargestResidual,
        reduced?.Saving,
        [.. (reduced?.BasisSizes ?? []).Select(size => new BasisSummary(size.Layer, size.Signals, size.Responses, size.LeftAtStep))]);
}

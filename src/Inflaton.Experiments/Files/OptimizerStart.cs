using Inflaton.Duality;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Experiments.Files;

/// <summary>What is known at epoch 0, of which an optimiser's settings make the optimiser.</summary>
public sealed class OptimizerStart
{
    private readonly List<string> notes = [];

    /// <summary>The experiment file, for messages.</summary>
    public required ExperimentFile File { get; init; }

    /// <summary>ℓ.</summary>
    public required Loss Loss { get; init; }

    /// <summary>y, length N·C.</summary>
    public required double[] Targets { get; init; }

    /// <summary>f, length N·C.</summary>
    public required double[] Field { get; init; }

    /// <summary>Number N of inputs.</summary>
    public required int Points { get; init; }

    /// <summary>Number C of outputs.</summary>
    public int Outputs => Field.Length / Points;

    /// <summary>The kernel that the field moves by.</summary>
    public required Matrix<double> Kernel { get; init; }

    /// <summary>Its eigen-system.</summary>
    public required KernelSpectrum Spectrum { get; init; }

    /// <summary>Steps of the training, not negative.</summary>
    public int Steps { get; init; }

    /// <summary>Threads.</summary>
    public WorkerTeam Team { get; init; } = WorkerTeam.Single;

    /// <summary>𝓛: the loss, the mean of ℓ over the inputs.</summary>
    public double InitialLoss => Loss.Energy(Field, Targets) / Points;

    /// <summary>What is to be said of the optimiser that was made: what a learning rate of <c>auto</c> has become.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>
    /// Half the stability limit: the one that holds all along, or where ℓ'' has no bound that of the start. Far from the minimum of a loss
    /// that flattens out, that of the start says nothing about the steps on the way.
    /// </summary>
    /// <param name="key">Key of the optimiser, for messages.</param>
    /// <param name="optimizer">The optimiser with the learning rate 1.</param>
    /// <exception cref="ExperimentFileException">There is no limit.</exception>
    public double StableRate(string key, Optimizer optimizer)
    {
        LargestMass own = LargestMass.Of(Kernel, Spectrum, Loss, Field, Targets, Points, Team);
        LargestMass largest = new(own.AtStart + optimizer.WeightDecay, own.Throughout + optimizer.WeightDecay);
        double bound = optimizer.StabilityBound / optimizer.PeakRateIn(Steps);
        double limit = largest.LimitThroughout(bound) ?? largest.LimitAtStart(bound);
        if (!(limit > 0 && double.IsFinite(limit)))
        {
            throw Unfit(
                $"optimizer.{key}.learning_rate", "auto",
                limit > 0 ? "has no stability limit to go by: nothing pulls on the field"
                    : "has no stability limit to go by: the loss is not finite at the start",
                "Give a number.");
        }

        string whose = largest.Throughout is null
            ? " and of the loss's curvature there, which has no bound that is known: the limit may fall on the way"
            : Loss.UniformCurvature is null ? " with the largest curvature that the loss can reach on the way"
            : "";
        notes.Add(ReadableFormat.Text(
            $"learning_rate: auto is {limit / 2:G4}, half the stability limit of the kernel at the start{whose}."));
        return limit / 2;
    }

    /// <summary>What says that the settings do not fit this network or data; to be thrown.</summary>
    /// <param name="key">The key to name, from the top of the file.</param>
    /// <param name="value">Its value; null for none.</param>
    /// <param name="problem">What is wrong, without a full stop.</param>
    /// <param name="remedy">What to do.</param>
    public ExperimentFileException Unfit(string key, string? value, string problem, string? remedy) =>
        File.Refusal(key, value, problem, remedy);
}

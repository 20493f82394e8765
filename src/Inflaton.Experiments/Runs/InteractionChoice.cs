using Inflaton.Duality;
using Inflaton.Duality.Interactions;
using Inflaton.Experiments.Files;
using Inflaton.Kernels.Interactions;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Runs;

/// <summary>
/// Whether the next order in 1/width is computed, by what it costs beside the training; counted, not timed, so that it is the same
/// everywhere.
/// </summary>
internal static class InteractionChoice
{
    /// <summary>What the vertices may cost in any case, in seconds.</summary>
    private const double Cheap = 1;

    /// <summary>Seconds of one multiplication in the vertices.</summary>
    private const double Unit = 6e-11;

    /// <summary>The source of the next order; null where none of its rungs is asked for or it does not belong to this kernel.</summary>
    /// <param name="setup">The experiment.</param>
    /// <param name="start">Its field at epoch 0.</param>
    /// <param name="problem">What is to be predicted.</param>
    /// <param name="moving">The kernel at epoch 0.</param>
    /// <param name="options">Progress and cancellation.</param>
    /// <param name="team">Threads.</param>
    /// <param name="leftOut">Why it is left out although it is asked for; null otherwise.</param>
    /// <exception cref="ExperimentFileException">It does not fit in memory.</exception>
    public static InteractionSource? Of(
        ExperimentSetup setup, FieldStart start, PredictionProblem problem, StartKernel moving, RunOptions options, WorkerTeam team,
        out string? leftOut)
    {
        leftOut = null;
        ExperimentSettings settings = setup.Settings;
        string[] asked =
        [
            .. setup.File.Vocabulary.Rungs.Where(rung => rung.UsesInteractions && rung.Refusal(problem) is null).Select(rung => rung.Name)
                .Where(settings.Predictions.Contains),
        ];
        if (asked.Length == 0 || !problem.Optimizer.IsPredictable || setup.Steps == 0)
        {
            return null;
        }

        string names = string.Join(" and ", asked);
        leftOut = settings.Kernel == "infinite" ? $"{names}: left out, since a kernel of infinite width does not move."
            : settings.Training.Method == "linearized" ? $"{names}: left out, since the kernel of a linearized network does not move."
            : problem.Copies > 1 ? $"{names}: left out, since one kernel stands for all outputs, and its motion for none of them. "
                + "Take output_kernel: full to have it."
            : null;
        if (leftOut is not null)
        {
            return null;
        }

        InteractionSource source = new(
            new KernelInteractions(setup.Parameters, setup.Inputs, setup.TestInputs, team, start.ReadOut?.Scale ?? 1), moving.Own)
        {
            Modes = settings.Interactions.Modes,
            Tolerance = settings.Interactions.Tolerance,
            Cancellation = options.Cancellation,
        };
        if (source.Couplings(problem) is not { } couplings)
        {
            return source;
        }

        double memory = source.Network.MemoryNeeded(couplings);
        if (memory > ExperimentFile.AvailableMemory)
        {
            leftOut = ReadableFormat.Text(
                $"{names}: left out, since {couplings.Moves.Count} directions need {memory / (1L << 30):G3} GiB "
                + $"and the machine has {ExperimentFile.AvailableMemory / (1L << 30):G3}. "
                + $"Set interactions.modes lower, or interactions.tolerance higher.");
            return null;
        }

        double cost = Unit * source.Network.Multiplications(couplings), training = ExperimentCost.Training(setup);
        if (settings.Interactions.Modes is null && cost > Math.Max(training, Cheap))
        {
            leftOut = ReadableFormat.Text(
                $"{names}: left out, since the kernel's motion along the {couplings.Moves.Count} directions "
                + $"that interactions.tolerance {settings.Interactions.Tolerance:G3} needs would cost {cost / training:G3} times "
                + $"the training. Set interactions.modes, or a larger tolerance, to have it.");
            return null;
        }

        return source;
    }
}

using Inflaton.Duality;
using Inflaton.Duality.Interactions;
using Inflaton.Experiments.Files;
using Inflaton.Kernels.Interactions;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Runs;

/// <summary>
/// Whether the next order in 1/width is computed, by what it costs beside the training; counted, not timed, so that it is the same
/// everywhere. For an ensemble of orders, which a file names, it is computed at any cost.
/// </summary>
internal static class InteractionChoice
{
    /// <summary>What it may cost in any case, in seconds.</summary>
    private const double Cheap = 1;

    /// <summary>What it may cost beside the training.</summary>
    private const double LargestPart = 0.5;

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
        IRung[] asked =
        [
            .. setup.File.Vocabulary.Rungs.Where(rung => rung.UsesInteractions && rung.Refusal(problem) is null
                && settings.Predictions.Contains(rung.Name) && (rung.NeedsInteractions || rung.Applies(problem))),
        ];
        if (asked.Length == 0 || !problem.Optimizer.IsPredictable)
        {
            return null;
        }

        // What needs it is left out without it; what only uses it says what it lacks.
        string needing = string.Join(" and ", asked.Where(rung => rung.NeedsInteractions).Select(rung => rung.Name));
        string without = string.Join(" and ", asked.Where(rung => !rung.NeedsInteractions).Select(rung => rung.Name));
        string names = (needing, without) switch
        {
            (_, "") => $"{needing}: left out",
            ("", _) => $"{without}: by the kernel of epoch 0 without its drift",
            _ => $"{needing}: left out, and {without} without the kernel's drift",
        };
        leftOut = setup.Steps == 0 ? $"{names}, since nothing moves in 0 epochs."
            : settings.Kernel == "infinite" ? $"{names}, since a kernel of infinite width does not move."
            : settings.Training.Method == "linearized" ? $"{names}, since the kernel of a linearized network does not move."
            : problem.Copies > 1 ? $"{names}, since one kernel stands for all outputs, and its motion for none of them. "
                + "Take output_kernel: full to have it."
            : new NextOrderRung().Refusal(problem) is { } reason ? $"{names}, since {reason}."
            : problem.Optimizer.WeightDecay != 0 && settings.Interactions.Method == "modes"
                ? $"{names}, since with weight decay the kernel's motion is known by the path alone. Take interactions.method: path."
            : null;
        if (leftOut is not null)
        {
            return null;
        }

        InteractionSource source = new(
            new KernelInteractions(setup.Parameters, setup.Inputs, setup.TestInputs, team, start.ReadOut?.Scale ?? 1), moving.Own)
        {
            Method = settings.Interactions.Method switch
            {
                "modes" => InteractionMethod.Modes,
                "path" => InteractionMethod.Path,
                _ => null,
            },
            Modes = settings.Interactions.Modes,
            Tolerance = settings.Interactions.Tolerance,
            Cancellation = options.Cancellation,
        };
        if (source.Plan(problem) is not { } plan)
        {
            return source;
        }

        string what = plan.Couplings is { } couplings ? $"{couplings.Moves.Count} directions" : $"{plan.Nodes} places of the way";
        if (plan.Bytes > StudyFile.AvailableMemory)
        {
            leftOut = ReadableFormat.Text(
                $"{names}, since the kernel's motion along {what} needs {plan.Bytes / (1L << 30):G3} GiB "
                + $"and the machine has {StudyFile.AvailableMemory / (1L << 30):G3}. "
                + $"Set interactions.modes lower, or interactions.tolerance higher.");
            return null;
        }

        double training = ExperimentCost.Training(setup);
        if (settings.Interactions is { Modes: null, Method: "auto" } && without == ""
            && plan.Seconds > Math.Max(LargestPart * training, Cheap))
        {
            leftOut = ReadableFormat.Text(
                $"{names}, since the kernel's motion along the {what} "
                + $"that interactions.tolerance {settings.Interactions.Tolerance:G3} needs would cost {plan.Seconds / training:G3} times "
                + $"the training, more than half. Set interactions.method, or a larger tolerance, to have it.");
            return null;
        }

        return source;
    }
}

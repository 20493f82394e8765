using Inflaton.Duality;
using Inflaton.Duality.Phases;
using Inflaton.Networks;
using Inflaton.Training;

namespace Inflaton.Experiments.Runs;

/// <summary>The phase that a training is in, predicted before it begins.</summary>
internal sealed class PhaseForecast
{
    private const string Exact = "exact";
    private const string Sampled = "narrow_networks";

    private const int Draws = 5;
    private const int WidestNarrow = 256;
    private const int NarrowestNarrow = 32;
    private const int LeastSteps = 100;
    private const int MostSteps = 300;

    // Rates that are tried for a draw, and what they may cost in seconds in any case.
    private const int Trials = 12;
    private const double Cheap = 0.5;
    private const double MultiplicationSeconds = 4e-11;
    private const double StepSeconds = 5e-6;

    private readonly double momentum;
    private readonly double edge;
    private readonly double massSquared;
    private readonly double stepMassSquared;
    private readonly DivergenceLimit? limit;
    private readonly TrainingPhase? predicted;
    private readonly string ground;
    private readonly PredictionProblem? noisy;

    private PhaseForecast(
        double momentum, double edge, double massSquared, double rate, string ground, PredictionProblem? noisy,
        params IReadOnlyList<IPhaseModel> models)
    {
        this.noisy = noisy;
        (this.momentum, this.edge, this.massSquared, this.ground) = (momentum, edge, massSquared, ground);
        stepMassSquared = rate * massSquared;
        limit = models.Count == 0 ? null : DivergenceLimit.Of(models, edge, ground == Exact ? 1e-6 : 0.005);
        predicted = stepMassSquared <= edge ? TrainingPhase.Lazy
            : models.Count == 0 ? null
            : 2 * models.Count(model => model.Follow(stepMassSquared) == TrainingPhase.Divergent) > models.Count ? TrainingPhase.Divergent
            : TrainingPhase.Catapult;
    }

    /// <summary>
    /// The phase; null where there is none to speak of: without constant momentum, with a whitened gradient, where nothing pulls back.
    /// </summary>
    /// <param name="setup">The experiment.</param>
    /// <param name="problem">What is to be predicted.</param>
    /// <param name="modes">Its limits of stability.</param>
    /// <param name="start">The field at epoch 0.</param>
    public static PhaseForecast? Of(ExperimentSetup setup, PredictionProblem problem, ModeAnalysis modes, FieldStart start)
    {
        double rate = problem.Optimizer.PeakRateIn(problem.Epochs[^1]), mass = problem.Optimizer.StabilityBound / modes.StabilityLimit;
        double edge = modes.StabilityLimitThroughout is { } throughout && throughout < modes.StabilityLimit
            ? mass * throughout : problem.Optimizer.StabilityBound;
        if (problem.Optimizer is not GradientDescent { Momentum: var momentum } || setup.Settings.Optimizer.Natural is not null
            || !(mass > 0 && double.IsFinite(mass)))
        {
            return null;
        }

        PhaseForecast Found(string ground, params IReadOnlyList<IPhaseModel> models) =>
            new(momentum, edge, mass, rate, ground, problem.Batches is null ? null : problem, models);
        double scale = start.ReadOut?.Scale ?? 1;
        if (setup.Settings.Training.Method == "linearized")
        {
            return Found(Exact, new FrozenPhases(edge));
        }

        if (problem.Batches is not null || problem.Optimizer is not GradientDescent { Scheduled: null, WeightDecay: 0, ClipNorm: null })
        {
            // What climbs and comes back is known of one rate and the gradient of all rows alone.
            return Found("stability");
        }

        if (LinearPair.Of(setup.Parameters, setup.Inputs, setup.Loss, problem.Targets[0], problem.InitialField[0], scale, momentum)
            is { } pair)
        {
            return Found(Exact, pair);
        }

        if (rate * mass <= edge || setup.GivenWeights is not null || setup.Architecture.Layers < 2 || setup.Settings.Epochs == 0)
        {
            return Found("stability");
        }

        int steps = Math.Clamp(setup.Settings.Epochs, LeastSteps, MostSteps);
        double allowed = Math.Max(ExperimentCost.Training(setup), Cheap);
        int width = WidestNarrow;
        while (width > NarrowestNarrow && Cost(setup.Architecture, problem.Points, width, steps) > allowed)
        {
            width /= 2;
        }

        if (Cost(setup.Architecture, problem.Points, width, steps) > allowed)
        {
            return Found("stability");
        }

        NarrowNetwork[] narrow =
        [
            .. Enumerable.Range(1, Draws).Select(draw => new NarrowNetwork(
                problem, setup.Architecture, setup.Inputs, scale, momentum, width,
                setup.Settings.Seed ^ (0x9E3779B97F4A7C15UL * (ulong)draw), steps)),
        ];
        return Found(Sampled, narrow);
    }

    /// <summary>What was predicted, beside what happened.</summary>
    /// <param name="training">What was trained; null for nothing.</param>
    public PhaseSummary Summary(TrainingRecord? training)
    {
        bool isWhole = training is { Status: not TrainingStatus.Interrupted, Epochs: [.., > 0] }
            || training?.Status == TrainingStatus.Diverged;
        LossClimb climb = training is null ? default : ClimbOf(training);
        TrainingPhase? happened = isWhole
            ? TrainingPhases.Of(climb, training!.Status == TrainingStatus.Diverged, momentum, stepMassSquared, noisy is not null)
            : null;
        bool isSampled = ground == Sampled;
        return new PhaseSummary(
            predicted is { } before ? PhaseSummary.Word(before) : null,
            happened is { } after ? PhaseSummary.Word(after) : null,
            ground,
            stepMassSquared,
            2 * stepMassSquared / (1 + momentum),
            edge,
            limit?.Value,
            isSampled ? limit?.Lowest : null,
            isSampled ? limit?.Highest : null,
            edge / massSquared,
            limit?.Value / massSquared,
            isWhole && climb.First is var first and not 0 ? climb.Highest / first : null,
            training?.FinalKernel is not null && training.Sharpness is [var initial, .., var final] && initial > 0
                ? final / initial : null);
    }

    /// <summary>The loss on its way: of all rows, where steps are of batches at the records alone.</summary>
    private LossClimb ClimbOf(TrainingRecord training)
    {
        if (noisy is null || training.Field.Count == 0)
        {
            return training.Climb;
        }

        LossClimb climb = LossClimb.Of(noisy.LossOf(training.Field.At(0)));
        for (int record = 1; record < training.Field.Count; record++)
        {
            climb = climb.Then(noisy.LossOf(training.Field.At(record)));
        }

        return climb;
    }

    private static double Cost(NetworkArchitecture wide, int points, int width, int steps)
    {
        NetworkArchitecture narrow = NarrowNetwork.Narrowed(wide, width);
        double step = StepSeconds + (3 * MultiplicationSeconds * points * narrow.ParameterCount);
        return Draws * Trials * (double)steps * step;
    }

    /// <summary>A kernel that does not move: what grows, grows for ever.</summary>
    private sealed class FrozenPhases(double edge) : IPhaseModel
    {
        public TrainingPhase Follow(double stepMassSquared) => stepMassSquared > edge ? TrainingPhase.Divergent : TrainingPhase.Lazy;
    }
}

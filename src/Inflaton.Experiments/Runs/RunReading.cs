using System.Text.Json.Nodes;
using Inflaton.Data;
using Inflaton.Duality;
using Inflaton.Duality.Batches;
using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Training;

namespace Inflaton.Experiments.Runs;

/// <summary>What a run computed, read out as summary and arrays.</summary>
internal sealed class RunReading
{
    private const int ListedModes = 100;

    private readonly PredictedEnd forecast;

    public RunReading(
        ExperimentSetup setup,
        PredictionProblem problem,
        ModeAnalysis modes,
        IReadOnlyDictionary<string, Prediction> predictions,
        TrainingRecord? training,
        TrainingSummary? method,
        CollectiveHistory collective)
    {
        Setup = setup;
        Problem = problem;
        Modes = modes;
        Predictions = predictions;
        Training = training;
        Method = method;
        Collective = collective;
        forecast = PredictedEnd.Of(problem, predictions);
        InitialLoss = problem.LossOf(problem.InitialField);
        Theta0 = Enumerable.Range(0, problem.Kernel.Rows).Average(i => problem.Kernel[i, i]);
        Theory = TheoryOf(problem.Matching);
        Budget = ErrorBudget.Of(
            FieldOf("perturbations"), FieldOf("frozen_kernel"), FieldOf("discrete"), FieldOf("next_order"), training?.Field);
    }

    public ExperimentSetup Setup { get; }

    public ExperimentSettings Settings => Setup.Settings;

    public PredictionProblem Problem { get; }

    public ModeAnalysis Modes { get; }

    public IReadOnlyDictionary<string, Prediction> Predictions { get; }

    public TrainingRecord? Training { get; }

    public TrainingSummary? Method { get; }

    public CollectiveHistory Collective { get; }

    /// <summary>Where the predictions of the other matching end; null where nothing is trained or the kernel is too large.</summary>
    public PredictedEnd? Counterpart { get; init; }

    /// <summary>The kernels of infinite width, where the predictions were made from them.</summary>
    public InfiniteKernels? Infinite { get; init; }

    /// <summary>Θ on the test inputs; null without a posterior.</summary>
    public Matrix<double>? TestTestKernel { get; init; }

    /// <summary>The outputs over draws of the weights; null where they are not asked for.</summary>
    public PosteriorReading? Posterior { get; init; }

    /// <summary>What whitened the loss gradient; null where nothing did.</summary>
    public NaturalReading? Natural { get; init; }

    /// <summary>Predictions between the records, by their names in the arrays.</summary>
    public OrderedDictionary<string, NumericArray> Curves { get; init; } = [];

    /// <summary>Expansions that left the numbers beside other predictions, which are not kept.</summary>
    public IReadOnlyList<Prediction> Diverged { get; init; } = [];

    /// <summary>How the kernel's motion was taken into account; null where it was not.</summary>
    public InteractionSummary? Interactions { get; init; }

    /// <summary>‖ΔΘ‖/‖Θ₀‖ of the whole run as predicted; null where it is not.</summary>
    public double? KernelChange { get; init; }

    /// <summary>The losses of several orders of the batches, the run's own first; null where one is trained.</summary>
    public double[][]? Orders { get; init; }

    /// <summary>Lazy, catapult or divergent; null where there is no such thing.</summary>
    public PhaseSummary? Phase { get; init; }

    /// <summary>Seconds that the direct solution on the lattice took.</summary>
    public double LatticeSeconds { get; init; }

    /// <summary>Seconds that training took.</summary>
    public double TrainingSeconds { get; init; }

    /// <summary>The exact field that the network is held against, where the file names a universe.</summary>
    public FollowedUniverse? Followed { get; init; }

    /// <summary>How many background fields the training needs; null where the prediction <c>background</c> is not asked for.</summary>
    public BackgroundFields? Backgrounds { get; init; }

    public EffectiveTheory Theory { get; }

    public ErrorBudget Budget { get; }

    public double InitialLoss { get; }

    public double Theta0 { get; }

    public RunSummary Summary(
        RunOptions options, IReadOnlyList<string> warnings, IReadOnlyDictionary<string, double> timings, JsonNode settings) => new()
        {
            Name = Settings.Name,
            Seed = Settings.Seed,
            Version = RunEnvironment.Version,
            Status = Status(),
            Sharpness = SharpnessOf(),
            Message = Advised(Training?.Message) ?? Predictions.Values.FirstOrDefault(prediction => !prediction.IsComplete)?.Message
                ?? Posterior?.Summary.Message,
            Matching = Problem.Matching.ToString().ToLowerInvariant(),
            LearningRate = Problem.Optimizer.LearningRate,
            Momentum = Problem.Optimizer.MomentumAtStart(Problem.Mean(Problem.InitialField)[0]),
            MomentumMeaning = Problem.Optimizer.MomentumMeaning,
            ConstantHubble = Settings.Optimizer.HasConstantHubble,
            Epochs = Setup.Steps,
            Schedule = ScheduleSummary.Of(Problem),
            WeightDecay = Problem.Optimizer.WeightDecay == 0 ? null : Problem.Optimizer.WeightDecay,
            Batches = Setup.Batches is { } batches ? new BatchSummary(batches.Name, batches.Size, batches.StepsPerPass)
            {
                Draws = EnsembleOf()?.Draws,
                Noise = NoiseOf(),
                Orders = Orders is null ? null : OrderSummary.Of(Orders, EnsembleOf()),
                LossSpread = EnsembleOf()?.LossSpread is [.., var spread] ? spread : null,
                LossDrift = EnsembleOf()?.LossDrift is [.., var drift] ? drift : null,
            }
            : null,
            EpochsTrained = Training is null || Training.Epochs.Length == 0 ? 0 : Training.Epochs[^1],
            TrainingPoints = Problem.Points,
            TestPoints = Setup.Data.TestPoints,
            Outputs = Problem.Outputs,
            OutputKernel = Problem.Copies > 1 ? "shared" : "full",
            Classes = Setup.Classes.Count > 0 ? Setup.Classes : null,
            Parameters = Setup.Architecture.ParameterCount,
            Parameterization = ParameterizationNames.Of(Setup.Architecture.Parameterization),
            Hubble = Theory.Hubble,
            Lambda = Theory.Lambda,
            HubbleTime = Theory.HubbleTime,
            EpochsPerHubbleTime = Theory.EpochsPerHubbleTime,
            Efolds = Theory.Efolds,
            Theta0 = Theta0,
            LeadingEigenvalue = Problem.Spectrum.Leading,
            StatedError = Infinite?.NtkError,
            Eigenvalues = Problem.Spectrum.Eigenvalues,
            UniformOverlap = Problem.Spectrum.UniformOverlap,
            EigenvalueSpread = Problem.Spectrum.Spread,
            Natural = NaturalSummary.Of(Natural),
            Lattice = LatticeSummary.Of(this),
            Domination = Theory.Domination,
            DominationRatio = Settings.DominationRatio,
            MaxLearningRate = Theory.MaxLearningRate,
            StabilityLimit = Modes.StabilityLimit,
            StabilityLimitThroughout = Modes.StabilityLimitThroughout,
            KernelDrift = Training?.FinalKernel is null ? null : Training.KernelDrift[^1],
            LossInitial = InitialLoss,
            LossFinal = Training is { Loss: [.., var trained] } ? trained : null,
            LossPredicted = Predictions.ToDictionary(p => p.Key, p => ReachesTheEnd(p.Value) ? p.Value.Loss[^1] : double.NaN),
            MeanInitial = Problem.Mean(Problem.InitialField)[0],
            MeanFinal = Final is { } final ? Problem.Mean(final)[0] : null,
            MeanPredicted = forecast.Mean,
            Test = TestSummary(),
            Accuracy = AccuracyOf(Setup.Labels, Problem.InitialField, Training?.Field, prediction => prediction.Field),
            ErrorBudget = new ErrorBudgetSummary(
                Part(Budget.Linearisation), Part(Budget.Continuum), Part(Budget.Drift), Part(Budget.Total), Part(Budget.Interactions),
                Part(Budget.Rest)),
            Interactions = Interactions is null ? null : Interactions with
            {
                KernelChangePerEfold = Theory.Efolds > 0
                    ? new KernelChange(
                        KernelChange / Theory.Efolds,
                        Training is { FinalKernel: not null, Status: TrainingStatus.Completed }
                            ? Training.KernelDrift[^1] / Theory.Efolds : null)
                    : null,
            },
            Phase = Phase,
            Matchings = new Dictionary<string, MatchingSummary>
            {
                ["leading"] = Matched(Matching.Leading),
                ["leapfrog"] = Matched(Matching.Leapfrog),
            },
            Modes = ListedModesSummary(),
            FrozenModes = Modes.Frozen,
            Background = BackgroundSummary.Of(this),
            Collective = CollectiveSummary.Of(
                Setup, Problem, Collective, isOther: Infinite is not null || Natural is not null, Training?.FinalKernel is not null),
            Posterior = Posterior?.Summary,
            Universe = Followed is null ? null : new FollowedSummary(
                Followed.Name,
                Followed.Field.Shift,
                Followed.Field.PredictedError,
                Followed.Field.StepError,
                Followed.Field.WidthError,
                Training is null ? null : Followed.Field.ErrorOf(Training.Field),
                FieldOf("frozen_kernel") is { } frozen ? Followed.Field.ErrorOf(frozen) : null),
            Warnings = warnings,
            Training = Method,
            Timings = Phases(timings),
            Threads = options.Threads,
            Host = RunEnvironment.Host,
            Environment = RunEnvironment.Describe(),
            Settings = settings,
        };

    /// <summary>A divergence above the limit of the start has a remedy in the file, unless the file asks for it already.</summary>
    private string? Advised(string? message) =>
        message is not null && Training?.Status == TrainingStatus.Diverged && Settings.Optimizer.IsRateGiven
            && Problem.Optimizer.LearningRate > Modes.StabilityLimit
            ? $"{message.TrimEnd('.')}, or write learning_rate: auto." : message;

    private SharpnessSummary? SharpnessOf()
    {
        double rate = Problem.Optimizer.LearningRate, edge = Problem.Optimizer.StabilityBound;
        if (Training?.Sharpness is not { Length: > 0 } sharpness || double.IsNaN(edge))
        {
            return null;
        }

        double largest = sharpness.Max();
        return new SharpnessSummary(
            edge, rate * sharpness[0], Training.FinalKernel is null ? null : rate * sharpness[^1], rate * largest,
            Training.KernelEpochs[Array.IndexOf(sharpness, largest)]);
    }

    /// <summary>What a prediction says of all orders of the batches; null without one.</summary>
    private OrderEnsemble? EnsembleOf() => Predictions.Values.FirstOrDefault(prediction => prediction.Ensemble is not null)?.Ensemble;

    /// <summary>The noise of the batches along the mean over their orders, or else the one order that is predicted.</summary>
    private BatchNoise? NoiseOf() =>
        (Predictions.GetValueOrDefault("ensemble") ?? Predictions.GetValueOrDefault("frozen_kernel")
            ?? Predictions.GetValueOrDefault("discrete")) is { } way ? BatchNoise.Of(Problem, way.Field) : null;

    private RunStatus Status() => Training?.Status switch
    {
        TrainingStatus.Diverged => RunStatus.Diverged,
        TrainingStatus.Interrupted => RunStatus.Interrupted,
        _ when Predictions.Values.Any(prediction => !prediction.IsComplete) || Posterior?.Summary.Message is not null =>
            RunStatus.PredictionFailed,
        null => RunStatus.NotTrained,
        _ => RunStatus.Completed,
    };

    private EffectiveTheory TheoryOf(Matching matching) =>
        EffectiveTheory.Of(
            Problem.Optimizer, matching, Theta0, InitialLoss, Setup.Steps, Settings.DominationRatio,
            Problem.Mean(Problem.InitialField)[0]);

    private MatchingSummary Matched(Matching matching)
    {
        EffectiveTheory theory = TheoryOf(matching);
        PredictedEnd? ends = matching == Problem.Matching ? forecast : Counterpart;
        return new MatchingSummary(theory.Hubble, theory.Lambda, theory.Domination, theory.MaxLearningRate, theory.Efolds)
        {
            MeanPredicted = ends?.Mean,
            AmplitudesPredicted = ends?.Amplitudes is { } amplitudes ? amplitudes[..Math.Min(amplitudes.Length, ListedModes)] : null,
        };
    }

    /// <summary>f of the trained network at the last recorded epoch; null where nothing was trained.</summary>
    private double[]? Final => Training is { Field: { Count: > 0 } trained } ? trained.At(trained.Count - 1).ToArray() : null;

    private ModeSummary[] ListedModesSummary()
    {
        double[] initial = PredictedEnd.InModes(Problem.Spectrum, Problem.InitialField);
        double[]? final = Final is { } trained ? PredictedEnd.InModes(Problem.Spectrum, trained) : null;
        return
        [
            .. Modes.Modes.Take(ListedModes).Select((mode, i) => new ModeSummary(
                mode.Index, mode.Eigenvalue, mode.MassSquared, mode.Regime.ToString().ToLowerInvariant(), mode.PredictedChange,
                mode.IsFrozen)
            {
                AmplitudeInitial = initial[i],
                AmplitudeFinal = final?[i],
            }),
        ];
    }

    private TestSummary? TestSummary()
    {
        if (Setup.TestTargets is null)
        {
            return null;
        }

        double? Last(Trajectory? trajectory) =>
            trajectory is null || trajectory.Count == 0 ? null : TestLoss(trajectory.At(trajectory.Count - 1));
        return new TestSummary(
            TestLoss(Problem.TestInitialField),
            Last(Training?.TestField),
            Predictions.Where(p => p.Value.TestField is not null)
                .ToDictionary(p => p.Key, p => ReachesTheEnd(p.Value) ? Last(p.Value.TestField)!.Value : double.NaN),
            AccuracyOf(Setup.TestLabels, Problem.TestInitialField, Training?.TestField, prediction => prediction.TestField));
    }

    private AccuracySummary? AccuracyOf(int[]? labels, double[]? initial, Trajectory? trained, Func<Prediction, Trajectory?> field)
    {
        if (labels is null || initial is null)
        {
            return null;
        }

        double Right(Trajectory trajectory, int[] of) => Classification.Accuracy(trajectory.At(trajectory.Count - 1), of, Problem.Outputs);
        int[]? told = trained is { Count: > 0 } ? Classification.Labels(trained.At(trained.Count - 1), Problem.Outputs) : null;
        (string Rung, Trajectory Field)[] rungs =
        [
            .. Predictions.Where(p => PredictsPoints(p.Key) && ReachesTheEnd(p.Value) && field(p.Value) is not null)
                .Select(p => (p.Key, field(p.Value)!)),
        ];
        return new AccuracySummary(
            Classification.Accuracy(initial, labels, Problem.Outputs),
            told is null ? null : Right(trained!, labels),
            rungs.ToDictionary(rung => rung.Rung, rung => Right(rung.Field, labels)),
            told is null ? null : rungs.ToDictionary(rung => rung.Rung, rung => Right(rung.Field, told)));
    }

    private bool ReachesTheEnd(Prediction prediction) => prediction.Field.Count == Problem.Epochs.Length;

    /// <summary>Whether a rung predicts each output, not the mean alone.</summary>
    internal bool PredictsPoints(string rung) => Setup.File.Vocabulary.Rung(rung).Scope != RungScope.Mean;

    /// <summary>The loss on the test inputs, a mean over them.</summary>
    internal double TestLoss(ReadOnlySpan<double> field) => Setup.Loss.Energy(field, Setup.TestTargets) / Setup.Data.TestPoints;

    private BudgetPart? Part(Trajectory? part)
    {
        if (part is null)
        {
            return null;
        }

        bool isWhole = part.Count >= Math.Min(Problem.Epochs.Length, Training?.Field.Count ?? int.MaxValue);
        return new BudgetPart(ErrorBudget.Maximum(part), isWhole ? ErrorBudget.Final(part) : double.NaN)
        {
            Until = isWhole ? null : Problem.Epochs[part.Count - 1],
        };
    }

    /// <summary>The field of a prediction; null where it was not made.</summary>
    internal Trajectory? FieldOf(string rung) => Predictions.TryGetValue(rung, out Prediction? prediction) ? prediction.Field : null;

    private static Dictionary<string, double> Phases(IReadOnlyDictionary<string, double> timings) =>
        new[] { "training", "kernel", "eigen", "prediction", "report", "total" }.ToDictionary(
            phase => phase, phase => timings.GetValueOrDefault(phase));
}

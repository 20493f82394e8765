using System.Text.Json.Nodes;
using Inflaton.Data;
using Inflaton.Duality;
using Inflaton.Duality.Batches;
using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Lattice;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Training;

namespace Inflaton.Experiments.Runs;

/// <summary>What a run computed, read out as summary and arrays.</summary>
internal sealed class RunReading
{
    private const int ListedModes = 100;
    private const int PotentialSamples = 201;

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

    public IReadOnlyDictionary<string, NumericArray> Arrays()
    {
        OrderedDictionary<string, NumericArray> arrays = [];
        int times = Problem.Epochs.Length, points = Problem.Points, outputs = Problem.Outputs;
        int[] Shaped(params int[] shape) => outputs == 1 ? shape : [.. shape, outputs];
        void Series(string name, Trajectory? trajectory, int[] shape)
        {
            if (trajectory is not null)
            {
                arrays[name] = new NumericArray(shape, Padded(trajectory.Values, times * trajectory.Dimension));
            }
        }

        arrays["epochs"] = new NumericArray([times], [.. Problem.Epochs.Select(epoch => (double)epoch)]);
        arrays["time"] = new NumericArray([times], Problem.Optimizer.TimesAt(Problem.Epochs));
        Series("trained", Training?.Field, Shaped(times, points));
        foreach ((string rung, Prediction prediction) in Predictions)
        {
            Series(rung, prediction.Field, PredictsPoints(rung) ? Shaped(times, points) : Shaped(times));
        }

        Series("universe", Followed?.Field.Field, Shaped(times));
        if (Problem.HubbleHistory is { } history)
        {
            arrays["hubble"] = new NumericArray([times], history.Hubble);
            arrays["efolds"] = new NumericArray([times], history.Efolds);
            if (Problem.Optimizer is GradientDescent { Scheduled: { } scheduled })
            {
                arrays["lambda"] = new NumericArray([times], [.. history.Hubble.Select(hubble => 3 * hubble * hubble)]);
                arrays["learning_rate"] = new NumericArray(
                    [times], [.. Problem.Epochs.Select(step => scheduled.LearningRate * scheduled.Schedule.At(step))]);
            }
        }

        if (Training is { Hubble: { } hubble, Efolds: { } efolds })
        {
            arrays["hubble_trained"] = new NumericArray([times], Padded(hubble, times));
            arrays["efolds_trained"] = new NumericArray([times], Padded(efolds, times));
        }

        if (Training is not null)
        {
            arrays["loss_trained"] = new NumericArray([times], Padded(Training.Loss, times));
            if (Orders is { } orders)
            {
                arrays["loss_orders"] = new NumericArray([orders.Length, times], [.. orders.SelectMany(order => order)]);
            }
        }

        foreach ((string rung, Prediction prediction) in Predictions)
        {
            arrays[$"loss_{rung}"] = new NumericArray([times], Padded(prediction.Loss, times));
            if (prediction.Ensemble is { } ensemble)
            {
                Series($"{rung}_spread", ensemble.FieldSpread, Shaped(times, points));
                arrays[$"loss_{rung}_spread"] = new NumericArray([times], Padded(ensemble.LossSpread, times));
                arrays[$"loss_{rung}_low"] = new NumericArray([times], Padded(ensemble.LossLow, times));
                arrays[$"loss_{rung}_high"] = new NumericArray([times], Padded(ensemble.LossHigh, times));
                if (ensemble.LossDrift is { } drift)
                {
                    arrays[$"loss_{rung}_drift"] = new NumericArray([times], Padded(drift, times));
                }
            }
        }

        if (Settings.Spectral)
        {
            if (Predictions.TryGetValue("discrete", out Prediction? discrete))
            {
                arrays["spectral_discrete"] = SpectralShares.Of(Problem, discrete.Field, discrete.Efolds);
            }

            if (Training is not null)
            {
                arrays["spectral_trained"] = SpectralShares.Of(Problem, Training.Field, Training.Efolds);
            }
        }

        Accuracies("", Setup.Labels, Training?.Field, prediction => prediction.Field);
        int size = Problem.Kernel.Rows;
        arrays["kernel_initial"] = new NumericArray([size, size], Problem.Kernel.Values);
        if (Infinite is { } infinite)
        {
            Block("nngp", infinite.Own.Nngp);
            Block("nngp_test_train", infinite.Cross?.Nngp);
            Block("nngp_test_test", infinite.Tests?.Nngp);
            arrays["kernel_empirical"] = new NumericArray([size, size], infinite.Empirical.Values);
        }
        else if (Natural is { } natural)
        {
            arrays["kernel_empirical"] = new NumericArray([size, size], natural.Kernel.Values);
        }

        Block("kernel_test_train", Problem.TestKernel);
        Block("kernel_test_test", TestTestKernel);
        if (Training?.FinalKernel is { } final)
        {
            arrays["kernel_final"] = new NumericArray([size, size], final.Values);
        }

        if (Training is not null)
        {
            int recorded = Training.KernelEpochs.Length;
            arrays["kernel_epochs"] = new NumericArray([recorded], [.. Training.KernelEpochs.Select(epoch => (double)epoch)]);
            if (Problem.Optimizer.Schedule is not null)
            {
                arrays["kernel_time"] = new NumericArray([recorded], Problem.Optimizer.TimesAt(Training.KernelEpochs));
            }

            arrays["kernel_drift_history"] = new NumericArray([recorded], Training.KernelDrift);
            if (Training.Sharpness is { } sharpness && !double.IsNaN(Problem.Optimizer.StabilityBound))
            {
                arrays["sharpness_history"] = new NumericArray(
                    [recorded], [.. sharpness.Select(mass => mass * Problem.Optimizer.LearningRate)]);
            }
        }

        foreach ((string name, NumericArray values) in Collective.Arrays(Setup.Classes.Count))
        {
            arrays[name] = values;
        }

        LatticeContent(arrays);
        arrays["eigenvalues"] = new NumericArray([size], Problem.Spectrum.Eigenvalues);
        arrays["eigenvectors"] = new NumericArray([size, size], Problem.Spectrum.Modes.Values);
        if (Backgrounds is { } backgrounds)
        {
            int tried = backgrounds.Modes.Count;
            arrays["background_modes"] = new NumericArray([tried], [.. backgrounds.Modes.Select(modes => (double)modes)]);
            arrays["background_errors"] = new NumericArray([tried], [.. backgrounds.Errors]);
        }

        arrays["inputs"] = new NumericArray([points, Setup.Inputs.Columns], Setup.Inputs.Values);
        arrays["targets"] = new NumericArray(Shaped(points), Setup.Targets);
        DataOrigin(arrays);
        if (Problem.Optimizer.IsPredictable)
        {
            (double[] field, double[] energy) = PotentialCurve();
            arrays["potential_field"] = new NumericArray([field.Length], field);
            arrays["potential_value"] = new NumericArray([energy.Length], energy);
        }

        if (Setup.TestInputs is { } tests)
        {
            arrays["test_inputs"] = new NumericArray([tests.Rows, tests.Columns], tests.Values);
            if (Setup.TestTargets is { } testTargets)
            {
                arrays["test_targets"] = new NumericArray(Shaped(tests.Rows), testTargets);
            }

            Tested("trained", Training?.TestField);
            foreach ((string rung, Prediction prediction) in Predictions)
            {
                Tested(rung, prediction.TestField);
            }

            Accuracies("test_", Setup.TestLabels, Training?.TestField, prediction => prediction.TestField);

            void Tested(string name, Trajectory? field)
            {
                Series($"test_{name}", field, Shaped(times, tests.Rows));
                if (field is not null && Setup.TestTargets is not null)
                {
                    double[] loss = [.. Enumerable.Range(0, field.Count).Select(t => TestLoss(field.At(t)))];
                    arrays[$"test_loss_{name}"] = new NumericArray([times], Padded(loss, times));
                }
            }
        }

        foreach ((string name, NumericArray curve) in Curves)
        {
            arrays[name] = curve;
        }

        foreach ((string name, NumericArray values) in Posterior?.Arrays ?? new Dictionary<string, NumericArray>())
        {
            arrays[name] = values;
        }

        return arrays;

        void Block(string name, Matrix<double>? block)
        {
            if (block is not null)
            {
                arrays[name] = new NumericArray([block.Rows, block.Columns], block.Values);
            }
        }

        void Accuracies(string prefix, int[]? labels, Trajectory? trained, Func<Prediction, Trajectory?> field)
        {
            IEnumerable<(string Name, Trajectory? Field)> all =
                [("trained", trained), .. Predictions.Where(p => PredictsPoints(p.Key)).Select(p => (p.Key, field(p.Value)))];
            foreach ((string name, Trajectory? trajectory) in labels is null ? [] : all.Where(one => one.Field is not null))
            {
                double[] accuracy =
                    [.. Enumerable.Range(0, trajectory!.Count).Select(t => Classification.Accuracy(trajectory.At(t), labels, outputs))];
                arrays[$"{prefix}accuracy_{name}"] = new NumericArray([times], Padded(accuracy, times));
            }
        }
    }

    /// <summary>Order parameter, defects and spectra of the network's field and of the lattice's, by record.</summary>
    private void LatticeContent(OrderedDictionary<string, NumericArray> arrays)
    {
        if (Problem.Loss is not LatticeLoss loss)
        {
            return;
        }

        FieldContent content = LatticeSummary.ContentOf(loss, Problem.Outputs);
        int times = Problem.Epochs.Length, bins = content.Bins.Count;
        foreach ((string name, Trajectory? field) in new[] { ("trained", Training?.Field), ("lattice", FieldOf("lattice")) })
        {
            if (field is null)
            {
                continue;
            }

            double[] power = new double[field.Count * bins];
            for (int t = 0; t < field.Count; t++)
            {
                content.Power(field.At(t), power.AsSpan(t * bins, bins));
            }

            int[] all = [.. Enumerable.Range(0, field.Count)];
            arrays[$"order_{name}"] = new NumericArray([times], Padded([.. all.Select(t => content.Order(field.At(t)))], times));
            if (content.Defects is { } kind)
            {
                arrays[$"{kind}_{name}"] = new NumericArray([times], Padded([.. all.Select(t => content.Amount(field.At(t)))], times));
            }

            arrays[$"spectrum_{name}"] = new NumericArray([times, bins], Padded(power, times * bins));
        }

        arrays["k"] = new NumericArray([bins], content.Bins.WaveNumbers.ToArray());
        arrays["k_mean"] = new NumericArray([bins], content.Bins.MeanWaveNumbers.ToArray());
        arrays["multiplicity"] = new NumericArray([bins], [.. content.Bins.Multiplicity.ToArray().Select(count => (double)count)]);
    }

    /// <summary>Where the inputs stand in their table, and what was done to them.</summary>
    private void DataOrigin(OrderedDictionary<string, NumericArray> arrays)
    {
        void Row(string name, IReadOnlyList<double>? values)
        {
            if (values is { Count: > 0 })
            {
                arrays[name] = new NumericArray([values.Count], [.. values]);
            }
        }

        Row("train_rows", [.. Setup.Data.TrainingRows.Select(row => (double)row)]);
        Row("test_rows", [.. Setup.Data.TestRows.Select(row => (double)row)]);
        Row("standardize_mean", Setup.Data.InputStandardization?.Means);
        Row("standardize_scale", Setup.Data.InputStandardization?.Scales);
        Row("standardize_target_mean", Setup.Data.TargetStandardization?.Means);
        Row("standardize_target_scale", Setup.Data.TargetStandardization?.Scales);
    }

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

    private bool PredictsPoints(string rung) => Setup.File.Vocabulary.Rung(rung).Scope != RungScope.Mean;

    private double TestLoss(ReadOnlySpan<double> field) => Setup.Loss.Energy(field, Setup.TestTargets) / Setup.Data.TestPoints;

    /// <summary>
    /// V = Λ + s Θ₀ ℓ over the range that the mean field may roll through, along the first output with the others held at their means.
    /// </summary>
    private (double[] Field, double[] Energy) PotentialCurve()
    {
        double[] mean = Problem.Mean(Problem.InitialField);
        double start = mean[0];
        double low = start, high = start;
        (double Low, double High) reached = (start, start);
        foreach (Trajectory rolling in Predictions.Where(p => !PredictsPoints(p.Key)).Select(p => p.Value.Field))
        {
            for (int t = 0; t < rolling.Count; t++)
            {
                low = Math.Min(low, rolling.At(t)[0]);
                high = Math.Max(high, rolling.At(t)[0]);
            }
        }

        // What was trained has to lie in the figure too, unless it has left for infinity.
        for (int t = 0; Training is { Status: not TrainingStatus.Diverged } && t < Training.Field.Count; t++)
        {
            double trained = Problem.Mean(Training.Field.At(t))[0];
            reached = (Math.Min(reached.Low, trained), Math.Max(reached.High, trained));
        }

        double margin = Math.Max(0.35 * (high - low), 0.05 * Math.Max(1, Math.Abs(start)));
        (double first, double span) = (low - margin, high - low + (2 * margin));
        if (reached.Low < first || reached.High > high + margin)
        {
            first = Math.Min(first, reached.Low);
            span = Math.Max(high + margin, reached.High) - first;
        }

        double[] field = new double[PotentialSamples], energy = new double[PotentialSamples];
        double[] uniform = new double[Problem.InitialField.Length];
        for (int i = 0; i < PotentialSamples; i++)
        {
            field[i] = first + (span * i / (PotentialSamples - 1));
            mean[0] = field[i];
            for (int x = 0; x < uniform.Length; x++)
            {
                uniform[x] = mean[x % mean.Length];
            }

            energy[i] = Theory.Potential(Theta0, Problem.LossOf(uniform));
        }

        return (field, energy);
    }

    private BudgetPart? Part(Trajectory? part) => part is null ? null : new BudgetPart(
        ErrorBudget.Maximum(part),
        part.Count < Math.Min(Problem.Epochs.Length, Training?.Field.Count ?? int.MaxValue) ? double.NaN : ErrorBudget.Final(part));

    private Trajectory? FieldOf(string rung) => Predictions.TryGetValue(rung, out Prediction? prediction) ? prediction.Field : null;

    private static Dictionary<string, double> Phases(IReadOnlyDictionary<string, double> timings) =>
        new[] { "training", "kernel", "eigen", "prediction", "report", "total" }.ToDictionary(
            phase => phase, phase => timings.GetValueOrDefault(phase));

    /// <summary>Where a series ended early, the times it did not reach are not numbers.</summary>
    private static double[] Padded(double[] values, int length)
    {
        if (values.Length == length)
        {
            return values;
        }

        double[] padded = new double[length];
        Array.Fill(padded, double.NaN);
        values.CopyTo(padded, 0);
        return padded;
    }
}

using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Kernels;
using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Networks;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;
using Inflaton.Training.Batches;

namespace Inflaton.Experiments.Runs;

/// <summary>
/// Runs an experiment: kernel and spectrum at initialisation, the effective theory, the ladder of predictions, and only then the
/// training that they are held against.
/// </summary>
public sealed class ExperimentRunner
{
    /// <summary>Weights and biases up to which <c>save_weights: auto</c> writes them.</summary>
    private const int MostSavedUnasked = 1 << 17;

    private const string LatticePhase = "lattice";

    private const string CurvePhase = "curves";

    private readonly RunOptions options;
    private readonly PhaseTimings timings = new();
    private readonly List<Prediction> diverged = [];

    private ExperimentRunner(RunOptions options) => this.options = options;

    /// <summary>Runs an experiment.</summary>
    /// <param name="file">A checked experiment file.</param>
    /// <param name="options">Threads, whether to train, progress and cancellation; null for the defaults.</param>
    /// <exception cref="ExperimentFileException">A file that the experiment names cannot be used.</exception>
    /// <exception cref="StateException">There is no training to go on with, or it is of another file.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before the training began, or went on.</exception>
    public static RunResult Run(ExperimentFile file, RunOptions? options = null)
    {
        options ??= new RunOptions();
        if (options.Resume)
        {
            TrainingStateFile.Require(file, options);
        }

        RunResult Once()
        {
            try
            {
                return new ExperimentRunner(options).Run(file);
            }
            catch (OperationCanceledException exception) when (options.Resume)
            {
                throw new StoppedException(
                    $"stopped before the training went on. {TrainingStateFile.Name} is as it was: the same command goes on from it.",
                    exception);
            }
        }

        return StudyState.GoOn(options.StateDirectory, TrainingStateFile.Name, Once, Once);
    }

    private RunResult Run(ExperimentFile file)
    {
        // What is known before the training is of no use in part; a training that is stopped keeps what it recorded.
        using WorkerTeam team = new(options.Threads) { Cancellation = options.Cancellation };
        options.Progress?.Report(new StudyProgress(StudyPhase.Preparing, "data", Steps: 1));
        ExperimentSetup setup = ExperimentSetup.Of(file);
        ExperimentSettings settings = setup.Settings;
        bool savesWeights = settings.SaveWeights == "always"
            || (settings.SaveWeights == "auto" && setup.Architecture.ParameterCount <= MostSavedUnasked);
        NetworkParameters? initial = savesWeights ? setup.Parameters.Clone() : null;
        options.Progress?.Report(new StudyProgress(StudyPhase.Kernel, "kernel", Steps: 2) { Values = [new("inputs", setup.Inputs.Rows)] });
        (Matrix<double> kernel, Matrix<double>? testKernel) = timings.Of(
            "kernel", () => settings.Precision == "single" ? Kernels<float>(setup, team) : Kernels<double>(setup, team));
        FieldStart start = FieldStart.Of(setup, team);
        start.Scale(kernel, testKernel);
        if (!double.IsFinite(TensorPrimitives.SumOfMagnitudes<double>(kernel.Values))
            || !double.IsFinite(TensorPrimitives.SumOfMagnitudes<double>(start.Field)))
        {
            throw new NumericalFailureException(
                $"The network at epoch 0 leaves the numbers of {settings.Precision} precision: "
                + $"{(settings.Precision == "single" ? Overflow<float>(setup, team) : Overflow<double>(setup, team))} too large. "
                + "Scale the inputs (data.file.input_scale, standardize), "
                + $"or lower network.weight_std{(settings.Precision == "single" ? ", or take precision: double" : "")}.");
        }

        InfiniteKernels? infinite =
            settings.Kernel == "infinite" ? timings.Of("kernel", () => InfiniteKernels.Of(setup, start, kernel, team)) : null;
        Matrix<double> empirical = kernel;
        (kernel, testKernel) = infinite is null ? (kernel, testKernel) : (infinite.Ntk, infinite.TestNtk);
        options.Progress?.Report(new StudyProgress(StudyPhase.Kernel, "eigenvalues", 1, 2));
        StartKernel moving = timings.Of("eigen", () => StartKernel.Of(setup, kernel, testKernel, team));
        OptimizerStart optimizerStart = setup.OptimizerStart(moving, start.Field, team);
        Optimizer optimizer = settings.Optimizer.Create(optimizerStart);
        Matching matching = settings.Matching == "leading" || !optimizer.HasMatchings ? Matching.Leading : Matching.Leapfrog;
        int[] epochs = Trainer.RecordedEpochs(setup.Steps, setup.RecordEvery);
        PredictionProblem problem = moving.Problem(setup, start, optimizer, matching, epochs, team) with
        {
            ParameterTangent = optimizer.WeightDecay == 0 ? null : start.Tangent(setup, setup.Inputs, team),
            TestKernel = moving.TestKernel,
            TestInitialField = start.TestField,
            TestParameterTangent =
                optimizer.WeightDecay == 0 || setup.TestInputs is null ? null : start.Tangent(setup, setup.TestInputs, team),
            Solver = new SolverOptions
            {
                RelativeTolerance = settings.Solver.RelativeTolerance,
                AbsoluteTolerance = settings.Solver.AbsoluteTolerance,
                MaximumSteps = settings.Solver.MaxSteps,
                MaximumStepsName = "solver.max_steps",
                Cancellation = options.Cancellation,
            },
        };
        BackgroundFields? backgrounds = problem.Optimizer.IsPredictable && settings.Predictions.Contains("background")
            && file.Vocabulary.Rung("background").Refusal(problem) is null
            ? timings.Of("prediction", () => BackgroundFields.Of(problem, settings.Background.Modes))
            : null;
        problem = problem with
        {
            BackgroundModes = settings.Background.Modes ?? backgrounds?.Needed,
            Interactions = InteractionChoice.Of(setup, start, problem, moving, options, team, out string? leftOut),
        };
        PredictionCurves? curves = options.Figures ? PredictionCurves.Of(setup, problem) : null;
        string[] refusals =
        [
            .. file.Vocabulary.Rungs
                .Where(rung => optimizer.IsPredictable && settings.Predictions.Contains(rung.Name)
                    && (rung.Applies(problem) || rung.NeedsInteractions))
                .Select(rung => (rung.Name, Reason: rung.Refusal(problem))).Where(one => one.Reason is not null)
                .Select(one => $"{one.Name}: left out, since {one.Reason}."),
        ];
        (ModeAnalysis modes, Dictionary<string, Prediction> predictions) = Predict(problem, settings, file.Vocabulary, curves);
        InteractionSummary? interactions = timings.Of("prediction", () => InteractionSummary.Of(setup, problem, predictions));
        double? change = interactions is null || moving.Natural is not null
            ? null
            : timings.Of("prediction", () => KernelTransport.Change(problem, setup.Parameters, setup.Inputs, start.ReadOut?.Scale ?? 1));
        PhaseForecast? phase = timings.Of("prediction", () => PhaseForecast.Of(setup, problem, modes, start));
        Matching other = problem.Matching == Matching.Leading ? Matching.Leapfrog : Matching.Leading;
        FollowedUniverse? followed = settings.Universe is null
            ? null
            : timings.Of("prediction",
                () => FollowedUniverse.Of(setup, problem, UniverseFile.Read(settings.Universe, vocabulary: file.Vocabulary), team));
        double cost = timings["kernel"] + timings["eigen"] + timings["prediction"];
        if (settings.Posterior is not null)
        {
            options.Progress?.Report(new StudyProgress(StudyPhase.Predicting, "posterior", predictions.Count, predictions.Count + 1));
        }

        PosteriorReading? posterior = timings.Of("prediction", () => PosteriorReading.Of(setup, problem, infinite, team));
        Matrix<double>? tests = timings.Of("kernel", () => TestKernel(setup, start, infinite, moving.Natural, team));
        team.Cancellation = CancellationToken.None;
        MethodChoice? method = options.Train ? new MethodChoice(setup) : null;
        CollectiveHistory history = new(setup.Labels, team);
        timings.Of("kernel", () => history.Add(0, empirical, infinite is null ? moving.Own.Eigenvalues : null));
        (TrainingRecord? training, double[][]? orders) =
            method is null ? default : Train(file, setup, method, optimizer, empirical, history, start, moving.Natural, team);
        RunReading reading = new(setup, problem, modes, predictions, training, method?.Summary(), history)
        {
            Infinite = infinite,
            TestTestKernel = tests,
            Posterior = posterior,
            Followed = followed,
            Backgrounds = backgrounds,
            Natural = moving.Natural is { } natural ? new NaturalReading(natural, moving.Own, empirical) : null,
            Counterpart = setup.Steps == 0
                ? null
                : timings.Of("prediction", () => PredictedEnd.InMatching(problem, other, file.Vocabulary.Rungs, predictions.Keys)),
            Curves = curves?.Arrays ?? [],
            Interactions = interactions,
            KernelChange = change,
            Orders = orders,
            Phase = phase?.Summary(training),
            Diverged = diverged,
            LatticeSeconds = timings[LatticePhase],
            TrainingSeconds = timings["training"],
        };
        timings["prediction"] += timings.Remove(CurvePhase);
        return new RunResult(
            reading.Summary(options, [.. setup.Warnings, .. RunWarnings.Of(reading)], timings.WithTotal(),
                file.ResolvedJson(options.OutputDirectory)) with
            {
                Notes = [.. optimizerStart.Notes, .. leftOut is null ? [] : new[] { leftOut }, .. refusals, .. RunWarnings.Notes(reading)],
                PredictionCostRatio = training is null || timings["training"] <= 0 ? null : cost / timings["training"],
            },
            RunArrays.Of(reading),
            file.ResolvedYaml(options.OutputDirectory))
        {
            PredictionSeconds = cost,
            InitialWeights = initial,
            GivenWeights = setup.GivenWeights,
            TrainedWeights = savesWeights && setup.Steps > 0 ? training?.Parameters : null,
        };
    }

    private static (Matrix<double> Own, Matrix<double>? Test) Kernels<T>(ExperimentSetup setup, WorkerTeam team)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TangentKernel<T> kernels = new(setup.Architecture, new MatrixProduct<T>(team), team) { SharesOutputs = setup.SharesKernel };
        return kernels.WithTests(setup.Parameters, setup.Inputs, setup.TestInputs);
    }

    /// <summary>What of the network is no number first: a layer, the outputs or the kernel.</summary>
    private static string Overflow<T>(ExperimentSetup setup, WorkerTeam team)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Propagation<T> pass = new(setup.Architecture, setup.Inputs.In<T>(), new MatrixProduct<T>(team), team);
        pass.Forward(setup.Parameters.In<T>());
        int layers = setup.Architecture.Layers;
        bool IsNumber(T value) => T.IsFinite(value);
        int layer = 1;
        while (layer < layers && Array.TrueForAll(pass.Activation(layer).Values, IsNumber))
        {
            layer++;
        }

        return layer < layers ? string.Create(CultureInfo.InvariantCulture, $"the activations of hidden layer {layer} of {layers - 1} are")
            : Array.TrueForAll(pass.Output.Values, IsNumber) ? "its outputs are numbers, but its kernel is"
            : "its outputs are";
    }

    /// <summary>Θ on the test inputs, for the arrays of a posterior; null where there are none or the field does not move by it.</summary>
    private static Matrix<double>? TestKernel(
        ExperimentSetup setup, FieldStart start, InfiniteKernels? infinite, NaturalGradient? natural, WorkerTeam team)
    {
        int outputs = setup.SharesKernel ? 1 : setup.Architecture.Outputs;
        if (setup.Settings.Posterior is null || setup.TestInputs is null || natural is not null || infinite is not null)
        {
            return infinite?.Tests is { } pair ? KernelPair.ForOutputs(pair.Ntk, outputs) : null;
        }

        Matrix<double> kernel = new TangentKernel<double>(setup.Architecture, new MatrixProduct<double>(team), team)
        {
            SharesOutputs = setup.SharesKernel,
        }
            .Square(setup.Parameters, setup.TestInputs);
        start.Scale(kernel);
        return kernel;
    }

    private (ModeAnalysis Modes, Dictionary<string, Prediction> Predictions) Predict(
        PredictionProblem problem, ExperimentSettings settings, Vocabulary vocabulary, PredictionCurves? curves)
    {
        ModeAnalysis modes = timings.Of("prediction", () => ModeAnalysis.Of(problem, settings.FreezeThreshold));
        Dictionary<string, Prediction> predictions = [];
        IRung[] rungs =
        [
            .. vocabulary.Rungs.Where(
                rung => problem.Optimizer.IsPredictable && settings.Predictions.Contains(rung.Name) && rung.Applies(problem)
                    && rung.Refusal(problem) is null),
        ];
        foreach (IRung rung in rungs)
        {
            RungReporter? reporter =
                options.Progress is { } progress ? new RungReporter(progress, rung.Name, predictions.Count, rungs.Length, problem) : null;
            PredictionProblem asked = curves?.Problem ?? problem;
            PredictionProblem watched = reporter is null ? asked : asked with { Solver = asked.Solver with { Reached = reporter.Reached } };
            Prediction whole = timings.Of(rung.IsOfLattice ? LatticePhase : "prediction", () => rung.Predict(watched));
            if (rung.NeedsInteractions && !whole.IsComplete && rungs.Length > 1)
            {
                diverged.Add(whole);
                continue;
            }

            Prediction prediction = predictions[rung.Name] = curves is null ? whole : timings.Of(CurvePhase, () => curves.Read(whole));
            if (options.Watching(StudyPhase.Predicting, rung.Name) is { } observer)
            {
                prediction.Field.Show(observer, prediction.Efolds);
            }
        }

        return (modes, predictions);
    }

    private (TrainingRecord Trained, double[][]? Orders) Train(
        ExperimentFile file, ExperimentSetup setup, MethodChoice method, Optimizer optimizer, Matrix<double> kernel,
        CollectiveHistory history, FieldStart start, NaturalGradient? natural, WorkerTeam team)
    {
        ExperimentSettings settings = setup.Settings;
        TrainingTask task = new()
        {
            Inputs = setup.Inputs,
            Targets = setup.Targets,
            ReadOut = start.ReadOut,
            TestReadOut = start.TestReadOut,
            Natural = natural,
            RefreshNaturalEvery = settings.Optimizer.Natural?.RefreshEvery,
            TestInputs = setup.TestInputs,
            Loss = setup.Loss,
            Optimizer = optimizer,
            Batches = setup.Batches,
            Epochs = setup.Steps,
            RecordEvery = setup.RecordEvery,
            RecordKernelEvery = settings.RecordKernelEvery,
            SharesKernel = setup.SharesKernel,
            KernelRecorded = history.Add,
            Observers = options.Watching(StudyPhase.Training, "trained") is { } observer ? [observer] : [],
            Precision = settings.Precision == "single" ? Precision.Single : Precision.Double,
        };
        int orders = settings.Batches?.Seeds ?? 1;
        NetworkParameters? again = orders > 1 ? setup.Parameters.Clone() : null;
        TrainingStateFile? kept = StudyState.FolderOf(options) is null
            ? null
            : new TrainingStateFile(file, options) { History = history, IsFollowed = orders > 1 };
        StudyState.Begin(options);
        TrainingRecord record = timings.Of(
            "training",
            () => new Trainer(team).Train(
                task, setup.Parameters, kernel, options.Progress is { } progress ? new TrainingReporter(progress) : null,
                options.Cancellation, method.Method(setup, start.ReadOut, natural, team), kept));
        if (record.Status == TrainingStatus.Interrupted && kept is not null)
        {
            record = record with { Message = $"{record.Message} {kept.AfterStop()}" };
        }

        timings["training"] -= record.KernelSeconds;
        timings["kernel"] += record.KernelSeconds;
        if (again is null)
        {
            return (record, null);
        }

        options.Progress?.Report(new StudyProgress(StudyPhase.Training, "orders", Steps: orders - 1));
        double[][] others = timings.Of(
            "training",
            () => OrderTrainings.Losses(
                task, again, orders - 1, team, options.Cancellation, record.Status == TrainingStatus.Interrupted ? null : kept?.Orders));
        if (record.Status != TrainingStatus.Interrupted && options.Cancellation.IsCancellationRequested)
        {
            record = record with
            {
                Status = TrainingStatus.Interrupted,
                Message = $"Training was stopped among the further orders of its batches. {kept?.AfterStop()}".TrimEnd(),
            };
        }

        double[] own = new double[others[0].Length];
        Array.Fill(own, double.NaN);
        record.Loss.CopyTo(own, 0);
        return (record, [own, .. others]);
    }

    /// <summary>Says how far a rung has come: once at its beginning, then whenever a twentieth of the epochs has gone by.</summary>
    private sealed class RungReporter
    {
        private const int Parts = 20;

        private readonly IProgress<StudyProgress> progress;
        private readonly StudyProgress beginning;
        private readonly double timeStep;
        private readonly int epochs;
        private double next;

        public RungReporter(IProgress<StudyProgress> progress, string rung, int done, int rungs, PredictionProblem problem)
        {
            this.progress = progress;
            (timeStep, epochs) = (Math.Sqrt(problem.Optimizer.LearningRate), problem.Epochs[^1]);
            next = epochs / (double)Parts;
            beginning = new StudyProgress(StudyPhase.Predicting, rung, done, rungs);
            progress.Report(beginning);
        }

        /// <summary>Told the time that a solution has reached; a rung that solves several equations goes through the epochs once.</summary>
        public void Reached(double time)
        {
            double epoch = time / timeStep;
            if (epochs > 0 && epoch >= next - (1e-9 * epochs))
            {
                next = (Math.Floor((Parts * epoch / epochs) + 1e-6) + 1) * epochs / Parts;
                progress.Report(beginning with { Values = [new NamedValue("epoch", Math.Min(epoch, epochs))] });
            }
        }
    }

    private sealed class TrainingReporter(IProgress<StudyProgress> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            progress.Report(new StudyProgress(StudyPhase.Training, "trained", value.Epoch, value.Epochs)
            {
                Values = value.Efolds == 0 ? [new("loss", value.Loss)] : [new("loss", value.Loss), new("efolds", value.Efolds)],
            });
    }
}

using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Kernels;
using Inflaton.Kernels.Collective;
using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Experiments.Kernels;

/// <summary>Takes the kernel of a file, and reads it.</summary>
public sealed class KernelRunner
{
    private readonly KernelFile file;
    private readonly KernelSettings settings;
    private readonly StudyOptions options;
    private readonly WorkerTeam team;
    private readonly OrderedDictionary<string, NumericArray> arrays = [];
    private readonly PhaseTimings timings = new();

    private KernelRunner(KernelFile file, StudyOptions options, WorkerTeam team) =>
        (this.file, settings, this.options, this.team) = (file, file.Settings, options, team);

    /// <summary>Takes and reads a kernel.</summary>
    /// <param name="file">A checked kernel file.</param>
    /// <param name="options">Threads, progress and cancellation; null for the defaults.</param>
    /// <exception cref="ExperimentFileException">The inputs cannot be used.</exception>
    /// <exception cref="ArrayFileException">The weights or inputs cannot be read.</exception>
    /// <exception cref="NumericalFailureException">The kernel leaves the range of doubles.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static KernelResult Run(KernelFile file, StudyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        options ??= new StudyOptions();
        using WorkerTeam team = new(options.Threads) { Cancellation = options.Cancellation };
        return new KernelRunner(file, options, team).Run();
    }

    private KernelResult Run()
    {
        options.Progress?.Report(new StudyProgress(StudyPhase.Preparing, "data"));
        (Matrix<double> inputs, Matrix<double>? tests, string[]? classes) = KernelInputs.Read(file);
        NetworkFile.Content? weights = settings.Weights is null ? null : NetworkFile.Read(settings.Weights, settings.Layers);
        NetworkArchitecture architecture = Network(weights, inputs.Columns);
        options.Progress?.Report(new StudyProgress(StudyPhase.Kernel, "kernel"));
        if (settings.Modes is { } modes)
        {
            LeadingKernelModes leading = new(file, team, options, timings);
            LeadingModes found = leading.Find(architecture, weights!, inputs, modes);
            arrays["eigenvalues"] = new NumericArray([modes], found.Values);
            Keep("eigenvectors", found.Vectors);
            arrays["residuals"] = new NumericArray([modes], found.Residuals);
            Keep("inputs", inputs);
            return Result(architecture, weights, inputs.Rows, 0, found.Values, leading.UniformOverlap, summary => summary with
            {
                Residuals = found.Residuals,
                Warnings = [.. leading.Warnings, .. summary.Warnings],
            });
        }

        KernelMemory.Check(file, architecture, inputs.Rows, tests?.Rows ?? 0, StudyFile.AvailableMemory);
        (Matrix<double> kernel, double error) = timings.Of(
            "kernel", () => settings.IsInfinite ? Limit(architecture, inputs, tests) : Empirical(architecture, weights!, inputs, tests));
        KernelDraws? draws = settings.Draws == 0 ? null : timings.Of("draws", () => Drawn(architecture, inputs, kernel));
        options.Progress?.Report(new StudyProgress(StudyPhase.Kernel, "eigenvalues"));
        KernelSpectrum spectrum = timings.Of(
            "eigen", () => KernelSpectrum.Of(kernel, settings.SharesOutputs ? 1 : architecture.Outputs, team));
        arrays["eigenvalues"] = new NumericArray([spectrum.Count], spectrum.Eigenvalues);
        Keep("eigenvectors", spectrum.Modes);
        Keep("inputs", inputs);
        if (tests is not null)
        {
            Keep("test_inputs", tests);
        }

        CollectivePart collective = CollectivePart.Of(CollectiveVariables.Of(kernel, spectrum.Eigenvalues, team));
        IReadOnlyDictionary<string, CollectivePart>? byClass = classes is null ? null : ByClass(kernel, classes);
        return Result(
            architecture, weights, inputs.Rows, tests?.Rows ?? 0, spectrum.Eigenvalues, spectrum.UniformOverlap, summary => summary with
            {
                StatedError = error,
                Collective = collective,
                ByClass = byClass,
                Draws = draws,
            });
    }

    /// <summary>What all kernels say, and what <paramref name="more"/> adds to it.</summary>
    private KernelResult Result(
        NetworkArchitecture architecture, NetworkFile.Content? weights, int points, int tests, double[] eigenvalues, double overlap,
        Func<KernelSummary, KernelSummary> more)
    {
        KernelSettings used = settings with
        {
            Parameterization = ParameterizationNames.Of(architecture.Parameterization),
            WeightStd = architecture.WeightStd,
            BiasStd = architecture.BiasStd,
        };
        KernelTheory? theory = settings.LearningRate is { } rate ? KernelTheory.Of(settings, rate, eigenvalues, points) : null;
        KernelSummary summary = more(new KernelSummary
        {
            Name = settings.Name,
            Version = RunEnvironment.Version,
            Kernel = settings.IsInfinite ? "infinite" : "empirical",
            Points = points,
            TestPoints = tests,
            Outputs = architecture.Outputs,
            Widths = [architecture.Inputs, .. Enumerable.Range(1, architecture.Layers).Select(architecture.Fan)],
            Activation = settings.Activation,
            Parameterization = used.Parameterization,
            StatedError = 0,
            Eigenvalues = eigenvalues,
            UniformOverlap = overlap,
            SharesOutputs = settings.SharesOutputs,
            Theory = theory,
            Warnings = [.. theory?.Warnings ?? [], .. weights?.Warnings(architecture, Path.GetFileName(settings.Weights!)) ?? []],
            Timings = timings.WithTotal(),
            Threads = options.Threads,
            Host = RunEnvironment.Host,
            Environment = RunEnvironment.Describe(),
            Settings = file.ResolvedJson(options.OutputDirectory),
        });
        return new KernelResult(summary, arrays, file.ResolvedYaml(options.OutputDirectory)) { Used = used };
    }

    private NetworkArchitecture Network(NetworkFile.Content? weights, int dimension)
    {
        Activation activation = ActivationCatalogue.Parse(settings.Activation);
        IReadOnlyList<int> widths = weights?.Fans ?? [dimension, .. settings.Hidden, 1];
        if (widths[0] != dimension)
        {
            throw file.Refusal(
                "inputs", null, $"has {dimension} columns but the network takes {widths[0]} inputs", "Leave columns out by ignore.");
        }

        return weights is null
            ? new NetworkArchitecture(
                dimension, [.. settings.Hidden], 1, activation, settings.WeightStd ?? 1, settings.BiasStd ?? 0,
                ParameterizationNames.Find(settings.Parameterization) ?? Parameterization.Ntk)
            : GivenWeights.Network(
                settings.Weights!, weights, widths, activation, settings.Parameterization,
                settings.WeightStd, settings.BiasStd, settings.IsInfinite);
    }

    /// <summary>The kernels of infinite width; the bound on their relative error is the largest of all blocks.</summary>
    private (Matrix<double> Kernel, double Error) Limit(NetworkArchitecture architecture, Matrix<double> inputs, Matrix<double>? tests)
    {
        InfiniteWidthKernel limit = new(InfiniteNetwork.Of(architecture), team);
        double error = 0;
        Matrix<double> kernel = Block("", limit.Square(inputs));
        if (tests is not null)
        {
            Block("_test_train", limit.Between(tests, inputs));
            Block("_test_test", limit.Square(tests));
        }

        return (kernel, error);

        Matrix<double> Block(string ending, KernelPair found)
        {
            KernelPair pair = InfiniteKernels.Represented(found);
            Matrix<double> whole = settings.SharesOutputs ? pair.Ntk : KernelPair.ForOutputs(pair.Ntk, architecture.Outputs);
            error = Math.Max(error, pair.NtkError);
            Keep($"kernel{ending}", whole);
            Keep($"nngp{ending}", pair.Nngp);
            return whole;
        }
    }

    private (Matrix<double> Kernel, double Error) Empirical(
        NetworkArchitecture architecture, NetworkFile.Content weights, Matrix<double> inputs, Matrix<double>? tests)
    {
        NetworkParameters parameters = NetworkFile.ToParameters(settings.Weights!, weights, architecture);
        TangentKernel<double> kernels = new(architecture, new MatrixProduct<double>(team), team) { SharesOutputs = settings.SharesOutputs };
        Matrix<double> kernel = kernels.Square(parameters, inputs);
        if (kernel.Values.AsSpan().ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
        {
            throw BeyondNumbers(settings);
        }

        Keep("kernel", kernel);
        if (tests is not null)
        {
            Keep("kernel_test_train", kernels.Between(parameters, tests, inputs));
            Keep("kernel_test_test", kernels.Square(parameters, tests));
        }

        return (kernel, 0);
    }

    /// <summary>Kernels of networks of finite width beside their limit.</summary>
    private KernelDraws Drawn(NetworkArchitecture architecture, Matrix<double> inputs, Matrix<double> limit)
    {
        int width = settings.Hidden.Min(), drawn = 0;
        double distance = 0, traces = 0, traceSquares = 0;
        KernelEstimate estimate = KernelSampling.TangentKernel(architecture, inputs, settings.Seed, settings.Draws, team, kernel =>
        {
            double relative = Trainer.RelativeDistance(kernel, limit), trace = (Trace(kernel) / Trace(limit)) - 1;
            distance += Math.Pow(relative, 2);
            (traces, traceSquares) = (traces + trace, traceSquares + (trace * trace));
            options.Progress?.Report(
                new StudyProgress(StudyPhase.Kernel, "draw", ++drawn, settings.Draws) { Values = [new NamedValue("distance", relative)] });
        });
        Keep("draws_mean", estimate.Mean);
        Keep("draws_standard_error", estimate.StandardError);
        Keep("width_correction", estimate.WidthCorrection(limit, width).Correction);
        double mean = traces / settings.Draws;
        double variance = Math.Max(0, (traceSquares / settings.Draws) - (mean * mean)) / (settings.Draws - 1);
        return new KernelDraws(
            settings.Draws, width, Math.Sqrt(distance / settings.Draws),
            Trainer.RelativeDistance(estimate.Mean, limit), width * mean, width * Math.Sqrt(variance));
    }

    /// <summary>That the kernel of given weights leaves the range of doubles.</summary>
    internal static NumericalFailureException BeyondNumbers(KernelSettings settings) => new(
        $"{settings.Weights}: The tangent kernel on these inputs leaves the numbers of double precision. Scale the weights or the inputs.");

    private static double Trace(Matrix<double> kernel) => Enumerable.Range(0, kernel.Rows).Sum(i => kernel[i, i]);

    /// <summary>The kernel between the inputs of each class, with all outputs that it knows.</summary>
    private Dictionary<string, CollectivePart> ByClass(Matrix<double> kernel, string[] classes)
    {
        string[] names = [.. classes.Distinct()];
        int outputs = kernel.Rows / classes.Length;
        int[] labels = [.. Enumerable.Range(0, kernel.Rows).Select(row => Array.IndexOf(names, classes[row / outputs]))];
        return CollectiveVariables.ByClass(kernel, labels, team).ToDictionary(one => names[one.Key], one => CollectivePart.Of(one.Value));
    }

    private void Keep(string name, Matrix<double> matrix) => arrays[name] = new NumericArray([matrix.Rows, matrix.Columns], matrix.Values);
}

using System.Numerics.Tensors;
using Inflaton.Duality;
using Inflaton.Duality.ClosedForm;
using Inflaton.Experiments.Files;
using Inflaton.Kernels;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;
using static Inflaton.Numerics.Notation.ReadableFormat;

namespace Inflaton.Experiments.Runs;

/// <summary>
/// Mean, covariance and samples of the trained outputs over draws of the weights, as the experiment's section <c>posterior</c> asks.
/// </summary>
internal sealed class PosteriorReading
{
    /// <summary>Condition number beyond which the limit of infinite time is said to be badly conditioned.</summary>
    public const double LargestCondition = 1e10;

    private readonly OrderedDictionary<string, NumericArray> arrays = [];
    private readonly List<string> warnings = [];
    private readonly ExperimentSetup setup;
    private readonly PredictionProblem problem;
    private readonly PosteriorSettings settings;
    private readonly InfiniteKernels? infinite;
    private readonly WorkerTeam team;
    private readonly double[] epochs;
    private readonly double[] targets;
    private readonly double curvature;

    private PosteriorReading(ExperimentSetup setup, PredictionProblem problem, InfiniteKernels? infinite, WorkerTeam team)
    {
        (this.setup, this.problem, this.infinite, this.team) = (setup, problem, infinite, team);
        settings = setup.Settings.Posterior!;
        epochs = [.. settings.At];
        curvature = problem.Loss.UniformCurvature!.Value;

        // What the outputs are drawn to, y and a minimum of the loss beside it: ℓ' = κ(f − target).
        targets = new double[problem.Targets.Length];
        problem.Loss.Gradient(problem.Targets, problem.Targets, targets);
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = problem.Targets[i] - (targets[i] / curvature);
        }

        Read();
    }

    /// <summary>What the summary says.</summary>
    public PosteriorSummary Summary { get; private set; } = null!;

    /// <summary>What the arrays hold, by their names.</summary>
    public IReadOnlyDictionary<string, NumericArray> Arrays => arrays;

    /// <summary>What limits the numbers.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>The posterior that an experiment asks for; null where it asks for none.</summary>
    /// <param name="setup">The experiment.</param>
    /// <param name="problem">Kernel, start, targets and optimiser.</param>
    /// <param name="infinite">Kernels of infinite width; null where predictions are made from the network's own.</param>
    /// <param name="team">Threads.</param>
    public static PosteriorReading? Of(ExperimentSetup setup, PredictionProblem problem, InfiniteKernels? infinite, WorkerTeam team) =>
        setup.Settings.Posterior is null ? null : new PosteriorReading(setup, problem, infinite, team);

    /// <summary>Bytes that the posterior of an experiment takes beside its kernel, and entries of its largest array.</summary>
    /// <param name="settings">The experiment.</param>
    /// <param name="points">N.</param>
    /// <param name="testPoints">M.</param>
    /// <param name="outputs">C.</param>
    public static (double Bytes, double Entries) Size(ExperimentSettings settings, double points, double testPoints, double outputs)
    {
        if (settings.Posterior is not { } posterior)
        {
            return (0, 0);
        }

        double both = points + testPoints, largest = Math.Max(points, testPoints), times = posterior.At.Count;
        double fields = (1 + (double)posterior.Samples) * both * outputs;
        double squares = posterior.Covariance ? (points * points) + (testPoints * testPoints) : 0;
        double work = (posterior.Covariance ? 6 * both * both : 0) + (2 * testPoints * testPoints) + (4 * points * both);
        return (
            sizeof(double) * (work + (posterior.Kernels.Count * times * (fields + squares))),
            Math.Max(
                Math.Max(posterior.Covariance ? both * both : 0, testPoints * testPoints),
                times * largest * Math.Max(Math.Max(1, (double)posterior.Samples) * outputs, posterior.Covariance ? largest : 0)));
    }

    private void Read()
    {
        arrays["posterior_epochs"] = new NumericArray([epochs.Length], epochs);
        GaussianPrior? prior = null;
        if (settings.Covariance)
        {
            prior = infinite!.Cross is { } cross
                ? GaussianPrior.Of(infinite.Own.Nngp, cross.Nngp, infinite.Tests!.Nngp, team)
                : GaussianPrior.Of(infinite.Own.Nngp, team);
            double[] deviations = [.. Enumerable.Range(0, prior.Covariance.Rows).Select(i => Math.Sqrt(prior.Covariance[i, i]))];
            Add("prior_deviation", deviations[..prior.TrainingPoints], deviations[prior.TrainingPoints..], [], isOfEachOutput: false);
        }

        double[][] samples = new double[settings.Samples][], testSamples = new double[settings.Samples][];
        for (int s = 0; s < settings.Samples; s++)
        {
            (samples[s], testSamples[s]) = prior!.Draw(settings.Seed, s, problem.Outputs);
        }

        if (samples.Length > 0)
        {
            Add("prior_samples", [.. samples.SelectMany(f => f)], [.. testSamples.SelectMany(f => f)], [samples.Length]);
        }

        PosteriorKernelSummary[] kernels = [.. settings.Kernels.Select(kernel => Of(kernel, prior, samples, testSamples))];
        Summary = new PosteriorSummary(settings.Dynamics, kernels)
        {
            Message = kernels.Select(Failure).FirstOrDefault(message => message is not null),
        };
        warnings.AddRange(kernels.Where(kernel => Failure(kernel) is null).Select(Growth).OfType<string>());
    }

    /// <summary>That outputs which are numbers still grow with every epoch, the ridge counted in; null where they do not.</summary>
    private string? Growth(PosteriorKernelSummary kernel)
    {
        double rate = problem.Optimizer.LearningRate, limit = Limit(kernel, kernel.Regularization);
        return settings.Dynamics != "discrete" || !(rate > limit) || epochs.All(epoch => epoch == 0)
            ? null
            : Text(
                $"posterior: the learning rate {rate} is above the stability limit {limit} of the {kernel.Kernel} "
                    + $"kernel{(kernel.Regularization > 0 ? " with posterior.regularization added" : "")}: mean and covariance grow with "
                    + $"every epoch. Lower it, or take posterior.dynamics: gradient_flow.");
    }

    /// <summary>The learning rate above which the fastest mode of a kernel, a ridge added to it, grows at every step.</summary>
    private double Limit(PosteriorKernelSummary kernel, double ridge) => problem.Optimizer.StabilityBound
        / (curvature / problem.Points * (Kernel(kernel.Kernel == "nngp").Spectrum.Leading + ridge));

    /// <summary>Why the posterior of a kernel is not finite somewhere, and what to change; null where it is.</summary>
    private string? Failure(PosteriorKernelSummary kernel)
    {
        if (kernel.Epochs.FirstOrDefault(one => !one.IsFinite()) is not { } bad)
        {
            return null;
        }

        double rate = problem.Optimizer.LearningRate;
        bool fallsToRidge = kernel.Regularization > 0 && !(rate > Limit(kernel, ridge: 0));
        return Text($"The posterior at epoch {bad.Epoch} is not finite: ")
            + (fallsToRidge
                ? Text(
                    $"the regularization {kernel.Regularization}, which is added to the kernel, is too large for the learning rate {rate}. "
                        + $"Lower posterior.regularization, or take posterior.dynamics: gradient_flow.")
                : Text(
                    $"the learning rate {rate} is above the stability limit of its kernel. Lower it, or take posterior.dynamics: "
                        + $"gradient_flow."));
    }

    private PosteriorKernelSummary Of(string name, GaussianPrior? prior, double[][] samples, double[][] testSamples)
    {
        bool isNngp = name == "nngp";
        (KernelSpectrum spectrum, Matrix<double>? testKernel) = Kernel(isNngp);
        double ridge = settings.Regularization is not { } given ? 0
            : given.IsRelative ? given.Value * TensorPrimitives.Sum<double>(spectrum.Eigenvalues) / spectrum.Count : given.Value;
        if (!double.IsFinite(ridge + spectrum.Leading))
        {
            throw new NumericalFailureException(
                $"posterior.regularization: with it the {name} kernel leaves the numbers of doubles. Lower it.");
        }

        double noise = isNngp ? ridge : 0;
        SquaredLossPrediction prediction = new(spectrum, Law(), curvature, ridge, team);
        if (epochs.Contains(double.PositiveInfinity) && (prediction.NullModes > 0 || prediction.ConditionNumber > LargestCondition))
        {
            string none = prediction.NullModes == 0
                ? ""
                : $"{prediction.NullModes} that are zero to rounding, whose modes stay where they start";
            warnings.Add(prediction.ConditionNumber > LargestCondition
                ? Text(
                    $"posterior: the {name} kernel has eigenvalues over {prediction.ConditionNumber:G2} : 1"
                        + $"{(none.Length > 0 ? $", and {none}" : "")}. "
                        + $"The end of training has lost as many digits. Add posterior.regularization, or look at finite epochs.")
                : $"posterior: the {name} kernel has eigenvalues, {none}. Nothing is lost by that where inputs are equal; "
                    + "posterior.regularization moves these modes too.");
        }

        // Networks start with mean 0, centred ones where they are put.
        bool isCentred = setup.Settings.Network.Centered ?? setup.Settings.InitialField is not null;
        double[] start = isCentred ? problem.InitialField : new double[targets.Length];
        double[]? testStart = problem.TestInitialField is not { } initial ? null : isCentred ? initial : new double[initial.Length];
        Matrix<double> mean = prediction.Field(epochs, start, targets);
        Matrix<double>? testMean = testKernel is null ? null : prediction.TestField(epochs, start, targets, testKernel, testStart!);
        if (settings.Mean)
        {
            Add($"posterior_{name}_mean", mean.Values, testMean?.Values, [epochs.Length]);
        }

        GaussianField[] fields = prior is null ? [] : [.. epochs.Select(epoch => prediction.Ensemble(epoch, prior, targets, noise))];
        GaussianField[] testFields = prior is null || testKernel is null
            ? [] : [.. epochs.Select(epoch => prediction.TestEnsemble(epoch, prior, testKernel, targets, noise))];
        double[][] deviations = [.. fields.Select(field => field.Deviations())];
        double[][] testDeviations = [.. testFields.Select(field => field.Deviations())];
        if (prior is not null)
        {
            Square($"posterior_{name}_covariance", fields, prior.TrainingPoints);
            Square($"test_posterior_{name}_covariance", testFields, prior.TestPoints);
            Add($"posterior_{name}_deviation", [.. deviations.SelectMany(d => d)], [.. testDeviations.SelectMany(d => d)], [epochs.Length],
                isOfEachOutput: false);
        }

        AddSamples(name, prediction, testKernel, noise, samples, testSamples);
        return new PosteriorKernelSummary(
            name,
            ridge,
            prediction.NullModes,
            prediction.ConditionNumber,
            [
                .. epochs.Select((epoch, i) => new PosteriorEpochSummary(
                    epoch,
                    problem.LossOf(mean.Row(i)),
                    testMean is null || setup.TestTargets is null
                        ? null : setup.Loss.Energy(testMean.Row(i), setup.TestTargets) / setup.Data.TestPoints,
                    prior is null ? null : RootMeanSquare(deviations[i]),
                    testDeviations.Length == 0 ? null : RootMeanSquare(testDeviations[i]))),
            ]);
    }

    /// <summary>The samples carried by training: each from its own start, and to targets with its own noise.</summary>
    private void AddSamples(
        string name, SquaredLossPrediction prediction, Matrix<double>? testKernel, double noise, double[][] samples, double[][] testSamples)
    {
        int count = samples.Length, size = targets.Length, testSize = problem.TestInitialField?.Length ?? 0;
        if (count == 0)
        {
            return;
        }

        double[] carried = new double[epochs.Length * count * size];
        double[] testCarried = new double[epochs.Length * count * testSize];
        double[] aims = new double[size];
        for (int s = 0; s < count; s++)
        {
            new CounterStream(settings.Seed, (ulong)s).Substream(1).FillNormal(aims);
            TensorPrimitives.MultiplyAdd(aims, Math.Sqrt(noise), targets, aims);
            Matrix<double> field = prediction.Field(epochs, samples[s], aims);
            Matrix<double>? testField = testKernel is null
                ? null
                : prediction.TestField(epochs, samples[s], aims, testKernel, testSamples[s]);
            for (int t = 0; t < epochs.Length; t++)
            {
                field.Row(t).CopyTo(carried.AsSpan(((t * count) + s) * size));
                testField?.Row(t).CopyTo(testCarried.AsSpan(((t * count) + s) * testSize));
            }
        }

        Add($"posterior_{name}_samples", carried, testCarried, [epochs.Length, count]);
    }

    private (KernelSpectrum Spectrum, Matrix<double>? TestKernel) Kernel(bool isNngp) => infinite is null
        ? (problem.Spectrum, problem.TestKernel)
        : isNngp ? (KernelSpectrum.Of(infinite.Own.Nngp, 1, team), infinite.Cross?.Nngp)
        : (problem.Spectrum.Count == problem.Points ? problem.Spectrum : KernelSpectrum.Of(infinite.Own.Ntk, 1, team), infinite.Cross?.Ntk);

    private ModeLaw Law() => settings.Dynamics switch
    {
        "gradient_flow" => ModeLaw.GradientFlow(problem.Optimizer.LearningRate),
        "continuum" => ModeLaw.Continuum(problem.Optimizer, problem.Matching),
        _ => ModeLaw.Recursion(problem.Optimizer),
    };

    /// <summary>Values on the training points under a name, and on the test points under it with <c>test_</c> before it.</summary>
    private void Add(string name, double[] values, double[]? tests, int[] leading, bool isOfEachOutput = true)
    {
        int[] Shape(int points) => !isOfEachOutput || problem.Outputs == 1 ? [.. leading, points] : [.. leading, points, problem.Outputs];
        arrays[name] = new NumericArray(Shape(problem.Points), values);
        if (tests is { Length: > 0 })
        {
            arrays[$"test_{name}"] = new NumericArray(Shape(setup.Data.TestPoints), tests);
        }
    }

    private void Square(string name, GaussianField[] fields, int points)
    {
        if (fields.Length > 0)
        {
            arrays[name] = new NumericArray([fields.Length, points, points], [.. fields.SelectMany(field => field.Covariance.Values)]);
        }
    }

    private static double RootMeanSquare(double[] values) => Math.Sqrt(TensorPrimitives.SumOfSquares<double>(values) / values.Length);
}

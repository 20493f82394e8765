using System.Globalization;
using Inflaton.Data;
using Inflaton.Experiments.Files;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Expressions;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;
using Inflaton.Training.Batches;

namespace Inflaton.Experiments.Runs;

/// <summary>The network, data and loss that an experiment's settings describe, ready to run.</summary>
public sealed class ExperimentSetup
{
    /// <summary>N·C above which <c>output_kernel: auto</c> takes one kernel for all outputs.</summary>
    public const int MostModesInFull = 2000;

    private ExperimentSetup(ExperimentFile file, DataSet data, NetworkArchitecture architecture, NetworkParameters parameters, Loss loss)
    {
        File = file;
        Data = data;
        Architecture = architecture;
        Parameters = parameters;
        Loss = loss;
        Batches = file.Settings.Batches?.Create(file, data.Points);
        Steps = file.Settings.StepsOf(data.Points);
        if (Batches?.Steps < Steps)
        {
            throw file.Refusal(
                "batches.order", null, $"has the rows of {Batches.Steps} steps, and {Steps} are to be trained",
                "Give steps, or the rows of more.");
        }

        Inputs = new Matrix<double>(data.Points, data.Dimension, data.Inputs);
        TestInputs = data.TestPoints == 0 ? null : new Matrix<double>(data.TestPoints, data.Dimension, data.TestInputs);
        int outputs = architecture.Outputs;
        SharesKernel = IsShared(file.Settings, data.Points, data.Outputs);
        Classes = data.Classes.Count > 0 ? data.Classes
            : IsBinary(data, loss) ? ["0", "1"]
            : loss is CrossEntropyLoss ? [.. Enumerable.Range(0, outputs).Select(c => c.ToString(CultureInfo.InvariantCulture))]
            : IsSigns(data, loss) ? ["-1", "1"]
            : [];
        Targets = loss.Targets != TargetRole.None && data.Targets is { } targets ? targets : new double[data.Points * outputs];
        TestTargets = TestInputs is null ? null
            : loss.CouplesPoints ? null
            : loss.Targets == TargetRole.None || data.Targets is null ? new double[data.TestPoints * outputs]
            : data.TestTargets;
        Labels = Classes.Count == 0 ? null : Classification.Labels(data.Targets, outputs);
        TestLabels = Classes.Count == 0 || data.TestTargets is null ? null : Classification.Labels(data.TestTargets, outputs);
    }

    /// <summary>The file.</summary>
    public ExperimentFile File { get; }

    /// <summary>What it says.</summary>
    public ExperimentSettings Settings => File.Settings;

    /// <summary>Inputs and targets as read.</summary>
    public DataSet Data { get; }

    /// <summary>Shape and scales of the network.</summary>
    public NetworkArchitecture Architecture { get; }

    /// <summary>θ_0; training moves it.</summary>
    public NetworkParameters Parameters { get; }

    /// <summary>ℓ; its scale is 1 until <see cref="Couple"/> where the file leaves it to the kernel.</summary>
    public Loss Loss { get; private set; }

    /// <summary>x, shape [N, d].</summary>
    public Matrix<double> Inputs { get; }

    /// <summary>y, length N·C; zeros where there are none.</summary>
    public double[] Targets { get; }

    /// <summary>Test inputs, shape [M, d]; null without them.</summary>
    public Matrix<double>? TestInputs { get; }

    /// <summary>The rows of each step; null for all at each.</summary>
    public BatchPlan? Batches { get; }

    /// <summary>K.</summary>
    public int Steps { get; }

    /// <summary>Steps from one record of the field to the next.</summary>
    public int RecordEvery => Settings.RecordEveryOf(Steps);

    /// <summary>Targets of the test inputs, length M·C; null where they are not known.</summary>
    public double[]? TestTargets { get; }

    /// <summary>Whether one N × N kernel stands for all outputs, Θ ⊗ 1.</summary>
    public bool SharesKernel { get; }

    /// <summary>Names of the classes; empty where targets are none.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Class of each training input; null where targets are no classes.</summary>
    public int[]? Labels { get; }

    /// <summary>Class of each test input; null where targets are no classes or not known.</summary>
    public int[]? TestLabels { get; }

    /// <summary>The file that the weights come from; null where they are drawn.</summary>
    internal NetworkFile.Content? GivenWeights { get; private init; }

    /// <summary>What is to be said of the data and the weights.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Reads the data, draws or reads the weights.</summary>
    /// <param name="file">A checked experiment file.</param>
    /// <exception cref="ExperimentFileException">
    /// A data or weight file, or a formula, cannot be used, or the run would not fit in memory.
    /// </exception>
    public static ExperimentSetup Of(ExperimentFile file)
    {
        ExperimentSettings settings = file.Settings;
        NetworkSettings network = settings.Network;
        NetworkFile.Content? weights = WeightsOf(file);
        DataSet data = ExperimentData.Load(settings);
        if (weights is not null && !settings.Data.HasTargets && network.Outputs is null)
        {
            data = data with { Outputs = weights.Fans[^1] };
        }

        Loss loss = LossOf(file, data);
        if (network.Outputs is { } outputs && outputs != data.Outputs)
        {
            throw file.Refusal(
                "network.outputs", null, $"differs from the number of classes, {data.Outputs}",
                "Leave network.outputs out: the data decides it.");
        }

        try
        {
            NetworkArchitecture architecture = weights is null
                ? network.Drawn(data.Dimension, data.Outputs)
                : Runs.GivenWeights.Network(
                    network.Weights!, weights, [data.Dimension, .. network.Hidden, data.Outputs], network.CreateActivation(),
                    network.Parameterization,
                    network.WeightStd, network.BiasStd, settings.Kernel == "infinite");
            CheckMemory(file, architecture, data);
            NetworkParameters parameters = weights is null
                ? NetworkParameters.Draw(architecture, settings.Seed)
                : NetworkFile.ToParameters(network.Weights!, weights, architecture);
            return new ExperimentSetup(file, data, architecture, parameters, loss)
            {
                GivenWeights = weights,
                Warnings = [.. data.Warnings, .. WarningsOf(settings, weights, architecture)],
            };
        }
        catch (ArrayFileException exception)
        {
            throw Refused(file, exception);
        }
    }

    /// <summary>The same experiment with weights drawn anew.</summary>
    /// <param name="seed">In place of the file's.</param>
    internal ExperimentSetup Drawn(ulong seed) =>
        new(File, Data, Architecture, NetworkParameters.Draw(Architecture, seed), LossOf(File, Data)) { Warnings = Warnings };

    /// <summary>Whether loss or gradient are known only once the kernel is.</summary>
    internal bool HangsOnKernel => Settings.Loss.HangsOnKernel || Settings.Optimizer.Natural is not null;

    /// <summary>Gives the loss the scale κ = N/Θ₀ where the file leaves it to the kernel.</summary>
    /// <param name="theta0">Θ₀, mean diagonal entry of the field's kernel.</param>
    internal void Couple(double theta0)
    {
        if (Settings.Loss.HangsOnKernel)
        {
            Loss = LossOf(File, Data, theta0);
        }
    }

    /// <summary>What the optimiser's settings are to make an optimiser of, once the loss is coupled to the kernel.</summary>
    /// <param name="moving">The kernel that the field moves by at the start.</param>
    /// <param name="field">f at the start.</param>
    /// <param name="team">Threads.</param>
    internal OptimizerStart OptimizerStart(StartKernel moving, double[] field, WorkerTeam team) => new()
    {
        File = File,
        Loss = Loss,
        Targets = Targets,
        Field = field,
        Points = Inputs.Rows,
        Steps = Steps,
        Kernel = moving.Kernel,
        Spectrum = moving.Spectrum,
        Team = team,
    };

    /// <summary>Whether one kernel is to stand for all outputs.</summary>
    /// <param name="settings">The experiment.</param>
    /// <param name="points">N.</param>
    /// <param name="outputs">C.</param>
    internal static bool IsShared(ExperimentSettings settings, int points, int outputs) => outputs > 1 && settings.OutputKernel switch
    {
        "auto" => settings.Kernel == "infinite" || (settings.Optimizer.Natural is null && (long)points * outputs > MostModesInFull),
        string choice => choice == "shared",
    };

    /// <summary>Whether a squared loss is to fit signs: one target an input, −1 or +1, and both there.</summary>
    private static bool IsSigns(DataSet data, Loss loss) =>
        loss is ResidualLoss { UniformCurvature: not null } && data is { Outputs: 1, Targets: { } targets }
        && targets.Contains(1) && targets.Contains(-1) && targets.Concat(data.TestTargets ?? []).All(y => Math.Abs(y) == 1);

    /// <summary>Whether a single output is to tell two classes apart, 0 and 1.</summary>
    private static bool IsBinary(DataSet data, Loss loss) =>
        loss is BinaryCrossEntropyLoss or WeightedLoss { Loss: BinaryCrossEntropyLoss } && data is { Outputs: 1, Targets: { } targets }
        && targets.Concat(data.TestTargets ?? []).All(y => y is 0 or 1);

    private static NetworkFile.Content? WeightsOf(ExperimentFile file)
    {
        try
        {
            return file.Settings.Network is { Weights: { } path, Layers: var layers } ? NetworkFile.Read(path, layers) : null;
        }
        catch (ArrayFileException exception)
        {
            throw Refused(file, exception);
        }
    }

    private static ExperimentFileException Refused(ExperimentFile file, ArrayFileException exception) =>
        new(file.Located(new FileProblem(file.Path, 0, "network.weights", null, exception.Message.TrimEnd('.'), null)));

    private static IEnumerable<string> WarningsOf(
        ExperimentSettings settings, NetworkFile.Content? weights, NetworkArchitecture architecture)
    {
        foreach (string warning in weights?.Warnings(architecture, Path.GetFileName(settings.Network.Weights!)) ?? [])
        {
            yield return warning;
        }

        if (settings.Kernel == "infinite" && architecture.Initialization == Initialization.PyTorch)
        {
            yield return $"kernel: infinite takes the first layer's preactivations as normal. With initialization: pytorch they are sums "
                + $"of d = {architecture.Inputs} uniform terms and a bias, which are normal up to a part of the order 1/d.";
        }
    }

    private static Loss LossOf(ExperimentFile file, DataSet data, double? theta0 = null)
    {
        LossSettings settings = file.Settings.Loss;
        if (settings.ProblemWith(file.Path, data) is { } problem)
        {
            throw new ExperimentFileException(file.Located(problem));
        }

        try
        {
            return settings.Create(data.Points, data.Outputs, theta0);
        }
        catch (FormulaException exception) when (settings.Expression is { } formula)
        {
            throw file.Refusal(
                $"loss.{formula.Key}", null, $"is not a formula: column {exception.Column}: {exception.Problem}",
                "Names that it does not know stand under parameters, beside it.");
        }
    }

    /// <summary>Refuses before allocating what the machine cannot hold: training, or the kernel with its eigen-system.</summary>
    private static void CheckMemory(ExperimentFile file, NetworkArchitecture architecture, DataSet data)
    {
        bool shared = IsShared(file.Settings, data.Points, data.Outputs);
        double size = (double)data.Points * (shared ? 1 : architecture.Outputs);
        double eigenSystem = SymmetricEigen.MemoryNeeded(size);
        double needed = Math.Max(
            DirectTraining<double>.MemoryNeeded(architecture, data.Points, file.Settings.Optimizer.RuleCopies),
            TangentKernel<double>.MemoryNeeded(architecture, data.Points, shared) + eigenSystem);
        double available = JobAllocation.UsableMemory;
        if (needed > available || size * size > Array.MaxLength
            || architecture.Fans.Any(fan => (double)fan * data.Points > Array.MaxLength))
        {
            throw file.Refusal(
                "network.hidden",
                $"[{string.Join(", ", file.Settings.Network.Hidden)}] on {data.Points} inputs",
                $"needs {needed / (1L << 30):F1} GiB and the machine has {available / (1L << 30):F1} GiB",
                architecture.Outputs > 1 && !shared
                    ? "Take output_kernel: shared, or fewer rows."
                    : "Make the layers narrower or train on fewer rows.");
        }

        (double posterior, double entries) = PosteriorReading.Size(file.Settings, data.Points, data.TestPoints, architecture.Outputs);
        if (needed + posterior > available || entries > Array.MaxLength)
        {
            throw file.Refusal(
                "posterior",
                $"{data.Points} training and {data.TestPoints} test inputs",
                $"needs {(needed + posterior) / (1L << 30):F1} GiB and the machine has {available / (1L << 30):F1} GiB",
                "Take covariance: false, fewer samples, epochs or test inputs.");
        }
    }
}

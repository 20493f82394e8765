using Inflaton.Duality.Interactions;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Kernels.Interactions;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>
/// What theory says of a training before it: the tangent kernel Θ at epoch 0 with its modes, and when they are asked for the effective
/// theory (H, Λ, masses, the limit of stability), every rung of the ladder of predictions, and the training itself to hold them against.
/// </summary>
/// <remarks>
/// Natural training, outputs that share a kernel and other special problems are a <see cref="PredictionProblem"/>, of which
/// <see cref="Forecast(PredictionProblem)"/> makes the same.
/// </remarks>
/// <example>
/// <code>
/// NetworkParameters network = NetworkParameters.Draw(new(inputs: 1, hidden: [512], outputs: 1, new Erf()), seed: 1);
/// Forecast forecast = Forecast.Of(network, inputs, targets, new SquaredLoss(), new GradientDescent(0.1, momentum: 0.9));
/// double loss = forecast.Predict(epochs: 100).Loss[^1];
/// </code>
/// </example>
public sealed class Forecast
{
    private readonly PredictionProblem problem;
    private readonly NetworkParameters? network;
    private readonly Matrix<double>? inputs;
    private readonly Matrix<double>? testInputs;

    /// <summary>A forecast from a kernel that is known.</summary>
    /// <param name="problem">Kernel and field at epoch 0, loss and optimiser; its epochs are not looked at.</param>
    public Forecast(PredictionProblem problem)
        : this(problem, null, null, null)
    {
    }

    private Forecast(PredictionProblem problem, NetworkParameters? network, Matrix<double>? inputs, Matrix<double>? testInputs) =>
        (this.problem, this.network, this.inputs, this.testInputs) = (problem, network, inputs, testInputs);

    /// <summary>Θ on the training inputs, [NC, NC].</summary>
    public Matrix<double> Kernel => problem.Kernel;

    /// <summary>Its eigenvalues and modes.</summary>
    public KernelSpectrum Spectrum => problem.Spectrum;

    /// <summary>f at epoch 0, length N·C.</summary>
    public ReadOnlySpan<double> InitialField => problem.InitialField;

    /// <summary>Θ₀: the mean diagonal entry of the kernel.</summary>
    public double Theta0 => Enumerable.Range(0, Kernel.Rows).Average(i => Kernel[i, i]);

    /// <summary>𝓛 at epoch 0.</summary>
    public double InitialLoss => problem.LossOf(problem.InitialField);

    /// <summary>f̈ + 3Hḟ + sF = 0 in the matching in force.</summary>
    public EquationOfMotion Equation => problem.Equation;

    /// <summary>The learning rate above which the recursion grows without bound at the start.</summary>
    public double StabilityLimit => ModeAnalysis.StabilityLimitOf(problem);

    private ForecastOptions Options { get; init; } = new();

    /// <summary>The forecast of a network's training.</summary>
    /// <param name="network">The network at epoch 0; not moved.</param>
    /// <param name="inputs">x, one a row, shape [N, d].</param>
    /// <param name="targets">y, length N·C; empty where the loss has none.</param>
    /// <param name="loss">ℓ, of which the training loss is the mean over the inputs.</param>
    /// <param name="optimizer">The optimiser, which decides the friction.</param>
    /// <param name="options">Test inputs, matching, threads; null for the defaults.</param>
    /// <exception cref="ArgumentException">The shapes do not belong together.</exception>
    public static Forecast Of(
        NetworkParameters network, Matrix<double> inputs, double[] targets, Loss loss, Optimizer optimizer, ForecastOptions? options = null)
    {
        options ??= new ForecastOptions();
        NetworkArchitecture architecture = network.Architecture;
        int values = inputs.Rows * architecture.Outputs;
        if (targets.Length != values && targets.Length != 0)
        {
            throw new ArgumentException(
                $"{targets.Length} targets do not belong to {inputs.Rows} inputs and {architecture.Outputs} outputs.", nameof(targets));
        }

        if (targets.Length == 0 && loss.Targets == TargetRole.Labels)
        {
            throw new ArgumentException($"The loss {loss} compares with classes, and there are no targets.", nameof(targets));
        }

        TangentKernel<double> kernels = new(architecture, team: options.Team);
        Matrix<double> kernel = kernels.Square(network, inputs);
        PredictionProblem problem = new()
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel, architecture.Outputs, options.Team),
            InitialField = Outputs(network, inputs, options),
            Targets = targets.Length == 0 ? new double[values] : targets,
            Loss = loss,
            Optimizer = optimizer,
            Matching = options.Matching,
            Epochs = [0],
            TestKernel = options.TestInputs is null ? null : kernels.Between(network, options.TestInputs, inputs),
            TestInitialField = options.TestInputs is null ? null : Outputs(network, options.TestInputs, options),
            ParameterTangent = TangentPass.AlongParameters(network, inputs, options.Team),
            TestParameterTangent =
                options.TestInputs is null ? null : TangentPass.AlongParameters(network, options.TestInputs, options.Team),
            Batches = options.Batches,
            BackgroundModes = options.BackgroundModes,
            Solver = options.Solver,
            Team = options.Team,
        };
        problem = problem with
        {
            Interactions = new InteractionSource(
                new KernelInteractions(network, inputs, options.TestInputs, options.Team), problem.Spectrum),
        };
        return new Forecast(problem, network, inputs, options.TestInputs)
        {
            Options = options,
        };
    }

    /// <summary>The same network and data with another optimiser; the kernel is not computed again.</summary>
    /// <param name="optimizer">The optimiser.</param>
    public Forecast With(Optimizer optimizer) =>
        new(problem with { Optimizer = optimizer }, network, inputs, testInputs) { Options = Options };

    /// <summary>H, Λ, e-folds and vacuum domination.</summary>
    /// <param name="epochs">K, over which e-folds are counted; not negative.</param>
    public EffectiveTheory Theory(int epochs) => EffectiveTheory.Of(
        problem.Optimizer, problem.Matching, Theta0, InitialLoss, epochs, Options.DominationRatio, problem.Mean(problem.InitialField)[0]);

    /// <summary>Masses, damping and freeze-out of all modes.</summary>
    /// <param name="epochs">K, within which a mode changes or is frozen; not negative.</param>
    public ModeAnalysis Modes(int epochs) => ModeAnalysis.Of(Until(epochs, 1), Options.FreezeThreshold);

    /// <summary>Predicts the field and the loss.</summary>
    /// <param name="epochs">Last epoch K, not negative.</param>
    /// <param name="every">Epochs from one value to the next, at least 1 (default).</param>
    /// <param name="rung">One of <see cref="Ladder.Names"/>; by default the recursion of the frozen kernel, step by step.</param>
    /// <exception cref="ArgumentException">No rung has that name, or the optimiser's field does not follow from a kernel.</exception>
    public Prediction Predict(int epochs, int every = 1, string rung = "discrete")
    {
        PredictionProblem until = Until(epochs, every);
        return problem.Optimizer.IsPredictable
            ? Ladder.Rung(rung) is var asked && asked.Refusal(until) is { } reason
                ? throw new ArgumentException($"The rung {rung} cannot follow this training: {reason}.", nameof(rung))
                : asked.Predict(until)
            : throw new ArgumentException(
                $"The field of a network under {problem.Optimizer.Name} does not follow from its kernel.", nameof(rung));
    }

    /// <summary>Trains a copy of the network.</summary>
    /// <param name="epochs">Last epoch K, not negative.</param>
    /// <param name="every">Epochs from one record to the next, at least 1 (default).</param>
    /// <param name="cancellation">Stops the training; what was recorded until then is kept.</param>
    /// <exception cref="InvalidOperationException">The forecast was made of a kernel, without its network.</exception>
    public TrainingRecord Train(int epochs, int every = 1, CancellationToken cancellation = default)
    {
        if (network is null || inputs is null)
        {
            throw new InvalidOperationException("The forecast was made of a kernel; make it of a network to train one.");
        }

        TrainingTask task = new()
        {
            Inputs = inputs,
            Targets = problem.Targets,
            TestInputs = testInputs,
            Loss = problem.Loss,
            Optimizer = problem.Optimizer,
            Batches = problem.Batches,
            Epochs = epochs,
            RecordEvery = every,
        };
        return new Trainer(problem.Team).Train(task, network.Clone(), problem.Kernel, cancellation: cancellation);
    }

    private PredictionProblem Until(int epochs, int every)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        return problem with { Epochs = Trainer.RecordedEpochs(epochs, every) };
    }

    private static double[] Outputs(NetworkParameters network, Matrix<double> inputs, ForecastOptions options)
    {
        Propagation<double> pass = new(network.Architecture, inputs, team: options.Team, carriesBack: false);
        pass.Forward(network);
        return pass.Output.Values;
    }
}

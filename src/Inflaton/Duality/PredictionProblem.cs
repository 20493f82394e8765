using Inflaton.Duality.Interactions;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;
using Inflaton.Training.Batches;

namespace Inflaton.Duality;

/// <summary>
/// All that a prediction may know: the kernel and the field at epoch 0, the loss and the optimiser. Nothing here has been trained.
/// </summary>
public sealed record PredictionProblem
{
    /// <summary>Θ on the training inputs, [NC, NC]; or, where all outputs share one kernel, [N, N] with <see cref="Copies"/> = C.</summary>
    public required Matrix<double> Kernel { get; init; }

    /// <summary>Its eigen-system.</summary>
    public required KernelSpectrum Spectrum { get; init; }

    /// <summary>f at epoch 0, length N·C.</summary>
    public required double[] InitialField { get; init; }

    /// <summary>y, length N·C; zeros where there are none.</summary>
    public required double[] Targets { get; init; }

    /// <summary>ℓ.</summary>
    public required Loss Loss { get; init; }

    /// <summary>The optimiser, which decides the friction.</summary>
    public required Optimizer Optimizer { get; init; }

    /// <summary>Which continuum equation the rungs that solve one use.</summary>
    public required Matching Matching { get; init; }

    /// <summary>Epochs at which to predict, ascending from 0.</summary>
    public required int[] Epochs { get; init; }

    /// <summary>
    /// How many outputs each row of the kernel stands for, Θ = <see cref="Kernel"/> ⊗ 1: 1 (default) for a kernel that knows its outputs, C
    /// for one that all of them share, as is exact at infinite width.
    /// </summary>
    public int Copies { get; init; } = 1;

    /// <summary>Θ(test, train), [MC, NC] or, where outputs share it, [M, N]; null without test inputs.</summary>
    public Matrix<double>? TestKernel { get; init; }

    /// <summary>f at epoch 0 on the test inputs, length M·C; null without them.</summary>
    public double[]? TestInitialField { get; init; }

    /// <summary>The rows of each step; null for all at each.</summary>
    public BatchPlan? Batches { get; init; }

    /// <summary>Jθ₀ of the field, length N·C, which weight decay moves it along; null without one.</summary>
    public double[]? ParameterTangent { get; init; }

    /// <summary>The same on the test inputs, length M·C; null without them or it.</summary>
    public double[]? TestParameterTangent { get; init; }

    /// <summary>
    /// Number m ≥ 1 of background fields that <see cref="BackgroundRung"/> follows; null (default) for as many as
    /// <see cref="BackgroundFields"/> finds.
    /// </summary>
    public int? BackgroundModes { get; init; }

    /// <summary>Where the next order in 1/width comes from; null where there is no network, so that its rungs do not apply.</summary>
    public InteractionSource? Interactions { get; init; }

    /// <summary>
    /// Tolerances of the differential equations; <see cref="SolverOptions.Reached"/> is told of recursions too, at each time that is
    /// recorded.
    /// </summary>
    public SolverOptions Solver { get; init; } = new();

    /// <summary>Threads.</summary>
    public WorkerTeam Team { get; init; } = WorkerTeam.Single;

    /// <summary>C.</summary>
    public int Outputs => Spectrum.Outputs * Copies;

    /// <summary>N.</summary>
    public int Points => InitialField.Length / Outputs;

    /// <summary>
    /// The times k√η of the epochs, η being the rate that a schedule multiplies: the clock of all rungs. Cosmic time is
    /// <see cref="Optimizer.TimesAt"/>.
    /// </summary>
    public double[] Times => [.. Epochs.Select(epoch => epoch * Math.Sqrt(Optimizer.LearningRate))];

    /// <summary>The equation of motion in force.</summary>
    public EquationOfMotion Equation => Optimizer.Equation(Matching, Mean(InitialField)[0]);

    /// <summary>H and N at the epochs, as predicted at epoch 0; null where the friction does not change.</summary>
    public HubbleHistory? HubbleHistory => Optimizer.History(Epochs, Matching, Mean(InitialField)[0]);

    /// <summary>
    /// κ where ℓ'' = κ everywhere and the equation is that of damped modes, or of such phase by phase, so that all equations of motion are
    /// solved in closed form; otherwise null. Null with weight decay, which is no part of the loss.
    /// </summary>
    public double? LinearCurvature => Equation.HasClosedForm && Optimizer.WeightDecay == 0 ? Loss.UniformCurvature : null;

    /// <summary>Training loss 𝓛 = (1/N) Σ ℓ of a field.</summary>
    /// <param name="field">f, length N·C.</param>
    /// <param name="scaleFactor">a of the universe, for losses that depend on it.</param>
    public double LossOf(ReadOnlySpan<double> field, double scaleFactor = 1) =>
        new LossInUniverse(Loss).Energy(scaleFactor, field, Targets) / Points;

    /// <summary>ℓ'(f₀), length N·C.</summary>
    public double[] InitialGradient()
    {
        double[] gradient = new double[InitialField.Length];
        Loss.Gradient(InitialField, Targets, gradient);
        return gradient;
    }

    /// <summary>The mean over the inputs, output by output.</summary>
    /// <param name="field">Length N·C.</param>
    public double[] Mean(ReadOnlySpan<double> field)
    {
        double[] mean = new double[Outputs];
        for (int i = 0; i < field.Length; i++)
        {
            mean[i % Outputs] += field[i];
        }

        for (int c = 0; c < Outputs; c++)
        {
            mean[c] /= Points;
        }

        return mean;
    }
}

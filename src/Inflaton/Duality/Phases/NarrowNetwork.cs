using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Training;

namespace Inflaton.Duality.Phases;

/// <summary>
/// A narrower network of the same kind, of another draw, that is thrown as far: its field φ = φ_0 + α(f − f(θ_0)) starts where the
/// network's does, and α² = Σ1/m_l over Σ1/n_l makes kernel and field weigh against each other as they do at widths n_l. In a catapult the
/// field grows to √width, where what it does to the kernel no longer falls with the width; what happens there depends on ηm² and on φ_0/√n
/// alone, up to the draw. For <see cref="LinearPair"/> that is exact.
/// </summary>
/// <remarks>
/// In the standard parameterisation layers share the kernel by their widths, which no factor of the outputs makes up for: the network there
/// is of the same widths.
/// </remarks>
public sealed class NarrowNetwork : IPhaseModel
{
    private readonly PredictionProblem problem;
    private readonly Matrix<double> inputs;
    private readonly NetworkParameters drawn;
    private readonly MatrixProduct<double> product;
    private readonly ReadOut readOut;
    private readonly double massSquared;
    private readonly double momentum;
    private readonly int steps;

    /// <summary>A draw.</summary>
    /// <param name="problem">Field, targets and loss of the network at epoch 0.</param>
    /// <param name="wide">Its architecture.</param>
    /// <param name="inputs">x, shape [N, d].</param>
    /// <param name="scale">α of its own field.</param>
    /// <param name="momentum">γ.</param>
    /// <param name="width">Units of a hidden layer at most.</param>
    /// <param name="seed">Of the draw.</param>
    /// <param name="steps">Steps that are followed, at least 1.</param>
    public NarrowNetwork(
        PredictionProblem problem, NetworkArchitecture wide, Matrix<double> inputs, double scale, double momentum, int width, ulong seed,
        int steps)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(wide);
        (this.problem, this.inputs, this.momentum, this.steps) = (problem, inputs, momentum, steps);
        NetworkArchitecture narrow = Narrowed(wide, width);
        drawn = NetworkParameters.Draw(narrow, seed);
        product = new MatrixProduct<double>(problem.Team);
        double alpha = scale * Math.Sqrt(DepthOverWidth(narrow) / DepthOverWidth(wide));
        Propagation<double> pass = new(narrow, inputs, product, problem.Team);
        pass.Forward(drawn);
        readOut = new ReadOut(alpha, [.. pass.Output.Values], problem.InitialField);
        Matrix<double> kernel = new TangentKernel<double>(narrow, product, problem.Team) { SharesOutputs = problem.Copies > 1 }
            .Square(drawn, inputs);
        System.Numerics.Tensors.TensorPrimitives.Multiply(kernel.Values, alpha * alpha, kernel.Values);
        massSquared = Sharpness.Of(kernel, problem.Loss, problem.InitialField, problem.Targets, problem.Points, problem.Team);
    }

    /// <summary>Σ 1/n_l over the hidden layers.</summary>
    /// <param name="architecture">The network.</param>
    public static double DepthOverWidth(NetworkArchitecture architecture) =>
        architecture.Fans.Skip(1).SkipLast(1).Sum(width => 1.0 / width);

    /// <summary>The architecture with no hidden layer wider than a number, where the parameterisation lets it be narrowed.</summary>
    /// <param name="wide">The network.</param>
    /// <param name="width">The number, at least 1.</param>
    public static NetworkArchitecture Narrowed(NetworkArchitecture wide, int width) => wide.Parameterization == Parameterization.Standard
        ? wide
        : new NetworkArchitecture(
            wide.Inputs, [.. wide.Fans.Skip(1).SkipLast(1).Select(fan => Math.Min(fan, width))], wide.Outputs, wide.Activation,
            wide.WeightStd, wide.BiasStd, wide.Parameterization, biasedLayers: wide.BiasedLayers, initialization: wide.Initialization);

    /// <inheritdoc/>
    public TrainingPhase Follow(double stepMassSquared)
    {
        DirectTraining<double> training = new(
            drawn.Clone(), inputs, problem.Targets, problem.Loss, product, problem.Team, readOut: readOut);
        StepCoefficients step = new(momentum, stepMassSquared / massSquared);
        training.Forward();
        LossClimb climb = LossClimb.Of(training.Loss);
        double highest = Trainer.DivergenceFactor * Math.Max(Math.Abs(climb.First), double.Epsilon);
        for (int k = 0; k < steps && climb.Last <= highest; k++)
        {
            training.Step(step);
            training.Forward();
            climb = climb.Then(training.Loss);
        }

        return TrainingPhases.Of(climb, !(climb.Last <= highest), momentum, stepMassSquared);
    }
}

using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training;

/// <summary>
/// Trains the network of first order around θ_0, f(x; θ) = f(x; θ_0) + J(x)(θ − θ_0), by its own parameters and under any loss. Its kernel
/// never changes, so that its field is the recursion of the frozen kernel; unlike that, it needs no kernel and its cost is that of
/// training. Source: Lee et al., arXiv:1902.06720.
/// </summary>
public sealed class LinearizedTraining : TrainingMethod
{
    private readonly NetworkParameters parameters;
    private readonly NetworkParameters origin;
    private readonly NetworkParameters displacement;
    private readonly NetworkParameters velocity;
    private readonly MatrixProduct<double> product;
    private readonly WorkerTeam team;
    private readonly Propagation<double> pass;
    private readonly TangentPass tangent;
    private readonly double[] outputField;
    private readonly double[] ones;
    private TangentPass? otherTangent;

    /// <summary>A training about to begin.</summary>
    /// <param name="parameters">θ_0; moved when <see cref="Parameters"/> are asked for.</param>
    /// <param name="inputs">x, one a row, shape [N, d].</param>
    /// <param name="targets">y, length N·C.</param>
    /// <param name="loss">ℓ.</param>
    /// <param name="product">Matrix products.</param>
    /// <param name="team">Threads.</param>
    /// <param name="readOut">How the field is read off the outputs; null for φ = f.</param>
    /// <param name="natural">What whitens the loss gradient; null for the gradient as it is.</param>
    /// <exception cref="ArgumentException">The shapes do not belong together.</exception>
    public LinearizedTraining(
        NetworkParameters parameters,
        Matrix<double> inputs,
        double[] targets,
        Loss loss,
        MatrixProduct<double> product,
        WorkerTeam team,
        ReadOut? readOut = null,
        NaturalGradient? natural = null)
        : base(inputs.Rows, parameters.Architecture.Outputs, targets, loss, readOut, natural)
    {
        NetworkArchitecture architecture = parameters.Architecture;
        (this.parameters, this.product, this.team) = (parameters, product, team);
        origin = NetworkParameters.Zero(architecture);
        origin.CopyFrom(parameters);
        displacement = NetworkParameters.Zero(architecture);
        velocity = NetworkParameters.Zero(architecture);
        pass = new Propagation<double>(architecture, inputs, product, team);
        pass.Forward(origin);
        tangent = new TangentPass(architecture, inputs.Rows, product, team);
        outputField = [.. pass.Output.Values];
        ones = new double[inputs.Rows];
        Array.Fill(ones, 1);
    }

    /// <inheritdoc/>
    public override bool KeepsKernel => true;

    /// <summary>θ, brought up to date.</summary>
    public override NetworkParameters Parameters
    {
        get
        {
            for (int l = 0; l < origin.Weights.Length; l++)
            {
                TensorPrimitives.Add<double>(origin.Weights[l].Values, displacement.Weights[l].Values, parameters.Weights[l].Values);
                TensorPrimitives.Add<double>(origin.Biases[l], displacement.Biases[l], parameters.Biases[l]);
            }

            return parameters;
        }
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Outputs => outputField;

    /// <inheritdoc/>
    protected override void Propagate()
    {
        tangent.Forward(pass, origin, displacement);
        TensorPrimitives.Add<double>(pass.Output.Values, tangent.Output.Values, outputField);
    }

    /// <inheritdoc/>
    public override void Evaluate(Propagation<double> pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        if (otherTangent?.Rows != pass.Rows)
        {
            otherTangent = new TangentPass(origin.Architecture, pass.Rows, product, team);
        }

        pass.Forward(origin);
        otherTangent.Forward(pass, origin, displacement);
        TensorPrimitives.Add<double>(pass.Output.Values, otherTangent.Output.Values, pass.Output.Values);
    }

    /// <inheritdoc/>
    public override bool Keep(KeptState state)
    {
        displacement.Keep(state);
        velocity.Keep(state);
        return true;
    }

    /// <inheritdoc/>
    public override void Step(StepCoefficients coefficients)
    {
        NetworkArchitecture architecture = origin.Architecture;
        LossGradient(pass.Delta(architecture.Layers).Values);
        pass.Backward(origin);
        for (int l = 0; l < architecture.Layers; l++)
        {
            product.Move(
                -coefficients.LearningRate * architecture.WeightScale(l), pass.Delta(l + 1), pass.Activation(l), coefficients.Momentum,
                velocity.Weights[l], displacement.Weights[l]);
            if (architecture.BiasScale(l) != 0)
            {
                product.MatrixVector(
                    -coefficients.LearningRate * architecture.BiasScale(l), pass.Delta(l + 1), Transpose.Yes, ones, coefficients.Momentum,
                    velocity.Biases[l]);
                TensorPrimitives.Add<double>(displacement.Biases[l], velocity.Biases[l], displacement.Biases[l]);
            }
        }
    }
}

using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;

namespace Inflaton.Training;

/// <summary>
/// Every weight is moved at every step. Nothing is allocated after construction. The bits do not depend on the number of threads.
/// </summary>
public sealed class DirectTraining : TrainingMethod
{
    private const int Chunk = 1 << 15;

    private readonly Propagation pass;
    private readonly NetworkParameters velocity;
    private readonly MatrixProduct<double> product;
    private readonly WorkerTeam team;
    private readonly Displacement displacement = new();

    /// <summary>A training about to begin, at rest.</summary>
    /// <param name="parameters">θ_0; moved in place.</param>
    /// <param name="inputs">x, one a row, shape [N, d].</param>
    /// <param name="targets">y, length N·C.</param>
    /// <param name="potential">ℓ.</param>
    /// <param name="product">Matrix products.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">The shapes do not belong together.</exception>
    public DirectTraining(
        NetworkParameters parameters,
        Matrix<double> inputs,
        double[] targets,
        Potential potential,
        MatrixProduct<double> product,
        WorkerTeam team)
        : base(inputs.Rows, parameters.Architecture.Outputs, targets, potential)
    {
        Parameters = parameters;
        this.product = product;
        this.team = team;
        pass = new Propagation(parameters.Architecture, inputs, product, team);
        velocity = NetworkParameters.Zero(parameters.Architecture);
    }

    /// <inheritdoc/>
    public override NetworkParameters Parameters { get; }

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Field => pass.Output.Values;

    /// <summary>Bytes that training needs beside its inputs: parameters, velocity and the passes' storage.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="points">Number N of inputs.</param>
    public static double MemoryNeeded(NetworkArchitecture architecture, int points) =>
        sizeof(double) * ((2.0 * architecture.ParameterCount) + (3.0 * points * architecture.Fans.Sum(fan => (double)fan)));

    /// <inheritdoc/>
    public override void Forward() => pass.Forward(Parameters);

    /// <inheritdoc/>
    public override void Step(StepCoefficients coefficients)
    {
        NetworkArchitecture architecture = Parameters.Architecture;
        LossGradient(pass.Delta(architecture.Layers).Values);
        pass.Backward(Parameters);
        for (int l = 0; l < architecture.Layers; l++)
        {
            Matrix<double> delta = pass.Delta(l + 1);
            product.Multiply(
                -coefficients.LearningRate * architecture.WeightScale(l),
                delta,
                Transpose.Yes,
                pass.Activation(l),
                Transpose.No,
                coefficients.Momentum,
                velocity.Weights[l]);
            Displace(velocity.Weights[l].Values, Parameters.Weights[l].Values);
            if (architecture.BiasScale != 0)
            {
                double[] biasVelocity = velocity.Biases[l];
                TensorPrimitives.Multiply<double>(biasVelocity, coefficients.Momentum, biasVelocity);
                for (int row = 0; row < pass.Rows; row++)
                {
                    TensorPrimitives.MultiplyAdd(
                        delta.Row(row), -coefficients.LearningRate * architecture.BiasScale, biasVelocity, biasVelocity);
                }

                TensorPrimitives.Add<double>(Parameters.Biases[l], biasVelocity, Parameters.Biases[l]);
            }
        }
    }

    private void Displace(double[] velocities, double[] weights)
    {
        displacement.Prepare(velocities, weights);
        team.Run(displacement, (weights.Length + Chunk - 1) / Chunk);
    }

    /// <summary>θ += v, a chunk a part.</summary>
    private sealed class Displacement : IWork
    {
        private double[] velocities = [];
        private double[] weights = [];

        public void Prepare(double[] velocities, double[] weights)
        {
            this.velocities = velocities;
            this.weights = weights;
        }

        public void Execute(int part, int worker)
        {
            int first = part * Chunk;
            int count = Math.Min(Chunk, weights.Length - first);
            Span<double> destination = weights.AsSpan(first, count);
            TensorPrimitives.Add<double>(destination, velocities.AsSpan(first, count), destination);
        }
    }
}

using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Benchmarks.Training;

/// <summary>
/// The heavy ball by the book: at every step a gradient product into each velocity, then each weight is moved. The baseline.
/// </summary>
public sealed class PlainTraining(
    NetworkParameters parameters, Matrix<double> inputs, double[] targets, Loss loss, MatrixProduct<double> product, WorkerTeam team)
    : TrainingMethod(inputs.Rows, parameters.Architecture.Outputs, targets, loss)
{
    private readonly Propagation<double> pass = new(parameters.Architecture, inputs, product, team);
    private readonly NetworkParameters velocity = NetworkParameters.Zero(parameters.Architecture);
    private readonly Displacement displacement = new();

    public override NetworkParameters Parameters => parameters;

    public override ReadOnlySpan<double> Outputs => pass.Output.Values;

    protected override void Propagate() => pass.Forward(parameters);

    public override void Step(StepCoefficients coefficients)
    {
        NetworkArchitecture architecture = parameters.Architecture;
        LossGradient(pass.Delta(architecture.Layers).Values);
        pass.Backward(parameters);
        for (int l = 0; l < architecture.Layers; l++)
        {
            Matrix<double> delta = pass.Delta(l + 1);
            double factor = -coefficients.LearningRate * architecture.WeightScale(l);
            product.Multiply(factor, delta, Transpose.Yes, pass.Activation(l), Transpose.No, coefficients.Momentum, velocity.Weights[l]);
            displacement.Add(team, velocity.Weights[l].Values, parameters.Weights[l].Values);
            double[] biasVelocity = velocity.Biases[l];
            TensorPrimitives.Multiply<double>(biasVelocity, coefficients.Momentum, biasVelocity);
            for (int row = 0; row < pass.Rows; row++)
            {
                TensorPrimitives.MultiplyAdd(
                    delta.Row(row), -coefficients.LearningRate * architecture.BiasScale(l), biasVelocity, biasVelocity);
            }

            TensorPrimitives.Add<double>(parameters.Biases[l], biasVelocity, parameters.Biases[l]);
        }
    }

    private sealed class Displacement : IWork
    {
        private const int Chunk = 1 << 15;
        private double[] velocities = [];
        private double[] weights = [];

        public void Add(WorkerTeam team, double[] velocities, double[] weights)
        {
            this.velocities = velocities;
            this.weights = weights;
            team.Run(this, (weights.Length + Chunk - 1) / Chunk);
        }

        public void Execute(int part, int worker)
        {
            int first = part * Chunk, count = Math.Min(Chunk, weights.Length - first);
            TensorPrimitives.Add<double>(weights.AsSpan(first, count), velocities.AsSpan(first, count), weights.AsSpan(first, count));
        }
    }
}

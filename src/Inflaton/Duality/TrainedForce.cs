using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>The force of a loss on the training points and, behind them, the test points.</summary>
internal abstract class TrainedForce(PredictionProblem problem) : FieldForce
{
    /// <summary>∂(Σℓ)/∂f on the training points where the force was last asked for.</summary>
    public abstract ReadOnlySpan<double> Gradient { get; }

    /// <summary>What the force moves, at epoch 0: f on the training and test inputs by default.</summary>
    public virtual double[] Start() => [.. problem.InitialField, .. problem.TestInitialField ?? []];

    public override double MeanOf(ReadOnlySpan<double> values) =>
        TensorPrimitives.Sum(values[..problem.Targets.Length]) / problem.Targets.Length;

    public override double Loss(ReadOnlySpan<double> field) => problem.LossOf(FieldOf(field)[..problem.Targets.Length]);

    /// <summary>f on the training and test inputs, of what the force moves: itself by default.</summary>
    /// <param name="state">Length <see cref="FieldForce.Count"/>.</param>
    /// <returns>f, until the force is asked for something else.</returns>
    public virtual ReadOnlySpan<double> FieldOf(ReadOnlySpan<double> state) => state;

    /// <summary>Goes on to the batch of the next step; nothing where each step sees all inputs.</summary>
    public virtual void Advance()
    {
    }

    /// <summary>
    /// Shortens force and slopes to those of a clipped gradient: with the kernel of epoch 0 |∇𝓛|² = e·Θe, e = ℓ'/N. Nothing without
    /// clipping.
    /// </summary>
    /// <param name="force">Θe on the training inputs and behind.</param>
    /// <param name="gradient">ℓ' on the training inputs.</param>
    protected void Clip(Span<double> force, Span<double> gradient)
    {
        if (problem.Optimizer.ClipNorm is not { } most)
        {
            return;
        }

        double norm = Math.Sqrt(Math.Max(0, TensorPrimitives.Dot<double>(gradient, force[..gradient.Length]) / problem.Points));
        double factor = Optimizer.ClipFactor(norm, most);
        TensorPrimitives.Multiply(force, factor, force);
        TensorPrimitives.Multiply(gradient, factor, gradient);
    }

    /// <summary>|v|² of the parameters' velocity v = Σ p_x ∇f_x: p·Θp.</summary>
    /// <param name="source">p on the training inputs.</param>
    /// <param name="velocity">That of the state.</param>
    public virtual double SquaredSpeed(ReadOnlySpan<double> source, ReadOnlySpan<double> velocity) =>
        TensorPrimitives.Dot(source, velocity[..source.Length]);
}

/// <summary>Θ ℓ'(f)/N with the kernel of epoch 0 and no linearisation.</summary>
internal sealed class FrozenForce(PredictionProblem problem) : TrainedForce(problem)
{
    private readonly PredictionProblem problem = problem;
    private readonly LossInUniverse loss = new(problem.Loss);
    private readonly KernelForce kernelForce = new(problem);
    private readonly DecayForce? decay = DecayForce.Of(problem);

    public override int Count => kernelForce.Count;

    public override ReadOnlySpan<double> Gradient => kernelForce.Gradient;

    public override void Evaluate(double scaleFactor, ReadOnlySpan<double> field, Span<double> force)
    {
        loss.Gradient(scaleFactor, field[..problem.Targets.Length], problem.Targets, kernelForce.Gradient);
        kernelForce.Apply().CopyTo(force);
        Clip(force, kernelForce.Gradient);
        decay?.Add(field, force);
    }
}

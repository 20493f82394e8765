using System.Numerics.Tensors;
using Inflaton.Networks;
using Inflaton.Potentials;

namespace Inflaton.Training;

/// <summary>
/// Full-batch training of one network on the loss 𝓛 = (1/N) Σ_x ℓ(f(x), y(x)), a forward pass and a step at a time, from rest. The
/// methods differ in how they carry the parameters, not in the trajectory they compute.
/// </summary>
public abstract class TrainingMethod
{
    private readonly int points;
    private readonly double[] targets;
    private readonly Potential potential;

    /// <summary>A training on given targets.</summary>
    /// <param name="points">Number N of inputs.</param>
    /// <param name="outputs">Number C of outputs.</param>
    /// <param name="targets">y, length N·C; kept, not copied.</param>
    /// <param name="potential">ℓ.</param>
    /// <exception cref="ArgumentException">There are not N·C targets.</exception>
    protected TrainingMethod(int points, int outputs, double[] targets, Potential potential)
    {
        if (targets.Length != points * outputs)
        {
            throw new ArgumentException($"{targets.Length} targets do not belong to {points} inputs and {outputs} outputs.", nameof(targets));
        }

        this.points = points;
        this.targets = targets;
        this.potential = potential;
    }

    /// <summary>θ, as moved so far; a method may bring the parameters it was given up to date only when asked.</summary>
    public abstract NetworkParameters Parameters { get; }

    /// <summary>Whether the tangent kernel is the one of θ_0 throughout; false unless the network is linear in its parameters.</summary>
    public virtual bool KeepsKernel => false;

    /// <summary>f at the parameters of the last <see cref="Forward"/>, length N·C.</summary>
    public abstract ReadOnlySpan<double> Field { get; }

    /// <summary>𝓛 at the parameters of the last <see cref="Forward"/>.</summary>
    public double Loss => potential.Energy(Field, targets) / points;

    /// <summary>Evaluates f at the present parameters.</summary>
    public abstract void Forward();

    /// <summary>Evaluates f at the present parameters on other inputs: a_l and f of the pass, not its slopes.</summary>
    /// <param name="pass">The other inputs and storage for what becomes of them.</param>
    public virtual void Evaluate(Propagation<double> pass) => pass.Forward(Parameters);

    /// <summary>Moves the parameters by one step from where the last <see cref="Forward"/> evaluated f.</summary>
    /// <param name="coefficients">Momentum and learning rate of this step.</param>
    public abstract void Step(StepCoefficients coefficients);

    /// <summary>∂𝓛/∂f at the last <see cref="Forward"/>.</summary>
    /// <param name="gradient">Receives it, length N·C.</param>
    protected void LossGradient(Span<double> gradient)
    {
        potential.Gradient(Field, targets, gradient);
        TensorPrimitives.Multiply(gradient, 1.0 / points, gradient);
    }
}

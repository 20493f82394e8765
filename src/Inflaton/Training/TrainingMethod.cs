using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Networks;

namespace Inflaton.Training;

/// <summary>
/// Full-batch training of one network on the loss 𝓛 = (1/N) Σ_x ℓ(f(x), y(x)), a forward pass and a step at a time, from rest. The
/// methods differ in how they carry the parameters, not in the trajectory they compute.
/// </summary>
public abstract class TrainingMethod
{
    private readonly int points;
    private readonly double[] targets;
    private readonly LossInUniverse loss;
    private readonly double[]? readField;

    /// <summary>A training on given targets.</summary>
    /// <param name="points">Number N of inputs.</param>
    /// <param name="outputs">Number C of outputs.</param>
    /// <param name="targets">y, length N·C; kept, not copied.</param>
    /// <param name="loss">ℓ.</param>
    /// <param name="readOut">How the field is read off the outputs; null for φ = f.</param>
    /// <param name="natural">What whitens the loss gradient; null for the gradient as it is.</param>
    /// <exception cref="ArgumentException">There are not N·C targets.</exception>
    protected TrainingMethod(
        int points, int outputs, double[] targets, Loss loss, ReadOut? readOut = null, NaturalGradient? natural = null)
    {
        if (targets.Length != points * outputs)
        {
            throw new ArgumentException(
                $"{targets.Length} targets do not belong to {points} inputs and {outputs} outputs.", nameof(targets));
        }

        this.points = points;
        this.targets = targets;
        this.loss = new LossInUniverse(loss);
        ReadOut = readOut;
        Natural = natural;
        readField = readOut is null ? null : new double[targets.Length];
    }

    /// <summary>θ, as moved so far; a method may bring the parameters it was given up to date only when asked.</summary>
    public abstract NetworkParameters Parameters { get; }

    /// <summary>Whether the tangent kernel is the one of θ_0 throughout; false unless the network is linear in its parameters.</summary>
    public virtual bool KeepsKernel => false;

    /// <summary>φ of the last <see cref="Forward"/>, length N·C; f itself without a read-out.</summary>
    public ReadOnlySpan<double> Field => readField is null ? Outputs : readField;

    /// <summary>𝓛 of the last <see cref="Forward"/>.</summary>
    public double Loss => LossOf(Field);

    /// <summary>a of the universe at the last <see cref="Forward"/>, for losses that depend on it; 1 by default.</summary>
    public double ScaleFactor { get; set; } = 1;

    /// <summary>f of the last <see cref="Forward"/>, length N·C.</summary>
    public abstract ReadOnlySpan<double> Outputs { get; }

    /// <summary>How the field is read off the outputs; null for φ = f.</summary>
    protected ReadOut? ReadOut { get; }

    /// <summary>What whitens the loss gradient; null for the gradient as it is.</summary>
    protected NaturalGradient? Natural { get; }

    /// <summary>
    /// Evaluates f and φ where the next gradient is to be taken: at the present parameters, unless the optimiser looks ahead.
    /// </summary>
    public void Forward()
    {
        Propagate();
        ReadOut?.Read(Outputs, readField);
    }

    /// <summary>Evaluates f alone, where <see cref="Forward"/> has to.</summary>
    protected abstract void Propagate();

    /// <summary>
    /// φ at the present parameters: <see cref="Field"/>, unless the optimiser looks ahead; valid until the next call of anything.
    /// </summary>
    public virtual ReadOnlySpan<double> FieldAtParameters() => Field;

    /// <summary>𝓛 of a field.</summary>
    /// <param name="field">φ, length N·C.</param>
    public double LossOf(ReadOnlySpan<double> field) => loss.Energy(ScaleFactor, field, targets) / points;

    /// <summary>Evaluates f at the present parameters on other inputs: a_l and f of the pass, not its slopes.</summary>
    /// <param name="pass">The other inputs and storage for what becomes of them.</param>
    public virtual void Evaluate(Propagation<double> pass) => pass.Forward(Parameters);

    /// <summary>Moves the parameters by one step from where the last <see cref="Forward"/> evaluated f.</summary>
    /// <param name="coefficients">Momentum and learning rate of this step.</param>
    public abstract void Step(StepCoefficients coefficients);

    /// <summary>∂𝓛/∂f at the last <see cref="Forward"/>, whitened where it is to be.</summary>
    /// <param name="gradient">Receives it, length N·C.</param>
    protected void LossGradient(Span<double> gradient)
    {
        loss.Gradient(ScaleFactor, Field, targets, gradient);
        TensorPrimitives.Multiply(gradient, 1.0 / points, gradient);
        Natural?.Apply(gradient);
        if (ReadOut is not null)
        {
            TensorPrimitives.Multiply(gradient, ReadOut.Scale, gradient);
        }
    }
}

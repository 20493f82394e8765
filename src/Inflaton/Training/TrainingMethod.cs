using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Training.Batches;

namespace Inflaton.Training;

/// <summary>
/// Training of one network on the loss 𝓛 = (1/N) Σ_x ℓ(f(x), y(x)), a forward pass and a step at a time, from rest, on all inputs or on
/// a batch of them at each step. The methods differ in how they carry the parameters, not in the trajectory they compute.
/// </summary>
public abstract class TrainingMethod
{
    private readonly int points;
    private readonly double[] targets;
    private readonly LossInUniverse loss;
    private readonly double[]? readField;
    private readonly double[]? batchTargets;
    private readonly int[]? batchRows;
    private int batchSize;

    /// <summary>A training on given targets.</summary>
    /// <param name="points">Number N of inputs.</param>
    /// <param name="outputs">Number C of outputs.</param>
    /// <param name="targets">y, length N·C; kept, not copied.</param>
    /// <param name="loss">ℓ.</param>
    /// <param name="readOut">How the field is read off the outputs; null for φ = f.</param>
    /// <param name="natural">What whitens the loss gradient; null for the gradient as it is.</param>
    /// <param name="batches">The rows of each step; null for all at each.</param>
    /// <exception cref="ArgumentException">
    /// There are not N·C targets, or the batches are of another number of points, or of a loss or a gradient that couples points.
    /// </exception>
    protected TrainingMethod(
        int points, int outputs, double[] targets, Loss loss, ReadOut? readOut = null, NaturalGradient? natural = null,
        BatchPlan? batches = null)
    {
        if (targets.Length != points * outputs)
        {
            throw new ArgumentException(
                $"{targets.Length} targets do not belong to {points} inputs and {outputs} outputs.", nameof(targets));
        }

        if (batches is not null)
        {
            if (batches.Points != points || loss.CouplesPoints || natural is not null)
            {
                throw new ArgumentException(
                    $"Batches need a loss and a gradient of each point by itself, and are of {batches.Points} points where there are "
                        + $"{points}.",
                    nameof(batches));
            }

            batchTargets = new double[batches.Size * outputs];
            batchRows = new int[batches.Size];
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

    /// <summary>
    /// φ of the last <see cref="Forward"/>, length N·C, or B·C of its batch; f itself without a read-out.
    /// </summary>
    public ReadOnlySpan<double> Field => readField is null ? Outputs : readField.AsSpan(0, Outputs.Length);

    /// <summary>𝓛 of the last <see cref="Forward"/>, the mean over its batch where there are batches.</summary>
    public double Loss => batchTargets is null
        ? LossOf(Field)
        : loss.Energy(ScaleFactor, Field, batchTargets.AsSpan(0, Outputs.Length)) / batchSize;

    /// <summary>a of the universe at the last <see cref="Forward"/>, for losses that depend on it; 1 by default.</summary>
    public double ScaleFactor { get; set; } = 1;

    /// <summary>f of the last <see cref="Forward"/>, length N·C, or B·C of its batch.</summary>
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
        if (batchRows is null)
        {
            ReadOut?.Read(Outputs, readField);
        }
        else
        {
            ReadOut?.Read(Outputs, batchRows.AsSpan(0, batchSize), readField);
        }
    }

    /// <summary>Says which rows the next gradient is of.</summary>
    /// <param name="rows">The batch, at most as large as that of the plan.</param>
    private protected void Take(ReadOnlySpan<int> rows)
    {
        int outputs = targets.Length / points;
        batchSize = rows.Length;
        rows.CopyTo(batchRows);
        for (int i = 0; i < rows.Length; i++)
        {
            targets.AsSpan(rows[i] * outputs, outputs).CopyTo(batchTargets.AsSpan(i * outputs));
        }
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

    /// <summary>
    /// Hands over what the next steps depend on, to be written down or put back between <see cref="Step"/> and the next
    /// <see cref="Forward"/>. The steps have the same bits as without it.
    /// </summary>
    /// <param name="state">Receives or has it.</param>
    /// <returns>Whether it did; false (default) where the method cannot be gone on with.</returns>
    public virtual bool Keep(KeptState state) => false;

    /// <summary>∂𝓛/∂f at the last <see cref="Forward"/>, whitened where it is to be.</summary>
    /// <param name="gradient">Receives it, as long as <see cref="Field"/>.</param>
    protected void LossGradient(Span<double> gradient)
    {
        ReadOnlySpan<double> own = batchTargets is null ? targets : batchTargets.AsSpan(0, Outputs.Length);
        loss.Gradient(ScaleFactor, Field, own, gradient);
        TensorPrimitives.Multiply(gradient, 1.0 / (batchTargets is null ? points : batchSize), gradient);
        Natural?.Apply(gradient);
        if (ReadOut is not null)
        {
            TensorPrimitives.Multiply(gradient, ReadOut.Scale, gradient);
        }
    }
}

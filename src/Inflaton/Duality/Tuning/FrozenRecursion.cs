using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Duality.Tuning;

/// <summary>
/// Training with any loss while the kernel stays put, epoch by epoch: f_{k+1} = f_k + γ(f_k − f_{k−1}) − (η/N) Θ ℓ'(f_k). One product with
/// Θ an epoch, or with its leading modes where those hold all that is to be learnt. What was followed last is kept and gone on with. Not
/// for use by several threads at once.
/// </summary>
public sealed class FrozenRecursion : FrozenTraining
{
    private const double Widening = 0.6;
    private const double Shift = -1.5;

    private readonly PredictionProblem problem;
    private readonly double growth;
    private readonly double curvature;
    private readonly Duality.LargestMass mass;
    private readonly Matrix<double>? modes;
    private readonly KernelForce kernelForce;
    private readonly double[] field;
    private readonly double[] step;
    private readonly double[] gradient;
    private readonly double[] force;
    private readonly double[] amplitudes;
    private readonly double[] source;
    private readonly double[] shift;
    private readonly List<double> losses = [];
    private double learningRate = double.NaN;
    private double momentum;

    private FrozenRecursion(PredictionProblem problem, double growth, double curvature, Duality.LargestMass mass, Matrix<double>? modes)
    {
        (this.problem, this.growth, this.curvature, this.modes) = (problem, growth, curvature, modes);
        InitialLoss = problem.LossOf(problem.InitialField);
        this.mass = mass;
        kernelForce = new KernelForce(problem);
        int size = problem.InitialField.Length;
        (field, step, gradient, force, source, shift) =
            (new double[size], new double[size], new double[size], new double[size], new double[size], new double[size]);
        amplitudes = new double[modes?.Rows ?? 0];
    }

    /// <inheritdoc/>
    public override double InitialLoss { get; }

    /// <inheritdoc/>
    public override double LargestMass => growth * mass.AtStart;

    /// <inheritdoc/>
    public override double? LargestMassThroughout => growth * mass.Throughout;

    /// <inheritdoc/>
    public override int Count => modes?.Rows ?? problem.Spectrum.Count;

    /// <inheritdoc/>
    public override SearchEffort Effort => SearchEffort.Sparing;

    /// <summary>The training of a network at initialisation.</summary>
    /// <param name="problem">Kernel, field, targets and loss. Its optimiser is not used.</param>
    /// <param name="tolerance">Loss, at least 0, that the modes which are left out may hold together.</param>
    public static FrozenRecursion Of(PredictionProblem problem, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        Loss loss = problem.Loss;
        double[] slope = problem.InitialGradient();

        // ℓ'²/2ℓ is ℓ'' of the parabola that has this slope and this height: what pulls where ℓ'' vanishes, as far from the minimum of
        // Huber's loss.
        double secant = TensorPrimitives.SumOfSquares<double>(slope) / (2 * loss.Energy(problem.InitialField, problem.Targets));
        double curvature = Math.Max(loss.LargestCurvature(problem.InitialField, problem.Targets), double.IsFinite(secant) ? secant : 0);
        return new FrozenRecursion(problem, 1, curvature, Duality.LargestMass.Of(problem), Leading(problem, slope, secant, tolerance));
    }

    /// <inheritdoc/>
    public override FrozenTraining Scaled(double factor) => new FrozenRecursion(problem, growth * factor, curvature, mass, modes);

    /// <inheritdoc/>
    public override double Loss(double learningRate, double momentum, int epoch)
    {
        Follow(learningRate, momentum, epoch);
        return epoch < losses.Count ? losses[epoch] : double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public override int Underdamped(double learningRate, double momentum) => problem.Spectrum.Eigenvalues.Count(eigenvalue =>
        new HeavyBallMode(learningRate, momentum, growth * eigenvalue * curvature / problem.Points).IsUnderdamped);

    /// <inheritdoc/>
    public override double EpochsTo(double target, double learningRate, double momentum, int most)
    {
        for (int epoch = 0; epoch <= most; epoch++)
        {
            double loss = Loss(learningRate, momentum, epoch);
            if (loss <= target)
            {
                return epoch == 0 ? 0 : Crossing(epoch - 1, losses[epoch - 1], epoch, loss, target);
            }

            if (!double.IsFinite(loss))
            {
                break;
            }
        }

        return double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public override double WeightDisplacement(double learningRate, double momentum, int epoch)
    {
        // All steps are Jᵀ of something: Δθ = Jᵀq and Δf = JΔθ = Θq, so that |Δθ|² = q·Δf.
        if (losses.Count != epoch + 1)
        {
            Restart(learningRate, momentum);
        }

        Follow(learningRate, momentum, epoch);
        TensorPrimitives.Subtract<double>(field, problem.InitialField, gradient);
        return Math.Sqrt(Math.Max(0, TensorPrimitives.Dot<double>(shift, gradient)));
    }

    /// <inheritdoc/>
    public override bool IsStable(double learningRate, double momentum, int epochs) =>
        double.IsFinite(Loss(learningRate, momentum, epochs));

    /// <inheritdoc/>
    public override double RateAt(double place, double momentum) =>
        ModeAnalysis.StabilityLimitOf(growth * problem.Spectrum.Leading * curvature / problem.Points, momentum)
            * Math.Exp((Widening * place) + Shift);

    /// <summary>
    /// The modes in which the slope pulls, one a row; null where they are no fewer than half of all, so that the kernel itself is the
    /// cheaper.
    /// </summary>
    private static Matrix<double>? Leading(PredictionProblem problem, double[] slope, double secant, double tolerance)
    {
        int size = slope.Length;
        double[] pulls = new double[size];
        problem.Spectrum.ToModes(slope, pulls);
        double left = 0;
        int count = size;
        while (count > 1 && left + (pulls[count - 1] * pulls[count - 1] / (2 * secant * problem.Points)) <= tolerance)
        {
            left += pulls[count - 1] * pulls[count - 1] / (2 * secant * problem.Points);
            count--;
        }

        if (2 * count >= size)
        {
            return null;
        }

        Matrix<double> leading = new(count, size);
        for (int i = 0; i < count; i++)
        {
            for (int x = 0; x < size; x++)
            {
                leading[i, x] = problem.Spectrum.Modes[x, i];
            }
        }

        return leading;
    }

    private void Restart(double learningRate, double momentum)
    {
        (this.learningRate, this.momentum) = (learningRate, momentum);
        problem.InitialField.CopyTo(field, 0);
        Array.Clear(step);
        Array.Clear(source);
        Array.Clear(shift);
        losses.Clear();
        losses.Add(InitialLoss);
    }

    private void Follow(double learningRate, double momentum, int epoch)
    {
        if (learningRate != this.learningRate || momentum != this.momentum)
        {
            Restart(learningRate, momentum);
        }

        while (losses.Count <= epoch && double.IsFinite(losses[^1]))
        {
            problem.Loss.Gradient(field, problem.Targets, gradient);
            Pull();
            Leapfrog.Move<double>(field, step, force, momentum, -learningRate * growth);
            Leapfrog.Move<double>(shift, source, gradient, momentum, -learningRate / problem.Points);
            double loss = problem.LossOf(field);
            losses.Add(loss <= FollowedTraining.Divergence * InitialLoss ? loss : double.PositiveInfinity);
        }
    }

    /// <summary>Θℓ'/N, whole or in its leading modes.</summary>
    private void Pull()
    {
        if (modes is null)
        {
            gradient.CopyTo(kernelForce.Gradient, 0);
            kernelForce.Apply().CopyTo(force);
            return;
        }

        Array.Clear(force);
        for (int i = 0; i < amplitudes.Length; i++)
        {
            amplitudes[i] = problem.Spectrum.Eigenvalues[i] / problem.Points * TensorPrimitives.Dot(modes.Row(i), gradient);
            TensorPrimitives.MultiplyAdd(modes.Row(i), amplitudes[i], force, force);
        }
    }
}

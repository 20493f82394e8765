using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;
using Inflaton.Training;
using Inflaton.Training.Batches;

namespace Inflaton.Duality;

/// <summary>
/// The m² that decides how large a learning rate may be: of the fastest motion of the field, with all that couples points and outputs.
/// </summary>
/// <param name="AtStart">λ_max(Θ^½ ∂²Σℓ/∂f² Θ^½)/N at epoch 0; 0 where nothing pulls back there.</param>
/// <param name="Throughout">
/// A number that m² does not pass at any field which a motion of the energy at the start can reach, while the kernel stays put; null where
/// ℓ'' has no bound, or none is known. The same as <paramref name="AtStart"/> for a quadratic loss.
/// </param>
public sealed record LargestMass(double AtStart, double? Throughout)
{
    /// <summary>
    /// Learning rate below which no motion grows at the start, <see cref="Optimizer.StabilityBound"/> over m²; infinite where nothing pulls
    /// back.
    /// </summary>
    /// <param name="bound">The number that ηm² must stay below, for the heavy ball 2(1+γ).</param>
    public double LimitAtStart(double bound) => Limit(AtStart, bound);

    /// <summary>
    /// Learning rate below which no motion grows anywhere on the way; null where no bound is known, of ℓ'' or for the optimiser.
    /// </summary>
    /// <param name="bound">The number that ηm² must stay below, for the heavy ball 2(1+γ).</param>
    public double? LimitThroughout(double bound) => Throughout is { } mass && !double.IsNaN(bound) ? Limit(mass, bound) : null;

    /// <summary>bound/m²; infinite where m² is not positive, NaN where there is no bound.</summary>
    /// <param name="massSquared">m².</param>
    /// <param name="bound">The number that ηm² must stay below, for the heavy ball 2(1+γ).</param>
    public static double Limit(double massSquared, double bound) =>
        massSquared > 0 || double.IsNaN(bound) ? bound / massSquared : double.PositiveInfinity;

    /// <summary>Why a prediction that holds Θ fixed left the finite numbers, and what to change.</summary>
    /// <param name="problem">What was predicted.</param>
    internal static string Reason(PredictionProblem problem) => Of(problem).Reason(problem.Optimizer, problem.Epochs[^1], problem.Batches);

    private string Reason(Optimizer optimizer, int steps, BatchPlan? batches)
    {
        double rate = optimizer.PeakRateIn(steps), start = LimitAtStart(optimizer.StabilityBound);
        return
            rate > start ? ReadableFormat.Text($"the learning rate {rate:G4} is above the stability limit {start:G4}; lower it.")
            : LimitThroughout(optimizer.StabilityBound) is not { } on
            ? ReadableFormat.Text(
                $"the learning rate {rate:G4} is below the stability limit {start:G4} at the start, "
                    + $"and the loss's curvature grew on the way; lower it.")
            : rate > on
            ? ReadableFormat.Text(
                $"the learning rate {rate:G4} is above {on:G4}, the stability limit with the largest curvature that the loss can reach on "
                    + $"the way; lower it.")
            : ReadableFormat.Text(
                $"the learning rate {rate:G4} is below the stability limit {Math.Min(start, on):G4}, ")
                + (batches is null ? "and the loss itself drives the field away; train for fewer epochs."
                    : "and the noise of the batches drives the field away; take larger batches, or lower it.");
    }

    /// <summary>The masses of a problem, the weight decay of its optimiser among them.</summary>
    /// <param name="problem">Kernel, field, targets, loss and optimiser.</param>
    public static LargestMass Of(PredictionProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        LargestMass own = Of(
            problem.Kernel, problem.Spectrum, problem.Loss, problem.InitialField, problem.Targets, problem.Points, problem.Team);
        double decay = problem.Optimizer.WeightDecay;
        return decay == 0 ? own : new LargestMass(own.AtStart + decay, own.Throughout + decay);
    }

    /// <summary>The same of its parts.</summary>
    /// <param name="kernel">Θ, [NC, NC]; or [N, N] where all outputs share it.</param>
    /// <param name="spectrum">Its eigen-system.</param>
    /// <param name="loss">ℓ.</param>
    /// <param name="field">f at epoch 0, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    /// <param name="points">N.</param>
    /// <param name="team">Threads; the bits do not depend on their number.</param>
    public static LargestMass Of(
        Matrix<double> kernel, KernelSpectrum spectrum, Loss loss, double[] field, double[] targets, int points, WorkerTeam team)
    {
        if (loss.UniformCurvature is { } curvature)
        {
            double mass = Math.Max(0, spectrum.Leading * curvature / points);
            return new LargestMass(mass, mass);
        }

        double energy = loss.Energy(field, targets);
        double diagonal = Enumerable.Range(0, kernel.Rows).Max(i => kernel[i, i]);
        double shared = spectrum.Leading > 0 ? energy * Math.Min(1, diagonal / spectrum.Leading) : energy;
        double start = Sharpness.Of(kernel, loss, field, targets, points, team);
        return new LargestMass(
            start,
            loss.CurvatureBound(targets, energy, shared) is { } bound
                ? Math.Max(start, Sharpness.Largest(kernel, field.Length, bound, team) / points)
                : null);
    }
}

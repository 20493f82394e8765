using System.Numerics.Tensors;
using Inflaton.Duality.Interactions;
using Inflaton.Dynamics;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Training;

namespace Inflaton.Duality.Batches;

/// <summary>
/// Mean and covariance of the field over independent batches under a quadratic loss, by a closed recursion in the modes of the kernel. With
/// r = ℓ'/κ the batch gradient has the mean κr/N and, as draws are independent of the state, adds to it noise of the covariance
/// Σ = ((N−B)/(B(N−1))) [diag⟨ℓ'²⟩/N − ⟨ℓ'ℓ'ᵀ⟩/N²]. With K = κΘ/N + w, v ← av − bKr − bΘε and r ← r + v the covariances P = ⟨rr⟩, Q = ⟨rv⟩,
/// S = ⟨vv⟩ obey S ← a²S − ab(QᵀK + KQ) + b²(KPK + ΘΣΘ), R = aQ − bPK, P ← P + R + Rᵀ + S, Q ← R + S.
/// </summary>
/// <remarks>
/// The mean of the loss is κ(|⟨r⟩|² + tr P)/2N. Its spread is of fourth order in the field, which is not normal, and is not known from P.
/// </remarks>
internal sealed class BatchMoments
{
    /// <summary>Standard errors by which a mean of drawn orders is not off by chance.</summary>
    private const double Improbable = 8;

    /// <summary>Part of a loss that may be rounding.</summary>
    private const double Rounding = 1e-9;

    private readonly PredictionProblem problem;
    private readonly MatrixProduct<double> product;
    private readonly double curvature;
    private readonly double share;
    private readonly int count;

    public BatchMoments(PredictionProblem problem)
    {
        this.problem = problem;
        product = new MatrixProduct<double>(problem.Team);
        curvature = problem.Loss.UniformCurvature!.Value;
        count = problem.Spectrum.Count;
        double points = problem.Points, size = problem.Batches!.Size;
        share = points == 1 ? 0 : (points - size) / (size * (points - 1));
    }

    /// <summary>Whether the moments of a problem are closed, and few enough to follow.</summary>
    public static bool Suits(PredictionProblem problem) =>
        problem.Batches is { IsIndependent: true } && problem.Loss.UniformCurvature is not null && problem.Outputs == 1
        && problem.TestInitialField is null && problem.Spectrum.Count <= EnsembleRung.MostMoments
        && problem.Spectrum.Count == problem.Points && problem.Optimizer is GradientDescent { ClipNorm: null };

    /// <summary>Mean and spread of the field, and the mean of the loss, in the place of those of drawn orders.</summary>
    /// <param name="drawn">Drawn orders, all of which reach the last epoch.</param>
    /// <param name="drift">What the kernel's motion adds to the field; null for the frozen kernel.</param>
    public Prediction Replace(Prediction drawn, KernelDrift? drift)
    {
        (Prediction mean, Trajectory spread) = Mean(drawn.Rung, drift);
        OrderEnsemble ensemble = drawn.Ensemble!;
        bool isRare = mean.Loss.Zip(drawn.Loss, ensemble.LossSpread).Any(at => !(at.First - at.Second
            <= (Improbable * at.Third / Math.Sqrt(ensemble.Draws)) + (Rounding * Math.Abs(at.Second))));
        return (mean with
        {
            Ensemble = ensemble with { FieldSpread = spread },
            Message = isRare
                ? "The mean of the loss over all orders of the batches is made by a few in which it grows far above the others, none of "
                    + "them among those that were drawn: the band is where an order is likely to be. Lower the learning rate, or take "
                    + "larger batches."
                : mean.Message,
        }).Finite(problem);
    }

    /// <summary>
    /// Mean and spread of the field, and the mean of the loss, which leaves the finite numbers where that of an order does.
    /// </summary>
    /// <param name="rung">The name that the prediction bears.</param>
    /// <param name="drift">What the kernel's motion adds to the field; null for the frozen kernel.</param>
    public (Prediction Mean, Trajectory Spread) Mean(string rung, KernelDrift? drift)
    {
        Prediction mean = new LinearModes(problem).Recursion(rung);
        mean = drift?.AddTo(mean, problem) ?? mean;
        ReadOnlySpan<double> eigenvalues = problem.Spectrum.Eigenvalues;
        double[] residual = new double[count], square = new double[count], pull = new double[count];
        double[] amplitudes = new double[count], velocity = new double[count], centre = new double[count];
        Matrix<double> positions = new(count, count), mixed = new(count, count), velocities = new(count, count);
        Matrix<double> noise = new(count, count), weighted = new(count, count);
        for (int i = 0; i < count; i++)
        {
            pull[i] = (curvature * eigenvalues[i] / problem.Points) + problem.Optimizer.WeightDecay;
        }

        TensorPrimitives.Subtract<double>(problem.InitialField, problem.Targets, residual);
        problem.Spectrum.ToModes(residual, amplitudes);
        if (problem.Optimizer.WeightDecay != 0)
        {
            problem.Spectrum.ToModes(DecayForce.TangentOf(problem), centre);
            TensorPrimitives.Subtract<double>(amplitudes, centre, centre);
        }

        int records = mean.Field.Count;
        Trajectory spread = new(problem.Times[..records], count);
        double[] loss = new double[records];
        StepSequence steps = problem.Optimizer.Begin();
        for (int step = 0, record = 0; ; step++)
        {
            problem.Solver.Cancellation.ThrowIfCancellationRequested();
            for (int x = 0; x < count; x++)
            {
                residual[x] = TensorPrimitives.Dot<double>(problem.Spectrum.Modes.Row(x), amplitudes);
            }

            Squares(positions, weighted, square);
            if (problem.Epochs[record] == step)
            {
                for (int x = 0; x < count; x++)
                {
                    spread.At(record)[x] = Math.Sqrt(Math.Max(0, square[x]));
                }

                // The loss of the mean, which may have drifted, and that of the spread about it.
                loss[record] = mean.Loss[record] + (curvature / (2 * problem.Points) * TensorPrimitives.Sum<double>(square));
                if (++record == records)
                {
                    break;
                }
            }

            (double momentum, double rate) = steps.Next([], double.NaN);
            Noise(residual, amplitudes, square, positions, noise, weighted);
            for (int i = 0; i < count; i++)
            {
                double force = (pull[i] * amplitudes[i]) - (problem.Optimizer.WeightDecay * centre[i]);
                velocity[i] = (momentum * velocity[i]) - (rate * force);
                amplitudes[i] += velocity[i];
            }

            Step(momentum, rate, pull, eigenvalues, positions, mixed, velocities, noise);
        }

        return (mean with { Loss = loss }, spread);
    }

    /// <summary>⟨δr_x²⟩ of every input: the diagonal of U P Uᵀ. Leaves U P.</summary>
    private void Squares(Matrix<double> positions, Matrix<double> weighted, double[] square)
    {
        Matrix<double> modes = problem.Spectrum.Modes;
        product.Multiply(1, modes, Transpose.No, positions, Transpose.No, 0, weighted);
        for (int x = 0; x < count; x++)
        {
            square[x] = TensorPrimitives.Dot<double>(modes.Row(x), weighted.Row(x));
        }
    }

    /// <summary>UᵀΣU: κ²((N−B)/(B(N−1))) [Uᵀ diag⟨r²⟩ U/N − (r̃r̃ᵀ + P)/N²].</summary>
    private void Noise(
        double[] residual, double[] amplitudes, double[] square, Matrix<double> positions, Matrix<double> noise, Matrix<double> weighted)
    {
        Matrix<double> modes = problem.Spectrum.Modes;
        double points = problem.Points, scale = curvature * curvature * share;
        for (int x = 0; x < count; x++)
        {
            TensorPrimitives.Multiply<double>(modes.Row(x), (residual[x] * residual[x]) + square[x], weighted.Row(x));
        }

        product.Multiply(scale / points, modes, Transpose.Yes, weighted, Transpose.No, 0, noise);
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                noise[i, j] -= scale * ((amplitudes[i] * amplitudes[j]) + positions[i, j]) / (points * points);
            }
        }
    }

    private static void Step(
        double momentum, double rate, double[] pull, ReadOnlySpan<double> eigenvalues, Matrix<double> positions, Matrix<double> mixed,
        Matrix<double> velocities, Matrix<double> noise)
    {
        int count = pull.Length;
        for (int i = 0; i < count; i++)
        {
            for (int j = i; j < count; j++)
            {
                double p = positions[i, j], here = mixed[i, j], there = mixed[j, i];
                double s = (momentum * momentum * velocities[i, j])
                    - (momentum * rate * ((there * pull[j]) + (pull[i] * here)))
                    + (rate * rate * ((pull[i] * p * pull[j]) + (eigenvalues[i] * noise[i, j] * eigenvalues[j])));
                double right = (momentum * here) - (rate * p * pull[j]), left = (momentum * there) - (rate * p * pull[i]);
                velocities[i, j] = velocities[j, i] = s;
                positions[i, j] = positions[j, i] = p + right + left + s;
                mixed[i, j] = right + s;
                mixed[j, i] = left + s;
            }
        }
    }
}

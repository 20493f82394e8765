using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Training;

namespace Inflaton.Duality.Batches;

/// <summary>
/// Batches read as the quantum noise of stochastic inflation: in time t the leading mode feels noise of the power D = h λ²uᵀΣu, with the
/// covariance Σ of the batch gradient, and in slow roll diffuses by D/9H³ an e-fold. All in units of the mean field, f̃₁/√N.
/// </summary>
/// <param name="NoisePerEfold">D/9H³ at the start, a variance.</param>
/// <param name="NoiseOverHubble">The same over (H/2π)², what quantum noise would be.</param>
/// <param name="StationarySpread">
/// Standard deviation about the minimum with the noise at the end of the mean and the last learning rate: of the heavy ball,
/// σ² = ηs²(1+γ)/(m²(1−γ)(2(1+γ) − ηm²)) with s² = λ²uᵀΣu. NaN where nothing pulls back, or the rate is not stable.
/// </param>
/// <param name="EternalFrom">
/// The first recorded step where noise exceeds roll: the standard deviation of the velocity, s√(η²/(1−γ²)), over its mean, η|F|/(1−γ);
/// null where it never does.
/// </param>
public sealed record BatchNoise(double NoisePerEfold, double NoiseOverHubble, double StationarySpread, int? EternalFrom)
{
    /// <summary>The reading of a prediction, the mean over orders for instance.</summary>
    /// <param name="problem">A problem with batches.</param>
    /// <param name="field">The mean field's way, at the problem's epochs.</param>
    /// <returns>Null without batches, or for an optimiser that is no heavy ball.</returns>
    public static BatchNoise? Of(PredictionProblem problem, Trajectory field)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(field);
        if (problem.Batches is not { } plan || problem.Optimizer is not GradientDescent optimizer || field.Count == 0)
        {
            return null;
        }

        double points = problem.Points, size = plan.Size, momentum = optimizer.Momentum;
        double share = points == 1 ? 0 : (points - size) / (size * (points - 1));
        double eigenvalue = problem.Spectrum.Leading, hubble = problem.Equation.Hubble, step = Math.Sqrt(optimizer.LearningRate);
        double[] slope = new double[problem.InitialField.Length], mode = new double[slope.Length];
        for (int i = 0; i < mode.Length; i++)
        {
            // Of the first output where all share one kernel.
            mode[i] = i % problem.Copies == 0 ? problem.Spectrum.Modes[i / problem.Copies, 0] : 0;
        }

        int? eternal = null;
        (double noise, double mean) = Along(0);
        double perEfold = step * eigenvalue * eigenvalue * noise / (9 * hubble * hubble * hubble) / points;
        for (int record = 0; record < field.Count && eternal is null; record++)
        {
            (double here, double pull) = Along(record);
            eternal = Math.Sqrt(here / (1 - (momentum * momentum))) > Math.Abs(pull) / (1 - momentum) ? problem.Epochs[record] : null;
        }

        (noise, _) = Along(field.Count - 1);
        double last = optimizer.LearningRate * (optimizer.Schedule?.At(Math.Max(0, problem.Epochs[field.Count - 1] - 1)) ?? 1);
        double mass = LeadingMass(problem, field.At(field.Count - 1), mode, eigenvalue) + optimizer.WeightDecay;
        double variance = last * eigenvalue * eigenvalue * noise * (1 + momentum)
            / (mass * (1 - momentum) * ((2 * (1 + momentum)) - (last * mass))) / points;
        return new BatchNoise(
            perEfold, perEfold / Math.Pow(hubble / (2 * Math.PI), 2), variance >= 0 && mass > 0 ? Math.Sqrt(variance) : double.NaN,
            eternal);

        // uᵀΣu and uᵀℓ'/N.
        (double Noise, double Mean) Along(int record)
        {
            new LossInUniverse(problem.Loss).Gradient(1, field.At(record), problem.Targets, slope);
            double sum = 0, squares = 0;
            int outputs = problem.Outputs;
            for (int x = 0; x < problem.Points; x++)
            {
                double along = 0;
                for (int c = 0; c < outputs; c++)
                {
                    along += mode[(x * outputs) + c] * slope[(x * outputs) + c];
                }

                sum += along;
                squares += along * along;
            }

            return (share * ((squares / points) - (sum * sum / (points * points))), sum / points);
        }
    }

    private static double LeadingMass(PredictionProblem problem, ReadOnlySpan<double> field, double[] mode, double eigenvalue)
    {
        double[] product = new double[mode.Length];
        problem.Loss.CurvatureProduct(field, problem.Targets, mode, product);
        return eigenvalue / problem.Points * System.Numerics.Tensors.TensorPrimitives.Dot<double>(mode, product);
    }
}

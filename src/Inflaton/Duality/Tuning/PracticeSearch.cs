using System.Numerics.Tensors;
using Inflaton.Duality.Batches;
using Inflaton.Losses;
using Inflaton.Training;
using Inflaton.Training.Batches;

namespace Inflaton.Duality.Tuning;

/// <summary>A peak of the learning rate and what is predicted to come of it.</summary>
/// <param name="Size">B, rows of a step; N without batches.</param>
/// <param name="LearningRate">The rate that the schedule multiplies.</param>
/// <param name="Loss">The loss at the end, the mean over the orders of the batches; not finite where an order diverges.</param>
/// <param name="LossSpread">Its standard deviation over the orders; 0 without batches.</param>
public sealed record PracticePoint(int Size, double LearningRate, double Loss, double LossSpread);

/// <summary>
/// The best learning rate of a training with schedule, weight decay and batches: that with the lowest expected loss after its last step, by
/// the recursion of the kernel of epoch 0. The same orders of the batches are followed at every rate, so that rates can be compared.
/// </summary>
/// <param name="problem">The problem; of its batches the size is varied and the order drawn, its optimiser and epochs are not used.</param>
/// <param name="optimizer">The optimiser at a rate.</param>
/// <param name="steps">Steps K of the training, at least 1.</param>
public sealed class PracticeSearch(PredictionProblem problem, Func<double, Optimizer> optimizer, int steps)
{
    /// <summary>Orders of the batches that are followed at each rate.</summary>
    public const int Draws = 8;

    private const int Grid = 13;
    private const double Decades = 3;
    private const double Resolution = 0.02;
    private const double Golden = 0.6180339887498949;

    /// <summary>The best rate over three decades below the limit of stability of the gradient of all inputs.</summary>
    /// <param name="batches">The batches; null for all inputs at each step.</param>
    public PracticePoint Best(BatchPlan? batches)
    {
        Optimizer unit = optimizer(1);
        double limit = LargestMass.Of(problem with { Optimizer = unit }).LimitAtStart(unit.StabilityBound);
        double top = Math.Log(double.IsFinite(limit) && limit > 0 ? limit : 1);
        double[] places = [.. Enumerable.Range(0, Grid).Select(i => top - (Decades * Math.Log(10) * (Grid - 1 - i) / (Grid - 1)))];
        PracticePoint[] points = [.. places.Select(place => At(batches, Math.Exp(place)))];
        int best = 0;
        for (int i = 1; i < Grid; i++)
        {
            best = Value(points[i]) < Value(points[best]) ? i : best;
        }

        return Refine(batches, points[best], places[Math.Max(0, best - 1)], places[Math.Min(Grid - 1, best + 1)]);
    }

    /// <summary>The best rate within a factor of 4 of another size's.</summary>
    /// <param name="batches">The batches; null for all inputs at each step.</param>
    /// <param name="near">What is best for the other size.</param>
    public PracticePoint Best(BatchPlan? batches, PracticePoint near)
    {
        ArgumentNullException.ThrowIfNull(near);
        double place = Math.Log(near.LearningRate);
        return Refine(batches, At(batches, near.LearningRate), place - Math.Log(4), place + Math.Log(4));
    }

    /// <summary>What is predicted at a rate.</summary>
    /// <param name="batches">The batches; null for all inputs at each step.</param>
    /// <param name="rate">η &gt; 0.</param>
    public PracticePoint At(BatchPlan? batches, double rate)
    {
        PredictionProblem asked = problem with { Optimizer = optimizer(rate), Batches = batches, Epochs = [0, steps] };
        bool isDrawn = batches is not null && batches.Size < problem.Points && batches.With(0) is not null;
        asked = isDrawn || batches is { } given && given.With(0) is null ? asked : asked with { Batches = null };
        Prediction end = isDrawn ? new OrderDraws(asked, Draws).Follow("ensemble") : new DiscreteRung().Predict(asked);
        double loss = end.IsComplete ? end.Loss[^1] : double.PositiveInfinity;
        return new PracticePoint(
            batches?.Size ?? problem.Points, rate, loss, end.Ensemble is { LossSpread: [.., var spread] } && end.IsComplete ? spread : 0);
    }

    /// <summary>
    /// The noise scale of the gradient, tr Σ/|∇𝓛|², Σ being the covariance of the gradient of one row: with batches much smaller than this
    /// a step is mostly noise, with batches much larger nothing is gained. Of the kernel of epoch 0. Source: McCandlish, Kaplan and Amodei,
    /// arXiv:1812.06162.
    /// </summary>
    /// <param name="field">f on the training inputs.</param>
    /// <returns>In rows; infinite where the gradient of all rows vanishes.</returns>
    public double NoiseScale(ReadOnlySpan<double> field)
    {
        int points = problem.Points, outputs = problem.Outputs, blocks = outputs / problem.Copies;
        KernelForce force = new(problem);
        new LossInUniverse(problem.Loss).Gradient(1, field, problem.Targets, force.Gradient);
        double mean = TensorPrimitives.Dot(force.Gradient, force.Apply()[..force.Gradient.Length]) / points, rows = 0;
        for (int x = 0; x < points; x++)
        {
            ReadOnlySpan<double> slope = force.Gradient.AsSpan(x * outputs, outputs);
            for (int i = 0; i < outputs; i++)
            {
                for (int j = i % problem.Copies; j < outputs; j += problem.Copies)
                {
                    rows += slope[i] * slope[j]
                        * problem.Kernel[(x * blocks) + (i / problem.Copies), (x * blocks) + (j / problem.Copies)] / points;
                }
            }
        }

        return mean > 0 ? Math.Max(0, (rows - mean) / mean) : double.PositiveInfinity;
    }

    private PracticePoint Refine(BatchPlan? batches, PracticePoint best, double low, double high)
    {
        double left = high - (Golden * (high - low)), right = low + (Golden * (high - low));
        PracticePoint one = At(batches, Math.Exp(left)), other = At(batches, Math.Exp(right));
        while (high - low > Resolution)
        {
            if (Value(one) <= Value(other))
            {
                (high, right, other) = (right, left, one);
                left = high - (Golden * (high - low));
                one = At(batches, Math.Exp(left));
            }
            else
            {
                (low, left, one) = (left, right, other);
                right = low + (Golden * (high - low));
                other = At(batches, Math.Exp(right));
            }
        }

        PracticePoint refined = Value(one) <= Value(other) ? one : other;
        return Value(refined) < Value(best) ? refined : best;
    }

    private static double Value(PracticePoint point) => double.IsFinite(point.Loss) ? point.Loss : double.MaxValue;
}

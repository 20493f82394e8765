using System.Numerics.Tensors;
using Inflaton.Duality.Batches;
using Inflaton.Losses;
using Inflaton.Training;
using Inflaton.Training.Batches;

namespace Inflaton.Duality.Tuning;

/// <summary>
/// The best learning rate of a training with schedule, weight decay and batches: that with the lowest expected loss after its last step, by
/// the recursion of the kernel of epoch 0. It lies between two rates that are worse, or its <see cref="PracticePoint.Edge"/> says that none
/// was found. Rates are compared by the same orders of the batches, and the one that is chosen is judged by others.
/// </summary>
/// <remarks>
/// Where the moments over the batches are closed and cost little, they choose and judge. Otherwise eight orders compare rates a factor 2
/// apart, and as many as make the mean known to a hundredth, 64 at most, what is between them, to 4 % of the rate.
/// </remarks>
/// <param name="problem">The problem; of its batches the size is varied and the order drawn, its optimiser and epochs are not used.</param>
/// <param name="optimizer">The optimiser at a rate.</param>
/// <param name="steps">Steps K of the training, at least 1.</param>
public sealed class PracticeSearch(PredictionProblem problem, Func<double, Optimizer> optimizer, int steps)
{
    private const int CoarseOrders = 8;
    private const int MostOrders = 64;
    private const int JudgingOrders = 32;
    private const int MostJudging = 256;
    private const double Known = 0.01;
    private const ulong Choosing = 0xC4005E;
    private const ulong Judging = 0x14D6E;

    /// <summary>Multiplications that the moments of a rate may take to choose by them.</summary>
    private const double AffordableMoments = 2e8;

    private const int Below = 9;
    private const int Farthest = 20;
    private const double LeastGain = 1e-6;
    private const double Resolution = 0.04;
    private const double Golden = 0.6180339887498949;

    private static readonly double Stride = Math.Log(2);

    private readonly double initialLoss = problem.LossOf(problem.InitialField);
    private readonly double limit = LimitOf(problem with { Optimizer = optimizer(1) }, steps);

    /// <summary>
    /// The best rate: of those a factor 2 apart, from a 500th of the limit of stability to twice it and as far beyond as the loss falls,
    /// and then between the neighbours of the best. Where gradients are clipped the limit is taken times what that takes of the first.
    /// </summary>
    /// <param name="batches">The batches; null for all inputs at each step.</param>
    public PracticePoint Best(BatchPlan? batches)
    {
        Values values = new(rate => Sought(batches, rate, CoarseOrders).Loss, Middle());
        (int best, PracticeEdge edge) = Coarse(values);
        if (edge == PracticeEdge.None && IsDrawn(batches) && !IsClosed(batches))
        {
            (_, double spread) = Sought(batches, values.Rate(best), CoarseOrders);
            int orders = Needed(CoarseOrders, MostOrders, values[best], spread);
            if (orders > CoarseOrders)
            {
                // By more orders the best may lie elsewhere.
                values = new Values(rate => Sought(batches, rate, orders).Loss, values.Rate(0));
                (best, edge) = Downhill(values, best);
            }
        }

        return At(batches, edge == PracticeEdge.None ? Between(values, best) : values.Rate(best)) with { Edge = edge };
    }

    /// <summary>What is predicted at a rate: by the moments of all orders, or by orders that no rate was chosen by.</summary>
    /// <param name="batches">The batches; null for all inputs at each step.</param>
    /// <param name="rate">η &gt; 0.</param>
    public PracticePoint At(BatchPlan? batches, double rate)
    {
        PredictionProblem asked = Asked(batches, rate);
        PracticePoint point = new(batches?.Size ?? problem.Points, rate, double.PositiveInfinity, 0)
        {
            LimitShare = double.IsFinite(limit) ? rate / limit : 0,
        };
        if (!IsDrawn(batches))
        {
            return point with { Loss = End(new DiscreteRung().Predict(asked)), IsExact = true };
        }

        (double loss, double spread) = Drawn(asked, JudgingOrders, Judging);
        bool isExact = BatchMoments.Suits(asked);
        int orders = isExact ? JudgingOrders : Needed(JudgingOrders, MostJudging, loss, spread);
        if (orders > JudgingOrders)
        {
            (loss, spread) = Drawn(asked, orders, Judging);
        }

        return point with
        {
            Loss = isExact ? Moments(asked) : loss,
            LossSpread = spread,
            LossError = isExact ? 0 : spread / Math.Sqrt(orders),
            Orders = orders,
            IsExact = isExact,
        };
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
        (double mean, double[] slopes) = SquaredGradient(field);
        double rows = 0;
        for (int x = 0; x < points; x++)
        {
            ReadOnlySpan<double> slope = slopes.AsSpan(x * outputs, outputs);
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

    /// <summary>|∇𝓛|² = ℓ'Θℓ'/N² of all rows, and ℓ'.</summary>
    private (double Square, double[] Slopes) SquaredGradient(ReadOnlySpan<double> field)
    {
        KernelForce force = new(problem);
        new LossInUniverse(problem.Loss).Gradient(1, field, problem.Targets, force.Gradient);
        return (TensorPrimitives.Dot(force.Gradient, force.Apply()[..force.Gradient.Length]) / problem.Points, force.Gradient);
    }

    /// <summary>The rate about which to search: the limit of stability, times what clipping takes of the gradient at the start.</summary>
    private double Middle()
    {
        double clipped = optimizer(1).ClipNorm is { } most
            ? Math.Sqrt(Math.Max(0, SquaredGradient(problem.InitialField).Square)) / most
            : 1;
        return (double.IsFinite(limit) ? limit : 1) * Math.Max(1, clipped);
    }

    /// <summary>The rate above which a mode grows at the peak of the training; infinite where nothing pulls.</summary>
    private static double LimitOf(PredictionProblem unit, int steps)
    {
        double limit = ModeAnalysis.StabilityLimitOf(unit) / unit.Optimizer.PeakRateIn(steps);
        return limit > 0 ? limit : double.PositiveInfinity;
    }

    /// <summary>The best of the rates a factor 2 apart, with worse ones on either side.</summary>
    private (int Best, PracticeEdge Edge) Coarse(Values values)
    {
        int low = -Below, high = 1, best = low;
        for (int place = low; place <= high; place++)
        {
            best = values[place] < values[best] ? place : best;
        }

        while (best == high && values[best] < double.MaxValue && high < Farthest)
        {
            best = values[++high] <= values[best] ? high : best;
        }

        while (best == low && HasToFall(values[low]))
        {
            best = values[--low] <= values[best] ? low : best;
        }

        return (best, best == low ? PracticeEdge.NoGain : best == high ? PracticeEdge.Highest : PracticeEdge.None);
    }

    /// <summary>From one of these rates to the nearest that is best among its neighbours.</summary>
    private (int Best, PracticeEdge Edge) Downhill(Values values, int place)
    {
        while (true)
        {
            int next = values[place - 1] < values[place] ? place - 1 : values[place + 1] < values[place] ? place + 1 : place;
            if (next == place)
            {
                return (place, PracticeEdge.None);
            }

            if (next < place ? !HasToFall(values[next]) : next > Farthest)
            {
                return (next, next < place ? PracticeEdge.NoGain : PracticeEdge.Highest);
            }

            place = next;
        }
    }

    /// <summary>Whether a loss at the lowest rate is not that of a training which hardly moves.</summary>
    private bool HasToFall(double loss) => !(Math.Abs(loss - initialLoss) <= LeastGain * Math.Abs(initialLoss));

    /// <summary>The best rate between the neighbours of one, by the golden section.</summary>
    private static double Between(Values values, int best)
    {
        double low = values.PlaceOf(best - 1), high = values.PlaceOf(best + 1);
        double left = high - (Golden * (high - low)), right = low + (Golden * (high - low));
        double one = values.At(left), other = values.At(right);
        while (high - low > Resolution)
        {
            if (one <= other)
            {
                (high, right, other) = (right, left, one);
                left = high - (Golden * (high - low));
                one = values.At(left);
            }
            else
            {
                (low, left, one) = (left, right, other);
                right = low + (Golden * (high - low));
                other = values.At(right);
            }
        }

        return Math.Min(one, other) <= values[best] ? Math.Exp(one <= other ? left : right) : values.Rate(best);
    }

    /// <summary>Whether the batches have orders to draw from.</summary>
    private bool IsDrawn(BatchPlan? batches) => batches is not null && batches.Size < problem.Points && batches.With(0) is not null;

    /// <summary>Whether rates are chosen by the moments.</summary>
    private bool IsClosed(BatchPlan? batches) =>
        Math.Pow(problem.Points, 3) * steps <= AffordableMoments && BatchMoments.Suits(Asked(batches, 1));

    private PredictionProblem Asked(BatchPlan? batches, double rate) => problem with
    {
        Optimizer = optimizer(rate),
        Batches = IsDrawn(batches) || batches?.With(0) is null ? batches : null,
        Epochs = [0, steps],
    };

    /// <summary>The expected loss that rates are compared by, and its spread where orders are drawn.</summary>
    private (double Loss, double Spread) Sought(BatchPlan? batches, double rate, int orders)
    {
        PredictionProblem asked = Asked(batches, rate);
        return !IsDrawn(batches) ? (End(new DiscreteRung().Predict(asked)), 0)
            : IsClosed(batches) ? (Moments(asked), 0)
            : Drawn(asked, orders, Choosing);
    }

    /// <summary>As many orders as make the mean of so many known to a hundredth, and no fewer than these.</summary>
    private static int Needed(int orders, int most, double loss, double spread)
    {
        double error = spread / Math.Sqrt(orders) / Math.Abs(loss);
        return error > Known ? (int)Math.Min(most, orders * Math.Ceiling(error * error / (Known * Known))) : orders;
    }

    private static (double Loss, double Spread) Drawn(PredictionProblem asked, int orders, ulong stream)
    {
        Prediction end = new OrderDraws(asked, orders, stream: stream).Follow("ensemble");
        return (End(end), end is { IsComplete: true, Ensemble.LossSpread: [.., var spread] } ? spread : 0);
    }

    private static double Moments(PredictionProblem asked) => End(new BatchMoments(asked).Mean("ensemble", null).Mean);

    private static double End(Prediction prediction) =>
        prediction.IsComplete && double.IsFinite(prediction.Loss[^1]) ? prediction.Loss[^1] : double.PositiveInfinity;

    /// <summary>The losses at rates a factor 2 apart, each found once.</summary>
    private sealed class Values(Func<double, double> loss, double middle)
    {
        private readonly Dictionary<int, double> known = [];

        /// <summary>The loss at a place; the largest number where it is none.</summary>
        public double this[int place]
        {
            get
            {
                if (!known.TryGetValue(place, out double value))
                {
                    known[place] = value = At(PlaceOf(place));
                }

                return value;
            }
        }

        public double PlaceOf(int place) => Math.Log(middle) + (place * Stride);

        public double Rate(int place) => Math.Exp(PlaceOf(place));

        public double At(double logarithm) => loss(Math.Exp(logarithm)) is var value && double.IsFinite(value) ? value : double.MaxValue;
    }
}

using System.Numerics.Tensors;
using Inflaton.Duality.Batches;
using Inflaton.Dynamics;
using Inflaton.Dynamics.Schedules;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;
using Inflaton.Training.Batches;

namespace Inflaton.Duality.Tuning;

public sealed class PracticeSearchTests
{
    /// <summary>
    /// One step takes the residual r to r − ηAr, A = κΘ/N, and is best at η = rᵀAr/|Ar|²: far above the limit of stability where the heavy
    /// mode has nothing to learn.
    /// </summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.001, 49)]
    [InlineData(1e-8, 50)]
    public void One_step_has_its_best_rate_in_closed_form(double heavy, double shareOfLimit)
    {
        PredictionProblem problem = Problem(Diagonal(1, 0.01), [heavy, 1], [0, 0]);
        double[] pull = [0.35 * heavy, 0.0035];
        double expected = ((heavy * pull[0]) + pull[1]) / TensorPrimitives.SumOfSquares<double>(pull);
        PracticePoint best = new PracticeSearch(problem, rate => new GradientDescent(rate), 1).Best(null);
        best.LearningRate.ShouldBe(expected, 0.04 * expected);
        best.Edge.ShouldBe(PracticeEdge.None);
        best.LimitShare.ShouldBe(best.LearningRate * 0.35 / 2, 1e-9 * best.LearningRate);
        (best.LimitShare > 1).ShouldBe(shareOfLimit > 1);
        (best.LossError, best.Orders, best.IsExact).ShouldBe((0, 0, true));
    }

    /// <summary>To 4 % of the rate, wherever it lies between the rates that are tried first.</summary>
    [Fact]
    public void The_best_rate_is_found_to_a_twentyfifth()
    {
        for (double heavy = 0.01; heavy < 1; heavy *= 1.3)
        {
            double[] pull = [0.35 * heavy, 0.0035];
            double expected = ((heavy * pull[0]) + pull[1]) / TensorPrimitives.SumOfSquares<double>(pull);
            new PracticeSearch(Problem(Diagonal(1, 0.01), [heavy, 1], [0, 0]), rate => new GradientDescent(rate), 1).Best(null)
                .LearningRate.ShouldBe(expected, 0.04 * expected, $"{heavy}");
        }
    }

    /// <summary>
    /// By its definition, of gradients as vectors: the row x pulls each of two copies of the weights by ℓ' of its own output times φ(x).
    /// </summary>
    [Fact]
    public void The_noise_scale_is_the_covariance_of_the_rows_over_the_squared_gradient()
    {
        const int points = 5, features = 7, outputs = 2;
        Matrix<double> map = new(points, features), kernel = new(points, points);
        new CounterStream(9, 0).FillNormal(map.Values);
        new MatrixProduct<double>().SymmetricRankK(1, map, Transpose.No, 0, kernel);
        double[] field = new double[points * outputs], targets = new double[points * outputs];
        new CounterStream(9, 1).FillNormal(field);
        new CounterStream(9, 2).FillNormal(targets);
        PredictionProblem problem = Problem(kernel, field, targets) with { Copies = outputs };
        double[] mean = new double[features * outputs];
        double squares = 0;
        for (int x = 0; x < points; x++)
        {
            for (int i = 0; i < features * outputs; i++)
            {
                int at = (x * outputs) + (i % outputs);
                double pull = 0.7 * (field[at] - targets[at]) * map[x, i / outputs];
                squares += pull * pull / points;
                mean[i] += pull / points;
            }
        }

        double square = TensorPrimitives.SumOfSquares<double>(mean), expected = (squares - square) / square;
        new PracticeSearch(problem, rate => new GradientDescent(rate), 1).NoiseScale(field).ShouldBe(expected, 1e-12 * expected);
    }

    /// <summary>
    /// A gradient that is clipped to c has the length c all along: the best rate goes as 1/c, however far above the limit of stability.
    /// </summary>
    [Fact]
    public void Clipping_asks_for_rates_that_make_up_for_it()
    {
        PredictionProblem problem = Random(6, 4);
        PracticePoint small = Best(1e-3), tiny = Best(1e-12);
        tiny.LearningRate.ShouldBe(1e9 * small.LearningRate, 0.1e9 * small.LearningRate);
        (small.Edge, tiny.Edge).ShouldBe((PracticeEdge.None, PracticeEdge.None));
        tiny.Loss.ShouldBe(small.Loss, 0.05 * small.Loss);

        // c/(|∇𝓛| + 10⁻⁶) is c/|∇𝓛| where gradients are long.
        PracticePoint Best(double norm) =>
            new PracticeSearch(problem, rate => new GradientDescent(rate, 0.5, new CosineSchedule(0, 20), clipNorm: norm), 20).Best(null);
    }

    /// <summary>The peak is that of the rates that are taken: a list of hundredths asks for a hundred times the rate.</summary>
    [Fact]
    public void A_schedule_of_hundredths_asks_for_a_hundredfold_rate()
    {
        PredictionProblem problem = Random(12, 1) with { Batches = new IndependentBatches(12, 3, 1) };
        PracticePoint whole = Best(1), part = Best(0.01);
        part.LearningRate.ShouldBe(100 * whole.LearningRate, 1e-9 * part.LearningRate);
        part.Loss.ShouldBe(whole.Loss, 1e-9 * whole.Loss);
        part.LimitShare.ShouldBe(whole.LimitShare, 1e-9);

        PracticePoint Best(double factor) => new PracticeSearch(
            problem, rate => new GradientDescent(rate, 0.5, new ListSchedule([.. Enumerable.Repeat(factor, 20)])), 20)
            .Best(problem.Batches);
    }

    /// <summary>All 3⁵ orders of single rows: their mean loss, at the best rate below that at rates a tenth to either side.</summary>
    [Fact]
    public void Where_moments_are_closed_the_loss_is_that_of_all_orders()
    {
        const int steps = 5, orders = 243;
        PredictionProblem problem = Random(3, 2);
        IndependentBatches batches = new(3, 1, 1);
        PracticePoint best = new PracticeSearch(problem, Descent, steps).Best(batches);
        (best.IsExact, best.LossError, best.Edge).ShouldBe((true, 0, PracticeEdge.None));
        double there = Mean(best.LearningRate);
        best.Loss.ShouldBe(there, 1e-12);
        there.ShouldBeLessThan(Mean(1.1 * best.LearningRate));
        there.ShouldBeLessThan(Mean(best.LearningRate / 1.1));

        Optimizer Descent(double rate) => new GradientDescent(rate, 0.6, new CosineSchedule(0.1, steps), 0.05);

        double Mean(double rate) => Enumerable.Range(0, orders).Average(code => new DiscreteRung().Predict(problem with
        {
            Optimizer = Descent(rate),
            Epochs = [0, steps],
            Batches = new GivenBatches(
                3, [.. Enumerable.Range(0, steps).Select(step => new[] { code / (int)Math.Pow(3, step) % 3 })]),
        }).Loss[^1]);
    }

    /// <summary>
    /// Where they are not, the loss is that of orders which did not choose the rate: within five standard errors, as stated, of the mean of
    /// many others.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_loss_and_its_error_are_those_of_other_orders(int size)
    {
        PredictionProblem problem = Random(10, 3) with { Loss = new ResidualLoss(new LogCoshPotential(1, 1)) };
        ShuffledBatches batches = new(10, size, 7);
        PracticePoint best = new PracticeSearch(problem, Descent, 30).Best(batches);
        (best.IsExact, best.Edge).ShouldBe((false, PracticeEdge.None));
        best.Orders.ShouldBeGreaterThanOrEqualTo(32);
        best.LossError.ShouldBe(best.LossSpread / Math.Sqrt(best.Orders), 1e-15);
        (best.Orders == 256 || best.LossError < 0.015 * best.Loss).ShouldBeTrue($"{best.Orders} orders, ± {best.LossError / best.Loss}");
        Prediction many = new OrderDraws(
            problem with { Optimizer = Descent(best.LearningRate), Epochs = [0, 30], Batches = batches }, 2000, stream: 99)
            .Follow("ensemble");
        best.Loss.ShouldBe(many.Loss[^1], 5 * Math.Sqrt((best.LossError * best.LossError) + (Square(many) / 2000)));
        best.LossSpread.ShouldBe(Math.Sqrt(Square(many)), 0.5 * best.LossSpread);

        static double Square(Prediction many) => many.Ensemble!.LossSpread[^1] * many.Ensemble.LossSpread[^1];

        static Optimizer Descent(double rate) => new GradientDescent(rate, 0.5, new CosineSchedule(0, 30));
    }

    /// <summary>
    /// Two heavy balls that hardly lose speed swing through their goals at many rates, nowhere as nearly together as at the lowest, where
    /// each has done a quarter of its swing: (K + ½)√(ηm²) = π/2.
    /// </summary>
    [Fact]
    public void The_best_of_many_minima_is_found_far_below_the_limit_of_stability()
    {
        const int steps = 10;
        PracticeSearch search = new(Problem(Diagonal(1, 0.81), [1, 1], [0, 0]), rate => new GradientDescent(rate, 0.999), steps);
        PracticePoint best = search.Best(null);
        double swing = Math.Pow(Math.PI / ((2 * steps) + 1), 2);
        best.LearningRate.ShouldBeInRange(0.9 * swing / 0.35, 1.1 * swing / (0.35 * 0.81));
        best.LimitShare.ShouldBeLessThan(1.0 / 64);
        for (double rate = 4 / 0.35; rate > 0.01; rate *= 0.98)
        {
            search.At(null, rate).Loss.ShouldBeGreaterThan(0.95 * best.Loss, $"{rate}");
        }
    }

    /// <summary>
    /// Single rows make losses so uncertain that 64 orders compare the rates; what is said of the rate that is chosen is said by none of
    /// them.
    /// </summary>
    [Fact]
    public void Orders_that_choose_are_others_than_those_that_judge()
    {
        PredictionProblem problem = Random(10, 3) with { Loss = new ResidualLoss(new LogCoshPotential(1, 1)) };
        ToldBatches all = new(10, 1), judging = new(10, 1);
        PracticeSearch search = new(problem, rate => new GradientDescent(rate, 0.5, new CosineSchedule(0, 30)), 30);
        PracticePoint best = search.Best(all);
        search.At(judging, best.LearningRate).ShouldBe(best);
        judging.Seeds.Count.ShouldBe(best.Orders);
        all.Seeds.IsSupersetOf(judging.Seeds).ShouldBeTrue();
        all.Seeds.Count.ShouldBe(best.Orders + 64);
    }

    /// <summary>The orders follow from the seed of the batches, and what they say does so within its error.</summary>
    [Fact]
    public void The_seed_of_the_batches_names_the_orders()
    {
        PredictionProblem problem = Random(10, 3);
        PracticeSearch search = new(problem, rate => new GradientDescent(rate, 0.5), 30);
        PracticePoint one = search.At(new ShuffledBatches(10, 2, 1), 0.1), other = search.At(new ShuffledBatches(10, 2, 2), 0.1);
        one.Loss.ShouldNotBe(other.Loss);
        one.Loss.ShouldBe(other.Loss, 5 * Math.Sqrt((one.LossError * one.LossError) + (other.LossError * other.LossError)));
        search.At(new ShuffledBatches(10, 2, 1), 0.1).ShouldBe(one);
    }

    /// <summary>At the mean of targets that scatter every step of a batch leads away: no rate is the best.</summary>
    [Fact]
    public void Where_every_rate_makes_it_worse_it_says_so()
    {
        double[] targets = new double[16];
        new CounterStream(3, 0).FillNormal(targets);
        Matrix<double> kernel = new(16, 16);
        kernel.Values.AsSpan().Fill(1.3);
        double[] field = [.. Enumerable.Repeat(targets.Average(), 16)];
        PracticePoint best = new PracticeSearch(Problem(kernel, field, targets), rate => new GradientDescent(rate, 0.5), 10)
            .Best(new IndependentBatches(16, 2, 1));
        best.Edge.ShouldBe(PracticeEdge.NoGain);
    }

    /// <summary>
    /// A few orders say that a rate gains, and the many that are asked next that every rate makes it worse: from the one that was found the
    /// search goes down until nothing moves, and says that there is none.
    /// </summary>
    [Fact]
    public void A_rate_that_only_a_few_orders_liked_is_given_up()
    {
        Matrix<double> kernel = new(4, 4);
        kernel.Values.AsSpan().Fill(1.3);
        PredictionProblem problem = Problem(kernel, [0, 0, 0, 0], [3, 1, 1, -1.5]) with
        {
            Loss = new ResidualLoss(new LogCoshPotential(1, 1)),
        };
        PracticePoint best = new PracticeSearch(problem, rate => new GradientDescent(rate), 4).Best(new TurningBatches(4, 8));
        best.Edge.ShouldBe(PracticeEdge.NoGain);
    }

    /// <summary>−ln σ(f) falls for ever: the more the larger the one step is.</summary>
    [Fact]
    public void Where_the_loss_falls_with_the_rate_without_end_it_says_so()
    {
        PredictionProblem problem = Problem(Diagonal(1, 1), [0.1, -0.1], [1, 0]) with { Loss = new BinaryCrossEntropyLoss() };
        PracticePoint best = new PracticeSearch(problem, rate => new GradientDescent(rate), 1).Best(null);
        best.Edge.ShouldBe(PracticeEdge.Highest);
        best.LimitShare.ShouldBeGreaterThan(1e5);
    }

    /// <summary>Shuffled batches that tell by which orders they were asked.</summary>
    private sealed class ToldBatches(int points, int size) : BatchPlan
    {
        private readonly ShuffledBatches own = new(points, size, 7);

        /// <summary>The seeds of the orders; 0, by which it is asked whether there are any, is none.</summary>
        public HashSet<ulong> Seeds { get; } = [];

        public override string Name => own.Name;

        public override int Points => own.Points;

        public override int Size => own.Size;

        public override IReadOnlyList<int> Sizes => own.Sizes;

        public override ulong? Seed => own.Seed;

        public override BatchPlan With(ulong seed)
        {
            if (seed != 0)
            {
                Seeds.Add(seed);
            }

            return own.With(seed);
        }

        public override BatchSequence Begin() => own.Begin();
    }

    /// <summary>Single rows: of the first few seeds any of all rows, of all others the last row alone.</summary>
    private sealed class TurningBatches(int points, int few) : BatchPlan
    {
        private readonly HashSet<ulong> seeds = [];

        public override string Name => "turning";

        public override int Points => points;

        public override int Size => 1;

        public override IReadOnlyList<int> Sizes => [1];

        public override ulong? Seed => 0;

        public override BatchPlan With(ulong seed)
        {
            bool isEarly = seeds.Contains(seed) || seeds.Count < few;
            if (seed != 0 && isEarly)
            {
                seeds.Add(seed);
            }

            return isEarly
                ? new IndependentBatches(points, 1, seed)
                : new GivenBatches(points, [.. Enumerable.Repeat(new[] { points - 1 }, 4)]);
        }

        public override BatchSequence Begin() => new IndependentBatches(points, 1, 0).Begin();
    }

    private static Matrix<double> Diagonal(double first, double second) =>
        Matrix.FromFunction<double>(2, 2, (i, j) => i != j ? 0 : i == 0 ? first : second);

    private static PredictionProblem Random(int points, ulong stream)
    {
        Matrix<double> root = new(points, points), kernel = new(points, points);
        new CounterStream(5, stream).FillNormal(root.Values);
        new MatrixProduct<double>().SymmetricRankK(1, root, Transpose.No, 0, kernel);
        double[] field = new double[points], targets = new double[points], tangent = new double[points];
        new CounterStream(6, stream).FillNormal(field);
        new CounterStream(7, stream).FillNormal(targets);
        new CounterStream(8, stream).FillNormal(tangent);
        return Problem(kernel, field, targets) with { ParameterTangent = tangent };
    }

    private static PredictionProblem Problem(Matrix<double> kernel, double[] field, double[] targets) => new()
    {
        Kernel = kernel,
        Spectrum = KernelSpectrum.Of(kernel, 1, WorkerTeam.Single),
        InitialField = field,
        Targets = targets,
        Loss = new SquaredLoss(0.7),
        Optimizer = new GradientDescent(1),
        Matching = Matching.Leapfrog,
        Epochs = [0],
    };
}

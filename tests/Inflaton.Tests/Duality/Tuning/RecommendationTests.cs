namespace Inflaton.Duality.Tuning;

public sealed class RecommendationTests
{
    private static readonly TrainingSpectrum PowerLaw = new(
        [.. Enumerable.Range(1, 60).Select(i => Math.Pow(i, -1.5))], [.. Enumerable.Range(1, 60).Select(i => Math.Pow(i, -1.2))]);

    /// <summary>
    /// With two modes of equal energy and a far target, the best is Polyak's: √γ = (√κ−1)/(√κ+1), η = (2/(√L+√μ))², κ = L/μ.
    /// </summary>
    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    public void Two_modes_and_a_far_target_give_Polyaks_choice(double condition)
    {
        TrainingSpectrum spectrum = new([1, 1 / condition], [0.5, 0.5]);
        TuningGoal goal = new(1e-80, 100_000);
        double root = Math.Sqrt(condition);
        double momentum = Math.Pow((root - 1) / (root + 1), 2);
        double learningRate = Math.Pow(2 / (1 + (1 / root)), 2);

        Recommendation found = Recommendation.For(spectrum, goal);
        Recommendation polyak = Recommendation.At(spectrum, goal, learningRate, momentum);
        found.Epochs.ShouldBeLessThan(1.02 * polyak.Epochs);
        (1 - found.Momentum).ShouldBe(1 - momentum, 0.15 * (1 - momentum));
        (found.LearningRate / found.StabilityLimit).ShouldBeGreaterThan(0.85);
    }

    [Fact]
    public void One_mode_is_brought_down_in_one_epoch()
    {
        TrainingSpectrum spectrum = new([2], [1]);
        Recommendation found = Recommendation.For(spectrum, new TuningGoal(0.01, 100));
        found.Epochs.ShouldBeLessThanOrEqualTo(1.001);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.03)]
    [InlineData(0.001)]
    public void Nothing_on_a_fine_grid_is_much_better(double share)
    {
        TuningGoal goal = new(share * PowerLaw.InitialLoss, 5000);
        double found = Recommendation.For(PowerLaw, goal).Epochs;
        double best = double.PositiveInfinity;
        for (double friction = 1; friction > 1e-3; friction *= 0.87)
        {
            for (double part = 0.999; part > 0.02; part *= 0.93)
            {
                best = Math.Min(best, goal.Cost(PowerLaw, part * PowerLaw.StabilityLimit(1 - friction), 1 - friction));
            }
        }

        found.ShouldBeLessThan(1.03 * best);
    }

    [Fact]
    public void The_lowest_loss_after_some_epochs_is_found_too()
    {
        TuningGoal goal = new(null, 40);
        Recommendation found = Recommendation.For(PowerLaw, goal);
        for (double friction = 1; friction > 1e-3; friction *= 0.8)
        {
            for (double part = 0.999; part > 0.02; part *= 0.9)
            {
                PowerLaw.Loss(part * PowerLaw.StabilityLimit(1 - friction), 1 - friction, 40).ShouldBeGreaterThan(0.97 * found.Loss);
            }
        }
    }

    [Fact]
    public void A_kernel_that_may_grow_keeps_it_from_the_edge()
    {
        TuningGoal goal = new(0.01 * PowerLaw.InitialLoss, 5000);
        Recommendation safe = Recommendation.For(PowerLaw, goal, growth: 1.2);
        (safe.LearningRate / safe.StabilityLimit).ShouldBeLessThan(1 / 1.2);
        safe.Epochs.ShouldBeLessThan(1.3 * Recommendation.For(PowerLaw, goal).Epochs);
    }

    [Fact]
    public void Epochs_to_a_target_are_those_of_the_recursion()
    {
        foreach ((double learningRate, double momentum) in new[] { (0.5, 0.0), (1.9, 0.0), (1.0, 0.7), (2.5, 0.9), (0.1, 0.99) })
        {
            foreach (double share in new[] { 0.5, 0.1, 0.01 })
            {
                double target = share * PowerLaw.InitialLoss;
                int first = 0;
                while (PowerLaw.Loss(learningRate, momentum, first) > target && first < 20_000)
                {
                    first++;
                }

                double epochs = PowerLaw.EpochsTo(target, learningRate, momentum, 20_000);
                epochs.ShouldBeInRange(first - 1, Math.Max(first, 1.2 * first), $"η {learningRate}, γ {momentum}, {share}");
            }
        }
    }

    [Fact]
    public void Pruning_errs_on_the_side_of_a_higher_loss_and_by_no_more_than_allowed()
    {
        double tolerance = 1e-2 * PowerLaw.InitialLoss;
        TrainingSpectrum pruned = PowerLaw.Pruned(tolerance);
        pruned.Count.ShouldBeLessThan(PowerLaw.Count);
        pruned.InitialLoss.ShouldBe(PowerLaw.InitialLoss, 1e-12);
        foreach (int epoch in new[] { 1, 10, 100, 10_000 })
        {
            (pruned.Loss(1, 0.5, epoch) - PowerLaw.Loss(1, 0.5, epoch)).ShouldBeInRange(-1e-15, tolerance);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    public void What_is_no_spectrum_is_refused(double value)
    {
        Should.Throw<ArgumentException>(() => new TrainingSpectrum([1, value], [1, 1])).Message.ShouldContain($"{value}");
        Should.Throw<ArgumentException>(() => new TrainingSpectrum([1], [1, 1]));
    }

    [Theory]
    [InlineData(100.5, 1000, 311)]
    [InlineData(100.5, 200, 200)]
    [InlineData(double.PositiveInfinity, 1000, 1000)]
    [InlineData(9e8, int.MaxValue, int.MaxValue)]
    public void Three_times_the_epochs_are_allowed(double epochs, int most, int allowed) =>
        new Recommendation(0.1, 0.9, epochs, 0.1, 1, null, 1).EpochsToAllow(most).ShouldBe(allowed);
}

using System.Globalization;
using Inflaton.Duality.Tuning;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tuning;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Tests.Tuning;

public sealed class TuningRunnerTests
{
    /// <summary>Small relatives of the samples and synthetic tasks, smooth and rough, with one hidden layer and two.</summary>
    public static TheoryData<string, string, string> Tasks { get; } = new()
    {
        { "wave", "data: {interval: {from: -2, to: 2, points: 12}, targets: [-0.9, -0.6, -0.1, 0.4, 0.8, 1, 0.9, 0.5, 0, -0.5, -0.9, -1]}",
            "[192]" },
        { "step", "data: {circle: {points: 16}, targets: [1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1]}", "[128, 128]" },
        { "alternating", "data: {orthogonal: {points: 10}, targets: [1, -1, 2, -2, 1, -1, 2, -2, 0.5, -0.5]}", "[160]" },
    };

    private const string Smooth =
        "interval: {from: -2, to: 2, points: 16}, targets: [-0.9, -1, -0.9, -0.7, -0.4, -0.1, 0.2, 0.5, 0.7, 0.9, 1, 0.9, 0.7, 0.4, 0.1, "
            + "-0.2]";

    private const string Rough = "circle: {points: 16}, targets: [1, 1, 1, -1, 1, -1, 1, 1, -1, -1, 1, -1, -1, -1, -1, 1]";

    private static readonly string[] Scales =
    [
        "weight_std: 1.5, bias_std: 0.1", "weight_std: 1.5, bias_std: 0.1, parameterization: standard", "initialization: pytorch",
    ];

    [Theory, MemberData(nameof(Tasks))]
    public void What_is_recommended_trains_nearly_as_fast_as_the_best_of_a_grid(string name, string data, string hidden)
    {
        foreach (string activation in new[] { "erf", "relu" })
        {
            ExperimentFile file = Runs.Experiments.Parse(
                $$$"""
                name: {{{name}}}
                seed: 2
                network: {hidden: {{{hidden}}}, activation: {{{activation}}}, weight_std: 1.5, bias_std: 0.3}
                {{{data}}}
                loss: {squared: {scale: 1}}
                optimizer: {gradient_descent: {learning_rate: 0.1}}
                epochs: 400
                """);
            TuningResult tuned = TuningRunner.Of(file, new TuningOptions { WithMap = false });
            TuningVerification verified = TuningVerification.Of(file, tuned, threads: 1).ShouldNotBeNull();
            verified.Recommended.Diverged.ShouldBeFalse();

            // A whole epoch more or less is no regret.
            int epochs = verified.Recommended.Epochs.ShouldNotBeNull($"{name} {activation}");
            ((double)epochs).ShouldBeLessThanOrEqualTo((1.15 * verified.Best.Epochs!.Value) + 1, $"{name} {activation}");
        }
    }

    [Theory]
    [InlineData("epochs=20")]
    [InlineData("optimizer.natural={}")]
    public void A_loss_whose_scale_hangs_on_the_kernel_is_the_one_that_is_run(string change)
    {
        ExperimentFile file = Runs.Experiments.Sample(
            "lattice/plain", "network.hidden=[128]", "optimizer.gradient_descent.learning_rate=auto", "epochs=20", change);
        TuningResult tuned = TuningRunner.Of(file, new TuningOptions { Epochs = 20, WithMap = false });
        RunSummary run = Runs.Experiments.Run(file, train: false).Summary;

        tuned.InitialLoss.ShouldBe(run.LossInitial);
        tuned.Theta0.ShouldBe(run.Theta0);
        TuningVerification verified = TuningVerification.Of(file, tuned, threads: 1).ShouldNotBeNull();
        verified.Recommended.Loss.ShouldBe(tuned.Best.Loss, "a trial is the training that verifies it");
    }

    [Fact]
    public void A_given_target_and_given_epochs_are_heard()
    {
        ExperimentFile file = Small();
        TuningRunner.Of(file, new TuningOptions { TargetLoss = 0.2, WithMap = false }).Goal.TargetLoss.ShouldBe(0.2);
        TuningResult lowest = TuningRunner.Of(file, new TuningOptions { Epochs = 20, WithMap = false });
        (lowest.Goal.TargetLoss, lowest.Goal.Epochs).ShouldBe((null, 20));
        lowest.Best.Loss.ShouldBeLessThan(TuningRunner.Of(file, new TuningOptions { Epochs = 10, WithMap = false }).Best.Loss);
    }

    [Fact]
    public void The_map_knows_its_regimes()
    {
        TuningResult tuned = TuningRunner.Of(Small(), new TuningOptions { Trials = 0 });
        tuned.Map.Count.ShouldBe(24 * 24);
        tuned.Map.ShouldContain(point => !point.IsStable);
        tuned.Map.Where(point => !point.IsStable).ShouldAllBe(point => double.IsInfinity(point.Epochs));
        tuned.Map.Where(point => point.Momentum == 0).ShouldAllBe(point => point.Underdamped == 0, "without momentum nothing rings");
        tuned.Map.Where(point => double.IsFinite(point.Epochs)).Min(point => point.Epochs)
            .ShouldBeGreaterThan((0.8 * tuned.Best.Epochs) - 0.5);
        TuningFigure.Of(tuned).Spec["layer"]!.AsArray().Count.ShouldBe(2);
    }

    /// <summary>Flat far away, steep far away, a formula: no mode evolves on its own, and the recursion is followed instead.</summary>
    [Theory]
    [InlineData("{huber: {delta: 0.3}}")]
    [InlineData("{log_cosh: {width: 0.5}}")]
    [InlineData("{power: {degree: 4, scale: 0.5}}")]
    [InlineData("{expression: {formula: \"sqrt(1+(f-y)^2)-1\"}}")]
    public void Losses_that_are_not_quadratic_are_tuned_as_well(string loss)
    {
        foreach ((string activation, string data) in new[]
        {
            ("erf", "{interval: {from: -2, to: 2, points: 10}, targets: [-1.8, -1.2, -0.1, 0.8, 1.6, 2, 1.8, 1, 0, -1]}"),
            ("relu", "{circle: {points: 12}, targets: [1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1]}"),
        })
        {
            ExperimentFile file = Runs.Experiments.Parse(
                $$$"""
                name: rough
                seed: 2
                network: {hidden: [256], activation: {{{activation}}}, weight_std: 1.5, bias_std: 0.3}
                data: {{{data}}}
                loss: {{{loss}}}
                optimizer: {gradient_descent: {learning_rate: 0.1}}
                epochs: 400
                """);
            TuningResult tuned = TuningRunner.Of(file, new TuningOptions { WithMap = false });
            TuningVerification verified = TuningVerification.Of(file, tuned, threads: 1).ShouldNotBeNull();
            verified.Recommended.Diverged.ShouldBeFalse();
            int epochs = verified.Recommended.Epochs.ShouldNotBeNull($"{loss} {activation}");
            ((double)epochs).ShouldBeLessThanOrEqualTo((1.15 * verified.Best.Epochs!.Value) + 1, $"{loss} {activation}");
        }
    }

    /// <summary>Beside the choice stand its neighbours: one knob turned by the factor that is named, the other as it is.</summary>
    [Fact]
    public void Neighbours_differ_in_what_they_say()
    {
        ExperimentFile file = Runs.Experiments.Parse(Runs.Experiments.Interval, "network.hidden=[200]");
        TuningResult tuned = TuningRunner.Of(file, new TuningOptions { WithMap = false, Trials = 0 });
        (double rate, double friction) = (tuned.Best.LearningRate, 1 - tuned.Best.Momentum);

        tuned.Nearby.Count.ShouldBe(9);
        foreach ((string change, Recommendation there) in tuned.Nearby)
        {
            double factor = double.Parse(change.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
            bool isRate = change.StartsWith('η');
            there.LearningRate.ShouldBe(isRate ? factor * rate : rate, 1e-12 * rate, change);
            (1 - there.Momentum).ShouldBe(Math.Min(1, isRate ? friction : factor * friction), 1e-12, change);
        }
    }

    [Fact]
    public void Narrow_layers_and_far_targets_are_warned_of()
    {
        ExperimentFile far = Runs.Experiments.Parse(Runs.Experiments.Interval, "loss.power.minimum=50", "network.hidden=[8,8]");
        TuningRunner.Of(far, new TuningOptions { WithMap = false }).Warnings.ShouldContain(warning => warning.Contains("Widen the layers"));
        ExperimentFile near = Runs.Experiments.Parse(Runs.Experiments.Interval, "loss.power.minimum=0.5", "network.hidden=[800]");
        TuningRunner.Of(near, new TuningOptions { WithMap = false }).Warnings.ShouldBeEmpty();
    }

    /// <summary>Both parameterisations and PyTorch's own draw, whose kernels change by a hundredth to a half.</summary>
    [Fact]
    public void The_change_of_the_kernel_is_that_of_a_network_really_trained()
    {
        foreach (string scales in Scales)
        {
            foreach (string activation in new[] { "relu", "tanh" })
            {
                ExperimentFile file = Moving("[256, 256]", scales, activation, Smooth);
                TuningResult tuned = TuningRunner.Of(file, new TuningOptions { WithMap = false });
                TuningVerification.Of(file, tuned, threads: 1).ShouldNotBeNull().TrainedDrift
                    .ShouldBe(tuned.ExpectedDrift, $"{scales} {activation}: the trial is that training");
                tuned.Foretold.ShouldBeNull();
            }
        }
    }

    /// <summary>
    /// Without trials: smooth and rough targets, both parameterisations and PyTorch's own draw, relu and tanh, widths 64 and 1024, one
    /// hidden layer and two; kernels that change by less than a ten-thousandth and by several times themselves.
    /// </summary>
    [Fact]
    public void The_change_of_the_kernel_is_foretold()
    {
        (int networks, int right, int whole, int close, int trained) = (0, 0, 0, 0, 0);
        double passes = 0;
        foreach ((string data, string scales, string activation, int width, int depth) in
            from data in new[] { Smooth, Rough }
            from scales in Scales
            from activation in new[] { "relu", "tanh" }
            from width in new[] { 64, 1024 }
            from depth in new[] { 1, 2 }
            select (data, scales, activation, width, depth))
        {
            ExperimentFile file = Moving($"[{string.Join(", ", Enumerable.Repeat(width, depth))}]", scales, activation, data);
            TuningResult tuned = TuningRunner.Of(file, new TuningOptions { WithMap = false, Trials = 0 });
            ForetoldDrift foretold = tuned.Foretold.ShouldNotBeNull();
            (double drift, int epochs) = Trained(file, tuned);
            double ratio = double.IsInfinity(drift) && double.IsInfinity(tuned.ExpectedDrift) ? 1 : tuned.ExpectedDrift / drift;
            (networks, trained, passes) = (networks + 1, trained + epochs, passes + foretold.Passes);
            right += ratio is >= 0.5 and <= 2 ? 1 : 0;
            whole += foretold.IsWhole ? 1 : 0;
            close += foretold.IsWhole && ratio is >= 0.8 and <= 1.25 ? 1 : 0;
            if (double.IsFinite(tuned.ExpectedDrift))
            {
                tuned.Warnings.Any(warning => warning.Contains("is not known"))
                    .ShouldBe(!foretold.IsWhole, $"{scales} {activation} {width}");
            }
        }

        ((double)right).ShouldBeGreaterThanOrEqualTo(0.9 * networks, "a factor of two, in nine of ten");
        ((double)close).ShouldBeGreaterThanOrEqualTo(0.9 * whole, "a quarter, in nine of ten of those that were followed to the end");
        ((double)whole).ShouldBeGreaterThan(0.8 * networks);
        passes.ShouldBeLessThan(trained, "or training were the cheaper");
    }

    /// <summary>Inputs so close that the goal lies beyond the epochs which are followed, in a network whose kernel hardly moves.</summary>
    [Fact]
    public void A_change_of_the_kernel_that_is_not_followed_to_the_goal_is_not_called_whole()
    {
        ExperimentFile file = Moving(
            "[256]", "centered: true, output_scale: 1.0e5", "erf",
            "points: {inputs: [[1, 0], [0.999, 0.03], [0.998, 0.05], [0.99, 0.1]], targets: [1, -1, 1, -1]}");
        TuningResult tuned = TuningRunner.Of(file, new TuningOptions { WithMap = false, Trials = 0, TargetLoss = 1e-7 });
        ForetoldDrift foretold = tuned.Foretold.ShouldNotBeNull();

        tuned.Best.Epochs.ShouldBeInRange(foretold.Epochs + 1000, 1e6, "or this tests nothing");
        foretold.Passes.ShouldBeLessThan(100, "or this tests nothing");
        foretold.IsWhole.ShouldBeFalse();
        tuned.Warnings.ShouldContain(warning => warning.Contains("is not known"));
    }

    [Fact]
    public void A_loss_below_zero_is_refused()
    {
        ExperimentFile file = Runs.Experiments.Parse(Runs.Experiments.Interval, "loss={expression: {formula: (f-1)^2/2-5}}");
        Should.Throw<ExperimentFileException>(() => TuningRunner.Of(file, new TuningOptions { WithMap = false }))
            .Problems.ShouldHaveSingleItem().ToString().ShouldContain("tuning takes its lowest value to be 0");
    }

    /// <summary>
    /// Rough targets and small weights: the kernel grows many times over, so that the rates which the theory of the kernel at the start
    /// takes for the fastest blow up.
    /// </summary>
    [Fact]
    public void A_rate_that_blows_the_kernel_up_is_not_recommended()
    {
        ExperimentFile file = Moving(
            "[64, 64]", "weight_std: 0.577, bias_std: 0.05, parameterization: standard", "tanh",
            Rough);
        TuningResult theory = TuningRunner.Of(file, new TuningOptions { WithMap = false, Trials = 0 });
        TuningVerification.Of(file, theory, threads: 1).ShouldNotBeNull().Recommended.Diverged.ShouldBeTrue("or this tests nothing");

        TuningResult tuned = TuningRunner.Of(file, new TuningOptions { WithMap = false });
        tuned.Trials.ShouldContain(trial => trial.Diverged);
        TuningVerification verified = TuningVerification.Of(file, tuned, threads: 1).ShouldNotBeNull();
        verified.Recommended.Diverged.ShouldBeFalse();
        verified.Regret.ShouldBeLessThanOrEqualTo(1.15);
        verified.TrainedDrift.ShouldBe(tuned.ExpectedDrift, 0.5 * tuned.ExpectedDrift);
    }

    /// <summary>
    /// Networks at PyTorch's scale whose kernels change by as much as themselves, of tests/cases/training: the choice of the kernel at the
    /// start alone diverges, or takes twice as long as the best.
    /// </summary>
    [Theory]
    [InlineData("tune-standard")]
    [InlineData("tune-pytorch-relu256")]
    public void Where_the_kernel_becomes_another_three_trials_find_what_a_grid_finds(string name)
    {
        ExperimentFile file = ExperimentFile.Read(Path.Combine(Repository.Root, "tests", "cases", "training", name + ".yaml"));
        TuningResult tuned = TuningRunner.Of(file, new TuningOptions { WithMap = false });
        RegimePoint start = tuned.ByMomentum.MinBy(point => (point.Epochs, point.Loss))!;
        TuningResult atStart = tuned with { Best = tuned.Best with { LearningRate = start.LearningRate, Momentum = start.Momentum } };
        TuningVerification.Of(file, atStart, threads: 1).ShouldNotBeNull().Regret.ShouldBeGreaterThan(1.3, "or this tests nothing");

        TuningVerification verified = TuningVerification.Of(file, tuned, threads: 1).ShouldNotBeNull();
        verified.Regret.ShouldBeLessThanOrEqualTo(1.15);
        verified.TrainedDrift.ShouldBe(tuned.ExpectedDrift, "the trial is that training");
        tuned.Trials.Count(trial => !trial.Diverged).ShouldBeLessThanOrEqualTo(TuneSettings.DefaultTrials);
        ((double)tuned.Trials.Sum(trial => trial.Trained)).ShouldBeLessThan(0.2 * verified.Grid.Sum(training => training.Trained));
    }

    [Fact]
    public void A_choice_that_does_not_go_as_foretold_says_how_its_neighbours_fare()
    {
        foreach (string name in new[] { "tune-standard", "tune-pytorch-relu256" })
        {
            ExperimentFile file = ExperimentFile.Read(Path.Combine(Repository.Root, "tests", "cases", "training", name + ".yaml"));
            TuningResult tuned = TuningRunner.Of(file, new TuningOptions { WithMap = false });
            tuned.Best.LearningRate.ShouldBe(
                double.Parse(tuned.Best.LearningRate.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
                "what is printed was tried");
            tuned.Beside.Select(one => one.LearningRate / tuned.Best.LearningRate).ShouldBe([0.99, 1.01], 1e-5);

            // By a training of its own: whether the neighbours do as well is what the warning says.
            bool isSturdy = tuned.Beside.All(one =>
            {
                ExperimentFile beside = ExperimentFile.Read(
                    file.Path,
                    [
                        FormattableString.Invariant(
                            $"optimizer.gradient_descent={{learning_rate: {one.LearningRate:R}, momentum: {one.Momentum:R}}}"),
                        FormattableString.Invariant(
                            $"epochs={(double.IsFinite(tuned.Best.Epochs) ? (int)tuned.Best.Epochs + 5 : tuned.Goal.Epochs)}"),
                                "predictions=[mean_field]",
                    ]);
                RunSummary run = ExperimentRunner.Run(beside, new RunOptions()).Summary;
                return run.Status == RunStatus.Completed && run.LossFinal
                    <= 1.3 * (tuned.Goal.TargetLoss is { } level && double.IsFinite(tuned.Best.Epochs) ? level : tuned.Best.Loss);
            });
            tuned.Warnings.Any(warning => warning.Contains("not for their neighbours", StringComparison.Ordinal)).ShouldBe(!isSturdy, name);
        }

        ExperimentFile wide = Runs.Experiments.Parse(Runs.Experiments.Interval, "loss.power.minimum=0.5", "network.hidden=[800]");
        TuningRunner.Of(wide, new TuningOptions { WithMap = false }).Beside.ShouldBeEmpty("it goes as foretold");
    }

    [Theory]
    [InlineData(0, "The kernel is foretold to change by about")]
    [InlineData(3, "The kernel changes by about")]
    public void The_warning_says_whether_the_change_of_the_kernel_is_foretold(int trials, string begins)
    {
        ExperimentFile file = Moving("[16]", "weight_std: 0.577, bias_std: 0.05, parameterization: standard", "tanh", Smooth);
        TuningResult tuned = TuningRunner.Of(file, new TuningOptions { WithMap = false, Trials = trials });
        tuned.Warnings.ShouldContain(warning => warning.StartsWith(begins, StringComparison.Ordinal));
    }

    [Fact]
    public void As_many_trials_are_made_as_are_allowed()
    {
        ExperimentFile file = ExperimentFile.Read(Path.Combine(Repository.Root, "tests", "cases", "training", "tune-pytorch-relu256.yaml"));
        int[] made = [.. new[] { 0, 1, 2, 5 }.Select(most =>
            TuningRunner.Of(file, new TuningOptions { WithMap = false, Trials = most }).Trials.Count(trial => !trial.Diverged))];
        made.ShouldBe([0, 1, 2, 5]);
        ExperimentFile wide = Runs.Experiments.Parse(Runs.Experiments.Interval, "loss.power.minimum=0.5", "network.hidden=[800]");
        TuningRunner.Of(wide, new TuningOptions { WithMap = false, Trials = 5 }).Trials.Count
            .ShouldBeLessThanOrEqualTo(2, "it goes as foretold");
    }

    [Theory]
    [InlineData("{squared: {}}")]
    [InlineData("{huber: {delta: 0.3}}")]
    [InlineData("{power: {degree: 4, scale: 0.5}}")]
    [InlineData("{log_cosh: {width: 0.5}}")]
    [InlineData("{cross_entropy: {}}", "[[1, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0]]")]
    public void The_stability_limit_is_the_one_that_a_run_states(
        string loss, string targets = "[-1.8, -1.2, -0.1, 0.8, 1.6, 2, 1.8, 1]")
    {
        ExperimentFile file = Runs.Experiments.Parse(
            $$$"""
            name: limit
            network: {hidden: [64], activation: erf}
            data: { interval: {from: -2, to: 2, points: 8}, targets: {{{targets}}} }
            loss: {{{loss}}}
            optimizer: {gradient_descent: {learning_rate: 0.01, momentum: 0}}
            epochs: 20
            """);
        Recommendation tuned = TuningRunner.Of(file, new TuningOptions { WithMap = false, Trials = 0 }).Best;
        RunSummary run = Runs.Experiments.Run(file, train: false).Summary;
        tuned.StabilityLimit.ShouldBe((1 + tuned.Momentum) * run.StabilityLimit, 1e-9 * run.StabilityLimit);
        double throughout = run.StabilityLimitThroughout.ShouldNotBeNull();
        tuned.StabilityLimitThroughout.ShouldNotBeNull().ShouldBe((1 + tuned.Momentum) * throughout, 1e-9 * throughout);
    }

    [Fact]
    public void Stopped_it_gives_what_it_has()
    {
        using CancellationTokenSource stop = new();
        TuningResult tuned = TuningRunner.Of(Small(), new TuningOptions { WithMap = false });
        int told = 0;
        TuningVerification verified = TuningVerification.Of(
            Small(), tuned, threads: 1, new Teller(() => { if (++told == 3) { stop.Cancel(); } }), stop.Token).ShouldNotBeNull();
        verified.IsComplete.ShouldBeFalse();
        verified.Grid.Count.ShouldBe(3, "the recommendation and two of the grid");
        TuningVerification.Of(Small(), tuned, threads: 1, cancellation: stop.Token).ShouldBeNull();

        // Before the kernel is there, there is nothing to keep.
        Should.Throw<OperationCanceledException>(
            () => TuningRunner.Of(Small(), new TuningOptions { WithMap = false, Cancellation = stop.Token }));
    }

    /// <summary>How far the kernel of the network changes that is really trained as recommended, and the epochs that takes.</summary>
    private static (double Drift, int Epochs) Trained(ExperimentFile file, TuningResult tuned)
    {
        using WorkerTeam team = new(1);
        ExperimentSetup setup = ExperimentSetup.Of(file);
        TrialTrainings trainings = new(setup, FieldStart.Of(setup, team), null, team);
        TunedTraining trained = trainings.Train(
            tuned.Best.LearningRate, tuned.Best.Momentum, tuned.Goal.TargetLoss!.Value,
            tuned.Best.EpochsToAllow(tuned.Goal.Epochs), default)!;
        return (trainings.Drift(), trained.Trained);
    }

    private static ExperimentFile Moving(string hidden, string scales, string activation, string data) => Runs.Experiments.Parse(
        $$$"""
        name: moving
        seed: 3
        network: {hidden: {{{hidden}}}, activation: {{{activation}}}, {{{scales}}} }
        data: { {{{data}}} }
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.1}}
        epochs: 2000
        """);

    private sealed class Teller(Action told) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => told();
    }

    private static ExperimentFile Small() => Runs.Experiments.Parse(Runs.Experiments.Interval);
}

using Inflaton.Experiments.Files;

namespace Inflaton.Experiments.Runs;

/// <summary>The next order in a run: its part of the budget, and whether it is to be trusted.</summary>
public sealed class InteractionTests
{
    private static readonly ExperimentSettings Narrow = new()
    {
        Network = new NetworkSettings { Hidden = [512, 512], Activation = "erf", WeightStd = 1.4, BiasStd = 0.5 },
        Data = new DataSettings
        {
            Source = new PointsSource([[-0.9], [-0.5], [-0.1], [0.3], [0.8]]),
            Targets = [[0.5], [-0.4], [0.3], [0.1], [-0.6]],
        },
        Loss = new SquaredLossSettings(),
        Optimizer = new GradientDescentSettings(0.1, 0.5),
        Epochs = 600,
        RecordEvery = 20,
        Interactions = new InteractionSettings { Method = "modes" },
    };

    [Fact]
    public void Its_parts_of_the_drift_add_up_point_by_point()
    {
        RunResult result = Run(Narrow with { Seed = 2 });

        double[] discrete = result.Arrays["discrete"].Values, next = result.Arrays["next_order"].Values;
        double[] trained = result.Arrays["trained"].Values;
        ErrorBudgetSummary budget = result.Summary.ErrorBudget;
        budget.Interactions!.Maximum.ShouldBe(next.Zip(discrete, (a, b) => Math.Abs(a - b)).Max(), 1e-15);
        budget.Rest!.Maximum.ShouldBe(trained.Zip(next, (a, b) => Math.Abs(a - b)).Max(), 1e-15);
        budget.Drift!.Maximum.ShouldBe(trained.Zip(discrete, (a, b) => Math.Abs(a - b)).Max(), 1e-15);
        budget.Rest.Maximum.ShouldBeLessThan(budget.Drift.Maximum / 5);
        result.Summary.Interactions.ShouldNotBeNull().Feedback.ShouldNotBeNull().ShouldBeLessThan(InteractionSummary.LargestFeedback);
        result.Summary.Warnings.ShouldNotContain(warning => warning.Contains("expansion"));
    }

    [Fact]
    public void An_expansion_that_does_not_converge_is_said_to_be_one()
    {
        RunResult result = Run(Narrow);

        ErrorBudgetSummary budget = result.Summary.ErrorBudget;
        budget.Rest!.Maximum.ShouldBeGreaterThan(budget.Drift!.Maximum);
        InteractionSummary interactions = result.Summary.Interactions.ShouldNotBeNull();
        interactions.Size.ShouldBeLessThan(InteractionSummary.LargestSize);
        result.Summary.Warnings.ShouldContain(warning => warning.Contains("the expansion does not converge here"));

        // All fall as 1/width: what is worst beside its bound asks for the width.
        double feedback = interactions.Feedback.ShouldNotBeNull() / InteractionSummary.LargestFeedback;
        interactions.Defect.ShouldBeNull();
        feedback.ShouldBeGreaterThan(interactions.Size / InteractionSummary.LargestSize);
        interactions.WidthNeeded.ShouldBe((int)Math.Ceiling(512 * feedback));
    }

    /// <summary>By the path the network says how large the error is, and whether the expansion holds.</summary>
    [Theory]
    [InlineData(1, 1.0, true)]
    [InlineData(2, 0.2, false)]
    public void By_the_path_the_network_says_how_far_it_is_to_be_trusted(int seed, double most, bool isWarned)
    {
        RunResult result = Run(Narrow with { Seed = (ulong)seed, Interactions = new InteractionSettings { Method = "path" } });

        ErrorBudgetSummary budget = result.Summary.ErrorBudget;
        budget.Rest!.Maximum.ShouldBeLessThan(most * budget.Drift!.Maximum);
        InteractionSummary interactions = result.Summary.Interactions.ShouldNotBeNull();
        (interactions.Method, interactions.Modes, interactions.Neglected, interactions.Feedback).ShouldBe(("path", null, null, null));
        interactions.Places.ShouldNotBeNull().ShouldBeInRange(8, 60);
        double left = budget.Rest.Maximum / budget.Interactions!.Maximum;
        interactions.Defect.ShouldNotBeNull().ShouldBeInRange(left / 3, left * 3);
        result.Summary.Warnings.Any(warning => warning.Contains("the expansion does not hold")).ShouldBe(isWarned);
    }

    /// <summary>A network that is linear in its weights has no next order, and what rounding makes of it is no defect.</summary>
    [Fact]
    public void A_linear_model_has_no_defect()
    {
        RunResult result = Run(Narrow with
        {
            Network = Narrow.Network with { Hidden = [] },
            Interactions = new InteractionSettings { Method = "path" },
        });

        InteractionSummary interactions = result.Summary.Interactions.ShouldNotBeNull();
        interactions.Size.ShouldBeLessThan(1e-12);
        interactions.Defect.ShouldBe(0);
        interactions.WidthNeeded.ShouldBe(1);
        result.Summary.Warnings.ShouldNotContain(warning => warning.Contains("the expansion does not hold"));
    }

    [Theory]
    [InlineData("erf", "modes")]
    [InlineData("relu", "path")]
    public void The_cheaper_method_is_taken_and_the_path_for_a_kink(string activation, string method)
    {
        ExperimentSettings single = Narrow with
        {
            Network = Narrow.Network with { Activation = activation },
            Data = Narrow.Data with { Source = new PointsSource([[0.4]]), Targets = [[0.3]] },
            Interactions = new InteractionSettings(),
            Epochs = 30,
        };

        Run(single).Summary.Interactions.ShouldNotBeNull().Method.ShouldBe(method);
    }

    [Fact]
    public void What_costs_more_than_half_the_training_is_left_out_with_a_note()
    {
        ExperimentSettings wide = Narrow with
        {
            Network = Narrow.Network with { Hidden = [3000, 3000] },
            Data = Narrow.Data with
            {
                Source = new PointsSource([.. Enumerable.Range(0, 40).Select(i => (ValueList<double>)[Math.Sin(i)])]),
                Targets = [.. Enumerable.Range(0, 40).Select(i => (ValueList<double>)[Math.Cos(3.0 * i)])],
            },
            Interactions = new InteractionSettings { Tolerance = 1e-9 },
            Epochs = 12,
            RecordEvery = 1,
        };
        RunResult result = Run(wide);

        result.Arrays.ContainsKey("next_order").ShouldBeFalse();
        result.Summary.Interactions.ShouldBeNull();
        result.Summary.Notes.ShouldContain(note => note.StartsWith("next_order: left out, since the kernel's motion along"));
        Run(wide with { Interactions = new InteractionSettings { Modes = 1 } }).Summary.Interactions.ShouldNotBeNull().Modes.ShouldBe(1);
    }

    [Theory]
    [InlineData("next_order")]
    [InlineData("next_order_continuum")]
    public void Its_size_is_measured_where_the_leading_order_was_not_asked_for(string rung)
    {
        ExperimentSettings brief = Narrow with { Epochs = 60, Interactions = new InteractionSettings { Modes = 5 } };

        InteractionSummary alone = Run(brief with { Predictions = [rung] }).Summary.Interactions.ShouldNotBeNull();
        InteractionSummary beside =
            Run(brief with { Predictions = ["frozen_kernel", "discrete", rung] }).Summary.Interactions.ShouldNotBeNull();

        alone.ShouldBe(beside);
        alone.Size.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Alone_and_beyond_the_numbers_it_names_no_width()
    {
        RunResult result = Run(Narrow with
        {
            Epochs = 100,
            Optimizer = new GradientDescentSettings(5, 0.5),
            Predictions = ["next_order"],
            Interactions = new InteractionSettings { Modes = 2 },
        });

        result.Summary.Interactions.ShouldNotBeNull().WidthNeeded.ShouldBeNull();
        result.Summary.Warnings.ShouldContain(
            warning => warning.StartsWith("next_order: The next order in 1/width leaves the finite numbers"));
    }

    [Theory]
    [InlineData("relu", true)]
    [InlineData("silu", false)]
    public void A_kink_is_noted(string activation, bool isNoted)
    {
        NetworkSettings network = Narrow.Network with { Activation = activation };

        RunResult result = Run(Narrow with { Network = network, Epochs = 60, Interactions = new InteractionSettings { Modes = 2 } });

        result.Summary.Notes.Any(note => note.StartsWith($"The activation {activation} has a kink")).ShouldBe(isNoted);
    }

    [Fact]
    public void An_expansion_that_leaves_the_numbers_does_not_fail_the_run()
    {
        RunResult result = Run(Narrow with
        {
            Network = Narrow.Network with { Hidden = [1] },
            Interactions = new InteractionSettings { Modes = 3 },
        });

        result.Summary.Status.ShouldBe(RunStatus.Completed);
        result.Arrays.ContainsKey("next_order").ShouldBeFalse();
        result.Summary.Warnings.ShouldContain(
            warning => warning.StartsWith("next_order is left out. The next order in 1/width leaves the finite numbers"));
    }

    /// <summary>A number of steps that is too small is no matter of the width.</summary>
    [Fact]
    public void What_ends_for_another_reason_is_left_out_for_that()
    {
        RunResult result = Run(Narrow with
        {
            Solver = new SolverSettings { MaxSteps = 5 },
            Predictions = ["discrete", "next_order_continuum"],
            Interactions = new InteractionSettings { Modes = 2 },
        });

        result.Summary.Warnings.ShouldContain(warning => warning.StartsWith("next_order_continuum is left out. Step limit")
            && warning.Contains("raise solver.max_steps above 5"));
    }

    /// <summary>Outputs scaled far up leave the numbers by their learning rate, at any width.</summary>
    [Fact]
    public void A_rate_above_the_limit_is_not_said_to_be_a_matter_of_the_width()
    {
        RunResult result = Run(Narrow with { Network = Narrow.Network with { OutputScale = 1e100 } });

        string warning = result.Summary.Warnings.Single(text => text.StartsWith("next_order is left out."));
        warning.ShouldContain("the learning rate 0.1 is above the stability limit");
        warning.ShouldNotContain("width");
        result.Summary.Warnings.ShouldNotContain(text => text.Contains("rate to 0 "));
    }

    /// <summary>The band of all orders without the kernel's drift says so, and why, whatever the reason.</summary>
    [Theory]
    [InlineData(1, null, "the expansion does not converge at this width")]
    [InlineData(512, null, null)]
    [InlineData(512, 1.0, "since the next order is known of the gradient as it is, and gradients are clipped")]
    public void A_band_without_drift_says_why(int width, double? clip, string? why)
    {
        RunResult result = Run(Narrow with
        {
            Network = Narrow.Network with { Hidden = [width] },
            Optimizer = new GradientDescentSettings(0.1, 0.5) { ClipNorm = clip },
            Batches = new BatchSettings { Size = 3 },
            Epochs = 300,
            Predictions = ["discrete", "ensemble"],
            Interactions = new InteractionSettings { Modes = 3 },
        });

        result.Summary.Status.ShouldBe(RunStatus.Completed);
        result.Arrays.ContainsKey("loss_ensemble_drift").ShouldBe(why is null);
        result.Summary.Warnings.Concat(result.Summary.Notes)
            .Count(text => text.StartsWith("ensemble: ") && text.Contains("drift") && (why is null || text.Contains(why)))
            .ShouldBe(why is null ? 0 : 1);
    }

    [Fact]
    public void What_does_not_move_has_no_next_order()
    {
        Without(Narrow with { Epochs = 0 }, "since nothing moves in 0 epochs.");
        Without(Narrow with { Kernel = "infinite", Epochs = 30 }, "since a kernel of infinite width does not move.");
        Without(
            Narrow with { Training = new TrainingSettings { Method = "linearized" }, Epochs = 30 },
            "since the kernel of a linearized network does not move.");
        Without(
            Narrow with
            {
                OutputKernel = "shared",
                Epochs = 30,
                Data = Narrow.Data with { Targets = [[0.5, 0], [-0.4, 1], [0.3, 0], [0.1, 1], [-0.6, 0]] },
                Network = Narrow.Network with { Outputs = 2 },
            },
            "since one kernel stands for all outputs, and its motion for none of them. Take output_kernel: full to have it.");

        static void Without(ExperimentSettings settings, string reason)
        {
            RunResult result = Run(settings);

            result.Arrays.ContainsKey("next_order").ShouldBeFalse();
            result.Summary.Notes.ShouldContain($"next_order: left out, {reason}");
        }
    }

    private static RunResult Run(ExperimentSettings settings) => ExperimentRunner.Run(ExperimentFile.Of(settings));
}

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
        result.Summary.Interactions!.Size.ShouldBeLessThan(InteractionSummary.LargestSize);
        result.Summary.Warnings.ShouldContain(warning => warning.Contains("the expansion does not converge here"));
    }

    [Fact]
    public void What_costs_more_than_the_training_is_left_out_with_a_note()
    {
        RunResult result = Run(Narrow with { Epochs = 3, RecordEvery = 1 });

        result.Arrays.ContainsKey("next_order").ShouldBeFalse();
        result.Summary.Interactions.ShouldBeNull();
        result.Summary.Notes.ShouldContain(note => note.StartsWith("next_order: left out, since the kernel's motion along"));
        Run(Narrow with { Epochs = 3, RecordEvery = 1, Interactions = new InteractionSettings { Modes = 1 } })
            .Summary.Interactions.ShouldNotBeNull().Modes.ShouldBe(1);
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
    public void Where_it_leaves_the_numbers_no_width_is_named()
    {
        RunResult result = Run(Narrow with
        {
            Epochs = 100,
            Optimizer = new GradientDescentSettings(5, 0.5),
            Interactions = new InteractionSettings { Modes = 2 },
        });

        result.Summary.Interactions.ShouldNotBeNull().WidthNeeded.ShouldBeNull();
        result.Summary.Warnings.ShouldContain(warning => warning.StartsWith("The next order in 1/width leaves the numbers"));
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
    public void A_kernel_of_infinite_width_does_not_move()
    {
        RunResult result = Run(Narrow with { Kernel = "infinite", Epochs = 30 });

        result.Arrays.ContainsKey("next_order").ShouldBeFalse();
        result.Summary.Notes.ShouldContain("next_order: left out, since a kernel of infinite width does not move.");
    }

    private static RunResult Run(ExperimentSettings settings) => ExperimentRunner.Run(ExperimentFile.Of(settings));
}

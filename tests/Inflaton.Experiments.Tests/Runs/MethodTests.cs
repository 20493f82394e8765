using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>How the training is computed may be chosen; what it computes may not change by more than is stated.</summary>
public sealed class MethodTests
{
    private static readonly string[] Wide = ["network.hidden=[300,300]", "epochs=200", "record_every=10", "data={point: [1.0]}"];

    [Fact]
    public void Reduced_and_direct_training_agree_to_the_tolerance()
    {
        RunResult direct = Experiments.Run(Experiments.Parse(Experiments.Interval, [.. Wide, "training.method=direct"]));
        RunResult reduced = Experiments.Run(Experiments.Parse(Experiments.Interval, [.. Wide, "training.method=reduced"]));

        Deviation(direct, reduced, "trained").ShouldBeLessThan(1e-9);
        Deviation(direct, reduced, "kernel_final").ShouldBeLessThan(1e-9);
        direct.Summary.Training!.Method.ShouldBe("direct");
        TrainingSummary summary = reduced.Summary.Training!;
        summary.Method.ShouldBe("reduced");
        summary.LargestResidual!.Value.ShouldBeLessThanOrEqualTo(1e-10);
        summary.Bases.ShouldHaveSingleItem().Signals.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("[2000,2000]", "reduced")]
    [InlineData("[20,20]", "direct")]
    [InlineData("[2000]", "direct")]
    public void Auto_says_what_it_takes_and_why(string hidden, string expected)
    {
        TrainingSummary summary = Experiments.Run(Experiments.Parse(
            Experiments.Interval, "data={point: [1.0]}", $"network.hidden={hidden}", "epochs=300", "record_every=100")).Summary.Training!;
        summary.Method.ShouldBe(expected);
        summary.Reason.ShouldContain("is predicted to save a factor");
    }

    [Fact]
    public void Linearized_training_is_the_discrete_prediction_and_leaves_the_kernel_alone()
    {
        RunResult run = Experiments.Run(Experiments.Parse(Experiments.Interval, "loss.power.degree=4", "training.method=linearized"));

        run.Arrays["trained"].Values.Zip(run.Arrays["discrete"].Values, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-9);
        run.Summary.KernelDrift.ShouldBe(0);
        run.Summary.Training!.Method.ShouldBe("linearized");
    }

    [Fact]
    public void Single_precision_has_seven_digits()
    {
        RunResult exact = Experiments.Run(Experiments.Parse(Experiments.Interval));
        RunResult single = Experiments.Run(Experiments.Parse(Experiments.Interval, "precision=single"));

        Deviation(exact, single, "kernel_initial").ShouldBeInRange(1e-9, 1e-5);
        Deviation(exact, single, "trained").ShouldBeInRange(1e-9, 1e-4);
        single.Summary.Training!.Precision.ShouldBe("single");
    }

    [Fact]
    public void A_prediction_states_what_it_cost() =>
        Experiments.Run(Experiments.Parse(Experiments.Interval)).Summary.PredictionCostRatio!.Value.ShouldBeGreaterThan(0);

    [Fact]
    public void Reduced_in_single_precision_is_refused() =>
        Should.Throw<ExperimentFileException>(() => Experiments.Parse(Experiments.Interval, "precision=single", "training.method=reduced"))
            .Message.ShouldContain("training.method: computes in double precision");

    private static double Deviation(RunResult a, RunResult b, string name)
    {
        double[] x = a.Arrays[name].Values, y = b.Arrays[name].Values;
        return x.Zip(y, (p, q) => Math.Abs(p - q)).Max() / x.Max(Math.Abs);
    }
}

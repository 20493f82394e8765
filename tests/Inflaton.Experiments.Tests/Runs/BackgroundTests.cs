using System.Numerics.Tensors;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Universe;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>Several background fields against networks that were really trained.</summary>
public sealed class BackgroundTests
{
    /// <summary>Two clusters of inputs at width 1024: two fields predict what the whole kernel does, one mean field nothing.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Two_clusters_are_two_fields(int seed)
    {
        RunResult run = Experiments.Run(Experiments.Sample("two-clusters", $"seed={seed}", "background.modes=auto"));
        double[] trained = run.Arrays["trained"].Values;
        int points = run.Summary.TrainingPoints;
        double motion = trained.Select((value, i) => Math.Abs(value - trained[i % points])).Max();
        double ErrorOf(string rung) => TensorPrimitives.Distance<double>(run.Arrays[rung].Values, trained);
        double mean = trained.Select((value, i) => Math.Abs(value - run.Arrays["mean_field"].Values[i / points])).Max();

        run.Summary.Background!.Modes.ShouldBe(2);
        run.Summary.Background.ModesNeeded.ShouldBe(2);
        run.Summary.Background.Error.ShouldBeLessThan(0.002);
        run.Summary.LossFinal!.Value.ShouldBeLessThan(0.01 * run.Summary.LossInitial);

        // The solver's steps being bounded by stability costs time, and no digit.
        run.Summary.Warnings.ShouldNotContain(warning => warning.Contains("stiff"));
        ErrorOf("background").ShouldBeLessThan(1.2 * ErrorOf("frozen_kernel"));
        (mean / motion).ShouldBeGreaterThan(0.3);
        run.Arrays["background_modes"].Values.ShouldBe([1, 2]);
        run.Arrays["background_errors"].Values[0].ShouldBeGreaterThan(0.03);
        run.Arrays["background_errors"].Values[1].ShouldBe(run.Summary.Background.Error);
    }

    /// <summary>Two outputs that their potential couples are the two fields of a universe with that potential.</summary>
    [Fact]
    public void Two_coupled_outputs_are_the_fields_of_a_universe()
    {
        const string universe = """
            name: two
            potential:
              expression: "m1^2/2*phi1^2 + m2^2/2*phi2^2 + g/2*phi1^2*phi2^2"
              parameters: {m1: 0.5, m2: 1.5, g: 1}
            universe: {de_sitter: {hubble: 0.3}}
            initial: {phi: [1, 1], phidot: [0, 0]}
            time: {to: 20}
            """;
        RunResult run = Experiments.Run(Experiments.Sample("two-rolling-fields"));
        Background exact = UniverseFile.Parse(universe, "two.yaml").Settings.Create().Follow(run.Arrays["time"].Values);
        double ErrorOf(string rung) => run.Arrays[rung].Values.Zip(exact.Field.Values, (a, b) => Math.Abs(a - b)).Max();

        // Both fields ring down, each on its own and by the other.
        exact.Field.At(exact.Field.Count - 1).ToArray().ShouldAllBe(value => Math.Abs(value) < 0.1);
        ErrorOf("frozen_kernel").ShouldBeLessThan(1e-8);
        ErrorOf("background").ShouldBeLessThan(1e-8);
        ErrorOf("discrete").ShouldBeLessThan(3e-4);
        ErrorOf("trained").ShouldBeLessThan(1e-3);
        run.Summary.Background!.ModesNeeded.ShouldBe(2);
        run.Arrays["background_errors"].Values[0].ShouldBeGreaterThan(0.1);
    }

    /// <summary>The error that is stated is that between the two arrays, and one that is large is said.</summary>
    [Fact]
    public void Too_few_fields_are_said()
    {
        RunResult run = Experiments.Run(Experiments.Sample("two-clusters", "background.modes=1"), train: false);
        double[] background = run.Arrays["background"].Values, frozen = run.Arrays["frozen_kernel"].Values;
        double motion = frozen.Select((value, i) => Math.Abs(value - frozen[i % run.Summary.TrainingPoints])).Max();

        run.Summary.Background!.Modes.ShouldBe(1);
        run.Summary.Background.Error.ShouldBe(background.Zip(frozen, (a, b) => Math.Abs(a - b)).Max() / motion, 1e-12);
        run.Summary.Warnings.ShouldContain(
            warning => warning.StartsWith("background: 1 background field leaves frozen_kernel by ") && warning.Contains("needs 2"));
        Experiments.Run(Experiments.Sample("two-clusters", "predictions=[frozen_kernel]"), train: false).Summary.Background.ShouldBeNull();
    }
}

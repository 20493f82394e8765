using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Tests.Universes;

/// <summary>Experiments whose optimiser lives in a universe.</summary>
public sealed class FriedmannExperimentTests
{
    private const string Base = """
        name: friedmann
        network: {hidden: [200], activation: erf}
        data: {point: [1.0]}
        loss: {power: {degree: 2, scale: 0.3, minimum: 0.2}}
        optimizer: {friedmann: {learning_rate: 0.0025, universe: {power_law: {p: 0.5, start: 1}}}}
        epochs: 200
        """;

    public static TheoryData<string> Samples { get; } =
        [.. Directory.GetFiles(Path.Combine(Repository.Samples, "friedmann"), "*.yaml").Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [InlineData("power_law={p: 0.5, start: 1}")]
    [InlineData("de_sitter={hubble: 0.3}")]
    [InlineData("fluids={radiation: 1, vacuum: 0.01}")]
    [InlineData("self_consistent={vacuum: 0.05}")]
    public void A_network_follows_the_field_of_its_universe(string universe)
    {
        RunResult run = Runs.Experiments.Run(Parse($"optimizer.friedmann.universe.{universe}"));

        run.Summary.Status.ShouldBe(RunStatus.Completed, run.Summary.Message);
        double[] trained = run.Arrays["trained"].Values, exact = run.Arrays["frozen_kernel"].Values;
        double amplitude = exact.Max(Math.Abs);
        trained.Zip(exact, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(0.1 * amplitude);
        run.Summary.ErrorBudget.Continuum!.Maximum.ShouldBeLessThan(2e-3 * amplitude);
        run.Summary.Warnings.ShouldNotContain(warning => warning.Contains("dominate"));

        // The friction is seen: another universe does not fit.
        double[] other = Runs.Experiments.Run(Parse("optimizer.friedmann.universe.de_sitter={hubble: 3}"), train: false).Arrays["frozen_kernel"].Values;
        trained.Zip(other, (a, b) => Math.Abs(a - b)).Max().ShouldBeGreaterThan(0.2 * amplitude);
    }

    [Fact]
    public void A_learning_rate_can_be_left_to_the_kernel()
    {
        RunResult run = Runs.Experiments.Run(Parse("optimizer.friedmann.learning_rate=auto"), train: false);

        run.Summary.LearningRate.ShouldBe(run.Summary.StabilityLimit / 2, 1e-9);
        run.Summary.Matching.ShouldBe("leading");
        run.Summary.Hubble.ShouldBe(0.5);
        run.Summary.Efolds.ShouldBe(0.5 * Math.Log(1 + (200 * Math.Sqrt(run.Summary.LearningRate))), 1e-9);
    }

    [Theory]
    [InlineData("data={interval: {hubble_lengths: 0.1, points: 3}}", "data.interval.hubble_lengths: needs a Hubble length that does not change")]
    [InlineData("optimizer.friedmann.universe.power_law.p=0", "optimizer.friedmann.universe.power_law.p: is not above 0 (0)")]
    [InlineData("optimizer.friedmann.universe=self_consistnt", "optimizer.friedmann.universe: is not self_consistent, or a section")]
    public void What_does_not_fit_is_refused(string change, string message) =>
        Should.Throw<ExperimentFileException>(() => Parse(change)).Message.ShouldContain(message);

    [Theory]
    [InlineData("network.outputs=2", "needs one output")]
    [InlineData("loss={expression: {formula: \"-1 - f^2\"}}", "has negative energy at the start")]
    public void What_only_the_network_shows_is_refused_before_training(string change, string message) =>
        Should.Throw<ExperimentFileException>(() => Runs.Experiments.Run(Parse("optimizer.friedmann.universe=self_consistent", change))).Message.ShouldContain(message);

    [Theory, MemberData(nameof(Samples))]
    public void A_sample_runs_at_reduced_size(string name)
    {
        ExperimentFile file = ExperimentFile.Read(Path.Combine(Repository.Samples, "friedmann", name), ["network.hidden=[64]", "epochs=100"]);

        Runs.Experiments.Run(file).Summary.Status.ShouldBe(RunStatus.Completed);
        ExperimentFile.Parse(file.ResolvedYaml(), "again.yaml", ".").Settings.ShouldBe(file.Settings);
    }

    private static ExperimentFile Parse(params string[] overrides) => ExperimentFile.Parse(Base, "test.yaml", ".", overrides);
}

using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Tests.Runs;

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
        double[] other = Runs.Experiments.Run(Parse("optimizer.friedmann.universe.de_sitter={hubble: 3}"), train: false)
            .Arrays["frozen_kernel"].Values;
        trained.Zip(other, (a, b) => Math.Abs(a - b)).Max().ShouldBeGreaterThan(0.2 * amplitude);
    }

    /// <summary>
    /// Median of eight seeds by width, against the exact field over its amplitude: below 1e-3 at width 3000, falling as about 1/width.
    /// </summary>
    [Theory]
    [InlineData("{power_law: {p: 0.5, start: 1}}", "{power_law: {p: 0.55, start: 1}}")]
    [InlineData("{power_law: {p: 0.6666666666666666, start: 1}}", "{power_law: {p: 0.7333333333333333, start: 1}}")]
    [InlineData("{power_law: {p: 1, start: 1}}", "{power_law: {p: 1.1, start: 1}}")]
    [InlineData("self_consistent", "{self_consistent: {vacuum: 1.2}}")]
    public void Wide_networks_follow_the_exact_field(string universe, string other)
    {
        string scan = Path.Combine(Repository.Root, "samples", "scans", "friedmann.yaml");
        double scale = 0.25, minimum = universe == "self_consistent" ? 3 : 0;
        double Error(int width, int seed)
        {
            RunSummary run = Runs.Experiments.Run(Follower(universe, width, seed)).Summary;
            return run.ErrorBudget.Total!.Maximum / Math.Sqrt(2 * run.LossInitial / scale);
        }

        int[] widths = [100, 300, 1000, 3000];
        double[][] errors = [.. widths.Select(width => Enumerable.Range(1, 8).Select(seed => Error(width, seed)).Order().ToArray())];
        double[] x = [.. widths.Select(width => Math.Log(width))], y = [.. errors.Select(one => one.Average(Math.Log))];

        errors[3].Skip(3).Take(2).Average().ShouldBeLessThan(1e-3);
        (x.Zip(y, (a, b) => (a - x.Average()) * b).Sum() / x.Sum(a => Math.Pow(a - x.Average(), 2))).ShouldBe(-1.1, 0.1);

        // With a friction that is a tenth off the field would be another: the trained one is far from it.
        RunResult trained = Runs.Experiments.Run(Follower(universe, 3000, 1)),
        wrong = Runs.Experiments.Run(Follower(other, 3000, 1), train: false);
        double amplitude = trained.Arrays["trained"].Values.Max(value => Math.Abs(value - minimum));
        trained.Arrays["trained"].Values.Zip(wrong.Arrays["frozen_kernel"].Values, (a, b) => Math.Abs(a - b)).Max()
            .ShouldBeGreaterThan(1e-2 * amplitude);

        ExperimentFile Follower(string friction, int width, int seed)
        {
            string text = File.ReadAllText(scan);
            return ExperimentFile.Parse(
                text[..text.IndexOf("scan:", StringComparison.Ordinal)], "friedmann.yaml", ".",
                [$"network.hidden=[{width}]", $"seed={seed}", $"loss.power.minimum={minimum}", $"optimizer.friedmann.universe={friction}"]);
        }
    }

    [Fact]
    public void With_a_scaled_output_every_draw_follows_the_exact_field()
    {
        ScanFile scan = ScanFile.Read(Path.Combine(Repository.Samples, "scans", "friedmann-scaled.yaml"));
        ExperimentFile[] wide =
            [.. Enumerable.Range(0, scan.Count).Select(scan.Experiment).Where(file => file.Settings.Network.Hidden[0] == 3000)];

        wide.Length.ShouldBe(4 * 8);
        foreach (ExperimentFile file in wide)
        {
            RunResult run = Runs.Experiments.Run(file);
            double amplitude = run.Arrays["trained"]
                .Values.Max(value => Math.Abs(value - ((PowerLossSettings)file.Settings.Loss).Minimum!.Value));
            run.Summary.ErrorBudget.Total!.Maximum.ShouldBeLessThan(1e-3 * amplitude);
        }
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
    [InlineData(
        "data={interval: {hubble_lengths: 0.1, points: 3}}", "data.interval.hubble_lengths: needs a Hubble length that does not change")]
    [InlineData("optimizer.friedmann.universe.power_law.p=0", "optimizer.friedmann.universe.power_law.p: is not above 0 (0)")]
    [InlineData("optimizer.friedmann.universe=self_consistnt", "optimizer.friedmann.universe: is not self_consistent, or a section")]
    public void What_does_not_fit_is_refused(string change, string message) =>
        Should.Throw<ExperimentFileException>(() => Parse(change)).Message.ShouldContain(message);

    [Theory]
    [InlineData("network.outputs=2", "needs one output")]
    [InlineData("loss={expression: {formula: \"-1 - f^2\"}}", "has negative energy at the start")]
    public void What_only_the_network_shows_is_refused_before_training(string change, string message) =>
        Should.Throw<ExperimentFileException>(() => Runs.Experiments.Run(Parse("optimizer.friedmann.universe=self_consistent", change)))
            .Message.ShouldContain(message);

    [Theory, MemberData(nameof(Samples))]
    public void A_sample_runs_at_reduced_size(string name)
    {
        ExperimentFile file = ExperimentFile.Read(
            Path.Combine(Repository.Samples, "friedmann", name), ["network.hidden=[64]", "epochs=100"]);

        Runs.Experiments.Run(file).Summary.Status.ShouldBe(RunStatus.Completed);
        ExperimentFile.Parse(file.ResolvedYaml(), "again.yaml", ".").Settings.ShouldBe(file.Settings);
    }

    private static ExperimentFile Parse(params string[] overrides) => ExperimentFile.Parse(Base, "test.yaml", ".", overrides);
}

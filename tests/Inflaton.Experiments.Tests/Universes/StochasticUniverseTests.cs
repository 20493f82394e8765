using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Universes;

namespace Inflaton.Experiments.Tests.Universes;

public sealed class StochasticUniverseTests
{
    private const string Inflating = """
        potential: {monomial: {degree: 2, mass: 0.1}}
        initial: {phi: 8}
        time: {to: end_of_inflation, points: 11}
        stochastic: {paths: 2000, reflecting: 14, step: 0.05, levels: 4}
        """;

    private const string Resting = """
        potential: {expression: phi^2/2}
        universe: {de_sitter: {hubble: 1}}
        initial: {phi: 0.1}
        time: {efolds: 5, points: 11}
        stochastic: {equation: inertial, paths: 2000, step: 0.2, efolds: 60}
        """;

    [Fact]
    public void First_passages_are_those_of_the_backward_equation()
    {
        UniverseResult result = Run(Inflating);
        UniverseSummary summary = result.Summary;
        summary.Status.ShouldBe(UniverseStatus.Completed, summary.Message);
        summary.Warnings.ShouldBeEmpty();
        StochasticSummary paths = summary.Stochastic!;
        (paths.Paths, paths.Arrived, paths.Lost).ShouldBe((2000, 2000, 0));
        paths.Absorbing[0].ShouldBe(1.009343, 1e-6);
        foreach (StochasticStatistic statistic in new[] { paths.Efolds!, paths.Variance!, paths.Skewness!, paths.Power! })
        {
            statistic.Value.ShouldBe(statistic.Theory!.Value, (4 * statistic.Error) + statistic.StepError);
        }

        // What is printed has the theory beside the value.
        foreach (string symbol in new[] { "⟨N⟩", "⟨δN²⟩", "γ₁", "P_ζ" })
        {
            UniverseQuantity.Of(summary).Single(one => one.Symbol == symbol).Value.ShouldContain("(theory ", customMessage: symbol);
        }

        // μ = −2/φ, σ² = m²φ²/24π².
        paths.NoiseToRoll!.Value.ShouldBe(0.01 * Math.Pow(8, 4) / (96 * Math.PI * Math.PI), 1e-12);
        result.Arrays["first_passage"].Shape.ShouldBe([2000]);
        string[] names = ["passage_field", "passage_mean", "passage_variance_error", "stochastic_power_theory", "classical_power"];
        foreach (string name in names)
        {
            result.Arrays[name].Shape.ShouldBe([4], name);
        }

        double width = result.Arrays["passage_bins"].Values[1] - result.Arrays["passage_bins"].Values[0];
        (width * result.Arrays["passage_density"].Values.Sum()).ShouldBe(1, 1e-12);
        string[] figures = [.. UniverseFigures.Of(result).Select(figure => figure.Name)];
        figures.ShouldContain("first-passage");
        figures.ShouldContain("stochastic-power");
    }

    /// <summary>
    /// Between two barriers the share of the second is that of the equation without paths. Of paths that are stopped early those under way
    /// may come to either barrier, and the error says so.
    /// </summary>
    [Theory]
    [InlineData(400, true)]
    [InlineData(2, false)]
    public void The_share_of_the_second_barrier_knows_of_paths_under_way(double efolds, bool areAllThere)
    {
        UniverseSummary summary = Run($$$"""
            potential: {expression: 0.1*phi}
            universe: {de_sitter: {hubble: 6.283185307179586}}
            initial: {phi: 1}
            time: {efolds: 5, points: 11}
            stochastic: {paths: 4000, step: 0.05, efolds: {{{efolds}}}, absorbing: [0, 4] }
            """).Summary;
        StochasticSummary paths = summary.Stochastic!;
        StochasticStatistic share = paths.FarShare!;
        double drift = -0.1 / (3 * 4 * Math.PI * Math.PI);
        double exact = (Math.Exp(-2 * drift) - 1) / (Math.Exp(-8 * drift) - 1), left = (4000.0 - paths.Arrived) / 4000;
        share.Theory!.Value.ShouldBe(exact, 1e-9);
        (paths.Arrived == 4000).ShouldBe(areAllThere);
        summary.Warnings.Any(warning => warning.Contains("far_share")).ShouldBe(!areAllThere);
        share.Value.ShouldBe(exact, 4 * share.Error);
        share.Error.ShouldBeGreaterThan(left * 0.5);
        share.Error.ShouldBeLessThan(left + 0.02);
    }

    [Fact]
    public void A_field_in_de_Sitter_space_comes_to_its_distribution()
    {
        UniverseResult result = Run(Resting);
        StochasticSummary paths = result.Summary.Stochastic!;
        result.Summary.Warnings.ShouldBeEmpty();
        paths.FieldSquare!.Theory!.Value.ShouldBe(3 / (8 * Math.PI * Math.PI), 1e-9);
        paths.FieldSquare.Value.ShouldBe(paths.FieldSquare.Theory.Value, 4 * paths.FieldSquare.Error);
        paths.Efolds.ShouldBeNull();
        result.Arrays["field_density_theory"].Shape.ShouldBe([60]);
        UniverseFigures.Of(result).Select(figure => figure.Name).ShouldContain("distribution");
    }

    /// <summary>Slow roll from 8 to the end: dN/dφ = −φ/2.</summary>
    [Fact]
    public void Without_noise_there_is_one_path()
    {
        StochasticSummary paths = UniverseRunner.Run(
            UniverseFile.Parse(Inflating, "universe.yaml", overrides: ["stochastic.noise=0"])).Summary.Stochastic!;
        paths.Efolds!.Value.ShouldBe((64 - Math.Pow(paths.Absorbing[0], 2)) / 4, 1e-3);
        paths.Efolds.Error.ShouldBe(0);
        paths.Variance.ShouldBeNull();
        paths.Power.ShouldBeNull();
    }

    [Fact]
    public void Threads_do_not_matter()
    {
        UniverseResult one = Run(Inflating), other = UniverseRunner.Run(
            UniverseFile.Parse(Inflating, "universe.yaml"), new StudyOptions { Threads = 3 });
        other.Arrays["first_passage"].Values.ShouldBe(one.Arrays["first_passage"].Values);
        other.Summary.Stochastic!.Power.ShouldBe(one.Summary.Stochastic!.Power);
    }

    [Theory]
    [InlineData("stochastic.efolds=20", "have arrived after 20 e-folds", false)]
    [InlineData("stochastic.reflecting=[]", "rare paths", true)]
    [InlineData("stochastic.step=0.5", "Lower stochastic.step", true)]
    public void What_cannot_be_trusted_is_said(string change, string message, bool isWarning)
    {
        string text = Inflating.Replace("phi: 8", "phi: 12").Replace("reflecting: 14", "reflecting: 20");
        text = change.Contains("0.5") ? text.Replace("mass: 0.1", "mass: 0.01").Replace("phi: 12", "phi: 6") : text;
        text = change.Contains("[]") ? text.Replace("mass: 0.1", "mass: 0.5") : text;
        text = change.Contains("=20") ? text.Replace("phi: 12", "phi: 16") : text;
        UniverseSummary summary = UniverseRunner.Run(UniverseFile.Parse(text, "universe.yaml", overrides: [change])).Summary;
        string all = isWarning ? string.Join(' ', summary.Warnings) : summary.Message ?? "";
        all.ShouldContain(message, customMessage: all);
    }

    /// <summary>
    /// μ = −V'/V = −2/φ = −0.25 at φ = 8; φ̇ = −V'/3H with 3H² = ½φ̇² + V is −0.08123 there.
    /// </summary>
    [Theory]
    [InlineData("initial.phidot=-0.1", "", true)]
    [InlineData("initial.phidot=0", "", true)]
    [InlineData("initial.phidot=slow_roll", "", false)]
    [InlineData("initial.phidot=-0.0812", "", false)]
    [InlineData("initial.phidot=-0.1", "stochastic.equation=inertial", false)]
    public void A_velocity_at_the_start_that_slow_roll_does_not_know_is_said(string velocity, string equation, bool isWarned)
    {
        string[] changes = equation.Length > 0 ? [velocity, equation] : [velocity];
        UniverseSummary summary = UniverseRunner.Run(UniverseFile.Parse(Inflating, "universe.yaml", overrides: changes)).Summary;
        string all = string.Join(' ', summary.Warnings);
        all.Contains("initial.phidot").ShouldBe(isWarned, all);
        if (isWarned)
        {
            all.ShouldContain("−0.25, not with the");
        }
    }

    [Theory]
    [InlineData("universe={friedmann: {fluids: {radiation: 1}}}", "fluids other than vacuum energy")]
    [InlineData("universe={power_law: {p: 2}}", "de Sitter space")]
    [InlineData("universe={friedmann: {curvature: 1e-20}}", "this one has curvature")]
    [InlineData("universe={friedmann: {fluids: {others: [[0.3, 1]]}}}", "fluids other than vacuum energy")]
    [InlineData("initial.phi=[1, 2]", "there are 2")]
    [InlineData("stochastic.absorbing=8", "at the start")]
    [InlineData("stochastic.absorbing=[9, 10]", "at one side")]
    [InlineData("stochastic.paths=3", "100")]
    [InlineData("stochastic.step=0", "above 0")]
    public void What_does_not_go_together_is_refused(string change, string message) =>
        Should.Throw<ExperimentFileException>(() => UniverseFile.Parse(Inflating, "universe.yaml", overrides: [change])).Message
            .ShouldContain(message);

    private static UniverseResult Run(string text) => UniverseRunner.Run(UniverseFile.Parse(text, "universe.yaml"));
}

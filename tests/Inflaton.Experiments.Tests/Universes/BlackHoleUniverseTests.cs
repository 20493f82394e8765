using Inflaton.Experiments.Files;
using Inflaton.Experiments.Universes;

namespace Inflaton.Experiments.Tests.Universes;

public sealed class BlackHoleUniverseTests
{
    private const string Chaotic = """
        potential:
          monomial: {degree: 2, coupling: 3.4622e-11}
        initial: {phi: 17}
        time: {to: end_of_inflation, points: 2}
        perturbations: {pivot_efolds: 55, modes: 41, k_range: [0.1, 1000]}
        """;

    [Fact]
    public void A_nearly_flat_spectrum_has_its_variance_and_no_holes()
    {
        UniverseResult result = Run("black_holes={}");
        UniverseSummary summary = result.Summary;

        // P_s falls with k: the largest is that of the smallest k; 8/81 of the power is the variance, Γ(2 + n/2) aside.
        summary.Peak!.Wavenumber.ShouldBe(0.005, 1e-12);
        summary.Peak.Power.ShouldBe(result.Arrays["power_scalar"].Values[0]);
        double[] k = result.Arrays["black_hole_k"].Values, variance = result.Arrays["black_hole_variance"].Values;
        int mode = Array.FindIndex(result.Arrays["k_mpc"].Values, one => one == k[5]);
        (variance[5] / (8.0 / 81 * result.Arrays["power_scalar"].Values[mode])).ShouldBe(1, 0.02);
        summary.BlackHoles!.Fraction.ShouldBe(0);
        summary.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void A_spectrum_near_one_is_warned_of_and_makes_holes()
    {
        UniverseSummary summary = Run("black_holes={threshold: 0.5}", "normalize.A_s=0.5").Summary;

        summary.Warnings.ShouldContain(one => one.Contains("near 1", StringComparison.Ordinal));
        BlackHoleSummary holes = summary.BlackHoles.ShouldNotBeNull();
        holes.Fraction.ShouldBeInRange(1e-3, 0.2);
        holes.Mass.ShouldBe(Inflaton.Universe.BlackHoleSpectrum.Mass(holes.Wavenumber, 0.2, 106.75), 1e-9 * holes.Mass);
    }

    [Fact]
    public void Modes_that_have_not_left_the_horizon_make_no_peak_and_no_holes()
    {
        UniverseResult result = Run("black_holes={}", "perturbations.k_range=[1, 1e28]");
        UniverseSummary summary = result.Summary;
        double[] k = result.Arrays["k_mpc"].Values, power = result.Arrays["power_scalar"].Values;

        power[^1].ShouldBeGreaterThan(power[0], "the vacuum is as k²");
        summary.Peak!.Wavenumber.ShouldBe(k[0], 1e-12);
        result.Arrays["black_hole_k"].Values[^1].ShouldBeLessThan(1e23);
        summary.Warnings.ShouldContain(one => one.Contains("modes have not left the horizon", StringComparison.Ordinal));
    }

    [Fact]
    public void Holes_at_the_end_of_what_is_known_are_said_to_be() => Run("black_holes={}", "normalize.A_s=0.5").Summary.Warnings
        .ShouldContain(one => one.Contains("may be larger beyond", StringComparison.Ordinal));

    [Theory]
    [InlineData("temperature: 1e-10", true)]
    [InlineData("temperature: 1e9", false)]
    [InlineData("temperature: 1e-10, w: 0.3333333", false)]
    public void Holes_from_before_there_is_radiation_are_warned_of(string reheating, bool isSaid) => Run(
        "black_holes={}", "normalize.A_s=0.5", $"reheating={{{reheating}}}", "perturbations={modes: 41, k_range: [0.1, 1000]}")
        .Summary.Warnings.Any(one => one.Contains("before all is radiation", StringComparison.Ordinal)).ShouldBe(isSaid);

    [Fact]
    public void Too_short_a_range_is_said() => Run("black_holes={}", "perturbations.k_range=[1, 30]").Summary.ShouldSatisfyAllConditions(
        summary => summary.BlackHoles.ShouldBeNull(),
        summary => summary.Warnings.ShouldContain(one => one.Contains("no black holes to tell of", StringComparison.Ordinal)));

    /// <summary>P_s of 10⁻⁹ beside a threshold of 0.45: e^(−10⁸) is no number, and the figure of it would be empty.</summary>
    [Fact]
    public void Where_there_are_none_a_note_says_so_and_no_figure_is_drawn()
    {
        UniverseResult result = Run("reheating.temperature=1e9", "perturbations.pivot_efolds=auto", "black_holes.threshold=0.45");

        result.Summary.BlackHoles!.Fraction.ShouldBe(0);
        result.Summary.Notes.ShouldContain(note => note.StartsWith("No primordial black holes", StringComparison.Ordinal));
        UniverseFigures.Of(result).ShouldNotContain(figure => figure.Name == "black-holes");
    }

    /// <summary>Chaotic inflation to its end has not oscillated yet; the matter era does, around the minimum.</summary>
    [Fact]
    public void The_phase_portrait_speaks_of_a_spiral_where_there_is_one()
    {
        string Caption(params string[] overrides) =>
            UniverseFigures.Of(Run(overrides)).First(figure => figure.Name == "phase").Caption;

        Caption("time.points=50").ShouldNotContain("spiral");
        Caption("initial.phi=0.3", "time={efolds: 3, points: 400}", "perturbations.at_efolds=0.1").ShouldContain("spiral");
    }

    private static UniverseResult Run(params string[] overrides) =>
        UniverseRunner.Run(UniverseFile.Parse(Chaotic, "universe.yaml", overrides: overrides));
}

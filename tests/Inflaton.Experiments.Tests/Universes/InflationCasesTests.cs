using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Universes;
using Inflaton.Universe;

namespace Inflaton.Experiments.Tests.Universes;

/// <summary>Universes off the beaten track, with values of independent programs or exact solutions.</summary>
public sealed class InflationCasesTests
{
    [Theory]
    [InlineData("auto")]
    [InlineData("50")]
    [InlineData("80")]
    public void A_fast_start_gives_the_same_spectrum_whatever_the_depth(string depth)
    {
        UniverseSummary summary = Run("transient-start", $"perturbations.depth={depth}").Summary;

        summary.Status.ShouldBe(UniverseStatus.Completed, summary.Message);
        summary.SpectralIndex!.Value.ShouldBe(0.964531, 1e-5);
        summary.Running!.Value.ShouldBe(-6.3e-4, 1e-5);
    }

    [Fact]
    public void Modes_get_through_the_turning_of_the_field()
    {
        UniverseResult result = Run("field-turns", "perturbations.k_range=[0.5, 0.660793]", "perturbations.modes=2");

        result.Summary.Status.ShouldBe(UniverseStatus.Completed, result.Summary.Message);
        result.Summary.SpectralIndex!.Value.ShouldBe(0.962698, 1e-5);
        result.Summary.Running!.Value.ShouldBe(-7.0e-4, 1e-5);
        double[] power = result.Arrays["power_scalar"].Values;
        power[0].ShouldBe(1.745968e-9, 2e-6 * power[0]);
        power[1].ShouldBe(1.728086e-9, 2e-6 * power[1]);
    }

    [Theory]
    [InlineData("0.01", "0.001", 0.31260, 2e-5)]
    [InlineData("0.05", "0.01", 1.67036, 2e-5)]
    public void Derivatives_follow_ripples(string b, string f, double index, double tolerance)
    {
        UniverseSummary summary =
            Run("stencil", "perturbations.depth=auto", $"potential.parameters.b={b}", $"potential.parameters.f={f}").Summary;

        summary.Status.ShouldBe(UniverseStatus.Completed, summary.Message);
        summary.SpectralIndex!.Value.ShouldBe(index, tolerance);
        if (b == "0.01")
        {
            summary.Running!.Value.ShouldBe(-27.9, 0.05);
        }
    }

    [Fact]
    public void A_resonance_deep_inside_the_horizon_is_not_missed()
    {
        double[] power = Run("depth-ripple").Arrays["power_scalar"].Values;

        double ripple = (power.Max() - power.Min()) / power.Average();
        ripple.ShouldBeInRange(0.006, 0.0145);
        UniverseSummary shallow = Run("depth-ripple", "perturbations.depth=100").Summary;
        shallow.Warnings.ShouldContain(warning => warning.Contains("is good to", StringComparison.Ordinal));
        shallow.Warnings.ShouldContain(warning => warning.Contains("α_s is good to", StringComparison.Ordinal));
    }

    /// <summary>P = (π/4) x³ |H_ν(x)|² H²/2π² with x = k/aH; m = H at k/k* = 0.1.</summary>
    [Fact]
    public void A_massive_spectator_decays_until_the_time_that_is_stated()
    {
        UniverseResult result = Run("spectator-de-sitter");

        double[] power = result.Arrays["power_spectators"].Values;
        power[0].ShouldBe(3.0784e-8, 5e-5 * 3.0784e-8);
        double nu = Math.Sqrt(1.25);
        double slope = Math.Log(power[1] / power[0]) / Math.Log(result.Arrays["k"].Values[1] / result.Arrays["k"].Values[0]);
        slope.ShouldBe(3 - (2 * nu), 1e-7);
        result.Summary.SpectrumEfolds.ShouldBe(30);
        result.Summary.SpectatorPower[0].ShouldBeGreaterThan(power[0]);
    }

    /// <summary>
    /// 𝓡 of constant V: Q is massless in all but de Sitter space, and P_s = H²/(8π²ε) at the end, the same for all k outside.
    /// </summary>
    [Fact]
    public void Ultra_slow_roll_is_flat_at_one_time()
    {
        UniverseResult result = Run("usr-exact");
        UniverseSummary summary = result.Summary;

        summary.SpectralIndex!.Value.ShouldBe(1, 1e-5);
        double epsilon = result.Arrays["epsilon"].Values[^1];
        double exact = summary.HubbleFinal * summary.HubbleFinal / (8 * Math.PI * Math.PI * epsilon);
        summary.Amplitude!.Value.ShouldBe(exact, 1e-4 * exact);
        summary.PivotDrift!.Value.ShouldBe(6, 1e-3);
        summary.Warnings.ShouldContain(warning => warning.Contains("has not frozen", StringComparison.Ordinal));
    }

    [Fact]
    public void A_heavy_spectator_stays_in_its_vacuum_and_takes_nothing_else_away()
    {
        UniverseResult result = Run("heavy-spectator");
        UniverseSummary summary = result.Summary;

        summary.Status.ShouldBe(UniverseStatus.Completed, summary.Message);
        summary.SpectralIndex!.Value.ShouldBe(0.966442, 1e-6);

        // k³/(4π²a³m): the ground state of an oscillator, to order H²/m².
        double exact = Math.Exp(3 * (result.Arrays["log_k"].Values[0] - summary.SpectrumEfolds!.Value)) / (4 * Math.PI * Math.PI * 0.1);
        result.Arrays["power_spectators"].Values[0].ShouldBe(exact, 1e-6 * exact);
    }

    [Fact]
    public void Inflation_may_begin_late()
    {
        UniverseSummary summary = Run("kinetic-start", "initial.phidot=-0.01", "perturbations.modes=2").Summary;

        summary.Status.ShouldBe(UniverseStatus.Completed, summary.Message);
        summary.InflationIntervals.ShouldHaveSingleItem()[0].ShouldBe(1.61885915, 1e-7, "SciPy's DOP853");
        summary.SpectralIndex!.Value.ShouldBe(0.9633, 1e-3);

        // The scale of the file itself leaves the horizon so soon after the onset that it never was deep inside.
        UniverseSummary faster = Run("kinetic-start").Summary;
        faster.InflationIntervals.ShouldHaveSingleItem()[0].ShouldBe(3.23313516, 1e-7, "SciPy's DOP853");
        faster.Message!.ShouldContain("is not deep enough inside the horizon");
        faster.TensorIndex.ShouldBeNull();
        faster.TensorAmplitude.ShouldBeNull();
        Run("kinetic-start", "initial.phidot=-0.01",
            $"perturbations.pivot_efolds={summary.EndOfInflation!.Efolds - 1}").Summary.Message!.ShouldContain("before it begins");
    }

    [Fact]
    public void Inflation_may_pause_and_the_last_end_counts()
    {
        UniverseSummary last = Run("two-stage-inflation").Summary;
        UniverseSummary first = Run("two-stage-inflation", "time.end=first", "perturbations.pivot_efolds=10").Summary;

        last.Status.ShouldBe(UniverseStatus.Completed, last.Message);
        last.EndOfInflation!.Efolds.ShouldBe(61.36, 0.01);
        last.InflationIntervals.Count.ShouldBe(2);
        last.InflationIntervals[0][1].ShouldBe(17.10, 0.005);
        last.InflationIntervals[1][0].ShouldBe(17.75, 0.005);
        first.EndOfInflation!.Efolds.ShouldBe(17.10, 0.005);
        Run("two-stage-inflation", "perturbations.pivot_efolds=44").Summary.Message!.ShouldContain("pauses");
    }

    [Fact]
    public void More_e_folds_than_a_number_holds_do_no_harm()
    {
        UniverseSummary summary = Run("long-inflation").Summary;

        summary.Status.ShouldBe(UniverseStatus.Completed, summary.Message);
        summary.SpectralIndex!.Value.ShouldBe(0.949652, 2e-6);
        summary.Pivot!.LogWavenumber.ShouldBeGreaterThan(710);
        SummaryJson.Format(summary).ShouldContain("\"log_wavenumber\"");
    }

    [Theory]
    [InlineData("max-exact", Fate.Stands, "There is no curvature perturbation, hence no n_s and no r")]
    [InlineData("max-exact", Fate.Stands, "Inflation never ends: the field stands still where V' = 0")]
    [InlineData("trapped", Fate.Rests, "Inflation never ends: the field rests in a minimum of the potential at φ = 2.026936")]
    public void A_field_that_stays_is_told_so(string name, Fate fate, string sentence)
    {
        UniverseResult result = Run(name);

        result.Summary.Status.ShouldBe(UniverseStatus.Failed);
        result.Summary.Fate.ShouldBe(fate);
        result.Summary.Message!.ShouldContain(sentence);
        result.Summary.Message!.ShouldNotContain("arameter");
        result.Arrays["phi"].Values.ShouldAllBe(value => double.IsFinite(value));
    }

    [Fact]
    public void A_field_that_settles_away_from_the_origin_is_followed_on()
    {
        UniverseSummary summary = Run("settles").Summary;

        summary.Status.ShouldBe(UniverseStatus.Completed, summary.Message);
        summary.Efolds.ShouldBe(300);
        summary.HubbleFinal.ShouldBe(5.7735e-6, 1e-10);
        summary.EndField[0].ShouldBe(1, 1e-9);
    }

    [Fact]
    public void A_universe_that_recollapses_says_when()
    {
        UniverseResult result = Run("recollapse");

        result.Summary.Status.ShouldBe(UniverseStatus.Failed);
        result.Summary.Fate.ShouldBe(Fate.Recollapses);
        result.Summary.Message!.ShouldContain("stops expanding at t = 17.1415");
        result.Arrays["t"].Values[^1].ShouldBeLessThan(17.2);
        result.Arrays["hubble"].Values.ShouldAllBe(value => value > 0);
    }

    [Fact]
    public void Vacuum_energy_counts_in_slow_roll()
    {
        UniverseSummary summary = Run("vacuum-slow-roll").Summary;

        summary.Epsilon.ShouldBe(0.0105273, 1e-6);
        summary.Pivot!.SlowRoll.SpectralIndex.ShouldBe(0.95857, 1e-5);
    }

    [Fact]
    public void Tilts_are_those_of_the_modes_there_are()
    {
        UniverseSummary summary = Run("nan-n_s").Summary;

        summary.Status.ShouldBe(UniverseStatus.Completed, summary.Message);
        UniverseSummary earlier = Run("nan-n_s", "initial.phi=18").Summary;
        summary.SpectralIndex!.Value.ShouldBe(earlier.SpectralIndex!.Value, 1e-5);
        summary.TensorIndex!.Value.ShouldBe(earlier.TensorIndex!.Value, 1e-5);
    }

    [Fact]
    public void A_pivot_that_has_not_frozen_is_pointed_out() =>
        Run("pivot-not-frozen")
            .Summary.Warnings.ShouldContain(warning => warning.Contains("has not frozen at N = ", StringComparison.Ordinal));

    [Fact]
    public void N_counts_from_the_end_although_the_file_goes_on()
    {
        UniverseSummary summary = Run("field-turns", "perturbations.modes=2", "time.efolds=76", "time.points=3").Summary;

        summary.SpectrumEfolds!.Value.ShouldBeLessThan(80);
        summary.SpectralIndex!.Value.ShouldBe(0.962698, 1e-5);
    }

    private static UniverseResult Run(string name, params string[] overrides) => UniverseRunner.Run(
        UniverseFile.Read(Path.Combine(Repository.Root, "tests", "cases", "inflation", $"{name}.yaml"), overrides),
        new StudyOptions { Threads = 2 });
}

using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tests.Figures;
using Inflaton.Experiments.Universes;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Universes;

public sealed class UniverseRunnerTests
{
    private const string Chaotic = """
        name: chaotic
        potential:
          monomial: {degree: 2, mass: 5.884e-6}
        initial: {phi: 17}
        time: {to: end_of_inflation, points: 21}
        perturbations: {pivot_efolds: 60, modes: 7, k_range: [1, 100], spectator_masses: [0]}
        """;

    [Fact]
    public void Summary_and_arrays_hold_what_is_promised()
    {
        UniverseResult result = Run(Chaotic);
        UniverseSummary summary = result.Summary;

        summary.Status.ShouldBe(UniverseStatus.Completed, summary.Message);
        summary.SpectralIndex!.Value.ShouldBe(0.966442, 1e-5);
        summary.TensorRatio!.Value.ShouldBe(0.132172, 1e-5);
        summary.Amplitude!.Value.ShouldBe(2.1e-9, 1e-12);
        summary.EndField[0].ShouldBe(1.009343, 1e-6);
        summary.EndOfInflation!.Efolds.ShouldBe(summary.Efolds, 1e-9);
        summary.FriedmannResidual!.Value.ShouldBeLessThan(1e-9);
        foreach (string name in new[] { "t", "efolds", "a", "phi", "phidot", "hubble", "epsilon", "density_kinetic", "density_potential" })
        {
            result.Arrays[name].Shape.ShouldBe([21], name);
        }

        foreach (string name in new[] { "k", "power_scalar", "power_tensor", "slow_roll_scalar", "slow_roll_tensor" })
        {
            result.Arrays[name].Shape.ShouldBe([7], name);
        }

        // A massless spectator is a gravitational wave, but for 8 and 4/M_p².
        result.Arrays["power_spectators"].Shape.ShouldBe([1, 7]);
        result.Arrays["power_spectators"].Values.Select(power => 8 * power).ShouldBe(result.Arrays["power_tensor"].Values, 1e-18);
        result.Arrays["power_scalar"].Values[0].ShouldBe(summary.Amplitude.Value, 1e-9 * 2e-9);
        result.Arrays["epsilon"].Values[^1].ShouldBe(1, 1e-9);

        JsonNode json = JsonNode.Parse(SummaryJson.Format(summary))!;
        foreach (string key in new[] { "efolds", "end_time", "epsilon", "eta", "n_s", "r", "alpha_s", "amplitude", "friedmann_residual" })
        {
            json[key]!.GetValue<double>().ShouldNotBe(0, key);
        }
    }

    /// <summary>ε = 1 there, and the scales that left before it have their spectra all the same.</summary>
    [Fact]
    public void A_pivot_scale_may_leave_at_the_end_itself()
    {
        UniverseSummary summary = Run(Chaotic, "perturbations={pivot_efolds: 0, modes: 3, k_range: [1e-9, 1e-8]}").Summary;

        summary.Status.ShouldBe(UniverseStatus.Completed, summary.Message);
        summary.Message.ShouldBeNull();
    }

    /// <summary>Background, end of inflation and modes alike name the key that lets them go on.</summary>
    [Theory]
    [InlineData("to: end_of_inflation", "")]
    [InlineData("efolds: 60", "")]
    [InlineData("efolds: 60", ", modes: 3")]
    public void The_step_limit_names_its_key(string time, string modes)
    {
        string perturbations = modes.Length == 0 ? "" : $"perturbations: {{pivot_efolds: 50{modes}}}";
        UniverseSummary summary = Run($"""
            potential:
              monomial:
                degree: 2
                mass: 1e-5
            initial:
              phi: 16
            time:
              {time}
            solver:
              steps: {(modes.Length == 0 ? 100 : 150)}
            {perturbations}
            """).Summary;

        summary.Status.ShouldNotBe(UniverseStatus.Completed);
        summary.Message!.ShouldContain($"raise solver.steps above {(modes.Length == 0 ? 100 : 150)}.");
        summary.Message!.Contains("cannot be followed to the end: Step limit").ShouldBe(modes.Length > 0);
        summary.Message!.ShouldNotContain("jump or are not finite");
    }

    [Fact]
    public void Figures_draw_columns_that_their_data_have()
    {
        foreach (UniverseResult result in new[]
        {
            Run(Chaotic), Run(Chaotic, "initial.phi=[9,12]"), Run(Chaotic, "time.efolds=5", "universe.de_sitter.hubble=1"),
        })
        {
            IReadOnlyList<Figure> figures = UniverseFigures.Of(result);
            figures.Select(figure => figure.Name).ShouldContain("field");
            foreach (Figure figure in figures)
            {
                figure.Caption.ShouldEndWith(".");
                foreach ((JsonObject view, JsonArray rows) in SpecReader.Units(figure.Spec))
                {
                    rows.Count.ShouldBeGreaterThan(0, figure.Name);
                    SpecReader.Fields(view).ShouldBeSubsetOf(rows[0]!.AsObject().Select(column => column.Key), figure.Name);
                }
            }

            UniverseReport.Build(result, figures).ShouldContain("Quantities");
        }
    }

    /// <summary>
    /// Two fields of one mass roll straight: once the pivot is outside 𝓡 stays, and entropy only decays. The last of the way is what the
    /// spectra say, and the path is drawn on the contours.
    /// </summary>
    [Fact]
    public void Curvature_along_a_straight_path_stays()
    {
        UniverseResult result = Run(Chaotic, "initial.phi=[9,12]", "perturbations.pivot_efolds=45", "perturbations.modes=2");
        double[] efolds = result.Arrays["evolution_efolds"].Values, curvature = result.Arrays["evolution_scalar"].Values;
        double exit = result.Summary.SpectrumEfolds!.Value - result.Summary.Pivot!.Efolds;

        efolds[^1].ShouldBe(result.Summary.SpectrumEfolds.Value, 1e-12);
        curvature[^1].ShouldBe(result.Summary.Amplitude!.Value, 1e-9 * curvature[^1]);
        result.Arrays["evolution_isocurvature"].Values[^1].ShouldBe(
            result.Summary.Isocurvature!.Value, 1e-9 * result.Summary.Isocurvature.Value);
        double last = curvature[^1];
        curvature.Zip(efolds).Where(at => at.Second > exit + 7).ShouldAllBe(at => Math.Abs((at.First / last) - 1) < 1e-5);
        curvature[0].ShouldBeGreaterThan(5 * curvature[^1]);
        result.Arrays["plane_potential"].Shape.ShouldBe([41, 41]);
        Figure path = UniverseFigures.Of(result).Single(figure => figure.Name == "path");
        SpecReader.Units(path.Spec).Count().ShouldBe(2);
        UniverseFigures.Of(result).ShouldContain(figure => figure.Name == "evolution");
    }

    /// <summary>Spectators have the names of their masses, in the figure and among the numbers.</summary>
    [Fact]
    public void Spectators_are_named_by_their_masses()
    {
        UniverseResult result = Run(Chaotic, "perturbations={pivot_efolds: 50, modes: 2, spectator_masses: [0, 2.0e-6]}");

        UniverseQuantity.Of(result.Summary).Select(quantity => quantity.Name).Where(name => name.Contains("spectator"))
            .ShouldBe(["spectator, m = 0", "spectator, m = 2 × 10⁻⁶"]);
        UniverseFigures.Of(result).Single(figure => figure.Name == "spectrum").Spec.ToJsonString().ShouldContain("spectator, m = 0");
    }

    [Fact]
    public void Fluids_appear_among_the_densities_and_end_the_curvature_perturbation_of_one_field()
    {
        UniverseResult result = Run(Chaotic, "universe.friedmann.fluids.radiation=1e-12", "time.efolds=70");

        result.Arrays["density_radiation"].Values[0].ShouldBe(1e-12);
        result.Summary.SpectralIndex.ShouldBeNull();
        result.Summary.Warnings.ShouldHaveSingleItem().ShouldContain("no curvature perturbation");
        result.Arrays.ContainsKey("power_tensor").ShouldBeTrue();
        result.Arrays.ContainsKey("power_scalar").ShouldBeFalse();
    }

    [Theory]
    [InlineData("There are 63.7", "fewer than the 70 of the pivot scale: begin farther up", "initial.phi=15.9",
        "perturbations.pivot_efolds=70")]
    [InlineData("Inflation has not ended after", "Give time.to or time.efolds", "potential.exponential={height: 1, slope: 0.1}",
        "perturbations.modes=2")]
    [InlineData("is not deep enough inside the horizon", "begin earlier", "perturbations.pivot_efolds=72", "perturbations.modes=2")]
    [InlineData("no inflation at the beginning", "Start where the potential is flatter", "initial.phi=0.5", "perturbations.modes=2")]
    public void What_does_not_exist_is_a_status_that_says_why(string what, string remedy, params string[] overrides)
    {
        UniverseSummary summary = Run(Chaotic, overrides).Summary;

        summary.Status.ShouldBe(UniverseStatus.Failed);
        summary.Message!.ShouldContain(what);
        summary.Message!.ShouldContain(remedy);
    }

    [Fact]
    public void A_universe_without_energy_is_refused_by_its_file()
    {
        ExperimentFileException exception = Should.Throw<ExperimentFileException>(
            () => Run(Chaotic, "potential.hilltop={height: 1, width: 3}"));

        exception.Message.ShouldStartWith("test.yaml:4: initial.phi: The energy at φ = [17] is not positive");
    }

    [Fact]
    public void A_metric_that_is_none_where_the_fields_begin_is_refused_by_its_file()
    {
        ExperimentFileException exception = Should.Throw<ExperimentFileException>(() => Run(Chaotic, "metric.expression=100 - phi^2"));

        exception.Message.ShouldStartWith(
            "--set: metric.expression: The metric (100 - phi ^ 2)·1 is not positive definite at φ = [17]:");
    }

    /// <summary>V and the kinetic energy in χ, φ = χ³/100: everything that does not name the field is as it was.</summary>
    [Fact]
    public void A_metric_changes_the_variable_and_nothing_else()
    {
        UniverseResult plain = Run(Chaotic);
        UniverseResult written = Run(
            Chaotic, "potential={expression: \"0.5*5.884e-6^2*phi^6/1e4\"}", "metric.expression=(0.03*phi^2)^2",
            FormattableString.Invariant($"initial.phi={Math.Cbrt(1700):R}"));
        double[] before = plain.Arrays["power_scalar"].Values, after = written.Arrays["power_scalar"].Values;
        double kinetic = plain.Arrays["density_kinetic"].Values[10];

        written.Summary.Metric.ShouldBe("((0.03 * phi ^ 2) ^ 2)·1");
        written.Summary.SpectralIndex!.Value.ShouldBe(plain.Summary.SpectralIndex!.Value, 1e-8);
        written.Summary.Efolds.ShouldBe(plain.Summary.Efolds, 1e-9);
        after.Zip(before).ShouldAllBe(pair => Math.Abs((pair.First / pair.Second) - 1) < 1e-8);
        written.Arrays["density_kinetic"].Values[10].ShouldBe(kinetic, 1e-6 * kinetic);
        UniverseReport.Build(written, UniverseFigures.Of(written)).ShouldContain("G(φ)");
    }

    [Fact]
    public void Two_fields_have_turns_masses_transfer_functions_and_non_gaussianity()
    {
        const string Two = """
            potential: {expression: "0.5*4e-12*phi1^2 + 0.5*1e-12*phi2^2"}
            initial: {phi: [12, 12]}
            time: {to: end_of_inflation, points: 11}
            perturbations: {pivot_efolds: 55, modes: 2, non_gaussianity: true}
            """;
        UniverseResult result = Run(Two);
        UniverseSummary summary = result.Summary;

        summary.Status.ShouldBe(UniverseStatus.Completed, summary.Message);
        summary.NonGaussianity!.Value.ShouldBe(0.00764748, 1e-7);
        summary.NonGaussianityError!.Value.ShouldBeInRange(1e-12, 1e-7);
        summary.NonGaussianityVelocityEffect!.Value.ShouldBe(0, 1e-4);
        result.Arrays["delta_n"].Values.ShouldBe([4.728677, 5.653686], 1e-5);
        result.Arrays["turn_rate"].Shape.ShouldBe([11]);
        result.Arrays["entropy_mass"].Shape.ShouldBe([11]);
        result.Arrays["mode_masses"].Shape.ShouldBe([11, 2]);
        result.Arrays["exit_directions"].Shape.ShouldBe([1, 2]);
        double[] transfer = [1, summary.CurvatureFromEntropy!.Value, 0, summary.EntropyFromEntropy!.Value];
        result.Arrays["transfer_matrix"].Values.ShouldBe(transfer, 1e-7);
        JsonNode json = JsonNode.Parse(SummaryJson.Format(summary))!;
        string[] keys = ["turn_rate", "entropy_mass", "t_rs", "t_ss", "f_nl", "f_nl_error", "f_nl_drift", "f_nl_velocity_effect"];
        foreach (string key in keys)
        {
            json[key]!.GetValue<double>().ShouldNotBe(0, key);
        }

        Run(Chaotic, "perturbations.non_gaussianity=true").Summary.TurnRate.ShouldBeNull();
        Run(Chaotic, "perturbations.non_gaussianity=true", "perturbations.pivot_efolds=0.3").Summary.Warnings
            .ShouldContain(warning => warning.Contains("where velocities at the exit follow the potential"));
        summary.Warnings.ShouldBeEmpty();
        Run(Chaotic, "perturbations.non_gaussianity=true", "perturbations.pivot_efolds=0").Summary.Warnings
            .ShouldContain(warning => warning.Contains("There is no f_NL of a scale"));
    }

    [Fact]
    public void Results_have_the_same_bits_on_any_number_of_threads()
    {
        UniverseFile file = UniverseFile.Parse(Chaotic, "test.yaml");

        IReadOnlyDictionary<string, NumericArray> one = UniverseRunner.Run(file).Arrays;
        IReadOnlyDictionary<string, NumericArray> three = UniverseRunner.Run(file, new StudyOptions { Threads = 3 }).Arrays;

        foreach ((string name, NumericArray array) in one)
        {
            three[name].Values.ShouldBe(array.Values, name);
        }
    }

    [Fact]
    public void Dark_energy_of_today_is_told()
    {
        const string thawing = """
            potential: {expression: "V0*exp(-phi)", parameters: {V0: 1.0e-15}}
            universe: {friedmann: {fluids: {matter: 1.0e-9, others: [[-0.2, 1.0e-13]]}, curvature: -1.0e-14}}
            initial: {phi: 0, phidot: 0}
            time: {efolds: 6, points: 61}
            today: {omega_dark_energy: 0.6}
            """;
        UniverseResult result = Run(thawing);
        result.Summary.Status.ShouldBe(UniverseStatus.Completed, result.Summary.Message);
        TodaySummary today = result.Summary.Today!;
        today.OmegaField.ShouldBe(0.6, 1e-9);
        today.OmegaFluids.Length.ShouldBe(3);
        (today.OmegaField + today.OmegaFluids.Sum()).ShouldBe(1, 1e-10);
        today.EquationOfState!.Value.ShouldBeInRange(-0.99, -0.5);
        double[] z = result.Arrays["z"].Values, ratio = result.Arrays["hubble_ratio"].Values, efolds = result.Arrays["efolds"].Values;
        z[0].ShouldBe(Math.Exp(today.Efolds) - 1, 1e-9 * z[0]);
        ratio[0].ShouldBe(result.Arrays["hubble"].Values[0] / today.Hubble, 1e-9 * ratio[0]);
        string[] shares = ["omega_field", "omega_matter", "omega_other_1", "omega_curvature"];
        for (int i = 0; i < efolds.Length; i++)
        {
            shares.Sum(share => result.Arrays[share].Values[i]).ShouldBe(1, 1e-9);
        }

        // 1 + w of everything is the mean of those of the parts.
        double[] w = result.Arrays["w_field"].Values;
        result.Arrays["w_total"].Values[30].ShouldBe(
            (w[30] * result.Arrays["omega_field"].Values[30]) - (0.2 * result.Arrays["omega_other_1"].Values[30])
            - (result.Arrays["omega_curvature"].Values[30] / 3), 1e-9);
        string[] figures = [.. UniverseFigures.Of(result).Select(figure => figure.Name)];
        figures.ShouldContain("shares");
        figures.ShouldContain("equation-of-state");

        UniverseSummary never = Run(thawing, "today.omega_dark_energy=0.999").Summary;
        never.Status.ShouldBe(UniverseStatus.Failed);
        never.Message.ShouldNotBeNull().ShouldContain("does not come to Ω = 0.999");

        // Redshifts are counted from where the universe is followed to.
        UniverseSummary later = Run(thawing, "time={to: 1.0e+5}", "today={efolds: 8}").Summary;
        later.Message.ShouldNotBeNull().ShouldMatch(
            "There is no today: today.efolds = 8 is after the last output time, at N = .*or a later end");
        Run(thawing, "today={efolds: 6}").Summary.Today!.Efolds.ShouldBe(6);
        UniverseSummary closed = Run(thawing, "universe={friedmann: {fluids: {matter: 1.0e-9}, curvature: 1.0e-11}}").Summary;
        closed.Message.ShouldNotBeNull().ShouldMatch(
            "There is no today: dark energy comes to Ω = 0.6 only where the universe stops expanding, .* Give another today\\.");
    }

    [Theory]
    [InlineData("universe={friedmann: {curvature: 1e-14}}", "are those of flat space")]
    [InlineData("universe={friedmann: {fluids: {others: [[2, 1]]}}}", "pairs of w, from −1 to 1")]
    [InlineData("universe={friedmann: {fluids: {others: [[0.5]]}}}", "pairs of w, from −1 to 1")]
    [InlineData("today={omega_dark_energy: 1}", "below 1")]
    public void Universes_that_do_not_go_together_are_refused(string change, string message) =>
        Should.Throw<ExperimentFileException>(() => Run(Chaotic, change)).Message.ShouldContain(message);

    [Theory]
    [InlineData("potential={monomial: {degree: 2, mass: 5.884e-6}}", "½m²φ², m = 5.884 × 10⁻⁶")]
    [InlineData("potential={monomial: {degree: 4, coupling: 1e-13}}", "(λ/4)φ^4, λ = 1 × 10⁻¹³")]
    [InlineData("potential={expression: m^2/2*phi^2, parameters: {m: 1e-6}}", "m^2/2*phi^2, m = 1 × 10⁻⁶")]
    public void The_potential_stands_in_its_own_notation(string change, string notation)
    {
        UniverseSummary summary = Run(Chaotic.Replace("perturbations", "# perturbations").Replace(
            "potential:\n  monomial: {degree: 2, mass: 5.884e-6}", change.Replace("potential=", "potential: "))).Summary;
        summary.PotentialNotation.ShouldBe(notation);
    }

    [Fact]
    public void Turns_and_masses_are_drawn()
    {
        UniverseResult result = Run("""
            potential: {expression: "m^2/2*(phi1^2 + 81*phi2^2)", parameters: {m: 1.0e-6}}
            initial: {phi: [12, 12]}
            time: {to: end_of_inflation, points: 101}
            """);
        string[] figures = [.. UniverseFigures.Of(result).Select(figure => figure.Name)];
        figures.ShouldContain("turn-rate");
        figures.ShouldContain("mode-masses");
    }

    /// <summary>A step of V takes energy that no derivative knows of; a smooth one of the same height does not.</summary>
    [Theory]
    [InlineData("where(phi - 14, 0.2, 0)", true)]
    [InlineData("0.1*(1 + tanh((phi - 14)/0.1))", false)]
    public void Energy_that_is_lost_at_a_jump_of_the_potential_is_said(string step, bool isLost)
    {
        UniverseSummary summary = Run(
            $$"""
            potential: {expression: "1.0e-10*phi^2*(1 + {{step}})"}
            initial: {phi: 16}
            time: {to: end_of_inflation, points: 11}
            """).Summary;
        string all = string.Join(' ', summary.Warnings);
        all.Contains("the potential jumps").ShouldBe(isLost, all);
        (summary.FriedmannResidual > 0.1).ShouldBe(isLost);
    }

    private static UniverseResult Run(string yaml, params string[] overrides) =>
        UniverseRunner.Run(UniverseFile.Parse(yaml, "test.yaml", overrides: overrides), new StudyOptions { Threads = 2 });
}

using System.Globalization;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Universes;

namespace Inflaton.Experiments.Tests.Universes;

/// <summary>From inflation to what is seen today: N* from reheating, normalised potentials, spectra for Boltzmann codes.</summary>
public sealed class ReheatedUniverseTests
{
    private const string Starobinsky = """
        potential:
          starobinsky: {height: 9.5747e-11}
        initial: {phi: 5.7}
        time: {to: end_of_inflation, points: 2}
        perturbations: {modes: 3, k_range: [1, 2]}
        """;

    private const string Quadratic = """
        potential:
          monomial: {degree: 2, coupling: 3.4622e-11}
        initial: {phi: 17}
        time: {to: end_of_inflation, points: 2}
        perturbations: {modes: 3, k_range: [1, 2]}
        """;

    // An independent program: the background in e-folds, and the root of ln(aH/a₀) = ln(0.05 Mpc⁻¹).
    [Theory]
    [InlineData(Starobinsky, "{temperature: 1e9}", 50.8172269588, 19.4569941858, 1e9)]
    [InlineData(Starobinsky, "{efolds: 0}", 55.6826569354, 0, 2175449002988258)]
    [InlineData(Starobinsky, "{efolds: 10, w: 0.5}", 56.9329290090, 10, 28296712713.11)]
    [InlineData(Quadratic, "{temperature: 0.01, degrees_of_freedom: 10.75}", 44.0594107511, 54.0494472227, 0.01)]
    [InlineData(Quadratic, "{temperature: 1e14, w: 0.25}", 57.3042617018, 3.3299498183, 1e14)]
    public void The_pivot_scale_follows_from_reheating(string file, string reheating, double pivot, double efolds, double temperature)
    {
        UniverseSummary summary = Run(file, $"reheating={reheating}").Summary;

        summary.Status.ShouldBe(UniverseStatus.Completed, summary.Message);
        summary.Pivot!.Efolds.ShouldBe(pivot, 1e-7);
        summary.Reheating!.Efolds.ShouldBe(efolds, 1e-7);
        summary.Reheating.Temperature.ShouldBe(temperature, 1e-7 * temperature);
        UniverseSummary counted =
            Run(file, $"perturbations.pivot_efolds={summary.Pivot.Efolds.ToString("R", CultureInfo.InvariantCulture)}").Summary;
        counted.SpectralIndex!.Value.ShouldBe(summary.SpectralIndex!.Value, 1e-9);
        counted.Amplitude!.Value.ShouldBe(summary.Amplitude!.Value, 1e-9 * 2e-9);
    }

    [Theory]
    [InlineData("perturbations.pivot_efolds=55")]
    [InlineData("reheating={temperature: 1e9}")]
    [InlineData("universe.friedmann.fluids={vacuum: 1e-13}")]
    [InlineData("initial.phidot=-1e-7")]
    public void A_normalised_universe_is_that_of_the_scaled_potential(string more)
    {
        UniverseResult scaled = Run(Starobinsky, "normalize.A_s=3e-9", "time.end=first", more);
        double factor = scaled.Summary.Normalization!.Value;
        string height = (9.5747e-11 * factor).ToString("R", CultureInfo.InvariantCulture);
        UniverseResult written = Run(Starobinsky, $"potential.starobinsky.height={height}", "time.end=first", more);

        scaled.Summary.Status.ShouldBe(UniverseStatus.Completed, scaled.Summary.Message);
        scaled.Summary.Amplitude!.Value.ShouldBe(3e-9, 3e-9 * 1e-8);
        foreach (string name in new[] { "hubble", "t", "phidot", "power_scalar", "power_tensor", "density_potential" })
        {
            scaled.Arrays[name].Values.Zip(written.Arrays[name].Values).ShouldAllBe(
                pair => Math.Abs(pair.First - pair.Second) <= 1e-8 * Math.Abs(pair.Second), name);
        }

        scaled.Summary.Pivot!.Efolds.ShouldBe(written.Summary.Pivot!.Efolds, 1e-8);
    }

    [Fact]
    public void Without_another_scale_normalising_changes_units_alone()
    {
        UniverseSummary plain = Run(Quadratic).Summary, scaled = Run(Quadratic, "normalize.A_s=1e-5").Summary;
        double factor = scaled.Normalization!.Value;
        factor.ShouldBe(1e-5 / plain.Amplitude!.Value, 1e-8 * factor);
        scaled.SpectralIndex!.Value.ShouldBe(plain.SpectralIndex!.Value, 1e-9);
        scaled.TensorRatio!.Value.ShouldBe(plain.TensorRatio!.Value, 1e-9);
        scaled.HubbleFinal.ShouldBe(Math.Sqrt(factor) * plain.HubbleFinal, 1e-9 * scaled.HubbleFinal);
        scaled.EndTime.ShouldBe(plain.EndTime / Math.Sqrt(factor), 1e-9 * scaled.EndTime);
        scaled.EndField[0].ShouldBe(plain.EndField[0], 1e-9);
    }

    [Fact]
    public void Several_fields_are_normalised_together()
    {
        UniverseSummary summary = Run(
            """
            potential:
              expression: m^2/2*phi1^2 + 81*m^2/2*phi2^2
              parameters: {m: 1e-5}
            initial: {phi: [12, 12]}
            time: {to: end_of_inflation, points: 2}
            perturbations: {modes: 2}
            reheating: {efolds: 5}
            normalize: {A_s: 2.1e-9}
            """).Summary;

        summary.Status.ShouldBe(UniverseStatus.Completed, summary.Message);
        summary.Amplitude!.Value.ShouldBe(2.1e-9, 2.1e-9 * 1e-8);
        summary.Pivot!.Efolds.ShouldBeInRange(50, 60);
    }

    [Theory]
    [InlineData("time={to: 100}", "initial.phi=0.1", "normalised")]
    [InlineData("reheating.temperature=1e16", "initial.phi=5.7", "never as hot as")]
    [InlineData("reheating.temperature=1e9", "initial.phi=5.2", "left the horizon before the beginning")]
    [InlineData("time={efolds: 10}", "universe.friedmann.fluids={vacuum: 1e-3}", "no end of inflation that reheating could follow on")]
    public void What_is_not_there_is_said(string first, string second, string sentence)
    {
        UniverseSummary summary = Run(Starobinsky, "normalize.A_s=2e-9", "reheating={efolds: 3}", first, second).Summary;

        summary.Status.ShouldBe(UniverseStatus.Failed);
        summary.Message.ShouldNotBeNull().ShouldContain(sentence);
    }

    [Fact]
    public void Cold_reheating_is_warned_of()
    {
        string Warned(string temperature) => string.Join(' ', Run(Starobinsky, $"reheating.temperature={temperature}").Summary.Warnings);
        Warned("1").ShouldContain("degrees_of_freedom");
        Warned("1e-3").ShouldContain("nucleosynthesis");
        Warned("1e9").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("perturbations.pivot_efolds", "perturbations.pivot_efolds=50", "reheating.efolds=1")]
    [InlineData("reheating.w", "reheating={efolds: 1, w: -0.5}", "name=a")]
    [InlineData("reheating.w", "reheating={efolds: 1, w: 2}", "name=a")]
    [InlineData("reheating", "reheating={efolds: 1, temperature: 1e9}", "name=a")]
    [InlineData("reheating.temperature", "reheating={temperature: -1}", "name=a")]
    [InlineData("reheating", "reheating={efolds: 1}", "universe.de_sitter.hubble=1")]
    [InlineData("normalize", "normalize={A_s: 1e-9}", "universe.de_sitter.hubble=1")]
    [InlineData("normalize.A_s", "normalize={A_s: 0}", "name=a")]
    public void What_does_not_go_together_is_refused(string key, string first, string second) =>
        Should.Throw<ExperimentFileException>(() => Run(Starobinsky, first, second)).Problems.ShouldContain(problem => problem.Key == key);

    [Fact]
    public void Boltzmann_codes_find_lines_of_three_numbers()
    {
        UniverseResult result = Run(Starobinsky, "perturbations={modes: 9, k_range: [0.01, 100]}", "normalize.A_s=2.1e-9");
        string[] lines = PrimordialFile.Text(result.Arrays)!.TrimEnd('\n').Split('\n');
        double[][] rows =
            [.. lines.Select(line => line.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray())];

        rows.Length.ShouldBe(9);
        rows.ShouldAllBe(row => row.Length == 3);
        rows.Select(row => row[0]).ShouldBe(rows.Select(row => row[0]).Order());
        rows[0][0].ShouldBe(5e-4, 1e-15);
        rows[4][0].ShouldBe(0.05, 1e-12);
        rows[4][1].ShouldBe(2.1e-9, 2.1e-9 * 1e-8);
        (rows[4][2] / rows[4][1]).ShouldBe(result.Summary.TensorRatio!.Value, 1e-9);
        rows.Select(row => row[1]).ShouldBe(result.Arrays["power_scalar"].Values);
    }

    [Fact]
    public void Results_without_spectra_take_an_earlier_file_away()
    {
        string folder = Directory.CreateTempSubdirectory("primordial").FullName;
        Run(Starobinsky).WriteFurther(folder);
        File.Exists(Path.Combine(folder, PrimordialFile.Name)).ShouldBeTrue();
        Run(Starobinsky, "universe.de_sitter.hubble=1", "time.to=2").WriteFurther(folder);
        File.Exists(Path.Combine(folder, PrimordialFile.Name)).ShouldBeFalse();
        Directory.Delete(folder, recursive: true);
    }

    private static UniverseResult Run(string text, params string[] overrides) =>
        UniverseRunner.Run(UniverseFile.Parse(text, "universe.yaml", overrides: overrides));
}

using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Universes;

namespace Inflaton.Experiments.Tests.Figures;

public sealed class TiltRatioFigureTests
{
    private const string Starobinsky = """
        name: plateau
        potential:
          starobinsky: {height: 9.5747e-11}
        initial: {phi: 5.7}
        time: {to: end_of_inflation, points: 2}
        perturbations: {pivot_efolds: 60, modes: 2}
        """;

    [Fact]
    public void Regions_are_those_of_the_published_numbers()
    {
        // Along n_s the region of two independent numbers reaches farther than 2σ of one; at r = 0.014, where r is most likely, it is
        // widest.
        JsonArray rows = Rows(Of((0.965, 0.003)), "Planck 2018 + BICEP/Keck 2018", "95 %");
        double[] n = Column(rows, "n_s"), r = Column(rows, "r");
        (n.Min() + n.Max()).ShouldBe(2 * 0.9649, 1e-5);
        ((n.Max() - n.Min()) / 2 / 0.0042).ShouldBeInRange(2, 2.5);
        r.Min().ShouldBe(0);
        r.Max().ShouldBeInRange(0.036, 0.05);
        rows[0]!["n_s"]!.GetValue<double>().ShouldBe(rows[^1]!["n_s"]!.GetValue<double>());
    }

    [Fact]
    public void Points_outside_are_counted_and_not_silently_gone()
    {
        Of((0.965, 0.003)).Caption.ShouldNotContain("outside");
        Of((0.965, 0.003), (1.4, 0.01), (0.97, 1.5)).Caption.ShouldContain("2 of 3 points lie outside");
        TiltRatioFigure.Of([new TiltRatioSeries("none", [(double.NaN, 0.1, "")])], "Nothing.").ShouldBeNull();
    }

    [Fact]
    public void Its_caption_states_the_sources() => Of((0.965, 0.003)).Caption.ShouldSatisfyAllConditions(
        caption => caption.ShouldContain("1807.06209"),
        caption => caption.ShouldContain("2110.00483"), caption => caption.ShouldContain("2512.10613"));

    [Fact]
    public void A_universe_is_drawn_with_the_line_of_its_efolds()
    {
        UniverseResult result = UniverseRunner.Run(UniverseFile.Parse(Starobinsky, "plateau.yaml"));
        result.Arrays["track_efolds"].Values.ShouldBe([50, 55, 60]);

        // The table of an independent solver.
        result.Arrays["track_n_s"].Values[0].ShouldBe(0.961495, 1e-6);
        result.Arrays["track_r"].Values[0].ShouldBe(0.004255, 1e-6);
        result.Arrays["track_n_s"].Values[2].ShouldBe(result.Summary.SpectralIndex!.Value, 1e-9);
        Figure figure = UniverseFigures.Of(result).Single(one => one.Name == TiltRatioFigure.Name);
        Column(figure.Spec["data"]!["values"]!.AsArray(), "n_s").Length.ShouldBe(4);
        UniverseRunner.Run(UniverseFile.Parse(Starobinsky, "plateau.yaml"), new StudyOptions { Figures = false })
            .Arrays.Keys.ShouldNotContain("track_r");
    }

    [Fact]
    public void A_universe_with_fewer_efolds_has_the_part_of_the_line_that_there_is()
    {
        UniverseResult result =
            UniverseRunner.Run(UniverseFile.Parse(
                Starobinsky, "plateau.yaml", overrides: ["initial.phi=5.4", "perturbations.pivot_efolds=50"]));
        result.Arrays["track_efolds"].Values.ShouldBe([50, 55]);
        UniverseRunner.Run(UniverseFile.Parse(Starobinsky, "plateau.yaml", overrides: ["initial.phi=4", "perturbations.pivot_efolds=10"]))
            .Arrays.Keys.ShouldNotContain("track_r");
    }

    [Fact]
    public void Rows_of_a_scan_make_a_line_for_each_model()
    {
        string folder = Directory.CreateTempSubdirectory("inflaton-plane-").FullName;
        ScanFile scan = ScanFile.Parse(
            """
            name: models
            potential: [{monomial: {degree: 2, mass: 5.884e-6}}, {starobinsky: {height: 9.5747e-11}}]
            initial: {phi: [17, 5.7]}
            time: {to: end_of_inflation, points: 2}
            perturbations: {pivot_efolds: [50, 60, 90], modes: 2}
            scan: {zip: [potential, initial.phi], grid: [perturbations.pivot_efolds], measure: [n_s, r]}
            """,
            "models.yaml", ".");
        using (ScanStore store = ScanStore.Open(scan, folder))
        {
            ScanRunner.Run(scan, store, new ScanOptions { Workers = 2 });
            Figure figure = ScanPlane.Of(store);
            JsonArray rows = figure.Spec["data"]!["values"]!.AsArray();
            rows.GroupBy(row => (string)row!["of"]!).Select(line => line.Count()).ShouldBe([2, 2]);
            figure.Caption.ShouldContain("2 rows without n_s and r");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static Figure Of(params (double, double)[] points) =>
        TiltRatioFigure.Of([new TiltRatioSeries("models", [.. points.Select(point => (point.Item1, point.Item2, "here"))])], "Models.")!;

    private static JsonArray Rows(Figure figure, string of, string name) => new(
        [.. figure.Spec["layer"]!.AsArray().Where(layer => layer!["data"] is not null)
            .SelectMany(layer => layer!["data"]!["values"]!.AsArray())
            .Where(row => (string)row!["of"]! == of && (string)row!["name"]! == name).Select(row => row!.DeepClone())]);

    private static double[] Column(JsonArray rows, string name) => [.. rows.Select(row => row![name]!.GetValue<double>())];
}

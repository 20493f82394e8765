using Inflaton.Experiments.Files;
using Inflaton.Experiments.Fits;

namespace Inflaton.Experiments.Tests.Fits;

public sealed class FitFileTests
{
    private const string Plateau = """
        potential:
          starobinsky: {height: 1.0e-10}
        initial: {phi: 6}
        time: {to: end_of_inflation}
        perturbations: {pivot_efolds: 55}
        fit:
          parameters:
            - {key: potential.starobinsky.height, log_uniform: [1.0e-11, 1.0e-9]}
            - {key: perturbations.pivot_efolds, uniform: [45, 65]}
          likelihood:
            published: {set: planck_bicep_keck_2018}
        """;

    [Fact]
    public void A_fit_is_a_universe_with_what_is_fitted()
    {
        FitFile file = FitFile.Parse(Plateau, "plateau.yaml");
        file.Settings.Universe.Name.ShouldBe("plateau");
        file.Settings.Fit.Parameters.Select(one => one.Key).ShouldBe(["potential.starobinsky.height", "perturbations.pivot_efolds"]);
        file.Settings.Fit.Quantities.ShouldBe(["n_s", "r", "amplitude"]);
        UniverseSettings universe = file.At([3e-10, 51.5]).Settings;
        universe.Potential.ShouldBe(new StarobinskySettings(3e-10));
        universe.Perturbations!.PivotEfolds.ShouldBe(51.5);
    }

    [Theory]
    [InlineData("fit.derive=[alpha_s, pivot.field.0]")]
    [InlineData(
        "fit.likelihood={gaussian: {measure: [n_s, r], mean: [0.965, 0.01], covariance: [[1e-5, 1e-6], [1e-6, 1e-4]]}}")]
    [InlineData("fit.parameters=[{key: initial.phi, normal: [6, 0.1]}]")]
    [InlineData("fit.burn_in=10")]
    [InlineData("fit.seed=18446744073709551615")]
    public void What_is_written_is_read_back(string change)
    {
        FitFile file = FitFile.Parse(Plateau, "plateau.yaml", overrides: [change]);
        FitFile.Of(file.Settings).Settings.ShouldBe(file.Settings);
        FitFile.Parse(file.ResolvedYaml(), "other.yaml").Settings.ShouldBe(file.Settings);
    }

    [Theory]
    [InlineData("fit.walkers=7", "fit.walkers", "odd")]
    [InlineData("fit.walkers=2", "fit.walkers", "is below 4")]
    [InlineData("fit.burn_in=1000", "fit.burn_in", "leaves out all steps")]
    [InlineData("fit.walkers=4096", "fit.steps", "chain that is too long")]
    [InlineData("fit.derive=[n_x]", "fit.derive", "n_x, which is not in the summary")]
    [InlineData("fit.derive=[status]", "fit.derive", "status, which is no number")]
    [InlineData("fit.likelihood={published: {set: wmap}}", "fit.likelihood.published.set", "")]
    [InlineData(
        "fit.likelihood={gaussian: {measure: [n_s], mean: [1, 2], covariance: [[1]]}}", "fit.likelihood.gaussian.mean", "2 numbers for 1")]
    [InlineData(
        "fit.likelihood={gaussian: {measure: [n_s], mean: [1], covariance: [[1, 2]]}}",
        "fit.likelihood.gaussian.covariance", "1 rows of 1")]
    [InlineData(
        "fit.likelihood={gaussian: {measure: [n_s], mean: [1], covariance: [[-1]]}}", "fit.likelihood.gaussian.covariance", "positive")]
    [InlineData(
        "fit.likelihood={gaussian: {measure: [n_s, r], mean: [1, 0], covariance: [[1, 2], [2, 1]]}}",
        "fit.likelihood.gaussian.covariance", "positive")]
    [InlineData("fit.parameters=[{key: initial.phi, uniform: [6, 5]}]", "fit.parameters.0.uniform", "the smaller one first")]
    [InlineData("fit.parameters=[{key: initial.phi, log_uniform: [0, 5]}]", "fit.parameters.0.log_uniform", "positive")]
    [InlineData("fit.parameters=[{key: initial.phi, log_uniform: [1e-200, 1e200]}]", "fit.parameters.0.log_uniform", "308 decades")]
    [InlineData("fit.parameters=[{key: initial.phi, normal: [6, 0]}]", "fit.parameters.0.normal", "deviation above 0")]
    [InlineData(
        "fit.parameters=[{key: initial.phi, uniform: [6, 7]}, {key: initial.phi, uniform: [5, 6]}]", "fit.parameters", "names a key twice")]
    [InlineData("fit.parameters=[{key: initial.fi, uniform: [6, 7]}]", "initial.fi", "is not a key")]
    [InlineData("fit.parameters=[{key: potential.hilltop.degree, uniform: [2, 3]}]", "potential.hilltop.degree", "2.5")]
    [InlineData("fit.parameters=[{key: potential.starobinsky.height, uniform: [-2, -1]}]", "potential.starobinsky.height", "-1.5")]
    public void What_is_wrong_is_said(string change, string key, string words)
    {
        ExperimentFileException refused = Should.Throw<ExperimentFileException>(
            () => FitFile.Parse(
                Plateau, "plateau.yaml", overrides: [change, .. key == "fit.steps" ? ["fit.steps=1000000"] : Array.Empty<string>()]));
        refused.Problems.ShouldContain(
            problem => problem.Key == key && problem.ToString().Contains(words, StringComparison.Ordinal), refused.Message);
    }

    [Fact]
    public void Commands_of_universes_and_fits_know_each_others_files()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("inflaton-fit-").FullName, "plateau.yaml");
        File.WriteAllText(path, Plateau);
        Should.Throw<ExperimentFileException>(() => StudyCatalogue.Read(StudyCatalogue.Universe, path)).Message
            .ShouldContain("inflaton fit");
        StudyCatalogue.Read(StudyCatalogue.Fit, path).ShouldBeOfType<FitStudy>().Kind.ShouldBe(StudyCatalogue.Fit);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Theory]
    [InlineData("{uniform: [2, 6]}", 3, 0.25)]
    [InlineData("{log_uniform: [1, 100]}", 10, 0.5)]
    [InlineData("{normal: [3, 2]}", 5, 0.8413447460685429)]
    public void Priors_are_what_they_are_called(string prior, double value, double part)
    {
        string change = $"fit.parameters=[{{key: initial.phi, {prior[1..]}]";
        Prior found = FitFile.Parse(Plateau, "plateau.yaml", overrides: [change]).Settings.Fit.Parameters[0].Prior;
        found.Quantile(part).ShouldBe(value, 1e-9);
        found.Value(found.Coordinate(value)).ShouldBe(value, 1e-12);

        // Quantiles and density belong to each other: dq/dp · density, in the coordinate of the walk, is the same everywhere.
        double Mass(double p) =>
            (found.Coordinate(found.Quantile(p + 1e-5)) - found.Coordinate(found.Quantile(p - 1e-5)))
            * Math.Exp(found.LogDensity(found.Coordinate(found.Quantile(p))));
        Mass(0.2).ShouldBe(Mass(0.5), 1e-5 * Mass(0.5));
        Mass(0.9).ShouldBe(Mass(0.5), 1e-5 * Mass(0.5));
        if (found is not NormalPrior)
        {
            found.LogDensity(found.Coordinate(found.Ends[1] * 1.001)).ShouldBe(double.NegativeInfinity);
            found.LogDensity(found.Coordinate(found.Ends[0] * 0.999)).ShouldBe(double.NegativeInfinity);
        }
    }
}

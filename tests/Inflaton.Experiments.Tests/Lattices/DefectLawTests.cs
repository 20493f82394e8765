using Inflaton.Experiments.Files;

namespace Inflaton.Experiments.Lattices;

/// <summary>Walls and strings that a transition in an era of radiation leaves, and the law by which they thin out.</summary>
public sealed class DefectLawTests
{
    private const string Walls = """
        potential: {double_well: {coupling: 1, vacuum: 1}}
        lattice: {dimensions: 2, sites: 384, length: 50}
        universe: {power_law: {p: 0.5, start: 2}}
        initial: {phi: 0, fluctuations: {vacuum: {cutoff: 1, seed: 1}}}
        time: {step: 0.08, to: 56, points: 57}
        record: {spectra_every: 1, slices_every: 0}
        """;

    private static readonly string[] Strings =
    [
        "potential={expression: 'lambda/4*(phi1^2 + phi2^2 - v^2)^2', parameters: {lambda: 1, v: 1}}", "initial.phi=[0, 0]",
        "time.points=113",
    ];

    /// <summary>
    /// Walls are as far apart as light has come: their length falls as 1/η, η as a. The exponent over the second half of the e-folds is −1
    /// within three standard errors of five draws, which are small enough to tell it from −½ (walls that creep) and −2.
    /// </summary>
    [Fact]
    public void Walls_thin_out_as_the_inverse_of_the_conformal_time()
    {
        DefectSummary[] found =
            [.. Enumerable.Range(1, 5).Select(seed => Run($"initial.fluctuations.vacuum.seed={seed}").Summary.Defects!)];
        (double exponent, double error) = Mean([.. found.Select(defects => defects.Exponent!.Value)]);
        (double growth, double spread) = Mean([.. found.Select(defects => defects.Growth!.Value)]);

        found.ShouldAllBe(defects => defects.Kind == "walls" && Math.Abs(defects.Length!.Value - (2500 / defects.Amount)) < 1e-9);
        error.ShouldBeLessThan(0.13);
        exponent.ShouldBe(-1, 3 * error);

        // The same law by distance: ξ grows by a constant part of the speed of light.
        spread.ShouldBeLessThan(0.15);
        growth.ShouldBeInRange(0.5, 1);
    }

    /// <summary>
    /// Strings through a plane: their distance grows linearly, in the second quarter of the conformal time as in the last.
    /// </summary>
    [Fact]
    public void Strings_move_apart_in_proportion_to_the_conformal_time()
    {
        List<double> early = [], late = [];
        for (int seed = 1; seed <= 5; seed++)
        {
            LatticeResult run = Run([.. Strings, $"initial.fluctuations.vacuum.seed={seed}"]);
            double[] conformal = run.Arrays["conformal_time"].Values, amounts = run.Arrays["strings"].Values;
            int[] times = [.. Enumerable.Range(0, conformal.Length).Where(i => conformal[i] >= conformal[^1] / 3)];
            double[] distances = [.. times.Select(i => 50 / Math.Sqrt(amounts[i]))];
            int half = times.Length / 2;
            early.Add(Slope([.. times.Take(half).Select(i => conformal[i])], distances[..half]));
            late.Add(Slope([.. times.Skip(half).Select(i => conformal[i])], distances[half..]));
            run.Summary.Defects!.Length!.Value.ShouldBe(distances[^1], 1e-9);
        }

        (double first, double firstError) = Mean([.. early]);
        (double second, double secondError) = Mean([.. late]);
        first.ShouldBeInRange(0.3, 0.9);
        firstError.ShouldBeLessThan(0.15);
        secondError.ShouldBeLessThan(0.2);
        second.ShouldBe(first, 3 * Math.Sqrt((firstError * firstError) + (secondError * secondError)));
    }

    /// <summary>
    /// η = ∫dt/a: 2√t₀(√(t₀+t) − √t₀) in an era of radiation, t in a space at rest, (1 − 1/a)/H in de Sitter space; however far apart the
    /// output times are.
    /// </summary>
    [Theory]
    [InlineData("{power_law: {p: 0.5, start: 2}}", 121)]
    [InlineData("{static: {}}", 121)]
    [InlineData("{de_sitter: {hubble: 0.1}}", 121)]
    [InlineData("{power_law: {p: 0.5, start: 2}}", 2)]
    [InlineData("{de_sitter: {hubble: 0.1}}", 2)]
    [InlineData("{friedmann: {fluids: {radiation: 0.1875}}}", 2)]
    public void The_conformal_time_is_the_integral_of_its_rate(string universe, int points)
    {
        LatticeResult run = Run(
        [
            $"universe={universe}", "lattice.sites=8", "lattice.length=8", "time.to=12", $"time.points={points}", "record.spectra_every=0",
            .. universe[1] == 'f' ? new[] { "potential={expression: 0*phi}", "initial={phi: 0}", "method=yoshida6" } : [],
        ]);
        double[] time = run.Arrays["time"].Values, conformal = run.Arrays["conformal_time"].Values;

        for (int i = 0; i < time.Length; i++)
        {
            double exact = universe[1] is 'p' or 'f' ? 2 * Math.Sqrt(2) * (Math.Sqrt(2 + time[i]) - Math.Sqrt(2))
                : universe[1] == 's' ? time[i]
                : (1 - Math.Exp(-0.1 * time[i])) / 0.1;
            conformal[i].ShouldBe(exact, 1e-6);
        }
    }

    [Fact]
    public void Defects_that_the_lattice_or_the_box_decides_are_warned_of()
    {
        Run("lattice.sites=64", "lattice.length=64", "time.step=0.2", "time.to=20").Summary.Warnings.ShouldContain(
            warning => warning.Contains("the walls are narrower than the sites are apart")
                && warning.Contains("From t = 1") && warning.Contains("stick"));
        LatticeResult small = Run("lattice.sites=96", "lattice.length=12", "time.to=20", "initial.fluctuations.vacuum.seed=3");
        small.Summary.Defects!.Amount.ShouldBeGreaterThan(0);
        small.Summary.Warnings.ShouldContain(warning => warning.Contains("light has gone half way round the box"));
        Run("lattice.sites=96", "lattice.length=24", "time.to=10").Summary.Warnings.ShouldNotContain(
            warning => warning.Contains("walls are narrower") || warning.Contains("half way"));
    }

    private static LatticeResult Run(params string[] overrides) =>
        LatticeRunner.Run(LatticeFile.Parse(Walls, "walls.yaml", ".", overrides), new LatticeOptions { Threads = 2 });

    private static (double Mean, double Error) Mean(double[] values)
    {
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length));
    }

    private static double Slope(double[] x, double[] y)
    {
        double meanX = x.Average(), meanY = y.Average();
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }
}

using System.Numerics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>Networks that simulate a scalar field on a lattice, held against the lattice.</summary>
public sealed class LatticeExperimentTests
{
    public static TheoryData<string> Samples { get; } =
        [.. Directory.GetFiles(Path.Combine(Repository.Samples, "lattice"), "*.yaml").Select(
            path => Path.GetFileNameWithoutExtension(path)).Order()];

    /// <summary>Width 2048, amplitude 0.1, H = 0.05, ten units of time: within these parts of the amplitude.</summary>
    [Theory]
    [InlineData("plain", 0.1, 0.01)]
    [InlineData("plain", 1e-3, 5e-5, "optimizer.natural={}")]
    [InlineData("natural", 1e-4, 2e-6)]
    public void A_network_is_a_lattice(string sample, double bar, double least, params string[] overrides)
    {
        RunResult run = Runs.Experiments.Run(Sample(sample, [.. overrides, "predictions=[discrete,lattice]"]));
        LatticeSummary lattice = run.Summary.Lattice!;

        run.Summary.Status.ShouldBe(RunStatus.Completed);
        lattice.Amplitude.ShouldBe(0.1, 0.01);
        lattice.Error!.Value.ShouldBeInRange(least, bar);
        run.Summary.Warnings.ShouldNotContain(warning => warning.Contains("leaves the lattice"));

        // Each Fourier mode against its own exact solution: network and lattice, which is off by h² = 4e-4 of its motion at most.
        lattice.Modes!.Count.ShouldBe(9);
        lattice.Modes.ShouldAllBe(mode => mode.TrainedError < bar && mode.LatticeError < 1e-4);
        lattice.Modes[1].Amplitude.ShouldBe(0.03, 1e-12);
        lattice.Modes[3].WaveNumber.ShouldBe(2 * Math.Sin(3 * Math.PI / 16), 1e-12);

        // A friction ten per cent off is seen.
        double[] other = Runs.Experiments.Run(
            Sample(sample, "optimizer.friedmann.universe.de_sitter.hubble=0.055", "predictions=[lattice]"),
            train: false).Arrays["lattice"].Values;
        double off = Distance(other, run.Arrays["lattice"].Values) / lattice.Amplitude;
        off.ShouldBeGreaterThan(0.02);
        if (bar < 0.02)
        {
            (Distance(other, run.Arrays["trained"].Values) / lattice.Amplitude).ShouldBeGreaterThan(10 * bar);
        }
    }

    /// <summary>The gradient energy redshifts: in an era of matter, with a(t) from the optimiser's universe.</summary>
    [Fact]
    public void The_lattice_expands_with_the_universe_of_the_optimizer()
    {
        string[] matter =
            ["optimizer.friedmann.universe={power_law: {p: 0.6666666666666666, start: 1}}", "predictions=[frozen_kernel,discrete,lattice]"];
        RunResult run = Runs.Experiments.Run(Sample("natural", matter));
        LatticeSummary lattice = run.Summary.Lattice!;

        lattice.Error!.Value.ShouldBeLessThan(1e-4);
        lattice.Modes!.ShouldAllBe(mode => mode.TrainedError < 2e-4);
        run.Summary.ErrorBudget.Continuum!.Maximum.ShouldBeLessThan(2e-4 * lattice.Amplitude);

        // Friction without expansion is the heavy ball's.
        RunResult flat = Runs.Experiments.Run(
            Sample("natural", "optimizer={gradient_descent: {learning_rate: 0.0004, momentum: 0.997}, natural: {}}"));
        flat.Summary.Lattice!.Error!.Value.ShouldBeLessThan(1e-4);
        flat.Summary.Lattice.Modes!.ShouldAllBe(mode => mode.TrainedError < 2e-4);
    }

    [Fact]
    public void Equal_eigenvalues_come_with_width_as_one_over_its_square_root()
    {
        int[] widths = [128, 512, 2048, 8192];
        double[] spreads = [.. widths.Select(width => Enumerable.Range(1, 8).Average(seed => Runs.Experiments.Run(
            Sample("plain", $"network.hidden=[{width}]", $"seed={seed}", "epochs=0", "predictions=[]"),
            train: false).Summary.EigenvalueSpread))];

        double slope = Slope([.. widths.Select(width => Math.Log(width))], [.. spreads.Select(spread => Math.Log(spread))]);
        slope.ShouldBe(-0.5, 0.05);
        spreads[2].ShouldBe(0.036, 0.004);
    }

    /// <summary>
    /// Growth of a wave in the resonance band of V = φ⁴/4 against the Floquet exponent of Hill's equation δφ̈ + (k² + 3φ²)δφ = 0,
    /// integrated over a period of the background.
    /// </summary>
    [Fact]
    public void Parametric_resonance_grows_as_floquet_says()
    {
        RunResult run = Runs.Experiments.Run(Sample("resonance", "network.hidden=[512]", "predictions=[lattice]"));
        LatticeGrid grid = new(0.8784, 16);
        double square = grid.WaveNumberSquared(3), exponent = Floquet(square);
        square.ShouldBeInRange(1.5, Math.Sqrt(3));
        exponent.ShouldBe(0.0357, 1e-4);
        Floquet(grid.WaveNumberSquared(2)).ShouldBe(0, 1e-6);
        Floquet(grid.WaveNumberSquared(4)).ShouldBe(0, 1e-6);

        Growth(run, "lattice", 3).ShouldBe(exponent, 0.01 * exponent);
        Growth(run, "trained", 3).ShouldBe(exponent, 0.05 * exponent);
        run.Summary.KernelDrift!.Value.ShouldBeLessThan(0.01);

        // At unit scale the oscillation leaves the lazy regime, and the wave does not follow.
        RunResult rich = Runs.Experiments.Run(
            Sample("resonance", "network.hidden=[512]", "network.output_scale=1", "predictions=[lattice]"));
        Math.Abs(Growth(rich, "trained", 3) - exponent).ShouldBeGreaterThan(0.1 * exponent);
        rich.Summary.KernelDrift!.Value.ShouldBeGreaterThan(0.1);
        rich.Summary.Warnings.ShouldContain(warning => warning.Contains("leaves the lattice") && warning.Contains("output_scale"));
    }

    [Theory, MemberData(nameof(Samples))]
    public void A_sample_runs_at_reduced_size(string name)
    {
        ExperimentFile file = Sample(name, "network.hidden=[128]", "epochs=40");

        Runs.Experiments.Run(file).Summary.Status.ShouldBe(RunStatus.Completed);
        ExperimentFile.Parse(file.ResolvedYaml(), "again.yaml", ".").Settings.ShouldBe(file.Settings);
    }

    [Fact]
    public void Bits_do_not_depend_on_the_number_of_threads()
    {
        ExperimentFile file = Sample("resonance", "network.hidden=[200]", "epochs=60", "optimizer.natural.refresh_every=20");
        RunResult one = Runs.Experiments.Run(file, threads: 1), three = Runs.Experiments.Run(file, threads: 3);

        one.Arrays.Keys.ShouldBe(three.Arrays.Keys);
        one.Arrays.ShouldAllBe(array => array.Value.Values.SequenceEqual(three.Arrays[array.Key].Values));
        one.Summary.Natural!.Refreshed.ShouldBe(2);
    }

    [Fact]
    public void A_self_consistent_universe_expands_by_the_mean_field()
    {
        RunResult run = Runs.Experiments.Run(Sample(
            "natural", "initial_field.uniform=2", "optimizer.friedmann.universe=self_consistent", "network.output_scale=1000",
            "network.hidden=[256]"));

        run.Summary.Hubble.ShouldBe(Math.Sqrt(0.25 * 4 / 3), 1e-8);
        run.Summary.Lattice!.Error!.Value.ShouldBeLessThan(1e-3);
        run.Summary.Lattice.Modes.ShouldBeNull();
        run.Summary.ErrorBudget.Continuum!.Maximum.ShouldBeLessThan(1e-3);
    }

    private static ExperimentFile Sample(string name, params string[] overrides) => Runs.Experiments.Sample($"lattice/{name}", overrides);

    private static double Distance(double[] left, double[] right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Max();

    /// <summary>Exponent of a mode's root mean square over half-periods of the background, from the fifth period on.</summary>
    private static double Growth(RunResult run, string field, int mode)
    {
        NumericArray values = run.Arrays[field];
        double[] time = run.Arrays["time"].Values;
        LatticeGrid grid = new(0.8784, 16);
        double half = Period() / 2;
        List<double> middles = [], logarithms = [];
        for (double from = 40; from + half <= 100; from += half)
        {
            int[] within = [.. Enumerable.Range(0, time.Length).Where(t => time[t] >= from && time[t] < from + half)];
            middles.Add(from + (half / 2));
            logarithms.Add(
                0.5 * Math.Log(
                    within.Average(t => Math.Pow(LatticeSpectrum.Modes(grid, values.Values.AsSpan(t * 16, 16))[mode].Magnitude, 2))));
        }

        return Slope([.. middles], [.. logarithms]);
    }

    /// <summary>Period of φ̈ + φ³ = 0 from φ = 1: 4K(½) = Γ(¼)²/√π.</summary>
    private static double Period() => 7.416298709205487;

    private static double Floquet(double square)
    {
        Hill hill = new(square);
        double[] End(double field, double velocity) =>
            [.. AdaptiveRungeKutta.Solve(
                hill, 0, [1, 0, field, velocity], [Period()], new SolverOptions { RelativeTolerance = 1e-12 }).State(0)];
        double[] first = End(1, 0), second = End(0, 1);
        first[0].ShouldBe(1, 1e-9);
        double trace = first[2] + second[3];
        Complex root = (trace / 2) + Complex.Sqrt((trace * trace / 4) - 1);
        return Math.Abs(Math.Log(root.Magnitude)) / Period();
    }

    private static double Slope(double[] x, double[] y)
    {
        double meanX = x.Average(), meanY = y.Average();
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }

    private sealed class Hill(double square) : ISystem
    {
        public int Dimension => 4;

        public void Derivative(double t, ReadOnlySpan<double> y, Span<double> dydt)
        {
            (dydt[0], dydt[1], dydt[2]) = (y[1], -y[0] * y[0] * y[0], y[3]);
            dydt[3] = -(square + (3 * y[0] * y[0])) * y[2];
        }
    }
}

using System.Numerics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Lattices;
using Inflaton.Experiments.Runs;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

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

    /// <summary>Kinks, walls and strings that a transition leaves: network beside lattice, with what they are counted by.</summary>
    [Theory]
    [InlineData("kinks", "walls", 1)]
    [InlineData("walls", "walls", 2)]
    [InlineData("strings", "strings", 2)]
    public void A_network_goes_through_a_phase_transition(string sample, string kind, int dimensions)
    {
        RunResult run = Runs.Experiments.Run(Sample(sample));
        LatticeSummary lattice = run.Summary.Lattice!;
        LatticeContentSummary start = lattice.Initial!, direct = lattice.Direct!, own = lattice.Trained!;

        (lattice.Dimensions, lattice.Defects).ShouldBe((dimensions, kind));
        start.Order.ShouldBeInRange(0.05, 0.2);
        direct.Order.ShouldBeInRange(0.8, 1.1);
        own.Order.ShouldBe(direct.Order, 0.01);
        direct.Defects!.Value.ShouldBeInRange(1, start.Defects!.Value / 5);
        own.Defects!.Value.ShouldBe(direct.Defects.Value, 0.02 * direct.Defects.Value);
        (lattice.SameVacuum is null).ShouldBe(kind == "strings");
        (lattice.SameVacuum ?? 1).ShouldBeGreaterThan(0.99);
        lattice.Error!.Value.ShouldBeInRange(1e-5, 0.05);
        lattice.Modes.ShouldBeNull();

        // Along the way too, and in every bin that holds anything.
        double[] network = run.Arrays[$"{kind}_trained"].Values, sites = run.Arrays[$"{kind}_lattice"].Values;
        network[^1].ShouldBe(own.Defects.Value);
        run.Arrays["order_trained"].Values[0].ShouldBe(start.Order);
        network.Zip(sites).Count(pair => Math.Abs(pair.First - pair.Second) > 0.02 * pair.Second).ShouldBeLessThan(network.Length / 20);
        int bins = run.Arrays["k"].Values.Length;
        run.Arrays["spectrum_trained"].Values[^bins..].Zip(run.Arrays["spectrum_lattice"].Values[^bins..])
            .Average(pair => Math.Abs((pair.First / pair.Second) - 1)).ShouldBeLessThan(0.1);

        // The price of a small output scale is a kernel that moves, and another field.
        RunResult rich = Runs.Experiments.Run(Sample(sample, "network.hidden=[512]", "network.output_scale=1"));
        rich.Summary.KernelDrift!.Value.ShouldBeGreaterThan(20 * run.Summary.KernelDrift!.Value);
        rich.Summary.Lattice!.Error!.Value.ShouldBeGreaterThan(0.1);
        rich.Summary.Warnings.ShouldContain(warning => warning.Contains("leaves the lattice") && warning.Contains("output_scale"));
    }

    /// <summary>
    /// The same file keys draw the same field for the lattice code, which moves it by a method of its own: both meet as h².
    /// </summary>
    [Theory]
    [InlineData("kinks", "white: {rms: 0.1, seed: 7}", "double_well: {coupling: 1, vacuum: 1}", 1, 128, 64)]
    [InlineData("walls", "white: {rms: 0.1, seed: 7}", "double_well: {coupling: 1, vacuum: 1}", 2, 16, 16)]
    [InlineData(
        "strings", "white: {rms: 0.1, seed: 7}", "expression: 'lambda/4*(phi1^2 + phi2^2 - v^2)^2', parameters: {lambda: 1, v: 1}",
        2, 12, 12)]
    public void The_lattice_command_has_the_same_field(
        string sample, string draw, string potential, int dimensions, int side, double length)
    {
        string phi = sample == "strings" ? "[0, 0]" : "0";
        string[] lines =
        [
            $"potential: {{{potential}}}", $"lattice: {{dimensions: {dimensions}, sites: {side}, length: {length}}}",
            "universe: {power_law: {p: 0.5, start: 10}}", $"initial: {{phi: {phi}, fluctuations: {{{draw}}}}}",
            "time: {step: 0.01, to: 8, points: 3}", "method: yoshida4", "record: {snapshots: [0, 4, 8]}",
        ];
        LatticeResult command = LatticeRunner.Run(LatticeFile.Parse(string.Join("\n", lines), "lattice.yaml", "."));
        double[] Network(int refinement, int part)
        {
            double rate = 0.01 / (refinement * refinement);
            RunResult run = Runs.Experiments.Run(
                Sample(
                    sample, "network.hidden=[64]", "optimizer.natural.condition_limit=1e9", "predictions=[lattice]",
                    $"initial_field={{{draw}}}", $"optimizer.friedmann.learning_rate={rate}",
                    $"epochs={80 * refinement}", $"record_every={40 * refinement}"), train: false);
            return Component(run.Arrays["lattice"], part);
        }

        double[] Component(NumericArray array, int part)
        {
            int components = sample == "strings" ? 2 : 1, all = array.Values.Length / 3;
            return [.. Enumerable.Range(0, all / components).Select(site => array.Values[(part * all) + (site * components)])];
        }

        double[] Command(int part)
        {
            double[] phi = command.Arrays["phi"].Values;
            int all = phi.Length / 3, sites = (int)Math.Pow(side, dimensions);
            return phi[(part * all)..((part * all) + sites)];
        }

        Network(1, 0).ShouldBe(Command(0));
        double coarse = Distance(Network(1, 2), Command(2)), fine = Distance(Network(4, 2), Command(2));
        coarse.ShouldBeInRange(1e-4, 0.1);
        (coarse / fine).ShouldBe(16, 4);
    }

    /// <summary>What does not fill a square, and formulas of other fields than there are outputs.</summary>
    [Theory]
    [InlineData(
        "loss.field.dimensions: asks for inputs that fill a square, and there are 250 (2). "
            + "The nearest numbers that do are 225 and 256.", "data.orthogonal.points=250")]
    [InlineData(
        "loss.field.dimensions: asks for inputs that fill a cube, and there are 256 (3). The nearest numbers that do are 216 and 343.",
        "loss.field.dimensions=3")]
    [InlineData("loss.field.dimensions: is above 3 (4)", "loss.field.dimensions=4")]
    [InlineData("initial_field.modes: has a wave whose k is not 2 numbers, one an axis", "initial_field={modes: [{k: 2, amplitude: 1}]}")]
    [InlineData("initial_field.modes.0.k", "initial_field={modes: [{k: [1, 1.5], amplitude: 1}]}")]
    [InlineData("initial_field.thermal.temperature: is not above 0", "initial_field={thermal: {temperature: 0}}")]
    [InlineData("initial_field.white.rms: is missing", "initial_field={white: {}}")]
    public void What_is_no_lattice_is_refused(string message, string change) =>
        Should.Throw<ExperimentFileException>(() => Sample("walls", change)).Message.ShouldContain(message);

    [Fact]
    public void Waves_of_a_plane_and_thermal_draws_stand_where_they_are_put()
    {
        RunResult run = Runs.Experiments.Run(
            Sample(
                "walls", "network.hidden=[64]", "optimizer.natural.condition_limit=1e9",
                "epochs=0", "predictions=[lattice]", "loss.field.spacing=0.5",
                "initial_field={uniform: 0.5, modes: [{k: [1, 3], amplitude: 0.2, phase: 0.4}], thermal: {temperature: 0.7, mass: 0.3, "
                    + "cutoff: 6, seed: 9, amplitude: 0.1}}"),
            train: false);
        LatticeFields drawn = new(new LatticeGrid(0.5, 16, 16), 1);
        new FluctuationDraw(drawn.Grid, WorkerTeam.Single).Add(new ThermalState(9, 0.7, 6), new Matrix<double>(1, 1, [0.09]), drawn);
        double[] thermal = new double[256], field = run.Arrays["lattice"].Values;
        drawn.CopyField(0, thermal);

        for (int site = 0; site < 256; site++)
        {
            double wave = 0.2 * Math.Cos((2 * Math.PI * ((site / 16) + (3 * (site % 16))) / 16) + 0.4);
            field[site].ShouldBe(0.5 + wave + (0.1 * thermal[site]), 1e-13);
        }

        thermal.Max().ShouldBeGreaterThan(0.1);
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

using System.Numerics;
using Inflaton.Experiments.Files;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Experiments.Lattices;

/// <summary>
/// V = λφ⁴/4 + g²φ²χ²/2 with g²/λ = 2 by lattice files: waves of χ grow as Floquet's theorem says of Lamé's equation, react back, and the
/// universe is one of radiation on average.
/// </summary>
public sealed class PreheatingTests
{
    /// <summary>Period of φ̈ + φ³ = 0 from φ = 1: 4K(½) = Γ(¼)²/√π.</summary>
    private const double Period = 7.416298709205487;

    /// <summary>
    /// On a line every bin is a wave. At rest the growth over whole half-periods, exact to the step; where the fields expand the universe,
    /// aφ obeys the same equation in conformal time up to a''/a, which falls as the universe comes to be one of radiation.
    /// </summary>
    [Theory]
    [InlineData("static", "1", 40, "{step: 0.02, to: 74.16298709205487, points: 21}", 0.01)]
    [InlineData("friedmann", "0.3", 130, "{step: 0.1, to: 1000, points: 5001}", 0.02)]
    public void Waves_grow_as_floquet_says(string universe, string field, double length, string time, double bar)
    {
        LatticeResult run = LatticeRunner.Run(LatticeFile.Parse(
            $$"""
            potential: {expression: "phi1^4/4 + phi1^2*phi2^2"}
            lattice: {dimensions: 1, sites: 64, length: {{length}} }
            universe: { {{universe}}: {} }
            initial: {phi: [{{field}}, 0], fluctuations: {vacuum: {amplitude: 1.0e-10, seed: 4} } }
            time: {{time}}
            method: yoshida4
            record: {spectra_every: 1, slices_every: 0, histogram: false}
            """, "preheating.yaml", "."));
        double[] conformal = run.Arrays["conformal_time"].Values, scale = run.Arrays["a"].Values, waves = run.Arrays["k_lattice"].Values;
        double[] density = [.. Enumerable.Range(0, scale.Length).Select(
            i => run.Arrays["kinetic"].Values[i] + run.Arrays["gradient"].Values[i] + run.Arrays["potential"].Values[i])];

        // The comoving amplitude of a φ⁴ field, once it oscillates: ρa⁴ = A⁴/4, averaged over the second half of the time.
        double energy = Enumerable.Range(scale.Length / 2, scale.Length / 2).Average(i => density[i] * Math.Pow(scale[i], 4));
        double amplitude = Math.Pow(4 * energy, 0.25);
        run.Summary.Status.ShouldBe(LatticeRunStatus.Completed);
        run.Summary.Rms[1].ShouldBeLessThan(1e-3 * amplitude);
        int compared = 0;
        for (int bin = 1; bin <= 3; bin++)
        {
            double exponent = Floquet(waves[bin] * waves[bin] / (amplitude * amplitude));
            double growth = Growth(run.Arrays["spectrum"], bin, conformal, scale, amplitude) / amplitude;
            growth.ShouldBe(exponent, bar * 0.2, $"bin {bin}");
            if (exponent > 0.15)
            {
                growth.ShouldBe(exponent, bar * exponent, $"bin {bin}");
                compared++;
            }
        }

        compared.ShouldBeGreaterThanOrEqualTo(2);
        Floquet(0.1).ShouldBe(0.19263558, 1e-7);
        Floquet(0.4).ShouldBe(0, 1e-7);
    }

    /// <summary>The sample: resonance, then the waves of χ are as strong as the field, take its energy, and the growth is over.</summary>
    [Fact]
    public void The_waves_react_back_on_the_field()
    {
        LatticeResult run = LatticeRunner.Run(
            LatticeFile.Read(
                Path.Combine(Repository.Samples, "lattices", "preheating.yaml"),
                ["lattice.sites=16", "time.to=1000", "time.points=1001", "record.snapshots=[]", "record.slices_every=0"]),
            new LatticeOptions { Threads = 2 });
        double[] time = run.Arrays["time"].Values, scale = run.Arrays["a"].Values, w = run.Arrays["equation_of_state"].Values;
        double[] density = [.. Enumerable.Range(0, time.Length).Select(
            i => run.Arrays["kinetic"].Values[i] + run.Arrays["gradient"].Values[i] + run.Arrays["potential"].Values[i])];
        double Deviation(double from, double to) =>
            Math.Sqrt(Within(from, to).Average(i => Math.Pow(scale[i] * run.Arrays["rms"].Values[(2 * i) + 1], 2)));
        double Amplitude(double from, double to) => Within(from, to).Max(i => Math.Abs(scale[i] * run.Arrays["mean"].Values[2 * i]));
        int[] Within(double from, double to) => [.. Enumerable.Range(0, time.Length).Where(i => time[i] >= from && time[i] < to)];

        // Two hundred units of time make χ many times stronger while it is weak (the exponent of 0.2 times 0.3 Δη = 16 is 26), and
        // hardly so once it is as strong as φ.
        (Deviation(300, 400) / Deviation(100, 200)).ShouldBeInRange(15, 50);
        (Deviation(900, 1000) / Deviation(700, 800)).ShouldBeInRange(0.7, 1.3);
        Deviation(700, 1000).ShouldBeGreaterThan(0.3 * Amplitude(0, 300));
        Amplitude(100, 300).ShouldBe(0.3, 0.02);
        Amplitude(700, 1000).ShouldBeLessThan(0.7 * Amplitude(100, 300));
        (run.Arrays["gradient"].Values[^1] / density[^1]).ShouldBeGreaterThan(0.1);

        // ∫p/∫ρ over the later half, many oscillations.
        Ratio(Within(500, 1001), density, w).ShouldBe(1.0 / 3, 0.03);
        run.Summary.Constraint!.Value.ShouldBeLessThan(5e-3);
    }

    /// <summary>
    /// A field that oscillates in φⁿ has w = (n − 2)/(n + 2) over whole oscillations: radiation for λφ⁴, matter for m²φ².
    /// </summary>
    [Theory]
    [InlineData("0.01*phi^4/4", 1.0 / 3)]
    [InlineData("0.01*phi^2/2", 0)]
    [InlineData("0.01*phi^6/6", 0.5)]
    public void Oscillations_have_the_pressure_of_their_potential(string potential, double pressure)
    {
        LatticeResult run = LatticeRunner.Run(LatticeFile.Parse(
            $$"""
            potential: {expression: "{{potential}}"}
            lattice: {dimensions: 1, sites: 2, length: 1000}
            initial: {phi: 1}
            time: {step: 0.1, efolds: 3, points: 30001}
            record: {spectra_every: 0, slices_every: 0}
            """, "oscillations.yaml", "."));
        double[] time = run.Arrays["time"].Values, mean = run.Arrays["mean"].Values, w = run.Arrays["equation_of_state"].Values;
        double[] density = [.. run.Arrays["kinetic"].Values.Zip(run.Arrays["potential"].Values, (kinetic, energy) => kinetic + energy)];

        // Between the first and the last passage of the minimum, downwards, over the later two e-folds: whole oscillations.
        int[] passages = [.. Enumerable.Range(10_000, 20_000).Where(i => mean[i - 1] > 0 && mean[i] <= 0)];
        passages.Length.ShouldBeGreaterThan(3);
        double pressures = 0, densities = 0;
        for (int i = passages[0]; i < passages[^1]; i++)
        {
            // Redshift weighs the beginning of each oscillation more than its end: ρ goes as a^{−3(1+w)}.
            double step = time[i + 1] - time[i], weight = Math.Pow(run.Arrays["a"].Values[i], 3 * (1 + pressure));
            pressures += step * weight * density[i] * w[i];
            densities += step * weight * density[i];
        }

        run.Summary.Constraint!.Value.ShouldBeLessThan(1e-4);
        (pressures / densities).ShouldBe(pressure, 0.01);
    }

    private static double Ratio(int[] at, double[] density, double[] w) => at.Sum(i => w[i] * density[i]) / at.Sum(i => density[i]);

    /// <summary>
    /// Growth of |aχ_k| by conformal time, in the last two thirds of it: of its mean square over half-periods of the background.
    /// </summary>
    private static double Growth(NumericArray spectrum, int bin, double[] conformal, double[] scale, double amplitude)
    {
        int bins = spectrum.Shape[2];
        double half = Period / (2 * amplitude);
        List<double> middles = [], logarithms = [];
        bool isSparse = conformal[1] - conformal[0] > 0.9 * half;
        for (double from = conformal[^1] / 3; from + half <= conformal[^1] * (1 + 1e-9); from += half)
        {
            int[] within = [.. Enumerable.Range(0, conformal.Length).Where(i => isSparse
                ? Math.Abs(conformal[i] - from) < half / 2
                : conformal[i] >= from && conformal[i] < from + half)];
            middles.Add(isSparse ? conformal[within[0]] : from + (half / 2));

            // Equal steps of t are not of η: each value stands for the time to the next.
            double sum = 0, weight = 0;
            foreach (int i in within)
            {
                double step = i + 1 < conformal.Length ? conformal[i + 1] - conformal[i] : conformal[i] - conformal[i - 1];
                sum += step * scale[i] * scale[i] * spectrum.Values[(((i * 2) + 1) * bins) + bin];
                weight += step;
            }

            logarithms.Add(0.5 * Math.Log(sum / weight));
        }

        double meanX = middles.Average(), meanY = logarithms.Average();
        return middles.Zip(logarithms, (a, b) => (a - meanX) * (b - meanY)).Sum() / middles.Sum(a => (a - meanX) * (a - meanX));
    }

    /// <summary>Floquet exponent of X'' + (κ² + 2φ²)X = 0 with φ'' + φ³ = 0, φ(0) = 1: from two solutions over one period.</summary>
    private static double Floquet(double square)
    {
        Hill hill = new(square);
        double[] End(double field, double velocity) =>
            [.. AdaptiveRungeKutta.Solve(
                hill, 0, [1, 0, field, velocity], [Period], new SolverOptions { RelativeTolerance = 1e-12 }).State(0)];
        double[] first = End(1, 0), second = End(0, 1);
        first[0].ShouldBe(1, 1e-9);
        double trace = first[2] + second[3];
        Complex root = (trace / 2) + Complex.Sqrt((trace * trace / 4) - 1);
        return Math.Abs(Math.Log(root.Magnitude)) / Period;
    }

    private sealed class Hill(double square) : ISystem
    {
        public int Dimension => 4;

        public void Derivative(double t, ReadOnlySpan<double> y, Span<double> dydt)
        {
            (dydt[0], dydt[1], dydt[2]) = (y[1], -y[0] * y[0] * y[0], y[3]);
            dydt[3] = -(square + (2 * y[0] * y[0])) * y[2];
        }
    }
}

using Inflaton.Dynamics;

namespace Inflaton.Lattice;

public sealed class LatticeMethodTests
{
    public static TheoryData<string> Methods => [.. LatticeMethod.All.Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Weights_read_the_same_backwards_and_add_up_to_one(string name)
    {
        LatticeMethod method = LatticeMethod.Find(name)!;
        double[] weights = method.Weights.ToArray();

        weights.Sum().ShouldBe(1, 1e-15);
        weights.Reverse().ShouldBe(weights);
        method.Stages.ShouldBe(weights.Length);
        LatticeMethod.Find("euler").ShouldBeNull();
    }

    [Fact]
    public void Weights_that_are_not_of_the_order_are_refused() =>
        Should.Throw<ArgumentException>(() => new LatticeMethod("mine", 4, 1.3))
            .Message.ShouldStartWith("The weights of mine are not of order 4");

    [Fact]
    public void Leapfrog_is_stable_up_to_two_and_has_its_known_frequency()
    {
        LatticeMethod.Leapfrog.StabilityLimit.ShouldBe(2, 1e-12);
        LatticeMethod.Leapfrog.DiscreteFrequency(1.3, 0.4).ShouldBe(2 / 0.4 * Math.Asin(1.3 * 0.4 / 2), 1e-13);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_mode_of_a_free_field_has_the_frequency_that_is_exact_for_the_method(string name)
    {
        const double mass = 0.7, step = 0.31;
        LatticeMethod method = LatticeMethod.Find(name)!;
        foreach (int[] mode in new[] { new[] { 0, 0, 0 }, [1, 0, 0], [0, 2, 1], [3, 1, 2], [4, 4, 4] })
        {
            LatticeGrid grid = new(0.9, 8, 8, 8);
            double[] wave = LatticeGridTests.Wave(grid, mode), now = new double[grid.Sites];
            LatticeFields fields = new(grid, 1);
            fields.SetField(0, wave);
            LatticeEvolution evolution = new(
                fields, LatticePotential.Of("m^2/2*phi^2", 1, new Dictionary<string, double> { ["m"] = mass }),
                new DeSitterExpansion(0), method, step);
            double frequency = method.DiscreteFrequency(Math.Sqrt(grid.WaveNumberSquared(mode) + (mass * mass)), step);
            double.IsFinite(frequency).ShouldBeTrue();
            for (int k = 1; k <= 50; k++)
            {
                evolution.Advance(1);
                fields.CopyField(0, now);

                // From rest a symmetric map of an oscillator goes through cos ω̃t exactly.
                double expected = Math.Cos(frequency * step * k);
                for (int i = 0; i < now.Length; i++)
                {
                    now[i].ShouldBe(expected * wave[i], 2e-13 * k);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_step_below_the_limit_is_stable_and_one_above_is_not(string name)
    {
        LatticeMethod method = LatticeMethod.Find(name)!;
        LatticeGrid grid = new(0.5, 6, 6);
        double limit = LatticeEvolution.StableStep(method, grid, 1, 0.3);
        Largest(0.98 * limit).ShouldBeLessThan(1e4);
        Largest(1.02 * limit).ShouldBeGreaterThan(1e10);
        LatticeEvolution.StableStep(method, grid, 2, 0.3)
            .ShouldBe(method.StabilityLimit / Math.Sqrt((grid.LargestWaveNumberSquared / 4) + 0.3), 1e-12);
        LatticeEvolution.StableStep(method, grid, 1, -1e9).ShouldBe(double.PositiveInfinity);

        double Largest(double step)
        {
            LatticeFields fields = new(grid, 1);
            fields.SetField(0, LatticeGridTests.Wave(grid, [3, 3]));
            LatticeEvolution evolution = new(fields, LatticePotential.Of("0.15*phi^2", 1), new DeSitterExpansion(0), method, step);
            evolution.Advance(400);
            double[] now = new double[grid.Sites];
            fields.CopyField(0, now);
            return now.Max(Math.Abs);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void In_static_space_the_energy_does_not_drift_over_ten_thousand_steps(string name)
    {
        LatticeMethod method = LatticeMethod.Find(name)!;
        double coarse = Excursion(0.1), fine = Excursion(0.05);
        Math.Log2(coarse / fine).ShouldBe(method.Order, 0.5);

        double Excursion(double step)
        {
            LatticeGrid grid = new(1, 16);
            LatticeFields fields = new(grid, 2);
            fields.SetField(0, [.. Enumerable.Range(0, 16).Select(i => 0.6 + (0.3 * Math.Sin(2 * Math.PI * i / 16)))]);
            fields.SetField(1, [.. Enumerable.Range(0, 16).Select(i => 0.2 * Math.Cos(4 * Math.PI * i / 16))]);
            LatticeEvolution evolution = new(
                fields, LatticePotential.Of("phi1^2/2 + phi2^2/4 + phi1^4/40 + phi1^2*phi2^2/20", 2),
                new DeSitterExpansion(0), method, step);
            double start = evolution.Energy.Total, early = 0, late = 0;
            for (int k = 0; k < 10_000; k++)
            {
                evolution.Advance(1);
                double off = Math.Abs((evolution.Energy.Total / start) - 1);
                early = evolution.Time <= 50 ? Math.Max(early, off) : early;
                late = k >= 8000 ? Math.Max(late, off) : late;
            }

            // The error swings and does not grow: in the last fifth it is what it was at first, within half.
            late.ShouldBeLessThan((1.5 * early) + 1e-13);
            return early;
        }
    }
}

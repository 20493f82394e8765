using Inflaton.Numerics.Random;
using Inflaton.Numerics.Sampling;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.Tests.Sampling;

public sealed class EnsembleSamplerTests
{
    private const int Walkers = 40;
    private const int BurnIn = 1000;
    private const int Steps = 10_000;

    [Fact]
    public void A_correlated_normal_of_unequal_scales_gives_back_its_moments()
    {
        // x₁ = 3 + 1e-4 u, x₂ = −2 + 50(0.9u + √0.19 v): correlation 0.9, scales 5·10⁵ apart.
        Gaussian density = new([3, -2], [1e-4, 50], 0.9);
        double[] chain = Chain(density, 1);
        double time = Time(chain, 2, 0);
        double error = Math.Sqrt(time / (Steps * Walkers));
        double[] first = Column(chain, 2, 0), second = Column(chain, 2, 1);
        Assert.InRange(time, 5, 100);
        Assert.InRange((first.Average() - 3) / 1e-4, -4 * error, 4 * error);
        Assert.InRange((second.Average() + 2) / 50, -4 * error, 4 * error);
        Assert.InRange(Covariance(first, first) / 1e-8, 1 - (6 * error), 1 + (6 * error));
        Assert.InRange(Covariance(second, second) / 2500, 1 - (6 * error), 1 + (6 * error));
        Assert.InRange(Covariance(first, second) / (50 * 1e-4), 0.9 - (6 * error), 0.9 + (6 * error));
    }

    /// <summary>Moves go along the difference of two others, not of one with itself: where all is as likely everybody moves.</summary>
    [Fact]
    public void Where_every_move_is_taken_everybody_moves()
    {
        EnsembleSampler sampler = new(new Flat(), 3);
        EnsembleState state = sampler.Begin([1, 2, 4, 8, 16, 32, 64, 128]);
        for (int step = 0; step < 50; step++)
        {
            double[] before = [.. state.Positions];
            sampler.Step(state);
            state.Positions.Zip(before).ShouldAllBe(pair => pair.First != pair.Second);
        }
    }

    /// <summary>
    /// The moves by differences are what is short: stretches alone remember some 45 steps of so few walkers along so narrow a ridge.
    /// </summary>
    [Fact]
    public void Few_walkers_on_a_narrow_ridge_forget_fast()
    {
        const int walkers = 10, steps = 20_000;
        EnsembleSampler sampler = new(new Gaussian([1, 2], [1, 3], 0.999), 5);
        double[] start = Start(2, walkers);
        for (int i = 0; i < walkers; i++)
        {
            // On the ridge, where its spread is that of the density.
            (start[2 * i], start[(2 * i) + 1]) = (1 + start[2 * i], 2 + (3 * (start[2 * i] + (0.04 * start[(2 * i) + 1]))));
        }

        EnsembleState state = sampler.Begin(start);
        double[] chain = new double[steps * walkers];
        for (int step = 0; step < steps; step++)
        {
            sampler.Step(state);
            for (int i = 0; i < walkers; i++)
            {
                chain[(step * walkers) + i] = state.Positions[2 * i];
            }
        }

        double time = Autocorrelation.Time(chain, walkers), error = Math.Sqrt(time / chain.Length);
        Assert.InRange(time, 5, 18);
        Assert.InRange(state.Acceptance, 0.25, 0.6);
        Assert.InRange(chain.Average() - 1, -4 * error, 4 * error);
        Assert.InRange(Covariance(chain, chain), 1 - (6 * error), 1 + (6 * error));
    }

    [Fact]
    public void A_bounded_density_is_drawn_up_to_its_edge()
    {
        // e^{−x} on x > 0: the mean and the variance are 1, and half of it lies below ln 2.
        double[] chain = Chain(new Exponential(), 2);
        double error = Math.Sqrt(Time(chain, 1, 0) / (Steps * Walkers));
        Assert.True(chain.Min() > 0);
        Assert.InRange(chain.Average(), 1 - (4 * error), 1 + (4 * error));
        Assert.InRange(chain.Count(x => x < Math.Log(2)) / (double)chain.Length, 0.5 - (4 * error), 0.5 + (4 * error));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void The_number_of_threads_changes_no_bit(int threads)
    {
        using WorkerTeam team = new(threads);
        Gaussian density = new([0, 0], [1, 1], 0.5);
        Assert.Equal(Short(density, WorkerTeam.Single, 50).Positions, Short(density, team, 50).Positions);
    }

    [Fact]
    public void Going_on_from_a_state_gives_the_bits_of_an_undisturbed_chain()
    {
        Gaussian density = new([0, 0], [1, 1], 0.5);
        EnsembleState whole = Short(density, WorkerTeam.Single, 60), part = Short(density, WorkerTeam.Single, 25);
        EnsembleState again = new(part.Walkers, 2, 1) { Steps = part.Steps };
        part.Positions.CopyTo(again.Positions, 0);
        part.LogDensity.CopyTo(again.LogDensity, 0);
        EnsembleSampler sampler = new(density, 7);
        while (again.Steps < 60)
        {
            sampler.Step(again);
        }

        Assert.Equal(whole.Positions, again.Positions);
    }

    [Fact]
    public void What_comes_with_a_density_belongs_to_its_walker()
    {
        EnsembleState state = Short(new Gaussian([0, 0], [1, 1], 0.5), WorkerTeam.Single, 30);
        Assert.All(
            Enumerable.Range(0, state.Walkers), i => Assert.Equal(state.Positions[2 * i] + state.Positions[(2 * i) + 1], state.Extras[i]));
        Assert.InRange(state.Acceptance, 0.3, 1);
    }

    [Fact]
    public void The_autocorrelation_of_an_autoregression_is_its_own()
    {
        // x_{t+1} = a x_t + √(1−a²) ξ: τ = (1 + a)/(1 − a).
        const double a = 0.8;
        const int length = 200_000, walkers = 8;
        double[] chain = new double[length * walkers], noise = new double[length * walkers];
        new CounterStream(3, 0).FillNormal(noise);
        for (int i = 0; i < chain.Length; i++)
        {
            chain[i] = (i < walkers ? 0 : a * chain[i - walkers]) + (Math.Sqrt(1 - (a * a)) * noise[i]);
        }

        Assert.InRange(Autocorrelation.Time(chain, walkers), 8.6, 9.4);
    }

    [Fact]
    public void A_walker_where_there_is_no_density_moves_to_where_there_is_some_or_not_at_all()
    {
        EnsembleSampler sampler = new(new Exponential(), 1);
        EnsembleState state = sampler.Begin([-1, -2, 1, -3]);
        for (int i = 0; i < 200; i++)
        {
            double[] before = [.. state.Positions];
            sampler.Step(state);
            Assert.All(before.Zip(state.Positions), walker => Assert.True(walker.First == walker.Second || walker.Second > 0));
        }
    }

    [Fact]
    public void Walkers_that_cannot_move_are_refused()
    {
        EnsembleSampler sampler = new(new Exponential(), 1);
        Assert.Throws<ArgumentException>(() => sampler.Begin([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => sampler.Begin([-1, -2, -3, -4]));
    }

    private static EnsembleState Short(Gaussian density, WorkerTeam team, int steps)
    {
        EnsembleSampler sampler = new(density, 7, team);
        EnsembleState state = sampler.Begin(Start(2, 12));
        for (int i = 0; i < steps; i++)
        {
            sampler.Step(state);
        }

        return state;
    }

    private static double[] Chain(ILogDensity density, ulong seed)
    {
        EnsembleSampler sampler = new(density, seed);
        EnsembleState state = sampler.Begin([.. Start(density.Dimensions, Walkers).Select(Math.Abs)]);
        double[] chain = new double[Steps * state.Positions.Length];
        for (int i = -BurnIn; i < Steps; i++)
        {
            sampler.Step(state);
            if (i >= 0)
            {
                state.Positions.CopyTo(chain, i * state.Positions.Length);
            }
        }

        return chain;
    }

    private static double[] Start(int dimensions, int walkers)
    {
        double[] start = new double[dimensions * walkers];
        new CounterStream(11, 0).FillNormal(start);
        return start;
    }

    private static double Time(double[] chain, int dimensions, int variable) =>
        Autocorrelation.Time(Column(chain, dimensions, variable), Walkers);

    private static double[] Column(double[] chain, int dimensions, int variable) => [.. chain.Where((_, i) => i % dimensions == variable)];

    private static double Covariance(double[] x, double[] y)
    {
        double a = x.Average(), b = y.Average();
        return x.Zip(y, (u, v) => (u - a) * (v - b)).Average();
    }

    private sealed class Gaussian(double[] mean, double[] deviation, double correlation) : ILogDensity
    {
        public int Dimensions => 2;

        public int Extras => 1;

        public double Evaluate(ReadOnlySpan<double> point, Span<double> extras)
        {
            extras[0] = point[0] + point[1];
            double u = (point[0] - mean[0]) / deviation[0], v = (point[1] - mean[1]) / deviation[1];
            return -0.5 * ((u * u) - (2 * correlation * u * v) + (v * v)) / (1 - (correlation * correlation));
        }
    }

    private sealed class Exponential : ILogDensity
    {
        public int Dimensions => 1;

        public int Extras => 0;

        public double Evaluate(ReadOnlySpan<double> point, Span<double> extras) => point[0] > 0 ? -point[0] : double.NegativeInfinity;
    }

    private sealed class Flat : ILogDensity
    {
        public int Dimensions => 1;

        public int Extras => 0;

        public double Evaluate(ReadOnlySpan<double> point, Span<double> extras) => 0;
    }
}

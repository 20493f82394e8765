using System.Numerics;
using Inflaton.Dynamics;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;

namespace Inflaton.Universe.Stochastic;

public sealed class StochasticPathsTests
{
    /// <summary>In this space σ = 1.</summary>
    private const double UnitHubble = 2 * Math.PI;

    [Theory]
    [InlineData(3.0)]
    [InlineData(1.2)]
    public void In_a_flat_well_the_characteristic_function_is_one_over_a_cosine(double start)
    {
        const double width = 3;
        StochasticOptions options = new()
        {
            Paths = 20_000,
            Seed = 7,
            Step = 0.05,
            Efolds = 400,
            Absorbing = [0],
            Reflecting = [width],
            Levels = 3,
        };
        (StochasticPaths fine, StochasticPaths coarse) = StochasticPaths.Follow(Flat(start), options);
        double[] passage = fine.Passages[^1];
        passage.ShouldAllBe(time => time > 0);
        double mean = (2 * width * start) - (start * start);
        StochasticEstimate found = StochasticEstimate.Mean(passage, coarse.Passages[^1]);
        found.Value.ShouldBe(mean, 4 * found.Error);
        found.Error.ShouldBeInRange(0.005 * mean, 0.02 * mean);

        // Brownian paths between walls have no error of steps at all.
        found.StepError.ShouldBeLessThan(4 * found.StepNoise);
        foreach (double t in new[] { 0.05, 0.2, 1 })
        {
            Complex root = Complex.Sqrt(2 * t * Complex.ImaginaryOne);
            Complex exact = Complex.Cos((width - start) * root) / Complex.Cos(width * root);
            passage.Average(time => Math.Cos(t * time)).ShouldBe(exact.Real, 4 / Math.Sqrt(2 * options.Paths), $"t = {t}");
            passage.Average(time => Math.Sin(t * time)).ShouldBe(exact.Imaginary, 4 / Math.Sqrt(2 * options.Paths), $"t = {t}");
        }

        PassageTheory theory = PassageTheory.Of(Flat(start), fine.Levels, width)!;
        theory.Mean[0].ShouldBe(mean, 1e-9 * mean);
        double first = fine.Levels[0];
        theory.Mean[1].ShouldBe((2 * width * first) - (first * first), 1e-9 * mean);
    }

    [Fact]
    public void From_the_wall_of_a_flat_well_cumulants_are_those_of_an_exit()
    {
        const double width = 3;
        PassageTheory theory = PassageTheory.Of(Flat(width), [2, 0], width)!;
        theory.Mean[0].ShouldBe(width * width, 1e-8);
        theory.Variance[0].ShouldBe(2 * Math.Pow(width, 4) / 3, 1e-7);
        theory.Third[0].ShouldBe(16 * Math.Pow(width, 6) / 15, 1e-6);

        // Var and mean grow independently: from 3 to 2, and from 2 to 0.
        theory.Power[0].ShouldBe(2 * Math.Pow(1, 4) / 3 / 1, 1e-8);
    }

    [Fact]
    public void Down_a_slope_first_passages_are_inverse_gaussian()
    {
        // μ = −c/3H² = −½ over a distance of 2: mean 4, variance 2·8, skewness 3√(1/(2·½)).
        StochasticField field = new(DeSitter(new ExpressionPotential($"{1.5 * UnitHubble * UnitHubble:R}*phi"), 2, UnitHubble));
        StochasticOptions options = new() { Paths = 40_000, Step = 0.1, Efolds = 300, Absorbing = [0], Levels = 4 };
        (StochasticPaths fine, StochasticPaths coarse) = StochasticPaths.Follow(field, options);
        double[] passage = fine.Passages[^1], other = coarse.Passages[^1];
        StochasticEstimate mean = StochasticEstimate.Mean(passage, other), variance = StochasticEstimate.Variance(passage, other),
            skewness = StochasticEstimate.Skewness(passage, other);
        mean.Value.ShouldBe(4, 4 * mean.Error);
        variance.Value.ShouldBe(16, 4 * variance.Error);
        skewness.Value.ShouldBe(3, 4 * skewness.Error);
        for (int level = 1; level < 4; level++)
        {
            double[] parts = [.. fine.Passages[level].Zip(fine.Passages[level - 1], (late, early) => late - early)];
            double[] pairs = [.. coarse.Passages[level].Zip(coarse.Passages[level - 1], (late, early) => late - early)];
            StochasticEstimate power = StochasticEstimate.VarianceOverMean(parts, pairs);
            power.Value.ShouldBe(4, 4 * power.Error);
        }

        PassageTheory theory = PassageTheory.Of(field, fine.Levels, null)!;
        theory.Mean[0].ShouldBe(4, 1e-5);
        theory.Variance[0].ShouldBe(16, 1e-4);
        theory.Skewness.ShouldBe(3, 1e-4);
    }

    [Fact]
    public void Between_two_absorbing_barriers_the_shares_are_those_of_the_distances()
    {
        StochasticOptions options = new() { Paths = 20_000, Step = 0.05, Efolds = 200, Absorbing = [0, 4] };
        (StochasticPaths fine, _) = StochasticPaths.Follow(Flat(1), options);
        ((double)fine.Far.Count(far => far)).ShouldBe(5_000, 4 * 62);
        fine.Passages[^1].Average().ShouldBe(3, 4 * 4.2 / Math.Sqrt(20_000));
        ExitShare.Of(Flat(1), 0, 4).ShouldNotBeNull().ShouldBe(0.25, 1e-12);
        ExitShare.Of(Flat(1), 4, 0).ShouldNotBeNull().ShouldBe(0.75, 1e-12);
    }

    /// <summary>
    /// With a constant drift and σ² = 1 the share of the upper barrier is that of the gambler's ruin, (1 − e^{−2μx})/(1 − e^{−2μL}); where
    /// the exponents leave the numbers, too.
    /// </summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(-0.5)]
    [InlineData(-400)]
    public void Down_a_slope_between_two_barriers_the_shares_are_those_of_the_ruin(double drift)
    {
        StochasticField field = new(DeSitter(new ExpressionPotential($"{-3 * drift * UnitHubble * UnitHubble:R}*phi"), 1, UnitHubble));
        double share = ExitShare.Of(field, 0, 4).ShouldNotBeNull();
        share.ShouldBe(drift < -100 ? 0 : (1 - Math.Exp(-2 * drift)) / (1 - Math.Exp(-8 * drift)), 1e-9);
        ExitShare.Of(field, 4, 0).ShouldNotBeNull().ShouldBe(1 - share, 1e-9);
        if (drift > -100)
        {
            StochasticOptions options = new() { Paths = 20_000, Step = 0.05, Efolds = 300, Absorbing = [0, 4], Seed = 9 };
            (StochasticPaths fine, _) = StochasticPaths.Follow(field, options);
            (fine.Far.Count(far => far) / 20_000.0).ShouldBe(share, 4 * Math.Sqrt(share * (1 - share) / 20_000));
        }
    }

    [Theory]
    [InlineData(true, 0.25)]
    [InlineData(false, 0.02)]
    public void A_massive_field_in_de_Sitter_space_spreads_by_3H4_over_8_pi2_m2(bool isInertial, double step)
    {
        const double mass2 = 0.5;
        StochasticField field = new(DeSitter(new PowerPotential(2, mass2), 0.1, 1));
        StochasticOptions options = new() { Paths = 20_000, Step = step, Efolds = 60, IsInertial = isInertial };
        (StochasticPaths fine, StochasticPaths coarse) = StochasticPaths.Follow(field, options);
        double exact = 3 / (8 * Math.PI * Math.PI * mass2);
        StochasticEstimate variance = StochasticEstimate.Variance(fine.Last, coarse.Last);
        variance.Value.ShouldBe(exact, (4 * variance.Error) + variance.StepError);
        variance.Error.ShouldBe(exact * Math.Sqrt(2.0 / options.Paths), 0.3 * variance.Error);
        StochasticEstimate kurtosis = StochasticEstimate.Kurtosis(fine.Last, coarse.Last);
        kurtosis.Value.ShouldBe(0, 4 * kurtosis.Error);
        StationaryDensity.Of(field, [])!.Mean(phi => phi * phi).ShouldBe(exact, 1e-9);
        double density = Math.Exp(-0.1 * 0.1 / (2 * exact)) / Math.Sqrt(2 * Math.PI * exact);
        StationaryDensity.Of(field, [])!.At(0.1).ShouldBe(density, 1e-9);
    }

    [Theory]
    [InlineData(true, 0.1)]
    [InlineData(false, 0.05)]
    public void A_self_interacting_field_in_de_Sitter_space_has_the_moments_of_its_distribution(bool isInertial, double step)
    {
        const double coupling = 0.2;
        StochasticField field = new(DeSitter(new PowerPotential(4, coupling), 0, 1));
        StochasticOptions options = new() { Paths = 10_000, Step = step, Efolds = 80, IsInertial = isInertial, Seed = 3 };
        (StochasticPaths fine, StochasticPaths coarse) = StochasticPaths.Follow(field, options);
        double a = 2 * Math.PI * Math.PI * coupling / 3;
        const double ratio = 0.337989120033564;
        StochasticEstimate square = StochasticEstimate.Mean(Powers(fine, 2), Powers(coarse, 2));
        StochasticEstimate fourth = StochasticEstimate.Mean(Powers(fine, 4), Powers(coarse, 4));
        square.Value.ShouldBe(ratio / Math.Sqrt(a), (4 * square.Error) + square.StepError);
        fourth.Value.ShouldBe(1 / (4 * a), (4 * fourth.Error) + fourth.StepError);
        StationaryDensity theory = StationaryDensity.Of(field, [])!;
        theory.Mean(phi => phi * phi).ShouldBe(ratio / Math.Sqrt(a), 1e-9);
        theory.Mean(phi => phi * phi * phi * phi).ShouldBe(1 / (4 * a), 1e-9);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_noise_is_small_the_power_is_that_of_linear_perturbations(bool isInertial)
    {
        const double mass2 = 1e-10;
        Cosmology cosmology = Friedmann(new PowerPotential(2, mass2), 14);
        StochasticField field = new(cosmology);
        StochasticOptions options = new()
        {
            Paths = 5_000,
            Step = 0.05,
            Efolds = 100,
            Absorbing = [2],
            Levels = 4,
            IsInertial = isInertial,
        };
        (StochasticPaths fine, StochasticPaths coarse) = StochasticPaths.Follow(field, options);
        StochasticEstimate mean = StochasticEstimate.Mean(fine.Passages[^1], coarse.Passages[^1]);

        // dN/dφ = −φ/2 in slow roll; φ'' adds ε/3 of a logarithm.
        mean.Value.ShouldBe(isInertial ? cosmology.FindEnd().Efolds - Remaining() : 48, 1e-3 + (4 * mean.Error));
        for (int level = 0; level < 4; level++)
        {
            double from = level == 0 ? 14 : fine.Levels[level - 1], to = fine.Levels[level];
            double[] Part(StochasticPaths paths) => [.. paths.Passages[level].Select(
                (late, i) => late - (level == 0 ? 0 : paths.Passages[level - 1][i]))];
            StochasticEstimate power = StochasticEstimate.VarianceOverMean(Part(fine), Part(coarse));

            // ∫V/(24π²ε) dN over ∫dN, V/ε = m²φ⁴/4.
            double classical = mass2 / (96 * Math.PI * Math.PI) * ((Math.Pow(from, 6) - Math.Pow(to, 6)) / 12)
                / (((from * from) - (to * to)) / 4);
            double allowed = isInertial ? 0.1 : 1e-3;
            power.Value.ShouldBe(classical, (4 * power.Error) + (allowed * classical), $"level {level}");
            power.Error.ShouldBe(classical * Math.Sqrt(2.0 / options.Paths), 0.5 * power.Error);
        }

        PassageTheory theory = PassageTheory.Of(field, fine.Levels, null)!;
        theory.Mean[0].ShouldBe(48, 1e-6);
        theory.Power[0].ShouldBe(
            mass2 / (96 * Math.PI * Math.PI) * ((Math.Pow(14, 6) - Math.Pow(fine.Levels[0], 6)) / 12)
            / ((196 - (fine.Levels[0] * fine.Levels[0])) / 4), 1e-6 * theory.Power[0]);

        double Remaining()
        {
            Background path = cosmology.FollowEfolds([.. Enumerable.Range(0, 2001).Select(i => cosmology.FindEnd().Efolds * i / 2000)]);
            int after = Array.FindIndex(path.Field.Values, phi => phi < 2);
            double part = (path.Field.Values[after - 1] - 2) / (path.Field.Values[after - 1] - path.Field.Values[after]);
            return cosmology.FindEnd().Efolds - (path.Efolds[after - 1] + (part * (path.Efolds[after] - path.Efolds[after - 1])));
        }
    }

    /// <summary>Noise that depends on the field, so strong that nothing of the roll is left of the classical one.</summary>
    [Fact]
    public void Where_noise_is_large_cumulants_are_those_of_the_backward_equation()
    {
        StochasticField field = new(Friedmann(new ExpressionPotential("20*(1 + 0.3*phi^2)"), 1.5));
        StochasticOptions options = new()
        {
            Paths = 20_000,
            Step = 0.02,
            Efolds = 300,
            Absorbing = [0.5],
            Reflecting = [3],
            Levels = 2,
        };
        (StochasticPaths fine, StochasticPaths coarse) = StochasticPaths.Follow(field, options);
        PassageTheory theory = PassageTheory.Of(field, fine.Levels, 3)!;
        StochasticEstimate mean = StochasticEstimate.Mean(fine.Passages[^1], coarse.Passages[^1]);
        StochasticEstimate variance = StochasticEstimate.Variance(fine.Passages[^1], coarse.Passages[^1]);
        StochasticEstimate skewness = StochasticEstimate.Skewness(fine.Passages[^1], coarse.Passages[^1]);
        mean.Value.ShouldBe(theory.Mean[0], (4 * mean.Error) + mean.StepError);
        variance.Value.ShouldBe(theory.Variance[0], (4 * variance.Error) + variance.StepError);
        skewness.Value.ShouldBe(theory.Skewness, (4 * skewness.Error) + skewness.StepError);
        mean.IsStepLimited.ShouldBeFalse();
    }

    [Fact]
    public void Between_walls_the_distribution_of_a_universe_of_its_own_is_stationary()
    {
        StochasticField field = new(Friedmann(new ExpressionPotential("30*(1 + 0.2*phi)"), 0.2));
        StochasticOptions options = new() { Paths = 20_000, Step = 0.02, Efolds = 30, Reflecting = [-1, 1] };
        (StochasticPaths fine, StochasticPaths coarse) = StochasticPaths.Follow(field, options);
        StationaryDensity theory = StationaryDensity.Of(field, options.Reflecting)!;
        StochasticEstimate mean = StochasticEstimate.Mean(fine.Last, coarse.Last);
        mean.Value.ShouldBe(theory.Mean(phi => phi), (4 * mean.Error) + mean.StepError);
        StochasticEstimate square = StochasticEstimate.Mean(Powers(fine, 2), Powers(coarse, 2));
        square.Value.ShouldBe(theory.Mean(phi => phi * phi), (4 * square.Error) + square.StepError);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Threads_do_not_matter_and_neither_do_other_paths(bool isInertial)
    {
        StochasticField field = new(Friedmann(new ExpressionPotential("5*(1 - exp(-phi))^2"), 2));
        StochasticOptions options = new()
        {
            Paths = 1000,
            Step = 0.05,
            Efolds = 60,
            Absorbing = [1],
            Reflecting = [4],
            IsInertial = isInertial,
        };
        using WorkerTeam team = new(3);
        StochasticPaths one = StochasticPaths.Follow(field, options).Fine, other = StochasticPaths.Follow(field, options, team).Fine;
        one.Passages[^1].ShouldBe(other.Passages[^1]);
        StochasticPaths.Follow(field, options with { Paths = 333 }).Fine.Passages[^1].ShouldBe(one.Passages[^1][..333]);
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        StochasticField field = new(DeSitter(new PowerPotential(2, 0.5), 0.1, 1));
        long Spent(double efolds)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            StochasticPaths.Follow(field, new StochasticOptions { Paths = 300, Step = 0.1, Efolds = efolds, IsInertial = true });
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Spent(10);
        Spent(10);
        Spent(200).ShouldBe(Spent(10));
    }

    [Theory]
    [InlineData("two fields", "one field alone")]
    [InlineData("radiation", "the field's and the vacuum's")]
    public void Another_universe_is_refused(string which, string message)
    {
        Cosmology cosmology = Friedmann(new PowerPotential(2, 1), 10);
        cosmology = which == "radiation"
            ? cosmology with { Expansion = new FriedmannExpansion(Fluid.Of("radiation", 1)) }
            : cosmology with { InitialField = [1, 2] };
        Should.Throw<ArgumentException>(() => new StochasticField(cosmology)).Message.ShouldContain(message);
    }

    private static double[] Powers(StochasticPaths paths, int power) => [.. paths.Last.Select(phi => Math.Pow(phi, power))];

    private static StochasticField Flat(double start) => new(DeSitter(new ExpressionPotential("1"), start, UnitHubble));

    private static Cosmology DeSitter(Potential potential, double start, double hubble) =>
        new() { Potential = potential, Expansion = new DeSitterExpansion(hubble), InitialField = [start] };

    private static Cosmology Friedmann(Potential potential, double start) =>
        new() { Potential = potential, Expansion = new FriedmannExpansion(), InitialField = [start] };
}

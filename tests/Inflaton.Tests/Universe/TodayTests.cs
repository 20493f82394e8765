using Inflaton.Dynamics;
using Inflaton.Potentials;

namespace Inflaton.Universe;

public sealed class TodayTests
{
    [Theory]
    [InlineData(3.0, 0.0)]
    [InlineData(2.5, 1.0 / 3)]
    [InlineData(2.2, -0.4)]
    [InlineData(4.0, 0.6)]
    public void A_steep_exponential_scales_with_the_fluid(double slope, double w)
    {
        Today end = After(Exponential(slope, 1e-12, new Fluid("other", w, 1e-9)), 60);
        end.FieldEquationOfState.ShouldBe(w, 1e-6);
        end.FieldShare.ShouldBe(3 * (1 + w) / (slope * slope), 1e-6);
        (end.FieldShare + end.FluidShares.Sum()).ShouldBe(1, 1e-10);
        end.TotalEquationOfState.ShouldBe(w, 1e-6);
        end.FieldEquationOfStateSlope.ShouldBe(0, 1e-5);
    }

    [Theory]
    [InlineData(0.5, 0.0)]
    [InlineData(1.5, 0.0)]
    [InlineData(1.9, 1.0 / 3)]
    public void A_shallow_exponential_comes_to_rule(double slope, double w)
    {
        Today end = After(Exponential(slope, 1e-10, new Fluid("other", w, 1e-9)), 80);
        end.FieldEquationOfState.ShouldBe(-1 + (slope * slope / 3), 1e-6);
        end.FieldShare.ShouldBe(1, 1e-5);
    }

    /// <summary>V ∝ φ⁻ⁿ among a fluid of w has (nw − 2)/(n + 2) as long as it is small, from any start within reach.</summary>
    [Theory]
    [InlineData(2.0, 0.0, 1e-5, 18)]
    [InlineData(2.0, 0.0, 3e-6, 18)]
    [InlineData(4.0, 1.0 / 3, 1e-4, 12)]
    public void An_inverse_power_tracks_the_fluid(double n, double w, double start, double efolds)
    {
        Cosmology cosmology = Among(
            new ExpressionPotential("m/phi^n", new Dictionary<string, double> { ["m"] = 1e-40, ["n"] = n }), start,
            new Fluid("other", w, 1e-9));
        Today end = After(cosmology, efolds);
        end.FieldShare.ShouldBeLessThan(1e-3);
        end.FieldEquationOfState.ShouldBe(((n * w) - 2) / (n + 2), 2e-3);
    }

    [Fact]
    public void A_field_that_does_not_move_is_a_cosmological_constant()
    {
        const double matter = 1e-9, constant = 1e-15;

        // t = 2/(3√(Λ/3)) asinh √(Λ/ρ_m) is the age of such a universe.
        double rate = Math.Sqrt(3 * constant);
        Cosmology cosmology = Among(new ExpressionPotential($"{constant:R}"), 1, Fluid.Of("matter", matter)) with
        {
            Start = 2 / rate * Math.Asinh(Math.Sqrt(constant / matter)),
        };
        Today today = Today.OfShare(cosmology, 0.7, 10, out _)!;
        today.Efolds.ShouldBe(Math.Log(matter / constant * 0.7 / 0.3) / 3, 1e-10);
        (today.Hubble * today.Time).ShouldBe(2 / (3 * Math.Sqrt(0.7)) * Math.Asinh(Math.Sqrt(0.7 / 0.3)), 1e-9);
        today.FieldEquationOfState.ShouldBe(-1);
        today.TotalEquationOfState.ShouldBe(-0.7, 1e-10);
        Background path = cosmology.FollowEfolds([today.Efolds - Math.Log(3)]);
        (path.Hubble[0] / today.Hubble).ShouldBe(Math.Sqrt((0.3 * 27) + 0.7), 1e-10);

        // Vacuum energy is the same, and counts as dark energy.
        Cosmology vacuum = Among(new ExpressionPotential("0*phi"), 1, Fluid.Of("matter", matter), Fluid.Of("vacuum", constant));
        Today.OfShare(vacuum, 0.7, 10, out _)!.Efolds.ShouldBe(today.Efolds, 1e-10);
    }

    /// <summary>A thawing field: w_a against differences of w.</summary>
    [Fact]
    public void The_slope_of_w_is_its_derivative()
    {
        Cosmology cosmology = Among(new PowerPotential(2, 1e-15), 1.5, Fluid.Of("matter", 1e-9));
        Today today = Today.OfShare(cosmology, 0.69, 12, out _)!;
        today.FieldEquationOfState.ShouldBeInRange(-0.99, -0.3);
        const double spacing = 1e-4;
        double difference = (After(cosmology, today.Efolds + spacing).FieldEquationOfState
            - After(cosmology, today.Efolds - spacing).FieldEquationOfState) / (2 * spacing);
        today.FieldEquationOfStateSlope.ShouldBe(-difference, 1e-6);
    }

    /// <summary>Open, and closed: a = ½(cosh η − 1)·…, by the age of matter with curvature.</summary>
    [Fact]
    public void Curvature_of_space_counts_in_H()
    {
        const double matter = 3e-8, curvature = -1e-11;
        Cosmology open = Among(new ExpressionPotential("0*phi"), 1, Fluid.Of("matter", matter), Fluid.OfCurvature(curvature));
        double expected = Age(1, matter / 3, -curvature);
        Background path = open.FollowEfolds([0, 12]);
        (path.Times[1] - path.Times[0]).ShouldBe(Age(Math.Exp(12), matter / 3, -curvature) - expected, 1e-8 * path.Times[1]);
        path.FriedmannResidual!.Value.ShouldBeLessThan(1e-9);

        // ȧ² = m/a − K stops at a = m/K.
        Cosmology closed = open with { Expansion = new FriedmannExpansion(Fluid.Of("matter", matter), Fluid.OfCurvature(-curvature)) };
        Background turning = closed.FollowEfolds([0, 12]);
        turning.IsComplete.ShouldBeFalse();
        turning.Message.ShouldContain("space is closed");
        turning.Message.ShouldContain("N = 6.90775");

        // t(a) of ȧ² = m/a + k.
        static double Age(double a, double m, double k) =>
            (Math.Sqrt(((k * a) + m) * a) / k) - (m / Math.Pow(k, 1.5) * Math.Asinh(Math.Sqrt(k * a / m)));
    }

    [Fact]
    public void Where_there_is_none_it_is_said()
    {
        Cosmology cosmology = Exponential(3, 1e-12, Fluid.Of("matter", 1e-9));
        Today.OfShare(cosmology, 0.69, 30, out string problem).ShouldBeNull();
        problem.ShouldContain("does not come to Ω = 0.69");
        Today.OfShare(cosmology, 1e-4, 30, out problem).ShouldBeNull();
        problem.ShouldContain("at the beginning already");
    }

    /// <summary>
    /// Ω is of 3H²: in a closed universe that turns dark energy comes to any share of it, however little there is, because H comes to 0. In
    /// one that is only a little closed, or loiters and goes on, today is the root of Ω(N).
    /// </summary>
    [Theory]
    [InlineData(3e-8, 1e-11, 1e-20, false)]
    [InlineData(3e-8, 1e-11, 4e-18, false)]
    [InlineData(3e-8, 1e-13, 1e-15, true)]
    [InlineData(3e-8, 1e-11, 4.667e-18, true)]
    public void The_turn_of_a_closed_universe_is_no_today(double matter, double curvature, double constant, bool isToday)
    {
        Cosmology closed = Among(
            new ExpressionPotential($"{constant:R}"), 1, Fluid.Of("matter", matter), Fluid.OfCurvature(curvature));

        Today? today = Today.OfShare(closed, 0.69, 15, out string problem);

        if (!isToday)
        {
            today.ShouldBeNull();
            problem.ShouldContain("only where the universe stops expanding");
            return;
        }

        double Share(double n) => constant / ((matter * Math.Exp(-3 * n)) - (3 * curvature * Math.Exp(-2 * n)) + constant);
        double late = Enumerable.Range(0, 15_000).Select(i => 1e-3 * i).First(n => Share(n) >= 0.69), early = late - 1e-3;
        for (int i = 0; i < 50; i++)
        {
            double middle = (early + late) / 2;
            (early, late) = Share(middle) >= 0.69 ? (early, middle) : (middle, late);
        }

        today.ShouldNotBeNull(problem).Efolds.ShouldBe(late, 1e-8);
        today.FieldShare.ShouldBe(0.69, 1e-9);
    }

    [Fact]
    public void A_universe_that_turns_before_says_so()
    {
        Cosmology closed = Among(
            new ExpressionPotential("0*phi"), 1, Fluid.Of("matter", 3e-8), Fluid.OfCurvature(1e-11));
        Today.OfShare(closed, 0.69, 15, out string problem).ShouldBeNull();
        problem.ShouldContain("after 6.9078 e-folds, where the universe stops expanding");
    }

    private static Today After(Cosmology cosmology, double efolds) => Today.After(cosmology, efolds, out _)!;

    private static Cosmology Exponential(double slope, double height, params Fluid[] fluids) =>
        Among(new ExponentialPotential(height, slope), 0, fluids);

    private static Cosmology Among(Potential potential, double start, params Fluid[] fluids) =>
        new() { Potential = potential, Expansion = new FriedmannExpansion(fluids), InitialField = [start] };
}

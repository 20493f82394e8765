using Inflaton.Universe;

namespace Inflaton.Tests.Universe;

public sealed class ReheatingTests
{
    private const double Hubble = 1e-6;

    [Fact]
    public void Units_are_those_of_the_constants_of_nature()
    {
        // CODATA 2018: ħ, c, G, e, k_B; G is known to 2.2e-5.
        const double hbar = 1.054571817e-34, c = 299792458, g = 6.67430e-11, e = 1.602176634e-19, boltzmann = 1.380649e-23;
        double mass = Math.Sqrt(hbar * c / (8 * Math.PI * g)), energy = mass * c * c;
        Assert.Equal(1, PlanckUnits.MassInGev * 1e9 * e / energy, 2e-5);
        double planck = PlanckUnits.MassInGev * 1e9 * e;
        Assert.Equal(1, PlanckUnits.InverseMegaparsec * planck / (hbar * c / (1e6 * 648000 / Math.PI * 149597870700)), 1e-9);
        Assert.Equal(1, PlanckUnits.Kelvin * planck / boltzmann, 1e-9);
        Assert.Equal(1, PlanckUnits.SolarMass * planck / (1.98841e30 * c * c), 1e-8);
    }

    [Theory]
    [InlineData(-0.2)]
    [InlineData(0)]
    [InlineData(0.6)]
    public void Temperature_and_efolds_are_two_ways_to_say_the_same(double w)
    {
        Reheating hot = Reheating.To(Hubble, 1e8, w, 106.75), long_ = Reheating.Lasting(Hubble, hot.Efolds, w, 106.75);
        Assert.Equal(1e8, long_.Temperature, 1e8 * 1e-12);
        Assert.Equal(hot.LogExpansion, long_.LogExpansion, 1e-12);
        Assert.Equal(hot.HighestTemperature, Reheating.Lasting(Hubble, 0, w, 106.75).Temperature, 1e-12 * hot.HighestTemperature);
    }

    [Fact]
    public void Reheating_like_radiation_makes_no_difference_and_matter_moves_scales_by_a_quarter_of_its_efolds()
    {
        // T falls as e^{−N(1+w)3/4}: ln(a₀/a_end) changes by N(1 − 3(1+w)/4) = N(1 − 3w)/4.
        double atOnce = Reheating.Lasting(Hubble, 0, 0, 106.75).LogExpansion;
        Assert.Equal(atOnce, Reheating.Lasting(Hubble, 20, 1.0 / 3, 106.75).LogExpansion, 1e-12);
        Assert.Equal(atOnce + 5, Reheating.Lasting(Hubble, 20, 0, 106.75).LogExpansion, 1e-12);
        Assert.Equal(atOnce - 10, Reheating.Lasting(Hubble, 20, 1, 106.75).LogExpansion, 1e-12);
    }

    /// <summary>T falls by e^{−¾(1+w)N}: 200 e-folds of stiff matter leave less than a number holds.</summary>
    [Theory]
    [InlineData(200, 1.0)]
    [InlineData(100, 1.0)]
    [InlineData(1e4, 0.0)]
    public void What_is_colder_than_today_is_refused_for_that(double efolds, double w) => Assert.Contains(
        "colder than the one of today",
        Assert.Throws<ArgumentOutOfRangeException>(() => Reheating.Lasting(Hubble, efolds, w, 106.75)).Message, StringComparison.Ordinal);

    /// <summary>The longest reheating is that which ends at the temperature of today.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Reheating_lasts_until_it_is_as_cold_as_today_at_most(double w)
    {
        double today = 2.7255 * PlanckUnits.Kelvin * PlanckUnits.MassInGev, highest = Reheating.Lasting(Hubble, 0, w, 106.75).Temperature;
        double longest = Math.Log(highest / today) / (0.75 * (1 + w));
        Assert.Equal(today, Reheating.Lasting(Hubble, longest - 1e-3, w, 106.75).Temperature, 2e-3 * today);
        Assert.Throws<ArgumentOutOfRangeException>(() => Reheating.Lasting(Hubble, longest + 1e-3, w, 106.75));
    }

    [Fact]
    public void Entropy_is_conserved()
    {
        // s a³ at reheating and today, s = (2π²/45) g T³.
        Reheating reheating = Reheating.To(Hubble, 1e10, 0.1, 90);
        double then = 90 * Math.Pow(1e10 / PlanckUnits.MassInGev, 3);
        double today = 43.0 / 11 * Math.Pow(2.7255 * PlanckUnits.Kelvin, 3);
        Assert.Equal(then, today * Math.Exp(3 * (reheating.LogExpansion - reheating.Efolds)), then * 1e-10);
        Assert.Equal(3 * Hubble * Hubble * Math.Exp(-3.3 * reheating.Efolds), Radiation.Density(1e10 / PlanckUnits.MassInGev, 90), 1e-40);
    }

    /// <summary>The mass within the horizon is 4π/H of that temperature.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void The_scale_of_the_horizon_is_that_of_black_holes_then(double w)
    {
        Reheating reheating = Reheating.To(Hubble, 1e7, w, 90);
        double hubble = Math.Sqrt(Radiation.Density(1e7 / PlanckUnits.MassInGev, 90) / 3);
        double mass = 4 * Math.PI / hubble / PlanckUnits.SolarMass;
        Assert.Equal(mass, BlackHoleSpectrum.Mass(reheating.Wavenumber, 1, 90), 1e-10 * mass);
    }

    [Fact]
    public void A_scale_in_de_sitter_space_leaves_when_arithmetic_says()
    {
        Reheating reheating = Reheating.Lasting(Hubble, 0, 0, 106.75);
        double expected = Math.Log(Hubble) - reheating.LogExpansion - Math.Log(0.05 * PlanckUnits.InverseMegaparsec);
        Assert.Equal(expected, reheating.PivotEfolds(0.05, left => Math.Log(Hubble) - left, 80)!.Value, 1e-11);
        Assert.Null(reheating.PivotEfolds(0.05, left => Math.Log(Hubble) - left, expected - 0.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => reheating.PivotEfolds(1e30, left => Math.Log(Hubble) - left, 80));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        ArgumentOutOfRangeException tooHot = Assert.Throws<ArgumentOutOfRangeException>(() => Reheating.To(Hubble, 1e17, 0, 106.75));
        Assert.Contains("never as hot", tooHot.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Reheating.To(Hubble, 0, 0, 106.75));
        Assert.Throws<ArgumentOutOfRangeException>(() => Reheating.To(Hubble, 1e9, -0.4, 106.75));
        Assert.Throws<ArgumentOutOfRangeException>(() => Reheating.Lasting(Hubble, -1, 0, 106.75));
        Assert.Throws<ArgumentOutOfRangeException>(() => Reheating.Lasting(0, 1, 0, 106.75));
        Assert.Throws<ArgumentOutOfRangeException>(() => Reheating.Lasting(Hubble, 1, double.NaN, 106.75));
    }
}

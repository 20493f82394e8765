using Inflaton.Universe;

namespace Inflaton.Tests.Universe;

public sealed class BlackHoleSpectrumTests
{
    private static readonly double[] Wavenumbers = [.. Enumerable.Range(0, 401).Select(i => 1e5 * Math.Exp(0.05 * i))];

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(-1)]
    public void A_power_law_has_the_variance_of_its_integral(double index)
    {
        // (16/81) A x₀⁻ⁿ ∫ d ln x x^{4+n} e^{−x²} = (8/81) A Γ(2 + n/2) at kR = 1.
        const double amplitude = 0.01, pivot = 1e8;
        BlackHoleSpectrum found = BlackHoleSpectrum.Of(
            Wavenumbers, [.. Wavenumbers.Select(k => amplitude * Math.Pow(k / pivot, index))], 0.45, 0.2, 106.75)!;
        double gamma = index switch { 0 => 1, 0.5 => 1.1330030963193471, _ => Math.Sqrt(Math.PI) / 2 };
        int at = Array.FindIndex(found.Wavenumbers, k => k > pivot);
        double expected = 8.0 / 81 * amplitude * gamma * Math.Pow(found.Wavenumbers[at] / pivot, index);
        Assert.Equal(1, found.Variances[at] / expected, 1e-5);
    }

    [Fact]
    public void A_narrow_peak_is_seen_through_the_window()
    {
        // P = A δ(ln k − ln k₀), x = k₀R: σ² = (16/81) A f(x) with f = x⁴ e^{−x²}; of a Gaussian of width w it is
        // f + w²f''/2, derivatives in ln x.
        const double width = 0.05, peak = 1e8;
        double[] fine = [.. Enumerable.Range(0, 4001).Select(i => 1e5 * Math.Exp(0.005 * i))];
        double height = 0.1 / (Math.Sqrt(2 * Math.PI) * width);
        double[] power = [.. fine.Select(k => 1e-30 + (height * Math.Exp(-0.5 * Math.Pow(Math.Log(k / peak) / width, 2))))];
        BlackHoleSpectrum found = BlackHoleSpectrum.Of(fine, power, 0.45, 0.2, 106.75)!;
        foreach (double x in new[] { 0.5, 1.0, 1.5 })
        {
            int at = Array.FindIndex(found.Wavenumbers, k => k >= peak / x);
            double here = peak / found.Wavenumbers[at];
            double spread = 1 + (0.5 * width * width * (Math.Pow(4 - (2 * here * here), 2) - (4 * here * here)));
            Assert.Equal(1, found.Variances[at] / (16.0 / 81 * 0.1 * Math.Pow(here, 4) * Math.Exp(-here * here) * spread), 0.002);
        }
    }

    [Fact]
    public void Fractions_are_the_tail_of_a_normal_distribution_and_masses_those_of_the_horizon()
    {
        // σ = 0.1: γ erfc(4.5/√2) = 0.2 · 6.795346249e-6.
        double amplitude = 0.01 * 81 / 8;
        BlackHoleSpectrum found = BlackHoleSpectrum.Of(Wavenumbers, [.. Wavenumbers.Select(_ => amplitude)], 0.45, 0.2, 106.75)!;
        int at = found.Wavenumbers.Length / 2;
        Assert.Equal(0.2 * 6.795346249e-6, found.Fractions[at], 2e-9);

        // k = aH, 3H² = (π²/30) g T⁴, entropy conserved: an independent calculation. M ∝ k⁻².
        Assert.Equal(2.792609843, BlackHoleSpectrum.Mass(1e6, 0.2, 106.75), 1e-6);
        Assert.Equal(4.094210500, BlackHoleSpectrum.Mass(1e6, 0.2, 10.75), 1e-6);
        Assert.Equal(1, BlackHoleSpectrum.Mass(1e13, 0.2, 106.75) / 2.792609843e-14, 1e-6);
        Assert.All(
            found.Wavenumbers.Zip(found.Masses),
            pair => Assert.Equal(1, pair.Second / BlackHoleSpectrum.Mass(pair.First, 0.2, 106.75), 1e-12));
    }

    [Fact]
    public void Only_scales_whose_neighbourhood_is_known_are_given()
    {
        BlackHoleSpectrum found = BlackHoleSpectrum.Of(Wavenumbers, [.. Wavenumbers.Select(_ => 0.01)], 0.45, 0.2, 106.75)!;
        Assert.True(found.Wavenumbers[0] >= 10 * Wavenumbers[0] && found.Wavenumbers[^1] <= Wavenumbers[^1] / 4);
        Assert.Null(BlackHoleSpectrum.Of([1, 2, 30], [1e-2, 1e-2, 1e-2], 0.45, 0.2, 106.75));
        Assert.Throws<ArgumentException>(() => BlackHoleSpectrum.Of([1, 2], [1e-2, double.NaN], 0.45, 0.2, 106.75));
        Assert.Throws<ArgumentException>(() => BlackHoleSpectrum.Of([2, 1], [1e-2, 1e-2], 0.45, 0.2, 106.75));
    }
}

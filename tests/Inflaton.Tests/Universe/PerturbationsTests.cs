using Inflaton.Dynamics;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;

namespace Inflaton.Universe;

public sealed class PerturbationsTests
{
    [Theory]
    [InlineData("quadratic", 50, 0.959701, 0.158227)]
    [InlineData("quadratic", 60, 0.966442, 0.132172)]
    [InlineData("quartic", 50, 0.939330, 0.313204)]
    [InlineData("quartic", 60, 0.949510, 0.262077)]
    [InlineData("starobinsky", 50, 0.961495, 0.004255)]
    [InlineData("starobinsky", 60, 0.967747, 0.003007)]
    public void Spectra_agree_with_independent_solvers(string potential, double efolds, double index, double ratio)
    {
        Observables found = Solve(potential).At(efolds);

        found.SpectralIndex.ShouldBe(index, 1e-5);
        found.TensorRatio.ShouldBe(ratio, Math.Max(1e-4 * ratio, 6e-7));
        if (efolds == 60)
        {
            found.Amplitude.ShouldBe(2.1e-9, 2e-4 * 2.1e-9);
        }
    }

    /// <summary>At a tolerance that is too loose the derivative is as uncertain as the modes make it.</summary>
    [Theory]
    [InlineData("quadratic")]
    [InlineData("quartic")]
    [InlineData("starobinsky")]
    public void The_error_of_the_tilt_covers_what_the_tolerance_makes_of_it(string potential)
    {
        Cosmology cosmology = Inflation.Of(potential);
        double efolds = cosmology.FindEnd().Efolds;
        Observables At(double tolerance) => new Perturbations(cosmology, efolds, new PerturbationOptions { Tolerance = tolerance }).At(55);
        Observables exact = At(1e-13);
        exact.SpectralIndexError.ShouldBeLessThan(1e-7);
        foreach (double tolerance in new[] { 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-11 })
        {
            Observables found = At(tolerance);
            Math.Abs(found.SpectralIndex - exact.SpectralIndex).ShouldBeLessThan(
                found.SpectralIndexError + exact.SpectralIndexError, $"{tolerance}");
            Math.Abs(found.Running - exact.Running).ShouldBeLessThan(found.RunningError + exact.RunningError, $"{tolerance}");
        }
    }

    [Fact]
    public void Running_and_tensor_tilt_of_quadratic_inflation()
    {
        Observables found = Solve("quadratic").At(60);

        found.Running.ShouldBe(-5.66e-4, 1e-6);
        found.TensorIndex.ShouldBe(-0.016947, 1e-6);
        found.Field[0].ShouldBe(Math.Sqrt((4 * 60) + 2), 0.2);
    }

    /// <summary>
    /// Power-law inflation is exactly soluble, ε = 1/p: n_s − 1 = n_t = −2/(p−1), r = 16/p and
    /// P_s = [2^{ν−3/2} Γ(ν)/Γ(3/2)]² (1−ε)^{2ν−1} H²/(8π²ε) where k = aH, ν = 3/2 + 1/(p−1). At p = 3, ν = 2.
    /// </summary>
    [Fact]
    public void Power_law_inflation_has_its_exact_spectra()
    {
        const double power = 3;
        double slope = Math.Sqrt(2 / power);
        Cosmology cosmology = new()
        {
            Potential = new ExponentialPotential(power * ((3 * power) - 1), slope),
            Expansion = new FriedmannExpansion(),
            InitialField = [0],
            InitialVelocity = [2 / slope],
        };
        Perturbations perturbations = new(cosmology, 40, new PerturbationOptions());

        Observables found = perturbations.At(28);

        found.SpectralIndex.ShouldBe(1 - (2 / (power - 1)), 2e-8);
        found.TensorIndex.ShouldBe(-2 / (power - 1), 2e-8);
        found.Running.ShouldBe(0, 1e-6);
        found.TensorRatio.ShouldBe(16 / power, 1e-8);
        double hubble = cosmology.FollowEfolds([12]).Hubble[0];
        double gamma = Math.Sqrt(2) / (Math.Sqrt(Math.PI) / 2);
        double amplitude = gamma * gamma * Math.Pow(1 - (1 / power), 3) * hubble * hubble * power / (8 * Math.PI * Math.PI);
        found.Amplitude.ShouldBe(amplitude, 1e-8 * amplitude);
    }

    /// <summary>A massless spectator in de Sitter space: P = (H/2π)²(1 + (k/aH)²) at any time, gravitational waves likewise.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(3000)]
    public void Massless_spectator_in_de_sitter_space_is_exact(double depth)
    {
        const double hubble = 0.7;
        Perturbations perturbations = new(
            Still(hubble), 20, new PerturbationOptions { Depth = depth, SpectatorMasses = [0, hubble * Math.Sqrt(2)] });
        double[] left = [11, 4, 1, 0.3];
        double[] wavenumbers = [.. left.Select(perturbations.Wavenumber)];

        PowerSpectrum spectrum = perturbations.Spectrum(wavenumbers);

        spectrum.Message.ShouldBeNull();
        for (int i = 0; i < left.Length; i++)
        {
            double x = Math.Exp(-left[i]), level = Math.Pow(hubble / (2 * Math.PI), 2);
            spectrum.Spectators[0][i].ShouldBe(level * (1 + (x * x)), 3e-9 * level);
            spectrum.Tensor[i].ShouldBe(8 * level * (1 + (x * x)), 3e-8 * level);

            // m² = 2H² is conformally coupled: χ = e^{−ikτ}/(a√2k), P = (H/2π)² x².
            spectrum.Spectators[1][i].ShouldBe(level * x * x, 3e-9 * level * x * x);
        }

        perturbations.HasScalar.ShouldBeFalse();
        spectrum.Scalar.ShouldAllBe(power => double.IsNaN(power));
    }

    [Fact]
    public void How_deep_a_mode_starts_does_not_matter()
    {
        Cosmology cosmology = Inflation.Of("quadratic");
        double end = cosmology.FindEnd().Efolds;
        double Amplitude(double depth) => new Perturbations(cosmology, end, new PerturbationOptions { Depth = depth }).At(55).Amplitude;

        double deep = Amplitude(2000);
        Amplitude(100).ShouldBe(deep, 1e-8 * deep);
        Amplitude(30).ShouldBe(deep, 1e-6 * deep);
    }

    [Fact]
    public void Slow_roll_is_near_but_not_the_same()
    {
        Observables found = Solve("quadratic").At(60);
        SlowRoll near = Inflation.Of("quadratic").SlowRollAt(found.Field);

        near.SpectralIndex.ShouldBe(found.SpectralIndex, 2e-3);
        near.TensorRatio.ShouldBe(found.TensorRatio, 0.06 * found.TensorRatio);
        near.Amplitude.ShouldBe(found.Amplitude, 0.06 * found.Amplitude);
        Math.Abs(near.SpectralIndex - found.SpectralIndex).ShouldBeGreaterThan(1e-5);
    }

    [Fact]
    public void Two_hundred_modes_have_the_same_bits_on_any_number_of_threads()
    {
        Perturbations perturbations = Solve("quadratic");
        double pivot = perturbations.Wavenumber(55);
        double[] wavenumbers = [.. Enumerable.Range(0, 200).Select(i => pivot * Math.Pow(10, (i - 50) / 50.0))];
        using WorkerTeam team = new(2);

        PowerSpectrum two = perturbations.Spectrum(wavenumbers, team);

        two.Message.ShouldBeNull();
        two.Scalar.ShouldBe(perturbations.Spectrum(wavenumbers).Scalar);
    }

    [Fact]
    public void A_mode_that_cannot_be_followed_says_why()
    {
        Perturbations perturbations = Solve("quadratic");

        double first = perturbations.Wavenumber(perturbations.Efolds);
        PowerSpectrum outside = perturbations.Spectrum([first]);
        outside.Scalar[0].ShouldBe(double.NaN);
        outside.Message!.ShouldContain("begin earlier");
        double enough = double.Parse(
            outside.Messages[0].Split("take larger k, ")[1].Split(" times")[0], System.Globalization.CultureInfo.InvariantCulture);
        perturbations.Spectrum([0.99 * enough * first]).Scalar[0].ShouldBe(double.NaN);
        double.IsFinite(perturbations.Spectrum([1.01 * enough * first]).Scalar[0]).ShouldBeTrue();
        PowerSpectrum inside = perturbations.Spectrum([1e40]);
        inside.Message.ShouldBeNull();
        double deep = Math.Pow(1e40 / perturbations.Wavenumber(0), 2) * Math.Pow(Inflation.Of("quadratic").FindEnd().Hubble, 2)
            / (4 * Math.PI * Math.PI);
        inside.Tensor[0].ShouldBe(8 * deep, 1e-9 * 8 * deep, "a mode that is deep inside the horizon is in its vacuum");
        Should.Throw<ArgumentOutOfRangeException>(() => perturbations.At(1000)).Message.ShouldContain("between 0 and");
        Should.Throw<ArgumentOutOfRangeException>(
            () => new Perturbations(Inflation.Of("quadratic"), 60, new PerturbationOptions { Depth = 1 }));
    }

    private static Perturbations Solve(string potential)
    {
        Cosmology cosmology = Inflation.Of(potential);
        return new Perturbations(cosmology, cosmology.FindEnd().Efolds);
    }

    private static Cosmology Still(double hubble) => new()
    {
        Potential = new PowerPotential(2, 1),
        Expansion = new DeSitterExpansion(hubble),
        InitialField = [0],
        InitialVelocity = [0],
    };

    /// <summary>With one field 𝓡 of a scale that has left the horizon long ago stays as it is to the end: d ln P/dN = 0 there.</summary>
    [Fact]
    public void The_curvature_of_one_field_is_frozen_at_the_end()
    {
        Cosmology cosmology = Inflation.Of("quadratic");

        new Perturbations(cosmology, cosmology.FindEnd().Efolds).At(50).Spectrum.ScalarDrift[0].ShouldBe(0, 1e-9);
    }
}

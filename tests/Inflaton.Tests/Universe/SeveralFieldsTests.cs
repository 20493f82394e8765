using System.Text.Json.Nodes;
using Inflaton.Dynamics;
using Inflaton.Potentials;

namespace Inflaton.Universe;

/// <summary>Spectra of several fields against independent programs.</summary>
public sealed class SeveralFieldsTests
{
    private static readonly JsonObject Cases = JsonNode.Parse(
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "reference", "inflation", "multifield.json")))!.AsObject();

    /// <summary>The reference gives P_S over P_𝓡.</summary>
    [Theory]
    [InlineData("double-quadratic", 1e-2)]
    [InlineData("double-quadratic-equal", 2e-4)]
    [InlineData("single-as-two", 2e-4)]
    public void Two_fields_agree_with_an_independent_program(string name, double isocurvature)
    {
        JsonNode json = Cases[name]!;
        double Number(string key) => (double)json[key]!;
        double[] Numbers(string key) => [.. json[key]!.AsArray().Select(value => (double)value!)];
        Cosmology cosmology = new()
        {
            Potential = new ManyFieldPotential(
                (string)json["potential"]!, ["phi1", "phi2"],
                json["parameters"]!.AsObject().ToDictionary(one => one.Key, one => (double)one.Value!)),
            Expansion = new FriedmannExpansion(),
            InitialField = Numbers("phi"),
        };

        Observables found = new Perturbations(cosmology, cosmology.FindEnd().Efolds).At(Number("pivot_efolds"));

        found.Amplitude.ShouldBe(Number("amplitude"), 2e-4 * found.Amplitude);
        found.SpectralIndex.ShouldBe(Number("n_s"), 2e-5);
        found.TensorRatio.ShouldBe(Number("r"), 2e-4 * found.TensorRatio);
        found.TensorIndex.ShouldBe(Number("n_t"), 2e-5);
        found.Spectrum.Correlation[0].ShouldBe(Number("correlation"), 2e-4);
        (found.Spectrum.Isocurvature[0] / found.Amplitude).ShouldBe(Number("isocurvature"), isocurvature * Number("isocurvature"));
        found.Spectrum.ScalarError[0].ShouldBeLessThan(1e-8);
    }

    /// <summary>The double quadratic potential that PyTransport publishes: m = 1e-5 and 9e-5, both fields 12, φ̇ = −V'/√(3V).</summary>
    [Theory]
    [InlineData(10, 2.2884e-7, 0.946408, 0.126831)]
    [InlineData(15, 1.72061e-7, 0.936574, 0.137656)]
    public void Double_quadratic_inflation_agrees_with_published_values(double exit, double amplitude, double index, double ratio)
    {
        Cosmology cosmology = new()
        {
            Potential = new ManyFieldPotential("0.5*1e-10*phi1^2 + 0.5*81e-10*phi2^2", ["phi1", "phi2"]),
            Expansion = new FriedmannExpansion(),
            InitialField = [12, 12],
        };
        double[] slope = new double[2];
        cosmology.Potential.Gradient(cosmology.InitialField, slope);
        double scale = Math.Sqrt(3 * cosmology.Energy(cosmology.InitialField));
        cosmology = cosmology with { InitialVelocity = [-slope[0] / scale, -slope[1] / scale] };
        double end = cosmology.FindEnd().Efolds;

        Observables found = new Perturbations(cosmology, end).At(end - exit);

        found.Amplitude.ShouldBe(amplitude, 2e-4 * amplitude);
        found.SpectralIndex.ShouldBe(index, 2e-5);
        found.TensorRatio.ShouldBe(ratio, 2e-4 * ratio);
    }

    [Fact]
    public void Ten_fields_agree_with_published_values()
    {
        double[] logMasses =
        [
            -11.4331129107601, -11.0209589994406, -10.8103553863187, -10.6473001974953, -10.5097113433471,
            -10.3877731294661, -10.2754640883194, -10.1677245681175, -10.0575191091359, -9.90201016940867,
        ];
        Cosmology cosmology = new()
        {
            Potential = new ManyFieldPotential(
                string.Join(" + ", logMasses.Select((log, i) => FormattableString.Invariant($"{Math.Pow(10, log):R}*phi{i + 1}^2/2"))),
                [.. Enumerable.Range(1, 10).Select(i => $"phi{i}")]),
            Expansion = new FriedmannExpansion(),
            InitialField = [.. Enumerable.Repeat(10.0, 10)],
        };
        double end = cosmology.FindEnd().Efolds;

        Observables found = new Perturbations(cosmology, end).At(55);

        end.ShouldBe(251.2147, 1e-3);
        found.Amplitude.ShouldBe(6.65652e-10, 2e-4 * 6.65652e-10);
        found.SpectralIndex.ShouldBe(0.948031, 2e-5);
        found.TensorRatio.ShouldBe(0.144605, 2e-4 * 0.144605);
    }

    /// <summary>Two equal fields are one at the distance from the origin, and the other direction is a massive spectator.</summary>
    [Fact]
    public void Two_equal_fields_have_the_spectrum_of_one()
    {
        Cosmology one = Inflation.Of("quadratic");
        Cosmology two = one with { InitialField = [0.6 * 17, 0.8 * 17] };
        Observables single = new Perturbations(one, one.FindEnd().Efolds).At(60);
        Observables both = new Perturbations(two, two.FindEnd().Efolds).At(60);

        both.Amplitude.ShouldBe(single.Amplitude, 1e-9 * single.Amplitude);
        both.SpectralIndex.ShouldBe(single.SpectralIndex, 1e-9);
        both.TensorRatio.ShouldBe(single.TensorRatio, 1e-9);
        both.Spectrum.Correlation[0].ShouldBe(0, 1e-9);
    }
}

using System.Text.Json.Nodes;
using Inflaton.Dynamics;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;

namespace Inflaton.Universe;

/// <summary>f_NL by δN.</summary>
public sealed class NonGaussianityTests
{
    private static readonly string[] Two = ["phi1", "phi2"];

    private static readonly JsonObject Cases = JsonNode.Parse(
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "reference", "inflation", "multifield.json")))!.AsObject();

    [Theory]
    [InlineData("double-quadratic")]
    [InlineData("double-quadratic-equal")]
    public void Two_fields_agree_with_an_independent_program(string name)
    {
        JsonNode json = Cases[name]!;
        double[] gradient = [.. json["dN"]!.AsArray().Select(value => (double)value!)];
        Cosmology cosmology = Of(json, (double[])[.. json["phi"]!.AsArray().Select(value => (double)value!)]);

        NonGaussianity found = Solve(cosmology, (double)json["pivot_efolds"]!);

        found.Value.ShouldBe((double)json["fnl"]!, 2e-5 * found.Value);
        found.Gradient[0].ShouldBe(gradient[0], 1e-6 * gradient[0]);
        found.Gradient[1].ShouldBe(gradient[1], 1e-6 * gradient[1]);
        found.Error.ShouldBeLessThan(1e-5 * found.Value);
        Math.Abs(found.VelocityEffect / found.Value).ShouldBeInRange(1e-3, 2e-2);
    }

    /// <summary>The error that is stated is not below what looser steps have, and not useless.</summary>
    [Theory]
    [InlineData(1e-10)]
    [InlineData(1e-8)]
    [InlineData(1e-6)]
    public void Errors_are_those_that_are_stated(double tolerance)
    {
        JsonNode json = Cases["double-quadratic"]!;
        Cosmology cosmology = Of(json, [8.2, 12.9]);
        NonGaussianity exact = Solve(cosmology, 45);
        NonGaussianity loose = Solve(cosmology with { Solver = cosmology.Solver with { RelativeTolerance = tolerance } }, 45);

        // The exit itself moves a little with the steps.
        double off = Math.Abs(loose.Value - exact.Value);
        off.ShouldBeLessThan(loose.Error + exact.Error);
        loose.Error.ShouldBeLessThan(1e-2 * exact.Value);
        exact.Error.ShouldBeLessThan(1e-6 * exact.Value);
    }

    /// <summary>Coordinates of the fields' space are of no matter: geodesics, parallel velocities.</summary>
    [Fact]
    public void Polar_coordinates_have_the_same_non_gaussianity()
    {
        Cosmology flat = Of(Cases["double-quadratic-equal"]!, [12, 12]);
        Cosmology polar = flat with
        {
            Potential = new ManyFieldPotential("0.5*phi1^2*(4e-12*cos(phi2)^2 + 1e-12*sin(phi2)^2)", Two),
            Space = new FieldSpace(["1", "phi1^2"], Two),
            InitialField = [12 * Math.Sqrt(2), Math.PI / 4],
        };
        NonGaussianity one = Solve(flat, 55), other = Solve(polar, 55);

        other.Value.ShouldBe(one.Value, 1e-5 * one.Value);
        other.VelocityEffect.ShouldBe(one.VelocityEffect, 1e-4 * Math.Abs(one.Value));
    }

    /// <summary>
    /// MultiModeCode's ten fields, of separable potentials: N_a = ∂N/∂φ_a has 8/N_aN_a for r, which the modes
    /// give by themselves, to the order of ε = r/16, and to leading order f_NL is that of N = Σφ_a²/4, (5/6) · ½/(Σφ_a²/4).
    /// </summary>
    [Fact]
    public void Ten_fields_have_the_tensors_of_their_modes()
    {
        double[] masses =
        [
            -11.4331129107601, -11.0209589994406, -10.8103553863187, -10.6473001974953, -10.5097113433471,
            -10.3877731294661, -10.2754640883194, -10.1677245681175, -10.0575191091359, -9.90201016940867,
        ];
        string[] names = [.. Enumerable.Range(1, 10).Select(i => $"phi{i}")];
        Cosmology cosmology = new()
        {
            Potential = new ManyFieldPotential(
                string.Join(" + ", masses.Select((mass, i) => $"{Math.Pow(10, mass) / 2:R}*{names[i]}^2")), names),
            Expansion = new FriedmannExpansion(),
            InitialField = [.. Enumerable.Repeat(10.0, 10)],
        };
        Perturbations perturbations = new(cosmology, cosmology.FindEnd().Efolds);
        using WorkerTeam team = new(2);
        Observables modes = perturbations.At(55, team);
        NonGaussianity found = perturbations.NonGaussianityAt(55, team);

        double squared = found.Gradient.Sum(one => one * one);
        (8 / squared).ShouldBe(modes.TensorRatio, 3 * (0.144605 / 16) * modes.TensorRatio);
        modes.TensorRatio.ShouldBe(0.144605, 2e-4 * 0.144605);
        found.Value.ShouldBe(5.0 / 12 / modes.Field.Sum(phi => phi * phi / 4), 0.2 * found.Value);
        found.Error.ShouldBeLessThan(1e-3 * found.Value);
    }

    /// <summary>
    /// One field: N' = V/V' and f_NL = (5/6)N''/N'², 5/(3φ²) for m²φ², suppressed by slow roll; conserved, so that the last slice is of no
    /// matter.
    /// </summary>
    [Fact]
    public void One_field_has_the_value_of_slow_roll()
    {
        Cosmology cosmology = Inflation.Of("quadratic");
        Perturbations perturbations = new(cosmology, cosmology.FindEnd().Efolds);
        double field = perturbations.At(60).Field[0];
        using WorkerTeam team = new(3);

        NonGaussianity found = perturbations.NonGaussianityAt(60), shared = perturbations.NonGaussianityAt(60, team);

        (found.Value + found.VelocityEffect).ShouldBe(5 / (3 * field * field), 0.02 * found.Value);
        Math.Abs(found.Drift).ShouldBeLessThan(1e-6);
        shared.Value.ShouldBe(found.Value);
        shared.Error.ShouldBe(found.Error);
    }

    /// <summary>
    /// Two fields with V = Σ½m_a²φ_a²: a product of slow roll, N_a = φ_a/2 … where both masses are one, f_NL = 5/(3φ²) again.
    /// </summary>
    [Fact]
    public void Equal_masses_have_that_of_one_field()
    {
        Cosmology one = Inflation.Of("quadratic"), two = one with { InitialField = [0.6 * 17, 0.8 * 17] };
        NonGaussianity single = Solve(one, 60), both = Solve(two, 60);

        both.Value.ShouldBe(single.Value, 1e-6 * single.Value);
        both.Gradient[0].ShouldBe(0.6 * single.Gradient[0], 1e-7 * single.Gradient[0]);
    }

    /// <summary>V = e^{−λφ}: N = φ/λ on the attractor, exactly; no f_NL, to the error that is stated.</summary>
    [Fact]
    public void Power_law_inflation_has_none()
    {
        const double Slope = 0.2;
        Cosmology cosmology = new()
        {
            Potential = new ExponentialPotential(1e-10, Slope),
            Expansion = new FriedmannExpansion(),
            InitialField = [0],
        };

        NonGaussianity found = new Perturbations(cosmology, 40).NonGaussianityAt(20);

        Math.Abs(found.Value).ShouldBeLessThan(found.Error);
        found.Error.ShouldBeLessThan(1e-7);
        Math.Abs(found.Gradient[0]).ShouldBe(1 / Slope, 1e-7);
    }

    private static NonGaussianity Solve(Cosmology cosmology, double left) =>
        new Perturbations(cosmology, cosmology.FindEnd().Efolds).NonGaussianityAt(left);

    private static Cosmology Of(JsonNode json, double[] field) => new()
    {
        Potential = new ManyFieldPotential(
            (string)json["potential"]!, Two, json["parameters"]!.AsObject().ToDictionary(one => one.Key, one => (double)one.Value!)),
        Expansion = new FriedmannExpansion(),
        InitialField = field,
    };

    /// <summary>
    /// One field whose velocity follows has one path only, along which N' = −1/φ' and (5/6)N''/N'² = (5/6)φ''/φ'; with the velocity held
    /// it has not quite, and the effect that is stated leads from one to the other.
    /// </summary>
    [Fact]
    public void Velocities_that_follow_lead_back_to_the_path()
    {
        const double left = 20, h = 1e-3;
        Cosmology cosmology = Inflation.Of("quadratic");
        double exit = cosmology.FindEnd().Efolds - left;
        Background path = cosmology.FollowEfolds([exit - h, exit, exit + h]);
        double Slope(int i) => path.Velocity.At(i)[0] / path.Hubble[i];
        double along = 5.0 / 6 * (Slope(2) - Slope(0)) / (2 * h) / Slope(1);

        NonGaussianity found = Solve(cosmology, left);

        Math.Abs(found.VelocityEffect).ShouldBeGreaterThan(1e-3 * found.Value);
        (found.Value + found.VelocityEffect).ShouldBe(along, 0.3 * Math.Abs(found.VelocityEffect));
    }
}

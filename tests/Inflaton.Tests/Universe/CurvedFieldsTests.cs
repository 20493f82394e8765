using Inflaton.Dynamics;
using Inflaton.Potentials;

namespace Inflaton.Universe;

/// <summary>Inflation in curved spaces of fields: what no choice of coordinates may change, and hyperbolic attractors.</summary>
public sealed class CurvedFieldsTests
{
    private static readonly string[] Two = ["phi1", "phi2"];

    /// <summary>Two quadratic fields turn; in polar coordinates the metric is diag(1, r²), and nothing else is different.</summary>
    [Fact]
    public void Polar_coordinates_give_what_cartesian_ones_give()
    {
        Cosmology flat = Of("0.5*4e-12*phi1^2 + 0.5*1e-12*phi2^2", null, 12, 12);
        Cosmology polar = Of(
            "0.5*phi1^2*(4e-12*cos(phi2)^2 + 1e-12*sin(phi2)^2)", new FieldSpace(["1", "phi1^2"], Two), 12 * Math.Sqrt(2), Math.PI / 4);
        Observables one = Solve(flat, 40), other = Solve(polar, 40);

        one.Spectrum.Correlation[0].ShouldBeInRange(-0.9, -0.1);
        polar.FindEnd().Efolds.ShouldBe(flat.FindEnd().Efolds, 1e-9);
        AgreeTo(1e-8, one, other);
        (other.Field[0] * Math.Cos(other.Field[1])).ShouldBe(one.Field[0], 1e-9);

        // The direction across the path is the same vector, and its components are those of a vector.
        double[] cartesian = one.Spectrum.EntropyDirections, across = other.Spectrum.EntropyDirections;
        EndOfInflation end = polar.FindEnd();
        ((across[0] * Math.Cos(end.Field[1])) - (across[1] * end.Field[0] * Math.Sin(end.Field[1]))).ShouldBe(cartesian[0], 1e-8);
    }

    /// <summary>φ = χ + χ³/60, with V and the kinetic energy written in χ.</summary>
    [Fact]
    public void One_field_has_the_same_spectrum_in_any_variable()
    {
        Cosmology plain = Inflation.Of("quadratic");
        double chi = 1;
        for (int i = 0; i < 100; i++)
        {
            chi -= (chi + (chi * chi * chi / 60) - 17) / (1 + (chi * chi / 20));
        }

        Cosmology written = plain with
        {
            Potential = new ExpressionPotential("0.5*3.4622e-11*(phi + phi^3/60)^2"),
            Space = new FieldSpace(["(1 + phi^2/20)^2"], ["phi"]),
            InitialField = [chi],
        };
        SlowRoll one = plain.SlowRollAt(plain.InitialField), other = written.SlowRollAt(written.InitialField);

        AgreeTo(1e-8, Solve(plain, 60), Solve(written, 60));
        other.Epsilon.ShouldBe(one.Epsilon, 1e-12);
        other.Eta.ShouldBe(one.Eta, 1e-12);
    }

    /// <summary>
    /// Slow-roll parameters with the metric diag(1, e^{2bφ₁}), whose connection is Γ¹₂₂ = −b e^{2bφ₁} and Γ²₁₂ = b, written out.
    /// </summary>
    [Fact]
    public void Slow_roll_takes_its_indices_up_by_the_metric()
    {
        const double b = 0.3, x = 2, y = -1.5, m = 0.7, n = 1.3;
        double g = Math.Exp(2 * b * x), value = 0.5 * ((m * x * x) + (n * y * y)), v1 = m * x, v2 = n * y;
        double up1 = v1, up2 = v2 / g, square = (v1 * up1) + (v2 * up2);
        double h11 = m, h12 = -b * v2, h22 = n + (b * g * v1);
        double along = ((h11 * up1 * up1) + (2 * h12 * up1 * up2) + (h22 * up2 * up2)) / square;

        SlowRoll found = Of("0.5*(0.7*phi1^2 + 1.3*phi2^2)", new FieldSpace(["1", "exp(0.6*phi1)"], Two), x, y).SlowRollAt([x, y]);

        found.Epsilon.ShouldBe(square / (2 * value * value), 1e-13);
        found.Eta.ShouldBe(along / value, 1e-13);
        found.TensorRatio.ShouldBe(16 * found.Epsilon);
    }

    /// <summary>
    /// T-models of α-attractors, V = V₀ tanh²(ρ/√(6α)): n_s = 1 − 2/N, r = 12α/N². In the disk V = V₀|z|² with the metric 6α/(1 − |z|²)²,
    /// where nothing is special about the direction of the path; on a line into the middle 𝓡 is that of the one field ρ.
    /// </summary>
    [Theory]
    [InlineData(1.0 / 3)]
    [InlineData(1.0)]
    public void Hyperbolic_attractors_have_the_spectrum_of_their_radius(double alpha)
    {
        const double Efolds = 55;
        double scale = Math.Sqrt(6 * alpha), start = scale * Math.Atanh(0.9975);
        Dictionary<string, double> parameters = new() { ["alpha"] = alpha };
        Cosmology radial = new()
        {
            Potential = new ExpressionPotential("1e-10*tanh(phi/sqrt(6*alpha))^2", parameters),
            Expansion = new FriedmannExpansion(),
            InitialField = [start],
        };
        Cosmology disk = radial with
        {
            Potential = new ManyFieldPotential("1e-10*(phi1^2 + phi2^2)", Two),
            Space = new FieldSpace(["6*alpha/(1 - phi1^2 - phi2^2)^2"], Two, parameters),
            InitialField = [0.6 * 0.9975, -0.8 * 0.9975],
        };
        Observables one = Solve(radial, Efolds), two = Solve(disk, Efolds);

        two.Amplitude.ShouldBe(one.Amplitude, 1e-8 * one.Amplitude);
        two.SpectralIndex.ShouldBe(one.SpectralIndex, 1e-8);
        two.TensorRatio.ShouldBe(one.TensorRatio, 1e-8 * one.TensorRatio);
        two.Spectrum.Correlation[0].ShouldBe(0, 1e-9);
        two.SpectralIndex.ShouldBe(1 - (2 / Efolds), 1e-3);
        two.TensorRatio.ShouldBe(12 * alpha / (Efolds * Efolds), 0.1 * two.TensorRatio);
    }

    /// <summary>A path that turns on a sphere, in angles and in stereographic projection.</summary>
    [Fact]
    public void A_sphere_is_the_same_in_two_kinds_of_coordinates()
    {
        // Radius 6: z = tan(θ/2)e^{iϕ}, V of the Cartesian coordinates x = 2 Re z/(1 + |z|²), c = cos θ.
        Cosmology angles = Of("1e-10*(1 - cos(phi1) + 2*sin(phi1)^2*cos(phi2)^2)", new FieldSpace(["36", "36*sin(phi1)^2"], Two), 1.9, 1.1);
        double radius = Math.Tan(0.95);
        Cosmology plane = Of(
            "1e-10*(1 - (1 - phi1^2 - phi2^2)/(1 + phi1^2 + phi2^2) + 2*(2*phi1/(1 + phi1^2 + phi2^2))^2)",
            new FieldSpace(["144/(1 + phi1^2 + phi2^2)^2"], Two), radius * Math.Cos(1.1), radius * Math.Sin(1.1));
        double end = angles.FindEnd().Efolds;

        plane.FindEnd().Efolds.ShouldBe(end, 1e-9);
        AgreeTo(1e-8, Solve(angles, end - 8), Solve(plane, end - 8));
    }

    private static Observables Solve(Cosmology cosmology, double left) => new Perturbations(cosmology, cosmology.FindEnd().Efolds).At(left);

    private static Cosmology Of(string potential, FieldSpace? space, params double[] field) => new()
    {
        Potential = new ManyFieldPotential(potential, Two),
        Expansion = new FriedmannExpansion(),
        InitialField = field,
        Space = space,
    };

    private static void AgreeTo(double relative, Observables one, Observables other)
    {
        other.Amplitude.ShouldBe(one.Amplitude, relative * one.Amplitude);
        other.SpectralIndex.ShouldBe(one.SpectralIndex, relative);
        other.TensorRatio.ShouldBe(one.TensorRatio, relative * one.TensorRatio);
        other.TensorIndex.ShouldBe(one.TensorIndex, relative);
        for (int i = 0; i < one.Spectrum.Isocurvature.Length; i++)
        {
            other.Spectrum.Isocurvature[i].ShouldBe(one.Spectrum.Isocurvature[i], 100 * relative * one.Spectrum.Isocurvature[i]);
            other.Spectrum.Correlation[i].ShouldBe(one.Spectrum.Correlation[i], relative);
        }
    }
}

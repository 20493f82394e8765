using Inflaton.Dynamics;
using Inflaton.Potentials;

namespace Inflaton.Universe;

/// <summary>Turn rates, masses and transfer functions against what is known exactly.</summary>
public sealed class TransferTests
{
    private static readonly string[] Two = ["phi1", "phi2"];

    /// <summary>
    /// Fields of one mass move on straight lines: nothing turns, 𝓡 stays, and Q_s = |φ|, turning the whole path, is an exact solution, so
    /// that T_SS is (|φ|/|φ'|) at the end over that at the exit. Without gravity's part of the mass M_ss = m²/H².
    /// </summary>
    [Fact]
    public void Paths_that_do_not_turn_keep_the_curvature_and_carry_entropy_along()
    {
        const double Mass = 1e-6;
        Cosmology cosmology = Of("0.5*1e-12*(phi1^2 + phi2^2)", null, 9.6, 12.8);
        EndOfInflation end = cosmology.FindEnd();
        Perturbations perturbations = new(cosmology, end.Efolds);
        Background exit = cosmology.FollowEfolds([end.Efolds - 50, end.Efolds]);
        double Ratio(int at) => Norm(exit.Field.At(at)) / Norm(exit.Velocity.At(at)) * exit.Hubble[at];

        TransferFunctions transfer = perturbations.Transfer(50)!;
        PathGeometry path = PathGeometry.Of(cosmology, exit);

        transfer.Matrix[0].ShouldBe(1, 1e-9);
        transfer.CurvatureFromEntropy.ShouldBe(0, 1e-9);
        transfer.Matrix[2].ShouldBe(0, 1e-9);
        transfer.EntropyFromEntropy.ShouldBe(Ratio(1) / Ratio(0), 1e-7 * Ratio(1) / Ratio(0));
        transfer.TurnRate.ShouldBe(0, 1e-11);
        path.TurnRate.ShouldAllBe(rate => Math.Abs(rate) < 1e-11);
        for (int i = 0; i < 2; i++)
        {
            double light = Mass * Mass / (exit.Hubble[i] * exit.Hubble[i]);
            path.EntropyMass[i].ShouldBe(light, 1e-9 * light);
            path.Masses.AsSpan(2 * i, 2).ToArray().ShouldContain(value => Math.Abs(value - light) < 1e-9);
        }
    }

    /// <summary>
    /// A path that turns: the angle of φ' changes by the turn rate, positive to the left, in any coordinates; with P_R and P_S at the exit
    /// alike, the spectra at the end are T_RS T_SS and 1 + T_RS² to the slow-roll order; and N_a of δN is the transfer of 𝓡.
    /// </summary>
    [Fact]
    public void Paths_that_turn_feed_the_curvature()
    {
        Cosmology flat = Of("0.5*4e-12*phi1^2 + 0.5*1e-12*phi2^2", null, 12, 12);
        Cosmology polar = Of(
            "0.5*phi1^2*(4e-12*cos(phi2)^2 + 1e-12*sin(phi2)^2)", new FieldSpace(["1", "phi1^2"], Two), 12 * Math.Sqrt(2), Math.PI / 4);
        double end = flat.FindEnd().Efolds, h = 1e-3;
        Background around = flat.FollowEfolds([end - 20 - h, end - 20, end - 20 + h]), same = polar.FollowEfolds([end - 20]);
        double Angle(int i) => Math.Atan2(around.Velocity.At(i)[1], around.Velocity.At(i)[0]);
        PathGeometry path = PathGeometry.Of(flat, around), other = PathGeometry.Of(polar, same);

        path.TurnRate[1].ShouldBe((Angle(2) - Angle(0)) / (2 * h), 1e-6 * Math.Abs(path.TurnRate[1]));

        // M_ss = V_ss/H² + 3ω², which long waves of entropy feel (Gordon et al. 2001).
        (double x, double y) = (-around.Velocity.At(1)[1], around.Velocity.At(1)[0]);
        double bending = ((4e-12 * x * x) + (1e-12 * y * y)) / ((x * x) + (y * y)), turn = path.TurnRate[1];
        path.EntropyMass[1].ShouldBe((bending / (around.Hubble[1] * around.Hubble[1])) + (3 * turn * turn), 1e-9);
        (3 * turn * turn).ShouldBeGreaterThan(1e-6);
        other.TurnRate[0].ShouldBe(path.TurnRate[1], 1e-9);
        other.EntropyMass[0].ShouldBe(path.EntropyMass[1], 1e-8);
        other.Masses.ShouldBe(path.Masses[2..4], 1e-8);

        Perturbations perturbations = new(flat, end), written = new(polar, end);
        TransferFunctions transfer = perturbations.Transfer(55)!, again = written.Transfer(55)!;
        Observables found = perturbations.At(55);
        NonGaussianity separate = perturbations.NonGaussianityAt(55);

        transfer.Matrix[0].ShouldBe(1, 1e-8);
        transfer.Matrix[2].ShouldBe(0, 1e-8);
        Math.Abs(transfer.CurvatureFromEntropy).ShouldBeGreaterThan(0.1);
        again.CurvatureFromEntropy.ShouldBe(transfer.CurvatureFromEntropy, 1e-7);
        again.EntropyFromEntropy.ShouldBe(transfer.EntropyFromEntropy, 1e-7 * Math.Abs(transfer.EntropyFromEntropy));
        double fed = transfer.CurvatureFromEntropy, sign = Math.Sign(transfer.EntropyFromEntropy);
        found.Spectrum.Correlation[0].ShouldBe(sign * fed / Math.Sqrt(1 + (fed * fed)), 0.03);
        double[] across = transfer.EntropyDirections;
        double along = (separate.Gradient[0] * across[0]) + (separate.Gradient[1] * across[1]);
        (along * -Norm(found.FieldSlope)).ShouldBe(fed, 0.03 * Math.Abs(fed));
    }

    /// <summary>Three fields of one mass: two entropy directions that stay apart.</summary>
    [Fact]
    public void Three_fields_have_an_entropy_matrix()
    {
        string[] names = ["phi1", "phi2", "phi3"];
        Cosmology cosmology = new()
        {
            Potential = new ManyFieldPotential("0.5*1e-12*(phi1^2 + phi2^2 + phi3^2)", names),
            Expansion = new FriedmannExpansion(),
            InitialField = [9, 10, 8],
        };
        double end = cosmology.FindEnd().Efolds;
        TransferFunctions transfer = new Perturbations(cosmology, end).Transfer(40)!;
        Background exit = cosmology.FollowEfolds([end - 40, end]);
        double Ratio(int at) => Norm(exit.Field.At(at)) / Norm(exit.Velocity.At(at)) * exit.Hubble[at];
        double carried = Ratio(1) / Ratio(0);

        double[] expected = [1, 0, 0, 0, carried, 0, 0, 0, carried];
        transfer.Matrix.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-7 * Math.Max(1, carried));
        PathGeometry.Of(cosmology, exit).TurnRate.ShouldAllBe(rate => Math.Abs(rate) < 1e-9);
        PathGeometry.Of(cosmology, exit).EntropyMass.ShouldBeEmpty();
    }

    /// <summary>A straight path in the hyperbolic plane of curvature K = −2/(3α): M_ss = V_;ss/H² + K|φ'|².</summary>
    [Theory]
    [InlineData(1.0 / 3)]
    [InlineData(2.0)]
    public void Curvature_of_the_fields_space_is_a_mass(double alpha)
    {
        double scale = Math.Sqrt(6 * alpha), radius = 0.98 * scale;
        FormattableString width = $"{scale:R}", warp = $"({scale / 2:R}*sinh(2*phi1/{scale:R}))^2";
        Cosmology cosmology = Of(
            $"1e-10*tanh(phi1/{FormattableString.Invariant(width)})^2", new FieldSpace(["1", FormattableString.Invariant(warp)], Two),
            3 * radius, 0.4);
        Background background = cosmology.FollowEfolds([0, 5]);
        PathGeometry path = PathGeometry.Of(cosmology, background);
        double rho = background.Field.At(1)[0], hubble = background.Hubble[1], t = Math.Tanh(rho / scale);

        // V_;ss = Γ-part: V_ρ (ln √G_θθ)_ρ, and K = −4/(6α).
        double slope = 2e-10 * t * (1 - (t * t)) / scale, spread = 2 / scale / Math.Tanh(2 * rho / scale);
        double curvature = -2 / (3 * alpha);
        double expected = (slope * spread / (hubble * hubble)) + (curvature * 2 * background.Epsilon[1]);

        path.EntropyMass[1].ShouldBe(expected, 1e-9 * Math.Max(1, Math.Abs(expected)));
        path.TurnRate[1].ShouldBe(0, 1e-12);
    }

    private static double Norm(ReadOnlySpan<double> vector)
    {
        double sum = 0;
        foreach (double value in vector)
        {
            sum += value * value;
        }

        return Math.Sqrt(sum);
    }

    private static Cosmology Of(string potential, FieldSpace? space, params double[] field) => new()
    {
        Potential = new ManyFieldPotential(potential, Two),
        Expansion = new FriedmannExpansion(),
        InitialField = field,
        Space = space,
    };
}

using Inflaton.Dynamics;
using Inflaton.Potentials;
using Inflaton.Training;
using Inflaton.Universe;

namespace Inflaton.Duality.Homogeneous;

/// <summary>Universe → network → universe and network → universe → network, and networks that train as the exact solutions go.</summary>
public sealed class HomogeneousTrainingTests
{
    private static readonly IReadOnlyDictionary<string, SingleFieldPotential> Potentials = new Dictionary<string, SingleFieldPotential>
    {
        ["square"] = new PowerPotential(2, 0.49),
        ["quartic"] = new PowerPotential(4, 0.7),
        ["double well"] = new DoubleWellPotential(0.5, 1.1),
        ["starobinsky"] = new StarobinskyPotential(0.4),
        ["expression"] = new ExpressionPotential("0.3*f^2+exp(-f)*(f-1)^4", field: "f"),
    };

    private static readonly IReadOnlyDictionary<string, Expansion> Expansions = new Dictionary<string, Expansion>
    {
        ["matter"] = new PowerLawExpansion(2.0 / 3, 1.5),
        ["de sitter"] = new DeSitterExpansion(0.3),
        ["flat"] = new DeSitterExpansion(0),
        ["friedmann"] = new FriedmannExpansion(Fluid.Of("radiation", 0.3), Fluid.Of("vacuum", 0.02)),
    };

    public static TheoryData<string, string> Universes =>
        [.. Potentials.Keys.SelectMany(potential => Expansions.Keys.Select(expansion => (potential, expansion)))];

    [Theory, MemberData(nameof(Universes))]
    public void A_universe_comes_back_from_its_network(string potential, string expansion)
    {
        HomogeneousUniverse universe = new(Rolling(Potentials[potential], Expansions[expansion], 0.3), 12);

        HomogeneousTraining training = HomogeneousTraining.Of(universe, HomogeneousNetwork.Draw(20, 3, outputScale: 1.7), 300);
        HomogeneousUniverse back = HomogeneousUniverse.Of(training);

        training.Loss.Value(0.9)
            .ShouldBe(universe.Potential.Value(0.9) / training.Network.Theta, 1e-15 * Math.Abs(training.Loss.Value(0.9)));
        back.Potential.ShouldBeSameAs(universe.Potential);
        back.Cosmology.Expansion.ShouldBeSameAs(universe.Cosmology.Expansion);
        back.Cosmology.InitialField.ShouldBe(universe.Cosmology.InitialField);
        back.Cosmology.InitialVelocity.ShouldBe([0.0]);
        back.Cosmology.Start.ShouldBe(expansion == "matter" ? 1.5 : 0);
        back.Duration.ShouldBe(12, 1e-14);
    }

    [Theory, MemberData(nameof(Universes))]
    public void A_network_comes_back_from_its_universe(string potential, string expansion)
    {
        HomogeneousNetwork network = HomogeneousNetwork.Draw(20, 4, outputScale: 0.6);
        SingleFieldPotential loss = Potentials[potential];
        HomogeneousTraining training = new()
        {
            Network = network,
            InitialField = 0.3,
            Loss = loss,
            Optimizer = new FriedmannOptimizer(
                0.0016, Expansions[expansion], Expansions[expansion].IsSelfConsistent ? new MeanFieldEnergy(loss, network.Theta) : null),
            Epochs = 250,
        };

        HomogeneousTraining back = HomogeneousTraining.Of(HomogeneousUniverse.Of(training), network, 250);

        ShouldBeTheSame(back, training);
        FriedmannOptimizer optimizer = back.Optimizer.ShouldBeOfType<FriedmannOptimizer>();
        optimizer.Expansion.ShouldBeSameAs(Expansions[expansion]);
        optimizer.FollowsField.ShouldBe(expansion == "friedmann");
    }

    /// <summary>Heavy ball is the leapfrog scheme of de Sitter space with a kick; the kick tells it from a field at rest.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.97)]
    public void Gradient_descent_comes_back_from_de_sitter_space(double momentum)
    {
        HomogeneousTraining training = new()
        {
            Network = HomogeneousNetwork.Draw(20, 4),
            InitialField = 0.3,
            Loss = new DoubleWellPotential(0.5, 1.1),
            Optimizer = new GradientDescent(0.0025, momentum),
            Epochs = 250,
        };
        double theta = training.Network.Theta, slope = 0.5 * 0.3 * (0.3 - 1.1) * (0.3 + 1.1);

        HomogeneousUniverse universe = HomogeneousUniverse.Of(training);
        HomogeneousTraining back = HomogeneousTraining.Of(universe, training.Network, 250);

        universe.Cosmology.Expansion.Hubble(0, 0, 0).ShouldBe(2 * (1 - momentum) / (3 * (1 + momentum) * 0.05), 1e-13);
        universe.Cosmology.InitialVelocity![0].ShouldBe(-0.025 * theta * slope, 1e-15);
        universe.Potential.Slope(0.3).ShouldBe(2 / (1 + momentum) * theta * slope, 1e-14);
        ShouldBeTheSame(back, training);
        back.Optimizer.ShouldBeOfType<GradientDescent>().Momentum.ShouldBe(momentum, 1e-14);

        // From rest in the same universe the steps are the same but for the first.
        Cosmology atRest = HomogeneousUniverse.Of(training, Matching.Leading).Cosmology;
        atRest.InitialVelocity.ShouldBe([0.0]);
        atRest.Expansion.Hubble(0, 0, 0).ShouldBe((1 - momentum) / (3 * 0.05), 1e-13);
        HomogeneousTraining.Of(new HomogeneousUniverse(atRest, 12.5), training.Network, 250).Optimizer.ShouldBeOfType<FriedmannOptimizer>();
    }

    /// <summary>m = 1 in the era of matter, φ = (A sin t + B cos t)/t, trained: what is left is of second order in the step.</summary>
    [Fact]
    public void A_trained_network_is_the_exact_field_in_the_era_of_matter()
    {
        const double start = 1.5, field = 0.3;
        HomogeneousUniverse universe = new(Rolling(new PowerPotential(2, 1), new PowerLawExpansion(2.0 / 3, start), field), 10);

        // φ(t₀) = φ₀ and φ̇(t₀) = 0: with u = tφ, ü + u = 0, u(t₀) = t₀φ₀, u̇(t₀) = φ₀.
        double Exact(double elapsed) => field * ((start * Math.Cos(elapsed)) + Math.Sin(elapsed)) / (start + elapsed);
        double coarse = Error(universe, 200, Exact), fine = Error(universe, 400, Exact);

        fine.ShouldBeLessThan(2e-4 * field);
        (coarse / fine).ShouldBe(4, 0.1);
    }

    /// <summary>
    /// The heavy ball at constant H against the damped oscillator with its kick, of second order; without the kick it would be of first.
    /// </summary>
    [Fact]
    public void Gradient_descent_is_the_damped_oscillator_of_its_universe()
    {
        double[] errors = [.. new[] { 0.1, 0.05 }.Select(step =>
        {
            double q = 1.5 * 0.2 * step;
            HomogeneousNetwork network = HomogeneousNetwork.Draw(40, 2, outputScale: 1 << 14);
            HomogeneousTraining training = new()
            {
                Network = network,
                InitialField = 0.8,
                Loss = new PowerPotential(2, 1 / network.Theta),
                Optimizer = new GradientDescent(step * step, (1 - q) / (1 + q)),
                Epochs = (int)Math.Round(10 / step),
                RecordEvery = (int)Math.Round(1 / step),
            };
            Cosmology cosmology = HomogeneousUniverse.Of(training).Cosmology;
            double velocity = cosmology.InitialVelocity![0], damping = 1.5 * 0.2;
            double massSquared = cosmology.Potential.UniformCurvature!.Value, omega = Math.Sqrt(massSquared - (damping * damping));
            cosmology.Expansion.Hubble(0, 0, 0).ShouldBe(0.2, 1e-13);
            massSquared.ShouldBe(1 + q, 1e-13);
            velocity.ShouldBe(-step * 0.8 / 2, 1e-13);
            Trajectory trained = training.Train().Field;
            return Enumerable.Range(0, trained.Count).Max(i =>
            {
                double t = trained.Times[i];
                double exact =
                    Math.Exp(-damping * t) * ((0.8 * Math.Cos(omega * t)) + ((velocity + (damping * 0.8)) / omega * Math.Sin(omega * t)));
                return Math.Abs(trained.At(i)[0] - exact);
            });
        })];

        errors[1].ShouldBeLessThan(1e-3);
        (errors[0] / errors[1]).ShouldBe(4, 0.25);
    }

    [Theory]
    [InlineData("matter", 300)]
    [InlineData("friedmann", 1000)]
    public void The_error_is_predicted_before_training(string expansion, int width)
    {
        HomogeneousUniverse universe = new(Rolling(new DoubleWellPotential(0.5, 1.1), Expansions[expansion], 0.3), 8);
        HomogeneousTraining training = HomogeneousTraining.Of(universe, HomogeneousNetwork.Draw(width, 2), 400);

        FollowedField followed = training.Follow(universe.Cosmology);
        double found = followed.ErrorOf(training.Train().Field);

        found.ShouldBeGreaterThan(1e-4);
        found.ShouldBe(followed.PredictedError, 0.15 * followed.PredictedError);
        followed.StepError.ShouldBeInRange(1e-6, 5e-3);
        followed.Shift.ShouldBe(0);
        followed.Scale.ShouldBe(followed.Field.Values.Max(Math.Abs));
    }

    [Fact]
    public void A_universe_may_measure_its_field_from_elsewhere()
    {
        HomogeneousTraining training = new()
        {
            Network = HomogeneousNetwork.Draw(20, 4),
            InitialField = 2.8,
            Loss = new PowerPotential(4, 0.7, minimum: 2.5),
            Optimizer = new FriedmannOptimizer(0.0016, new PowerLawExpansion(0.5, 2)),
            Epochs = 250,
        };

        HomogeneousUniverse plain = HomogeneousUniverse.Of(training), shifted = HomogeneousUniverse.Of(training, shift: 2.5);

        shifted.Cosmology.InitialField[0].ShouldBe(0.3, 1e-15);
        foreach (double field in new[] { -1.2, 0.1, 0.8 })
        {
            shifted.Potential.Value(field).ShouldBe(training.Network.Theta * 0.7 / 4 * Math.Pow(field, 4), 1e-12);
        }

        double[] times = [2, 5, 9];
        double[] there = plain.Cosmology.Follow(times).Field.Values;
        shifted.Cosmology.Follow(times).Field.Values.Zip(there, (a, b) => Math.Abs(a + 2.5 - b)).Max().ShouldBeLessThan(1e-11);
        training.Follow(shifted.Cosmology).Shift.ShouldBe(2.5, 1e-15);
    }

    [Fact]
    public void A_universe_without_a_network_is_refused()
    {
        Cosmology small = Rolling(new PowerPotential(2, 1), new DeSitterExpansion(0.3), 0.3);
        HomogeneousNetwork network = HomogeneousNetwork.Draw(8, 1);
        DualityException Refused(Cosmology cosmology, int epochs = 100) =>
            Should.Throw<DualityException>(() => HomogeneousTraining.Of(new HomogeneousUniverse(cosmology, 10), network, epochs));

        Refused(small with { InitialField = [1, 2], InitialVelocity = [0, 0] }).Part.ShouldBe(DualityPart.Field);
        Refused(small with { InitialVelocity = null }).Part.ShouldBe(DualityPart.Velocity);
        Refused(small with { InitialVelocity = [0.1] }).Message.ShouldBe(
            "The field's first velocity is not 0, and a network starts at rest. Give phidot: 0; the friction takes the field to slow roll "
            + "by itself.");
        Refused(small with { InitialVelocity = [0.1], Expansion = new PowerLawExpansion(1, 1) }).Part.ShouldBe(DualityPart.Velocity);
        Refused(small, epochs: 20).Message.ShouldContain("Take at least 32 epochs.");
        HomogeneousTraining.Of(new HomogeneousUniverse(small, 10), network, 32).Epochs.ShouldBe(32);
        DualityException negative = Refused(
            small with { Potential = new ExpressionPotential("f^2/2-1", field: "f"), Expansion = new FriedmannExpansion() });
        negative.Part.ShouldBe(DualityPart.Expansion);
        negative.Problem.ShouldContain("negative energy");
        Should.Throw<ArgumentException>(
            () => new HomogeneousUniverse(small with { Potential = new ManyFieldPotential("a^2", ["a"]) }, 1)).Message
            .ShouldContain("not one of a single field");
        Should.Throw<ArgumentOutOfRangeException>(() => new HomogeneousUniverse(small, 0)).Message.ShouldContain("positive");
        Should.Throw<ArgumentOutOfRangeException>(() => HomogeneousTraining.Of(new HomogeneousUniverse(small, 1), network, 0));
    }

    [Fact]
    public void A_training_without_a_universe_is_refused()
    {
        HomogeneousNetwork network = HomogeneousNetwork.Draw(8, 1);
        PowerPotential loss = new(2, 1);
        DualityException Refused(Optimizer optimizer) => Should.Throw<DualityException>(() => HomogeneousUniverse.Of(new HomogeneousTraining
        {
            Network = network,
            InitialField = 0.5,
            Loss = loss,
            Optimizer = optimizer,
            Epochs = 10,
        }));

        Refused(new NesterovDescent(0.01, 0.9)).Message.ShouldBe(
            "The optimiser is nesterov, whose field is in no universe of this kind. Take gradient_descent or friedmann.");
        Refused(new BornInfeldDescent(0.01)).Part.ShouldBe(DualityPart.Optimizer);
        Refused(new Adam(0.01)).Part.ShouldBe(DualityPart.Optimizer);
        Refused(new FriedmannOptimizer(0.01, new FriedmannExpansion(Fluid.Of("radiation", 1)))).Part.ShouldBe(DualityPart.Expansion);
        Should.Throw<ArgumentException>(() => HomogeneousUniverse.Of(new HomogeneousTraining
        {
            Network = network,
            InitialField = 0.5,
            Loss = loss,
            Optimizer = new FriedmannOptimizer(0.01, new FriedmannExpansion(), new MeanFieldEnergy(loss, 2 * network.Theta)),
            Epochs = 10,
        })).Message.ShouldContain("expands by V = ");
    }

    private static Cosmology Rolling(SingleFieldPotential potential, Expansion expansion, double field) =>
        new()
        {
            Potential = potential,
            Expansion = expansion,
            InitialField = [field],
            InitialVelocity = [0],
            Start = expansion.DefaultStart,
        };

    private static double Error(HomogeneousUniverse universe, int epochs, Func<double, double> exact)
    {
        Trajectory trained = HomogeneousTraining.Of(universe, HomogeneousNetwork.Draw(40, 2, outputScale: 1 << 14), epochs).Train().Field;
        return Enumerable.Range(0, trained.Count).Max(i => Math.Abs(trained.At(i)[0] - exact(trained.Times[i])));
    }

    private static void ShouldBeTheSame(HomogeneousTraining back, HomogeneousTraining training)
    {
        back.Epochs.ShouldBe(training.Epochs);
        back.InitialField.ShouldBe(training.InitialField);
        back.Optimizer.LearningRate.ShouldBe(training.Optimizer.LearningRate, 1e-14 * training.Optimizer.LearningRate);
        foreach (double field in new[] { -1.3, 0.2, 0.9, 2.5 })
        {
            double value = training.Loss.Value(field);
            back.Loss.Value(field).ShouldBe(value, 2e-15 * Math.Abs(value));
        }

        double[] there = new DiscreteRung().Predict(training.Problem()).Field.Values,
        again = new DiscreteRung().Predict(back.Problem()).Field.Values;
        again.Zip(there, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-11);
    }
}

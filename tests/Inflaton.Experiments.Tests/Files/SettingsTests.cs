using Inflaton.Experiments.Files;
using Inflaton.Experiments.Lattices;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Universes;

namespace Inflaton.Experiments.Tests.Files;

/// <summary>Experiments, universes and lattices put together without a file.</summary>
public sealed class SettingsTests
{
    private const string Shortest = """
        name: experiment
        network: {hidden: [8], activation: erf}
        data: {point: [1.0]}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.1}}
        epochs: 250
        """;

    private static readonly ExperimentSettings Least = new()
    {
        Network = new NetworkSettings { Hidden = [8], Activation = "erf" },
        Data = new DataSettings { Source = new PointSource([1]) },
        Loss = new SquaredLossSettings(),
        Optimizer = new GradientDescentSettings(0.1),
        Epochs = 250,
    };

    private static readonly UniverseSettings LeastUniverse = new()
    {
        Potential = new MonomialSettings(2, 1),
        Initial = new InitialSettings([3]),
        Time = new TimeSettings(Efolds: 1),
    };

    private static readonly LatticeSettings LeastLattice = new()
    {
        Potential = new MonomialSettings(4, 0.1),
        Lattice = new LatticeGridSettings(2, 8, 8),
        Initial = new LatticeStartSettings([1], Fluctuations: new VacuumStartSettings()),
        Time = new LatticeTimeSettings(To: 1),
    };

    private static readonly PotentialSettings Quadratic = new ExpressionSettings("phi^2");

    /// <summary>What settings are where nothing is said, beside what a file then says.</summary>
    public static TheoryData<string, ExperimentSettings> Defaults { get; } = new()
    {
        { "epochs=250", Least },
        { "loss={power: {degree: 4}}", Least with { Loss = new PowerLossSettings(4) } },
        { "loss={huber: {}}", Least with { Loss = new HuberLossSettings() } },
        { "loss={log_cosh: {}}", Least with { Loss = new LogCoshLossSettings() } },
        { "loss={expression: {formula: f^2}}", Least with { Loss = new ExpressionLossSettings("f^2") } },
        {
            "loss={field: {potential: {expression: phi^2}, gradient: false}}",
            Least with { Loss = new FieldLossSettings(Quadratic, Gradient: false) }
        },
        {
            "loss={field: {potential: {hilltop: {height: 2, width: 3}}, gradient: false}}",
            Least with { Loss = new FieldLossSettings(new HilltopSettings(2, 3), Gradient: false) }
        },
        {
            "loss={field: {potential: {monodromy: {scale: 2}}, gradient: false}}",
            Least with { Loss = new FieldLossSettings(new MonodromySettings(2), Gradient: false) }
        },
        { "optimizer={adam: {}}", Least with { Optimizer = new AdamSettings() } },
        { "optimizer={nesterov: {learning_rate: auto}}", Least with { Optimizer = new NesterovSettings(null) } },
        { "optimizer={born_infeld: {learning_rate: 1}}", Least with { Optimizer = new BornInfeldSettings(1) } },
        {
            "optimizer={friedmann: {learning_rate: 1, universe: self_consistent}}",
            Least with { Optimizer = new FriedmannOptimizerSettings(1, OptimizerUniverseSettings.SelfConsistent) }
        },
        {
            "optimizer={friedmann: {learning_rate: 1, universe: {power_law: {p: 1}}}}",
            Least with { Optimizer = new FriedmannOptimizerSettings(1, new OptimizerUniverseSettings(new PowerLawSettings(1))) }
        },
        {
            "optimizer={gradient_descent: {learning_rate: 0.1}, natural: {}}",
            Least with { Optimizer = new GradientDescentSettings(0.1) { Natural = new NaturalSettings() } }
        },
        { "posterior={}", Least with { Posterior = new PosteriorSettings() } },
        { "initial_field={uniform: 0}", Least with { InitialField = new InitialFieldSettings() } },
        { "initial_field={uniform: 0, vacuum: {}}", Least with { InitialField = new InitialFieldSettings(Vacuum: new VacuumSettings()) } },
        {
            "initial_field={uniform: 0, modes: [{k: 1, amplitude: 2}]}",
            Least with { InitialField = new InitialFieldSettings(Modes: [new FieldModeSettings([1], 2)]) }
        },
        { "initial_field={white: {rms: 0.1}}", Least with { InitialField = new InitialFieldSettings(White: new WhiteSettings(0.1)) } },
        {
            "initial_field={thermal: {temperature: 0.1}}",
            Least with { InitialField = new InitialFieldSettings(Thermal: new ThermalSettings(0.1)) }
        },
        { "data={circle: {points: 5}}", Least with { Data = new DataSettings { Source = new CircleSource(5) } } },
        { "data={orthogonal: {points: 5}}", Least with { Data = new DataSettings { Source = new OrthogonalSource(5) } } },
        { "data={orthogonal: {points: 5, dimension: 7}}", Least with { Data = new DataSettings { Source = new OrthogonalSource(5, 7) } } },
        {
            "network={hidden: [8], activation: erf, initialization: pytorch}",
            Least with { Network = Least.Network with { Initialization = "pytorch" } }
        },
    };

    [Theory]
    [MemberData(nameof(Defaults))]
    public void What_is_left_out_is_what_a_file_leaves_out(string change, ExperimentSettings settings)
    {
        ExperimentFile file = ExperimentFile.Parse(Shortest, "experiment.yaml", ".", [change]);

        ExperimentFile.Of(settings).Settings.ShouldBe(file.Settings);
        settings.RecordEvery.ShouldBe(file.Settings.RecordEvery);
        settings.Predictions.ShouldBe(file.Settings.Predictions);
        settings.Posterior?.Samples.ShouldBe(file.Settings.Posterior!.Samples);
    }

    [Fact]
    public void What_hangs_on_the_rest_follows_it()
    {
        ExperimentSettings settings = Least with
        {
            Kernel = "infinite",
            Posterior = new PosteriorSettings { Covariance = true },
            Data = new DataSettings { Source = new OrthogonalSource(4) },
            Epochs = 1000,
        };
        ExperimentSettings file = ExperimentFile.Parse(
            Shortest, "experiment.yaml", ".",
            ["kernel=infinite", "posterior={covariance: true}", "data={orthogonal: {points: 4}}", "epochs=1000"]).Settings;

        ExperimentFile.Of(settings).Settings.ShouldBe(file);
        (settings.RecordEvery, settings.Posterior!.Samples).ShouldBe((10, 5));
        (Least with { Loss = new FieldLossSettings(Quadratic) }).Predictions.ShouldContain("lattice");
        Least.Predictions.ShouldNotContain("lattice");
    }

    [Fact]
    public void Universes_and_lattices_leave_out_what_their_files_do()
    {
        UniverseFile.Of(LeastUniverse).Settings.ShouldBe(UniverseFile.Parse(
            "{potential: {monomial: {degree: 2, mass: 1}}, initial: {phi: 3}, time: {efolds: 1}}", "universe.yaml").Settings);
        UniverseFile.Of(LeastUniverse with { Perturbations = new PerturbationSettings(), Time = new TimeSettings() })
            .Settings.ShouldBe(UniverseFile.Parse(
            "{potential: {monomial: {degree: 2, mass: 1}}, initial: {phi: 3}, time: {to: end_of_inflation}, perturbations: {}}",
            "universe.yaml").Settings);
        LatticeFile.Of(LeastLattice).Settings.ShouldBe(LatticeFile.Parse(
            "{potential: {monomial: {degree: 4, coupling: 0.1}}, lattice: {dimensions: 2, sites: 8, length: 8}, "
                + "initial: {phi: 1, fluctuations: {vacuum: {}}}, time: {to: 1}}",
            "lattice.yaml", ".").Settings);
        LatticeFile.Of(LeastLattice with { Initial = new LatticeStartSettings([1], Fluctuations: new WhiteStartSettings(0.1)) })
            .Settings.ShouldBe(LatticeFile.Parse(
            "{potential: {monomial: {degree: 4, coupling: 0.1}}, lattice: {dimensions: 2, sites: 8, length: 8}, "
                + "initial: {phi: 1, fluctuations: {white: {rms: 0.1}}}, time: {to: 1}}",
            "lattice.yaml", ".").Settings);
        LatticeFile.Of(LeastLattice with { Initial = new LatticeStartSettings([1], Fluctuations: new ThermalStartSettings(0.5)) })
            .Settings.ShouldBe(LatticeFile.Parse(
            "{potential: {monomial: {degree: 4, coupling: 0.1}}, lattice: {dimensions: 2, sites: 8, length: 8}, "
                + "initial: {phi: 1, fluctuations: {thermal: {temperature: 0.5}}}, time: {to: 1}}",
            "lattice.yaml", ".").Settings);
    }

    [Fact]
    public void They_run_to_the_bits_that_their_files_give()
    {
        RunResult run = ExperimentRunner.Run(ExperimentFile.Of(Least));
        RunResult ofFile = ExperimentRunner.Run(ExperimentFile.Parse(Shortest, "any.yaml", "."));
        run.Arrays["trained"].Values.ShouldBe(ofFile.Arrays["trained"].Values);
        run.Arrays["frozen_kernel"].Values.ShouldBe(ofFile.Arrays["frozen_kernel"].Values);

        UniverseResult universe = UniverseRunner.Run(UniverseFile.Of(LeastUniverse));
        universe.Arrays["phi"]
            .Values.ShouldBe(UniverseRunner.Run(UniverseFile.Parse(universe.ResolvedYaml, "any.yaml")).Arrays["phi"].Values);

        LatticeResult lattice = LatticeRunner.Run(LatticeFile.Of(LeastLattice));
        LatticeResult again = LatticeRunner.Run(LatticeFile.Parse(lattice.ResolvedYaml, "any.yaml", "."));
        lattice.Arrays.Keys.ShouldBe(again.Arrays.Keys);
        foreach (string name in lattice.Arrays.Keys)
        {
            lattice.Arrays[name].Values.ShouldBe(again.Arrays[name].Values, name);
        }
    }

    [Fact]
    public void Everything_wrong_is_said_at_once_by_the_keys_of_files()
    {
        ExperimentSettings wrong = Least with
        {
            Name = "a/b",
            Network = Least.Network with { Hidden = [8, 0], OutputScale = double.NaN },
            Data = null!,
            Loss = new PowerLossSettings(3),
            Optimizer = new GradientDescentSettings(double.PositiveInfinity, 1),
            Matching = "leapfrogs",
        };

        string[] problems =
            [.. Should.Throw<ExperimentFileException>(() => ExperimentFile.Of(wrong)).Problems.Select(problem => problem.ToString())];

        problems.ShouldBe(
            [
                "settings: name: has a character that a folder's name cannot have (a/b). Give a name that can name a folder, "
                    + "for example name: my-experiment.",
                "settings: network.hidden.1: is below 1 (0). Give a whole number of at least 1.",
                "settings: network.output_scale: is not a finite number (NaN). Give a number above 0, for example output_scale: 1.",
                "settings: data: is missing. Give a section with point, points, interval, circle, orthogonal, file, targets, test, "
                    + "for example data: {point: [1.0]}.",
                "settings: loss.power.degree: is odd, and an odd power has no minimum (3). Give an even number, for example 2 or 4.",
                "settings: optimizer.gradient_descent.learning_rate: is not a finite number (infinity). Give a number above 0, "
                    + "or auto, for example learning_rate: 0.1.",
                "settings: optimizer.gradient_descent.momentum: is not below 1 (1). Give a number of at least 0 and below 1, "
                    + "for example momentum: 0.",
                "settings: matching: is not a choice (leapfrogs). Did you mean leapfrog? Give one of leapfrog, leading.",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void What_no_file_can_say_is_refused()
    {
        Should.Throw<ExperimentFileException>(() => UniverseFile.Of(LeastUniverse with { Time = new TimeSettings(To: 1, Efolds: 1) }))
            .Message.ShouldContain("settings: time: has to and efolds");
        Should.Throw<ExperimentFileException>(
            () => ExperimentFile.Of(Least with { Data = new DataSettings { Source = new IntervalSource(4, 0.1, From: 1) } }))
            .Message.ShouldContain("settings: data.interval.hubble_lengths: stands beside from or to");
        OptimizerUniverseSettings counted = new(new PowerLawSettings(1), CountsField: true);
        Should.Throw<ArgumentException>(() => ExperimentFile.Of(Least with { Optimizer = new FriedmannOptimizerSettings(1, counted) }));
        Should.Throw<ArgumentException>(
            () => LatticeFile.Of(LeastLattice with { Universe = new LatticeUniverseSettings(new DeSitterSettings(1), true) }));
        Should.Throw<ArgumentException>(() => ExperimentFile.Of(
            Least with { Loss = new ExpressionLossSettings("a*f^2", [KeyValuePair.Create("a", 1.0), KeyValuePair.Create("a", 2.0)]) }))
            .Message.ShouldContain("'a' is there twice");
    }

    [Fact]
    public void Paths_are_relative_to_the_folder_that_is_named()
    {
        ExperimentSettings settings = Least with
        {
            Data = new DataSettings { Source = new FileSource { Paths = [Path.Combine("data", "diabetes.csv")], Target = ["y"] } },
        };

        FileSource source = ExperimentFile.Of(settings, Repository.Samples).Settings.Data.Source.ShouldBeOfType<FileSource>();

        source.Path.ShouldBe(Path.Combine(Repository.Samples, "data", "diabetes.csv"));
        Should.Throw<ExperimentFileException>(() => ExperimentFile.Of(settings, Path.GetTempPath()))
            .Message.ShouldContain("data.file.path: does not exist");
    }
}

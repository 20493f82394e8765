using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Universes;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Potentials;
using Inflaton.Training;

namespace Inflaton.Experiments.Tests.Files;

/// <summary>One part of each kind that the program does not come with, named by experiment files and run.</summary>
public sealed class VocabularyTests
{
    private const string Yaml = """
        name: own-parts
        seed: 3
        network: {hidden: [40], activation: "arctangent(0.5)", bias_std: 1}
        data: {points: {inputs: [[0.1, 0.5], [-0.4, 0.3], [0.9, -0.2]], targets: [1, 0, -1]}, test: [[0.2, 0.2]]}
        loss: {squared: {}}
        optimizer: {dampened: {learning_rate: 0.08, momentum: 0.5, dampening: 0.5}}
        epochs: 20
        record_every: 5
        predictions: [frozen_kernel, standstill]
        """;

    private static readonly Vocabulary Own = Vocabulary.Standard with
    {
        Activations = [.. Vocabulary.Standard.Activations, new ActivationEntry("arctangent", [1], numbers => new Arctangent(numbers[0]))],
        Optimizers = [.. Vocabulary.Standard.Optimizers, DampenedSettings.Alternative],
        Losses = [.. Vocabulary.Standard.Losses, CoshSettings.Alternative],
        Potentials = [.. Vocabulary.Standard.Potentials, CatenarySettings.Alternative],
        Rungs = [.. Vocabulary.Standard.Rungs, new StandstillRung()],
    };

    [Fact]
    public void A_run_of_them_trains_predicts_and_reports()
    {
        RunResult run = Run(Parse(Yaml));

        run.Summary.Status.ShouldBe(RunStatus.Completed);
        run.Summary.LossPredicted.Keys.ShouldBe(["frozen_kernel", "standstill"]);
        run.Summary.LossPredicted["standstill"].ShouldBe(run.Summary.LossInitial);
        run.Arrays["standstill"].Shape.ShouldBe([5, 3]);
        run.Arrays["standstill"].Values.Chunk(3).ShouldAllBe(field => field.SequenceEqual(run.Arrays["trained"].Values.Take(3)));

        FigureSet.Of(run.Summary, run.Arrays).Single(figure => figure.Name == "loss").Spec.ToJsonString().ShouldContain("standstill");
        HtmlReport.Build(run, FigureSet.Of(run.Summary, run.Arrays)).ShouldContain("standstill");
    }

    [Fact]
    public void Dampening_is_a_smaller_learning_rate()
    {
        RunResult run = Run(Parse(Yaml));
        RunResult plain = Run(Parse(Yaml, "optimizer={gradient_descent: {learning_rate: 0.04, momentum: 0.5}}"));

        run.Summary.LearningRate.ShouldBe(0.04);
        run.Arrays["trained"].Values.ShouldBe(plain.Arrays["trained"].Values);
        run.Arrays["frozen_kernel"].Values.ShouldBe(plain.Arrays["frozen_kernel"].Values);
    }

    [Fact]
    public void Auto_is_half_the_stability_limit_of_an_optimiser_of_ones_own()
    {
        RunResult run = Run(Parse(Yaml, "optimizer.dampened.learning_rate=auto"));

        (run.Summary.LearningRate / run.Summary.StabilityLimit).ShouldBe(0.5, 1e-12);
        run.Summary.Notes.ShouldContain(note => note.StartsWith("learning_rate: auto is"));
    }

    [Fact]
    public void A_loss_trains_as_the_formula_of_it_does()
    {
        RunResult run = Run(Parse(Yaml, "loss={cosh: {scale: 0.7}}"));
        RunResult formula = Run(Parse(Yaml, "loss={expression: {formula: \"k*(cosh(f-y)-1)\", parameters: {k: 0.7}}}"));

        run.Summary.LossFinal!.Value.ShouldBeLessThan(0.9 * run.Summary.LossInitial);
        foreach (string name in new[] { "trained", "frozen_kernel", "test_trained" })
        {
            run.Arrays[name].Values.Zip(formula.Arrays[name].Values, (own, other) => Math.Abs(own - other)).Max()
                .ShouldBeLessThan(1e-9, name);
        }
    }

    [Fact]
    public void A_potential_is_one_of_a_field_on_a_lattice_and_of_a_universe()
    {
        const string field = "loss={field: {potential: {catenary: {mass: 0.5}}, gradient: true}}";
        RunResult lattice = Run(Parse(Yaml, "data={orthogonal: {points: 6, dimension: 6}}", field, "predictions=[lattice, standstill]"));
        UniverseFile universe = UniverseFile.Parse(
            "{potential: {catenary: {mass: 0.5}}, universe: {de_sitter: {hubble: 0.1}}, initial: {phi: 1}, time: {to: 1}}",
            "own.yaml", vocabulary: Own);
        UniverseFile known = UniverseFile.Parse(
            "{potential: {expression: \"m^2*(cosh(phi)-1)\", parameters: {m: 0.5}}, universe: {de_sitter: {hubble: 0.1}}, "
                + "initial: {phi: 1}, time: {to: 1}}", "known.yaml");

        lattice.Summary.Status.ShouldBe(RunStatus.Completed);
        lattice.Summary.LossPredicted.Keys.ShouldBe(["lattice", "standstill"]);
        double[] own = UniverseRunner.Run(universe, new StudyOptions { Threads = 1 }).Arrays["phi"].Values;
        double[] same = UniverseRunner.Run(known, new StudyOptions { Threads = 1 }).Arrays["phi"].Values;
        own.Zip(same, (one, other) => Math.Abs(one - other)).Max().ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void The_resolved_file_gives_the_settings_back()
    {
        ExperimentFile file = Parse(Yaml);

        ExperimentFile.Parse(file.ResolvedYaml(), "again.yaml", Repository.Root, vocabulary: Own).Settings.ShouldBe(file.Settings);
    }

    [Fact]
    public void Settings_of_ones_own_are_written_where_they_say_how()
    {
        ExperimentFile file = Parse(Yaml);

        ExperimentFile.Of(file.Settings, vocabulary: Own).Settings.ShouldBe(file.Settings);
        Should.Throw<NotSupportedException>(() => ExperimentFile.Of(file.Settings with { Loss = new CoshSettings(1) }, vocabulary: Own))
            .Message.ShouldContain("CoshSettings does not say how it stands in a file");
    }

    [Theory]
    [InlineData("arctangent", "Give one of relu, ", "network.activation=arctangent")]
    [InlineData("dampened", "is not a key of optimizer", "network.activation=erf")]
    [InlineData("standstill", "is not a choice", "network.activation=erf")]
    public void Files_of_the_standard_vocabulary_know_none_of_them(string name, string problem, string change)
    {
        ExperimentFileException exception = Should.Throw<ExperimentFileException>(
            () => ExperimentFile.Parse(Yaml, "test.yaml", Repository.Root, [change]));

        exception.Problems.ShouldContain(one => one.ToString().Contains(name) && one.ToString().Contains(problem));
    }

    [Fact]
    public void What_is_wrong_in_a_section_of_ones_own_is_said_as_of_any()
    {
        ExperimentFileException exception = Should.Throw<ExperimentFileException>(() => Parse(Yaml, "optimizer.dampened.dampening=1"));

        exception.Message.ShouldContain("optimizer.dampened.dampening: is not below 1 (1).");
    }

    /// <summary>A name that stands for two things would be decided in silence, and an array written over another.</summary>
    [Fact]
    public void A_name_stands_for_one_thing()
    {
        Refused(Own with { Rungs = [.. Own.Rungs, new StandstillRung()] }, "Two things of the vocabulary are the prediction 'standstill'");
        Refused(Own with { Rungs = [.. Own.Rungs, new StandstillRung("trained")] }, "cannot be named 'trained'");
        Refused(Own with { Rungs = [.. Own.Rungs, new StandstillRung("loss_discrete")] }, "cannot be named 'loss_discrete'");
        Refused(Own with { Rungs = [.. Own.Rungs, new StandstillRung("No good")] }, "'No good' is not named by small letters");
        Refused(Own with { Activations = [.. Own.Activations, new ActivationEntry("erf", [], _ => new Arctangent(1))] },
            "the activation 'erf'");
        Refused(Own with { Losses = [.. Own.Losses, CoshSettings.Alternative with { Key = "field" }] }, "the loss 'field'");
        Refused(Own with { Optimizers = [.. Own.Optimizers, DampenedSettings.Alternative with { Key = "natural" }] },
            "the optimizer 'natural'");
        Refused(Own with { Potentials = [.. Own.Potentials, CatenarySettings.Alternative with { Key = "parameters" }] },
            "the potential 'parameters'");

        static void Refused(Vocabulary vocabulary, string message) => Should.Throw<ArgumentException>(
            () => ExperimentFile.Parse(Yaml, "test.yaml", Repository.Root, vocabulary: vocabulary)).Message.ShouldContain(message);
    }

    private static ExperimentFile Parse(string yaml, params string[] overrides) =>
        ExperimentFile.Parse(yaml, "test.yaml", Repository.Root, overrides, vocabulary: Own);

    private static RunResult Run(ExperimentFile file) => ExperimentRunner.Run(file, new RunOptions { Threads = 2 });

    /// <summary>φ = atan(sz)/s.</summary>
    private sealed class Arctangent(double steepness) : Activation
    {
        public override string Name => "arctangent";

        public override IReadOnlyList<double> Parameters => [steepness];

        public override bool IsOdd => true;

        public override double Value(double z) => Math.Atan(steepness * z) / steepness;

        public override double Slope(double z) => 1 / (1 + (steepness * steepness * z * z));

        public override double Curvature(double z) => -2 * steepness * steepness * z * Slope(z) * Slope(z);

        public override double ThirdDerivative(double z) =>
            2 * steepness * steepness * Slope(z) * Slope(z) * ((4 * steepness * steepness * z * z * Slope(z)) - 1);
    }

    /// <summary>The heavy ball whose velocity takes in a part 1 − τ of the gradient: v ← γv − η(1 − τ)∇𝓛.</summary>
    private sealed class Dampened(double learningRate, double momentum, double dampening) : Optimizer
    {
        private readonly GradientDescent same = new(learningRate * (1 - dampening), momentum);

        public override string Name => "dampened";

        public override double LearningRate => same.LearningRate;

        public override double StabilityBound => same.StabilityBound;

        public override EquationOfMotion Equation(Matching matching, double mean = 0) => same.Equation(matching, mean);

        public override StepSequence Begin() => same.Begin();
    }

    private sealed record DampenedSettings(double? LearningRate, double Momentum, double Dampening) : StableOptimizerSettings(LearningRate)
    {
        public static Alternative<OptimizerSettings> Alternative { get; } = new(
            "dampened",
            Kinds.Section<OptimizerSettings>(r => new DampenedSettings(
                Rate(r, "Learning rate η before dampening.", "0.1"),
                r.WithDefault("momentum", Kinds.Number(atLeast: 0, below: 1), "0", "Momentum γ."),
                r.WithDefault("dampening", Kinds.Number(atLeast: 0, below: 1), "0", "Dampening τ."))),
            "Heavy ball with dampening.");

        public override string Key => "dampened";

        public override void Write(SectionWriter section) => section.Section(
            Key, own => own.Add("learning_rate", LearningRate, orElse: "auto").Add("momentum", Momentum).Add("dampening", Dampening));

        protected override Optimizer Create(double rate, OptimizerStart start) =>
            new Dampened(LearningRate is null ? rate / (1 - Dampening) : rate, Momentum, Dampening);
    }

    /// <summary>V = m²(cosh φ − 1), the curve of a hanging chain.</summary>
    private sealed class CatenaryPotential(double mass) : SingleFieldPotential
    {
        public override string Name => "catenary";

        public override string Formula => $"{Text(mass * mass)}·(cosh φ − 1)";

        public override double Value(double field) => 2 * mass * mass * Math.Sinh(field / 2) * Math.Sinh(field / 2);

        public override double Slope(double field) => mass * mass * Math.Sinh(field);

        public override double Curvature(double field) => mass * mass * Math.Cosh(field);
    }

    /// <summary>ℓ = κ(cosh(f − y) − 1).</summary>
    private sealed record CoshSettings(double Scale) : LossSettings
    {
        public static Alternative<LossSettings> Alternative { get; } = new(
            "cosh", Kinds.Section<LossSettings>(r => new CoshSettings(r.WithDefault("scale", Kinds.Number(above: 0), "1", "κ."))),
            "ℓ = κ(cosh(f−y) − 1).");

        public override Loss Create(int points, int outputs, double? theta0 = null) =>
            new ResidualLoss(new CatenaryPotential(Math.Sqrt(Scale)));
    }

    private sealed record CatenarySettings(double Mass) : PotentialSettings
    {
        public static Alternative<PotentialSettings> Alternative { get; } = new(
            "catenary", Kinds.Section<PotentialSettings>(r => new CatenarySettings(r.Required("mass", Kinds.Number(above: 0), "m.", "1"))),
            "V = m²(cosh φ − 1).");

        public override Potential Create(int fields) => new CatenaryPotential(Mass);
    }

    /// <summary>The field stays where it is.</summary>
    private sealed class StandstillRung(string name = "standstill") : IRung
    {
        public string Name => name;

        public string Meaning => "nothing moves";

        public Prediction Predict(PredictionProblem problem)
        {
            double[] times = problem.Times;
            return new Prediction
            {
                Rung = Name,
                Field = new Trajectory(times, problem.InitialField.Length, [.. times.SelectMany(_ => problem.InitialField)]),
                Loss = [.. times.Select(_ => problem.LossOf(problem.InitialField))],
            };
        }
    }
}

using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tuning;
using Inflaton.Experiments.Universes;
using Small = Inflaton.Experiments.Tests.Runs.Experiments;

namespace Inflaton.Experiments.Tests.Studies;

/// <summary>Who looks on sees what the results will hold, and changes nothing of it.</summary>
public sealed class StudyObserverTests
{
    private const string Points = "data={interval: {from: -0.2, to: 0.2, points: 12}}";
    private const string Radiation = "optimizer={friedmann: {learning_rate: 0.04, universe: {power_law: {p: 0.5}}}}";

    public static TheoryData<string> Runs { get; } =
    [
        "loss={power: {degree: 2, scale: 0.01, minimum: 5}}",
        "loss={power: {degree: 4, scale: 0.001, minimum: 5}}",
        Radiation,
        "optimizer={friedmann: {learning_rate: 0.04, universe: self_consistent}}",
    ];

    [Theory, MemberData(nameof(Runs))]
    public void A_run_shows_the_trained_field_and_every_prediction_as_its_arrays_have_them(string change)
    {
        ExperimentFile file = Small.Parse(Small.Interval, Points, change);
        Sights sights = new();

        RunResult seen = ExperimentRunner.Run(file, new RunOptions { Observer = sights.See, Progress = sights });
        RunResult unseen = ExperimentRunner.Run(file, new RunOptions());

        sights.Parts.ShouldBe(
            [.. file.Settings.Predictions.Select(rung => (StudyPhase.Predicting, rung)), (StudyPhase.Training, "trained")],
            ignoreOrder: true);
        foreach ((StudyPhase phase, string part) in sights.Parts)
        {
            sights.Fields(phase, part).ShouldBe(seen.Arrays[part].Values, part);
            sights.Times(phase, part).ShouldBe(seen.Arrays["time"].Values, part);
            if (seen.Arrays.TryGetValue("efolds_trained", out var efolds) && part == "trained")
            {
                sights.Efolds(phase, part).ShouldBe(efolds.Values);
            }
        }

        foreach ((string name, var array) in unseen.Arrays)
        {
            seen.Arrays[name].Values.ShouldBe(array.Values, name);
        }
    }

    [Fact]
    public void A_universe_shows_its_fields()
    {
        UniverseFile file = UniverseFile.Parse(
            """
            name: two
            potential: {expression: "0.5*phi1^2 + 2*phi2^2"}
            initial: {phi: [3, 2]}
            time: {efolds: 1.5, points: 20}
            """,
            "test.yaml");
        Sights sights = new();

        UniverseResult found = UniverseRunner.Run(file, new StudyOptions { Observer = sights.See, Progress = sights });

        sights.Fields(StudyPhase.Solving, "phi").ShouldBe(found.Arrays["phi"].Values);
        sights.Times(StudyPhase.Solving, "phi").ShouldBe(found.Arrays["t"].Values);
        sights.Efolds(StudyPhase.Solving, "phi").ShouldBe(found.Arrays["efolds"].Values);
    }

    [Fact]
    public void Progress_says_in_numbers_where_a_run_stands()
    {
        Sights sights = new();

        RunResult run = ExperimentRunner.Run(Small.Parse(Small.Interval), new RunOptions { Progress = sights });

        List<StudyProgress> told = sights.Progress;
        told.Select(one => one.Phase).Distinct()
            .ShouldBe([StudyPhase.Preparing, StudyPhase.Kernel, StudyPhase.Predicting, StudyPhase.Training]);
        told.ShouldAllBe(one => one.Step >= 0 && one.Step <= one.Steps && one.Fraction >= 0 && one.Fraction <= 1);
        told.Where(one => one.Phase == StudyPhase.Predicting).Select(one => one.Part).Distinct()
            .ShouldBe(Inflaton.Duality.Ladder.Names.Where(run.Summary.LossPredicted.ContainsKey));
        told.Single(one => one.Part == "kernel").Values.ShouldBe([new NamedValue("inputs", 12)]);
        StudyProgress last = told[^1];
        (last.Part, last.Step, last.Steps, last.Fraction).ShouldBe(("trained", 60L, 60L, 1.0));
        last.Values.ShouldBe([new NamedValue("loss", run.Arrays["loss_trained"].Values[^1])]);
    }

    /// <summary>Rungs that follow equations or a recursion, over 60 epochs, without and with closed forms.</summary>
    [Theory]
    [InlineData("loss={power: {degree: 4, scale: 0.001, minimum: 5}}", "frozen_kernel")]
    [InlineData("loss={power: {degree: 4, scale: 0.001, minimum: 5}}", "discrete")]
    [InlineData("loss={power: {degree: 2, scale: 0.01, minimum: 5}}", "discrete")]
    public void Progress_of_a_prediction_has_its_epoch(string loss, string rung)
    {
        Sights sights = new();

        ExperimentRunner.Run(Small.Parse(Small.Interval, Points, loss), new RunOptions { Progress = sights });

        StudyProgress[] told = [.. sights.Progress.Where(one => one.Part == rung)];
        told[0].Values.ShouldBeEmpty();
        double[] epochs = [.. told.Skip(1).Select(one => one.Values.Single(value => value.Name == "epoch").Value)];
        epochs.Length.ShouldBeInRange(3, 21);
        epochs.ShouldBe(epochs.Order().Distinct());
        epochs[^1].ShouldBe(60, 1e-9);
        told.Select(one => one.Fraction).Distinct().Count().ShouldBe(1, "the rungs that are done");
    }

    [Fact]
    public void Progress_of_a_tuning_has_rate_momentum_and_loss_of_every_trial()
    {
        Sights sights = new();
        TuningFile file = TuningFile.Parse(Small.Interval, "small.yaml", Repository.Root, ["tune={trials: 2}"]);

        TuningOutput found = (TuningOutput)new TuningStudy(file).Run(new StudyOptions { Progress = sights, Figures = false });

        StudyProgress[] trials = [.. sights.Progress.Where(one => one.Phase == StudyPhase.Training)];
        trials.ShouldAllBe(one => one.Part == "trial" && one.Step <= one.Steps);
        double[] rates = [.. trials.Select(one => one.Values.Single(value => value.Name == "learning_rate").Value).Distinct()];
        rates.ShouldBe([.. found.Tuned.Trials.Concat(found.Tuned.Beside).Select(one => one.LearningRate).Distinct()], ignoreOrder: true);
        trials[0].Values.Single(value => value.Name == "loss").Value.ShouldBe(found.Tuned.InitialLoss, 1e-12);
    }

    [Fact]
    public void Progress_of_a_training_that_makes_its_universe_has_its_efolds()
    {
        Sights sights = new();

        RunResult run = ExperimentRunner.Run(Small.Parse(Small.Interval, Points, Radiation), new RunOptions { Progress = sights });

        sights.Progress[^1].Values.Select(one => one.Name).ShouldBe(["loss", "efolds"]);
        double time = run.Arrays["time"].Values[^1];
        sights.Progress[^1].Values[1].Value.ShouldBe(0.5 * Math.Log(1 + time), 0.01);
    }

    private sealed class Sights : IProgress<StudyProgress>
    {
        private readonly List<(StudyPhase Phase, string Part, double Time, double Efolds, double[] Field)> seen = [];

        public List<StudyProgress> Progress { get; } = [];

        public IEnumerable<(StudyPhase Phase, string Part)> Parts => seen.Select(one => (one.Phase, one.Part)).Distinct();

        public void Report(StudyProgress value) => Progress.Add(value);

        public void See(StudyPhase phase, string part, FieldState state) =>
            seen.Add((phase, part, state.Time, state.Efolds, state.Field.ToArray()));

        public double[] Fields(StudyPhase phase, string part) => [.. Of(phase, part).SelectMany(one => one.Field)];

        public double[] Times(StudyPhase phase, string part) => [.. Of(phase, part).Select(one => one.Time)];

        public double[] Efolds(StudyPhase phase, string part) => [.. Of(phase, part).Select(one => one.Efolds)];

        private IEnumerable<(StudyPhase Phase, string Part, double Time, double Efolds, double[] Field)> Of(
            StudyPhase phase, string part) =>
            seen.Where(one => (one.Phase, one.Part) == (phase, part));
    }
}

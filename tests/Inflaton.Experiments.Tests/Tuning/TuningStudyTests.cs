using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tests.Scans;
using Inflaton.Experiments.Tuning;

namespace Inflaton.Experiments.Tests.Tuning;

/// <summary>A tuning is a study like any other: file, folder, report, cancellation and cost.</summary>
public sealed class TuningStudyTests
{
    private const string Yaml = """
        name: small
        network: {hidden: [24], activation: erf}
        data: {interval: {from: -1, to: 1, points: 6}, targets: [1, 0.5, 0, 0.2, 0.7, 1]}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.1}}
        epochs: 50
        """;

    [Fact]
    public void The_section_says_what_is_tuned_for_and_the_experiment_is_the_one_without_it()
    {
        TuningFile file = Parse("tune: {target_loss: 0.2, epochs: 70, trials: 1, verify: true}");
        file.Settings.Tune.ShouldBe(new TuneSettings { TargetLoss = 0.2, Epochs = 70, Trials = 1, Verify = true });
        file.Experiment.ResolvedYaml().ShouldBe(ExperimentFile.Parse(Yaml, "small.yaml", ".").ResolvedYaml());
        TuningFile.Parse(file.ResolvedYaml(), "again.yaml", ".").Settings.ShouldBe(file.Settings);

        TuningOutput tuned = (TuningOutput)new TuningStudy(file).Run(new StudyOptions());
        (tuned.Tuned.Goal.TargetLoss, tuned.Tuned.Goal.Epochs, tuned.Tuned.Trials.Count).ShouldBe((0.2, 70, 1));
        tuned.Summary.Verification.ShouldNotBeNull().Trainings.ShouldBe(tuned.Tuned.Verification.ShouldNotBeNull().Grid.Count);
        tuned.Summary.Best.ShouldBe(TuningRunner.Of(file.Experiment, new TuningOptions { TargetLoss = 0.2, Epochs = 70, Trials = 1 }).Best);
    }

    [Theory]
    [InlineData("tune: {target_loss: 0}", "tune.target_loss")]
    [InlineData("tune: {trials: -1}", "tune.trials")]
    [InlineData("tune: {epochs: 0}", "tune.epochs")]
    [InlineData("tune: {trails: 2}", "tune.trails: is not a key of tune. Did you mean trials?")]
    public void Mistakes_in_the_section_are_said(string section, string says) =>
        Should.Throw<ExperimentFileException>(() => Parse(section)).Message.ShouldContain(says);

    [Fact]
    public void An_optimiser_that_cannot_be_tuned_is_refused_where_it_stands()
    {
        string adam = Yaml.Replace("gradient_descent: {learning_rate: 0.1}", "adam: {learning_rate: 0.1}", StringComparison.Ordinal);
        FileProblem problem = Should.Throw<ExperimentFileException>(() => TuningFile.Parse(adam, "small.yaml", "."))
            .Problems.ShouldHaveSingleItem();
        (problem.Line, problem.Key).ShouldBe((5, "optimizer"));
        problem.Problem.ShouldContain("is not gradient_descent");
    }

    [Fact]
    public void A_folder_is_read_back_and_its_report_is_made_anew()
    {
        using TemporaryFolder at = new();
        StudyFolder folder = StudyCatalogue.Folder(at.In("out"), StudyCatalogue.Tuning);
        folder.Prepare();
        TuningOutput tuned =
            (TuningOutput)new TuningStudy(Parse("tune: {verify: true}")).Run(new StudyOptions { OutputDirectory = folder.Path });
        folder.Write(tuned, pictures: false);
        string report = File.ReadAllText(folder.Report);

        StudyFolder found = StudyCatalogue.ExistingFolder(folder.Path);
        TuningOutput read = found.Read().ShouldBeOfType<TuningOutput>();
        TuningOutput.Json(read.Tuned).ShouldBe(TuningOutput.Json(tuned.Tuned));
        read.Arrays["epochs"].Shape.ShouldBe([24, 24]);
        read.Arrays["epochs"].Values[(5 * 24) + 7].ShouldBe(tuned.Tuned.Map[(5 * 24) + 7].Epochs);
        found.WriteReport(read, pictures: false).ShouldBeNull();
        foreach (string text in new[] { report, File.ReadAllText(folder.Report) })
        {
            text.ShouldContain("The recommendation, and a grid around it");
            text.ShouldContain("figure-regimes");
            text.ShouldContain("trials: 3");
        }

        // What a run found is not replaced, though it is of the same file.
        Should.Throw<IOException>(StudyCatalogue.Folder(folder.Path, StudyCatalogue.Experiment).KeepResultsOfOtherKinds)
            .Message.ShouldContain("another kind of study");
        folder.KeepResultsOfOtherKinds();
        folder.WriteReport(read, pictures: false);
        File.WriteAllText(Path.Combine(folder.Path, TuningOutput.TuningFile), "{");
        Should.Throw<FormatException>(found.Read).Message.ShouldContain("tuning.json: The tuning cannot be read");
    }

    [Fact]
    public void Stopped_before_the_kernel_it_keeps_nothing_and_stopped_in_the_grid_what_it_has()
    {
        using CancellationTokenSource stop = new();
        TuningStudy study = new(Parse("tune: {verify: true}"));
        TuningOutput tuned = (TuningOutput)study.Run(
            new StudyOptions { Cancellation = stop.Token, Figures = false, Progress = new Stopper(stop, after: 3) });
        (tuned.Summary.Status, tuned.Summary.Outcome).ShouldBe((TuningStatus.Interrupted, StudyOutcome.Interrupted));
        tuned.Summary.Verification.ShouldNotBeNull().IsComplete.ShouldBeFalse();
        tuned.Tuned.Map.ShouldBeEmpty("no figure was asked for");
        Should.Throw<OperationCanceledException>(() => study.Run(new StudyOptions { Cancellation = stop.Token }));
    }

    [Fact]
    public void More_trainings_and_longer_ones_cost_more()
    {
        double plain = Cost("tune: {trials: 0}");
        Cost("tune: {trials: 5}").ShouldBeGreaterThan(plain);
        Cost("tune: {trials: 5, epochs: 1000}").ShouldBeGreaterThan(Cost("tune: {trials: 5}"));
        Cost("tune: {trials: 5, verify: true}").ShouldBeGreaterThan(2 * Cost("tune: {trials: 5}") - (2 * plain));

        static double Cost(string section) => TuningKind.Instance.Estimator()(new TuningStudy(Parse(section))).Seconds;
    }

    [Fact]
    public void Experiments_can_be_tuned_and_tunings_are_no_experiments()
    {
        using TemporaryFolder at = new();
        string plain = Write("plain.yaml", Yaml), tuning = Write("tuning.yaml", Yaml + "\ntune: {}");
        StudyCatalogue.Read(StudyCatalogue.Tuning, plain).Kind.ShouldBe(StudyCatalogue.Tuning);
        StudyCatalogue.Read(StudyCatalogue.Tuning, plain, ["tune.trials=0"]).ShouldBeOfType<TuningStudy>()
            .File.Settings.Tune.Trials.ShouldBe(0);
        StudyCatalogue.Of(SettingsTree.Read(tuning).Root).ShouldBe(StudyCatalogue.Tuning);
        Should.Throw<ExperimentFileException>(() => StudyCatalogue.Read(StudyCatalogue.Experiment, tuning)).Message
            .ShouldContain("describes a tuning, not an experiment. Give it to 'inflaton tune'.");

        string Write(string name, string text)
        {
            File.WriteAllText(at.In(name), text);
            return at.In(name);
        }
    }

    private static TuningFile Parse(string section) => TuningFile.Parse($"{Yaml}\n{section}", "small.yaml", ".");

    private sealed class Stopper(CancellationTokenSource stop, int after) : IProgress<StudyProgress>
    {
        private int told;

        public void Report(StudyProgress value)
        {
            if (value.Part == "grid" && ++told == after)
            {
                stop.Cancel();
            }
        }
    }
}

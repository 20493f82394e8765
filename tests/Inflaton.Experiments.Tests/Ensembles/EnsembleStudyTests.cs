using System.Text.Json;
using Inflaton.Experiments.Ensembles;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tests.Scans;

namespace Inflaton.Experiments.Tests.Ensembles;

/// <summary>An ensemble is a study like any other, and its numbers are those of its networks.</summary>
public sealed class EnsembleStudyTests
{
    private const string Yaml = """
        name: small
        seed: 7
        network: {hidden: [16], activation: relu, weight_std: 1.4142135623730951, bias_std: 0, output_scale: 1}
        data: {interval: {from: -1, to: 2, points: 4}, targets: [1, 0.5, 0, 0.2]}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.05}}
        epochs: 6
        record_every: 3
        """;

    [Fact]
    public void At_initialisation_the_numbers_are_within_their_errors_of_the_theory()
    {
        EnsembleSummary found = Run("ensemble: {draws: 4096, points: [3], train: false}").Summary;

        // One relu layer without biases at x = 2: K = 2·½·2·x²/1·½ … = x², κ₄ = 3·5/n K², Var Θ = 3/n (2x²)².
        EnsemblePoint point = found.Start.Points.ShouldHaveSingleItem();
        point.Variance.Theory!.Value.ShouldBe(8, 1e-12);
        point.FourthCumulant.Theory!.Value.ShouldBe(15.0 / 16 * 64, 1e-10);
        found.Start.Kernel.Mean.Infinite!.Value.ShouldBe(16, 1e-12);
        found.Start.Kernel.Variance.Theory!.Value.ShouldBe(3.0 / 16 * 256, 1e-10);
        found.ExactFourthMoment!.Value.ShouldBe(3 * (1 + (5.0 / 16)), 1e-12);
        found.DepthOverWidth.ShouldBe(1.0 / 16);
        found.End.ShouldBeNull();
        foreach (MeasuredNumber number in new[] { point.Mean, point.Variance, point.FourthCumulant, found.Start.Kernel.Variance })
        {
            Math.Abs(number.Value - number.Theory!.Value).ShouldBeLessThan(4 * number.Error!.Value);
        }

        Math.Abs(found.Start.Kernel.Mean.Value - 16).ShouldBeLessThan(4 * found.Start.Kernel.Mean.Error!.Value);
    }

    [Fact]
    public void The_scale_of_the_output_goes_into_every_order()
    {
        EnsembleSummary one = Run("ensemble: {draws: 64, points: [3], train: false}").Summary;
        EnsembleSummary half = Run("ensemble: {draws: 64, points: [3], train: false}", "network.output_scale=0.5").Summary;
        foreach ((MeasuredNumber whole, MeasuredNumber scaled, double factor) in new[]
        {
            (one.Start.Points[0].Variance, half.Start.Points[0].Variance, 0.25),
            (one.Start.Points[0].FourthCumulant, half.Start.Points[0].FourthCumulant, 1 / 16.0),
            (one.Start.Points[0].SixthCumulant, half.Start.Points[0].SixthCumulant, 1 / 64.0),
            (one.Start.Kernel.Variance, half.Start.Kernel.Variance, 1 / 16.0),
        })
        {
            scaled.Value.ShouldBe(factor * whole.Value, 1e-9 * Math.Abs(whole.Value));
            scaled.Theory!.Value.ShouldBe(factor * whole.Theory!.Value, 1e-9 * Math.Abs(whole.Theory.Value));
        }
    }

    [Fact]
    public void Along_the_training_the_mean_is_that_of_the_runs_themselves()
    {
        EnsembleResult found = Run("ensemble: {draws: 3, points: [1, 3], eigenvalues: 2}");
        found.Arrays["epochs"].Values.ShouldBe([0, 3, 6]);
        found.Arrays["kernel_epochs"].Values.ShouldBe([0, 6]);
        found.Arrays["eigenvalue_mean"].Shape.ShouldBe([2, 2]);
        double[] mean = new double[6];
        double kernel = 0;
        for (int seed = 7; seed < 10; seed++)
        {
            StudyResult run = StudyCatalogue.Experiment
                .Read(SettingsTree.Parse(Yaml, "small.yaml", "."), [$"seed={seed}"], double.PositiveInfinity).Run(new StudyOptions());
            double[] trained = run.Arrays["trained"].Values;
            for (int t = 0; t < 3; t++)
            {
                mean[2 * t] += trained[(4 * t) + 1] / 3;
                mean[(2 * t) + 1] += trained[(4 * t) + 3] / 3;
            }

            kernel += run.Arrays["kernel_final"].Values[^1] / 3;
        }

        found.Arrays["mean"].Values.Zip(mean).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
        found.Arrays["kernel_mean"].Values[^1].ShouldBe(kernel, 1e-12);
        found.Summary.End!.Epoch.ShouldBe(6);
    }

    /// <summary>Wide networks are the ensemble of infinite width along the training too, up to 1/width and their errors.</summary>
    [Fact]
    public void Along_the_training_wide_networks_have_mean_and_covariance_of_infinite_width()
    {
        EnsembleResult found = Run(
            "ensemble: {draws: 1024, points: [0, 2]}", "network={hidden: [256], activation: erf, weight_std: 1.4, output_scale: 1.5}",
            other: "epochs=12");
        double[] mean = found.Arrays["mean"].Values, expected = found.Arrays["infinite_mean"].Values;
        double[] errors = found.Arrays["mean_error"].Values;
        double[] covariance = found.Arrays["covariance"].Values, infinite = found.Arrays["infinite_covariance"].Values;
        double[] covarianceErrors = found.Arrays["covariance_error"].Values;
        infinite.Length.ShouldBe(5 * 2 * 2);
        for (int i = 0; i < mean.Length; i++)
        {
            mean[i].ShouldBe(expected[i], (4 * errors[i]) + 0.02);
        }

        for (int i = 0; i < infinite.Length; i++)
        {
            covariance[i].ShouldBe(infinite[i], (4 * covarianceErrors[i]) + (0.03 * infinite[0]));
        }

        infinite[^1].ShouldBeLessThan(0.7 * infinite[3]);
        found.Summary.End!.Points[1].Variance.Infinite.ShouldBe(infinite[^1]);
        found.Summary.End.Points[0].Mean.Infinite.ShouldBe(expected[^2]);
        Run("ensemble: {draws: 3}", "optimizer.gradient_descent.learning_rate=auto").Arrays.ContainsKey("infinite_mean").ShouldBeFalse();
    }

    [Fact]
    public void Threads_and_stops_change_no_bit()
    {
        using TemporaryFolder at = new();
        EnsembleResult whole = Run("ensemble: {draws: 150}");
        EnsembleResult threads = Run("ensemble: {draws: 150}", options: new EnsembleOptions { Threads = 3 });
        Run("ensemble: {draws: 70}", options: new EnsembleOptions { OutputDirectory = at.In(".") });
        EnsembleResult resumed = Run(
            "ensemble: {draws: 150}", options: new EnsembleOptions { OutputDirectory = at.In("."), Resume = true });
        foreach ((string name, var array) in whole.Arrays)
        {
            threads.Arrays[name].Values.ShouldBe(array.Values, name);
            resumed.Arrays[name].Values.ShouldBe(array.Values, name);
        }

        EnsembleOptions go = new() { OutputDirectory = at.In("."), Resume = true };
        Should.Throw<ArgumentException>(() => Run("ensemble: {draws: 160}", "seed=8", go)).Message.ShouldContain(
            "was written with other settings or other data than small.yaml has now: seed (8 now, 7 there). Run "
                + "the file as it was but for ensemble.draws, or leave --resume out to begin anew.");
        Should.Throw<ArgumentException>(() => Run("ensemble: {draws: 150, eigenvalues: 2}", options: go)).Message
            .ShouldContain(": ensemble.eigenvalues (2 now, 3 there).");
        Should.Throw<ArgumentException>(() => Run("ensemble: {draws: 100}", options: go)).Message
            .ShouldContain("150 draws, more than the 100");
        Should.Throw<ArgumentException>(() => Run("ensemble: {draws: 100}", options: new EnsembleOptions { Resume = true }));
    }

    [Fact]
    public void A_folder_is_read_back_and_its_report_is_made_anew()
    {
        using TemporaryFolder at = new();
        StudyFolder folder = StudyCatalogue.Folder(at.In("out"), StudyCatalogue.Ensemble);
        folder.Prepare();
        EnsembleResult found = Run("ensemble: {draws: 64}", options: new EnsembleOptions { OutputDirectory = folder.Path });
        folder.Write(found, pictures: false);

        StudyFolder again = StudyCatalogue.ExistingFolder(folder.Path);
        EnsembleResult read = (EnsembleResult)again.Read();
        read.Summary.Start.Points.ShouldBe(found.Summary.Start.Points);
        read.Arrays["six_point"].Values.ShouldBe(found.Arrays["six_point"].Values);
        EnsembleFigures.Of(read).Select(figure => figure.Name).ShouldBe(["four_point", "along_training"]);
    }

    [Fact]
    public void Trainings_that_diverge_are_counted_and_left_out()
    {
        EnsembleResult found = Run("ensemble: {draws: 64}", "optimizer.gradient_descent.learning_rate=10", null, "epochs=60");
        found.Summary.Diverged.ShouldBeGreaterThan(0);
        found.Summary.Warnings.ShouldContain(warning => warning.Contains("diverged"));
        Run("ensemble: {draws: 8}", "optimizer.gradient_descent.learning_rate=1e9").Summary.Warnings.ShouldContain(
            "8 of 8 trainings diverged or ended early: after epoch 0 there are no numbers. Lower the learning rate.");
    }

    [Theory]
    [InlineData("1e-100", true)]
    [InlineData("1e100", true)]
    [InlineData("1e-30", false)]
    public void Outputs_whose_powers_are_no_numbers_are_said(string scale, bool isSaid)
    {
        EnsembleSummary found = Run("ensemble: {draws: 40, points: [3], train: false}", $"network.output_scale={scale}").Summary;
        MeasuredNumber variance = found.Start.Points[0].Variance;
        (variance.Error!.Value / variance.Value).ShouldBeInRange(0.15, 0.6);
        found.Warnings.Any(warning => warning.StartsWith("Powers of the outputs leave the numbers")).ShouldBe(isSaid);
    }

    /// <summary>Few draws state no errors that they do not have, and say how many it takes to know those that they have.</summary>
    [Fact]
    public void Few_draws_say_what_they_do_not_know()
    {
        EnsembleResult few = Run("ensemble: {draws: 8, points: [3], train: false}");
        EnsemblePoint point = few.Summary.Start.Points.ShouldHaveSingleItem();
        point.Mean.Error.ShouldNotBeNull().ShouldBeGreaterThan(0);
        new[] { point.Variance, point.ThirdCumulant, point.FourthCumulant, point.SixthCumulant, few.Summary.Start.Kernel.Variance }
            .ShouldAllBe(number => number.Error == null && double.IsFinite(number.Value));
        few.Summary.Warnings.ShouldContain(
            "8 draws have no errors: κ₂ and κ₃ take 16 and κ₄ and κ₆ 30. What is measured of these says next to nothing.");
        few.Summary.Warnings.ShouldNotContain(warning => warning.StartsWith("Errors of"));
        EnsembleQuantity.Of(few.Summary).Single(one => one.Name == "Fourth cumulant, epoch 0, input 3").Value.ShouldContain(" ± -;");
        JsonSerializer.Serialize(few.Summary, OutputSummary.JsonOptions).ShouldContain("\"error\": null");
        double.IsNaN(few.Arrays["six_point_error"].Values.ShouldHaveSingleItem()).ShouldBeTrue();

        EnsembleSummary more = Run("ensemble: {draws: 100, points: [3], train: false}", "network.hidden=[256]").Summary;
        more.Start.Points[0].SixthCumulant.Error.ShouldNotBeNull().ShouldBeGreaterThan(0);
        more.Warnings.ShouldNotContain(warning => warning.Contains("have no errors"));
        more.Warnings.Single(warning => warning.StartsWith("Errors of")).ShouldStartWith(
            "Errors of κ₃, κ₄ and κ₆ are themselves uncertain by 48 %, 130 % and 940 %");
        EnsembleQuantity.Of(more).ShouldContain(one => one.Name == "Third cumulant, epoch 0, input 3");

        EnsembleResult two = Run("ensemble: {draws: 2, points: [3], train: false}");
        two.Summary.Warnings.ShouldContain(
            "2 draws have no errors: means take 5, κ₂ and κ₃ 16 and κ₄ and κ₆ 30. They have no κ₃, κ₄ and κ₆ at all, which take as many "
            + "draws as their order. What is measured of these says next to nothing.");
        EnsembleQuantity.Of(two.Summary).Where(one => one.Name.Contains("cumulant"))
            .ShouldAllBe(one => one.Value.StartsWith("not known") && !one.Value.Contains('±'));

        EnsembleSummary many = Run("ensemble: {draws: 2048, points: [3], train: false}", "network.hidden=[256]").Summary;
        many.Warnings.ShouldNotContain(warning => warning.StartsWith("Errors of"));
        many.Notes.Single(note => note.StartsWith("Errors of")).ShouldContain("κ₆");
    }

    /// <summary>Three relu layers of 16 units: E f⁸ is so large that a few networks of thousands decide κ₄, as a run sees.</summary>
    [Fact]
    public void Deep_narrow_networks_say_that_few_of_them_decide_and_their_errors_cover()
    {
        EnsembleSummary found = Run(
            "ensemble: {draws: 4096, points: [3], train: false, eigenvalues: 0}", "network.hidden=[16, 16, 16]").Summary;

        // κ₄ = 3((1 + 5/16)³ − 1) κ₂²; of most ensembles the jackknife alone states several times too small an error.
        EnsemblePoint point = found.Start.Points[0];
        double exact = (found.ExactFourthMoment!.Value - 3) * 64;
        Math.Abs(point.FourthCumulant.Value - exact).ShouldBeLessThan(3 * point.FourthCumulant.Error!.Value);
        found.Warnings.ShouldContain(warning => warning.Contains("a few networks decide κ₄ and κ₆"));
        Run("ensemble: {draws: 4096, points: [3], train: false, eigenvalues: 0}", "network.hidden=[64]").Summary.Warnings
            .ShouldNotContain(warning => warning.Contains("a few networks decide"));
    }

    [Theory]
    [InlineData("ensemble: {draws: 1}", "ensemble.draws")]
    [InlineData("ensemble: {points: [0, 1, 2, 3]}", "ensemble.points")]
    [InlineData("ensemble: {points: [1, 1]}", "ensemble.points")]
    [InlineData("ensemble: {points: [4]}", "names an input that there is not")]
    [InlineData("ensemble: {drawz: 2}", "Did you mean draws?")]
    public void Mistakes_in_the_section_are_said(string section, string says) =>
        Should.Throw<ExperimentFileException>(() => Run(section)).Message.ShouldContain(says);

    private static EnsembleResult Run(string section, string? change = null, EnsembleOptions? options = null, string? other = null) =>
        EnsembleRunner.Run(
            EnsembleFile.Parse($"{Yaml}\n{section}\n", "small.yaml", ".", new[] { change, other }.OfType<string>()), options);
}

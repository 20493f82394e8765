using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>Ten classes, predicted and trained.</summary>
public sealed class ClassificationTests
{
    private static readonly string[] Small =
        ["data.file.rows=60", "network.hidden=[40,40]", "epochs=12", "record_every=4", "record_kernel_every=5"];

    /// <summary>Losses and encodings of a hundred images, half of them trained on.</summary>
    public static TheoryData<string, string, string, double> Digits => new()
    {
        { "cross_entropy: {scale: 1}", "one_hot", "shared", 0.06 },
        { "cross_entropy: {scale: 1}", "one_hot", "full", 0.045 },
        { "squared: {scale: 0.1}", "centered_one_hot", "shared", 0.055 },
    };

    /// <summary>
    /// Loss on training and test points along the whole curve, to a tenth of the start. With the friction 10 % off (3H goes as 1 − γ)
    /// neither is predicted.
    /// </summary>
    [Theory]
    [MemberData(nameof(Digits))]
    public void Loss_and_accuracy_of_ten_classes_are_predicted_and_with_friction_ten_per_cent_off_are_not(
        string loss, string encoding, string kernel, double tolerance)
    {
        string[] settings =
        [
            $"loss={{{loss}}}", $"data.file.encoding={encoding}", $"output_kernel={kernel}", "data.file.rows=100",
            "network.hidden=[1024,1024]", "epochs=40",
            "record_every=1", "predictions=[discrete]", "optimizer.gradient_descent.learning_rate=0.3",
        ];
        RunResult run = Experiments.Run(Experiments.Sample("digits-classes", settings));
        double[] Of(RunResult from, string name) => from.Arrays[name].Values;
        double Deviation(RunResult from, string prefix) =>
            Of(from, $"{prefix}discrete").Zip(
                Of(run, $"{prefix}trained"), (predicted, trained) => Math.Abs((predicted / trained) - 1)).Max();

        double fall = Of(run, "loss_trained")[^1] / Of(run, "loss_trained")[0];
        fall.ShouldBeLessThan(0.2);
        Deviation(run, "loss_").ShouldBeLessThan(tolerance);
        Deviation(run, "test_loss_").ShouldBeLessThan(tolerance);
        foreach (string momentum in new[] { "0.89", "0.91" })
        {
            RunResult off = Experiments.Run(
                Experiments.Sample("digits-classes", [.. settings, $"optimizer.gradient_descent.momentum={momentum}"]), train: false);
            Deviation(off, "loss_").ShouldBeGreaterThan(tolerance, momentum);
        }

        AccuracySummary accuracy = run.Summary.Accuracy!, test = run.Summary.Test!.Accuracy!;
        accuracy.Final!.Value.ShouldBeGreaterThan(0.6);
        accuracy.Predicted["discrete"].ShouldBe(accuracy.Final.Value, 0.021);
        test.Predicted["discrete"].ShouldBe(test.Final!.Value, 0.041);
        test.Agreement!["discrete"].ShouldBeGreaterThan(0.93);
        accuracy.Initial.ShouldBeLessThan(0.4);
        run.Summary.OutputKernel.ShouldBe(kernel);
    }

    [Fact]
    public void Every_rung_and_the_kernel_along_the_training_are_in_the_arrays()
    {
        RunResult run = Experiments.Run(Experiments.Sample("digits-classes", Small));

        run.Summary.Classes!.ShouldBe(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
        Shape(run, "kernel_initial").ShouldBe([30, 30]);
        Shape(run, "kernel_final").ShouldBe([30, 30]);
        Shape(run, "trained").ShouldBe([4, 30, 10]);
        foreach (string rung in new[] { "perturbations", "frozen_kernel", "discrete" })
        {
            Shape(run, rung).ShouldBe([4, 30, 10]);
            Shape(run, $"accuracy_{rung}").ShouldBe([4]);
        }

        Shape(run, "mean_field").ShouldBe([4, 10]);
        Shape(run, "test_accuracy_discrete").ShouldBe([4]);
        run.Arrays.ContainsKey("accuracy_mean_field").ShouldBeFalse();
        run.Arrays["kernel_epochs"].Values.ShouldBe([0, 5, 10, 12]);
        Shape(run, "collective_entropy").ShouldBe([4]);
        Shape(run, "collective_entropy_by_class").ShouldBe([4, 10]);

        CollectiveSummary collective = run.Summary.Collective!;
        run.Summary.Notes.ShouldContain(note => note.StartsWith("Targets are classes"));
        collective.History.Select(record => record.Epoch).ShouldBe([0, 5, 10, 12]);
        collective.Initial.ShouldBe(collective.History[0].Variables);
        collective.Trained.ShouldBe(collective.History[^1].Variables);
        collective.History.Select(record => record.Variables.Entropy).ShouldBe(run.Arrays["collective_entropy"].Values);
        // No 2 is among the images trained on.
        collective.ByClass!.Select(one => one.Class).ShouldBe(["0", "1", "3", "4", "5", "6", "7", "8", "9"]);
        run.Arrays["collective_entropy_by_class"].Values.Count(double.IsNaN).ShouldBe(4);

        // Classes share the kernel's trace between them.
        collective.ByClass!.Sum(one => one.Initial.Trace).ShouldBe(collective.Initial.Trace, 1e-10 * collective.Initial.Trace);
        string page = HtmlReport.Build(run, FigureSet.Of(run.Summary, run.Arrays));
        page.ShouldContain("class 7");
        page.ShouldContain("#test accuracy"[1..]);
        page.ShouldContain("The kernel along the training");
    }

    [Theory]
    [InlineData("auto", "empirical", 60, "full")]
    [InlineData("auto", "infinite", 60, "shared")]
    [InlineData("auto", "empirical", 480, "shared")]
    [InlineData("full", "infinite", 60, "full")]
    public void Which_kernel_of_the_outputs_is_taken_is_stated(string choice, string kernel, int rows, string expected)
    {
        RunSummary summary = Experiments.Run(
            Experiments.Sample(
                "digits-classes", [.. Small, $"output_kernel={choice}", $"kernel={kernel}", $"data.file.rows={rows}", "predictions=[]"]),
            train: false).Summary;
        summary.OutputKernel.ShouldBe(expected);
        summary.Eigenvalues.Length.ShouldBe(rows / 2 * (expected == "full" ? 10 : 1));
        summary.Warnings.Any(warning => warning.StartsWith("output_kernel: auto is shared")).ShouldBe(rows == 480);
    }

    /// <summary>At infinite width one kernel for all outputs is no approximation.</summary>
    [Fact]
    public void At_infinite_width_shared_and_full_are_the_same_prediction()
    {
        string[] settings = [.. Small, "data.file.rows=24", "kernel=infinite"];
        RunResult shared = Experiments.Run(Experiments.Sample("digits-classes", [.. settings, "output_kernel=shared"]), train: false);
        RunResult full = Experiments.Run(Experiments.Sample("digits-classes", [.. settings, "output_kernel=full"]), train: false);
        foreach (string name in new[] { "mean_field", "perturbations", "frozen_kernel", "discrete", "test_frozen_kernel", "test_discrete" })
        {
            double[] expected = full.Arrays[name].Values;
            shared.Arrays[name].Values.Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-7 * expected.Max(Math.Abs), name);
        }
    }

    /// <summary>Ten coupled outputs by the reduced method, which is to leave nothing out above its tolerance.</summary>
    [Fact]
    public void Reduced_training_takes_a_cross_entropy_of_ten_outputs()
    {
        string[] settings = [.. Small, "data.file.rows=8", "network.hidden=[300,300]"];
        RunResult direct = Experiments.Run(Experiments.Sample("digits-classes", [.. settings, "training.method=direct"]));
        RunResult reduced = Experiments.Run(Experiments.Sample("digits-classes", [.. settings, "training.method=reduced"]));
        foreach (string name in new[] { "trained", "test_trained", "kernel_final" })
        {
            NumericArray expected = direct.Arrays[name];
            reduced.Arrays[name].Values.Zip(expected.Values, (a, b) => Math.Abs(a - b)).Max()
                .ShouldBeLessThan(1e-8 * expected.Values.Max(Math.Abs), name);
        }
    }

    /// <summary>The digits as arrays of NumPy are the digits of the table, bit by bit.</summary>
    [Fact]
    public void Arrays_are_as_good_as_a_table()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("inflaton-digits-");
        try
        {
            string[][] rows =
                [.. File.ReadLines(Path.Combine(Repository.Root, "samples/data/digits.csv")).Skip(1).Take(60)
                    .Select(line => line.Split(','))];
            double[] pixels = [.. rows.SelectMany(row => row.SkipLast(1)).Select(double.Parse)],
            digits = [.. rows.Select(row => double.Parse(row[^1]))];
            NumericArray x = new([60, 8, 8], pixels), y = new([60], digits);
            NpyFile.Write(Path.Combine(folder.FullName, "pixels.npy"), x.StoredAs(ElementType.UInt8));
            NpyFile.Write(Path.Combine(folder.FullName, "digit.npy"), y.StoredAs(ElementType.Int64));
            NpzFile.Write(Path.Combine(folder.FullName, "digits.npz"), [new("pixels", x), new("digit", y)]);

            double[] expected = Experiments.Run(Experiments.Sample("digits-classes", Small)).Arrays["trained"].Values;
            foreach (string path in new[] { $"'{folder.FullName}/digits.npz'", $"['{folder.FullName}/pixels.npy', "
                + $"'{folder.FullName}/digit.npy']" })
            {
                ExperimentFile file = Experiments.Sample(
                    "digits-classes", [.. Small, $"data.file.path={path}", "data.file.features=[pixels]"]);
                Experiments.Run(file).Arrays["trained"].Values.ShouldBe(expected);
                Experiments.Parse(file.ResolvedYaml(Repository.Root)).Settings.ShouldBe(file.Settings);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_question_of_one_output_has_an_accuracy_too()
    {
        RunResult run = Experiments.Run(Experiments.Sample("digits", "network.hidden=[64]", "epochs=30", "data.file.rows=60"));
        run.Summary.Classes.ShouldBe(["not 3", "3"]);
        run.Summary.Accuracy!.Predicted["discrete"].ShouldBeInRange(0.8, 1);
    }

    [Theory]
    [InlineData("[[1, 0], [0.5, 0.2]]", "[0.5, 0.2]", "needs targets of at least 0 that sum to 1 at each input")]
    [InlineData("[[2, -1], [0, 1]]", "[2, -1]", "needs targets of at least 0 that sum to 1 at each input")]
    [InlineData("[1, 0]", null, "needs at least two outputs")]
    public void Targets_that_are_no_classes_are_refused(string targets, string? value, string problem)
    {
        ExperimentFile file = Experiments.Parse(
            Experiments.Interval, $"data={{points: [[0.1], [0.2]], targets: {targets}}}", "loss={cross_entropy: {}}");
        FileProblem found = Should.Throw<ExperimentFileException>(() => Experiments.Run(file)).Problems.ShouldHaveSingleItem();
        found.Key.ShouldBe("loss.cross_entropy");
        found.Value.ShouldBe(value);
        found.Problem.ShouldBe(problem);
    }

    [Fact]
    public void A_wrong_number_of_outputs_is_refused_once_the_classes_are_known() =>
        Should.Throw<ExperimentFileException>(() => Experiments.Run(Experiments.Sample("digits-classes", [.. Small, "network.outputs=3"])))
            .Message.ShouldContain("network.outputs: differs from the number of classes, 10 (3)");

    private static IReadOnlyList<int> Shape(RunResult run, string name) => run.Arrays[name].Shape;
}

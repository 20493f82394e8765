using System.Text.Json.Nodes;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Cli;

/// <summary>Tables as people write them, in tests/cases/training, from file to summary and arrays.</summary>
public sealed class TableDataTests
{
    [Fact]
    public void Constant_columns_stay_0_with_one_warning_and_the_arrays_say_how_to_repeat_it()
    {
        using Session session = new();
        session.Run(
            "run", Case("constant-columns.yaml"), "--out", session.In("out"), "-q", "--no-pictures", "--set", "network.hidden=[8]",
            "epochs=2", "data.file.test_fraction=0.1")
            .ShouldBe(0, session.Error);
        string warning = Summary(session)["warnings"]!.AsArray().Select(w => (string)w!).Where(w => w.Contains("are constant"))
            .ShouldHaveSingleItem();
        OrderedDictionary<string, NumericArray> arrays = NpzFile.Read(session.In("out/trajectories.npz"));
        double[] mean = arrays["standardize_mean"].Values, scale = arrays["standardize_scale"].Values;
        int constant = scale.Count(double.IsPositiveInfinity);
        constant.ShouldBeGreaterThan(1);
        warning.ShouldStartWith($"{constant} of {scale.Length} inputs of ");

        // The table read by hand, standardised by those constants, row by row.
        double[][] table =
            [.. File.ReadLines(Case("constant-columns.csv")).Skip(1)
                .Select(
                    line => line.Split(',').Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture))
                        .ToArray())];
        string[] header = File.ReadLines(Case("constant-columns.csv")).First().Split(',');
        int target = Array.IndexOf(header, "y");
        foreach ((string rows, string inputs, string targets) in new[]
        {
            ("train_rows", "inputs", "targets"), ("test_rows", "test_inputs", "test_targets"),
        })
        {
            double[] expected =
                [.. arrays[rows]
                    .Values.SelectMany(row => table[(int)row].Where((_, i) => i != target).Select((x, i) => (x - mean[i]) / scale[i]))];
            arrays[inputs].Values.ShouldBe(expected, 1e-12);
            double[] y =
                [.. arrays[rows]
                    .Values.Select(
                        row => (table[(int)row][target] - arrays["standardize_target_mean"].Values[0]) / arrays["standardize_target_scale"]
                            .Values[0])];
            arrays[targets].Values.ShouldBe(y, 1e-12);
        }

        arrays["train_rows"].Values.Concat(arrays["test_rows"].Values).Order()
            .ShouldBe(Enumerable.Range(0, table.Length).Select(i => (double)i));
    }

    [Fact]
    public void Targets_of_plus_and_minus_one_have_an_accuracy()
    {
        using Session session = new();
        string file = session.Write("signs.yaml", """
            network: {hidden: [64], activation: tanh, weight_std: 1.5, bias_std: 1}
            data: {points: [[-1], [-0.5], [0.5], [1]], targets: [-1, -1, 1, 1]}
            loss: {squared: {scale: 1}}
            optimizer: {gradient_descent: {learning_rate: auto, momentum: 0.5}}
            epochs: 200
            """);
        session.Run("run", file, "--out", session.In("out"), "-q", "--no-pictures").ShouldBe(0, session.Error);
        JsonNode accuracy = Summary(session)["accuracy"]!;
        ((double)accuracy["final"]!).ShouldBe(1);
        ((double)accuracy["predicted"]!["discrete"]!).ShouldBe(1);
        OrderedDictionary<string, NumericArray> arrays = NpzFile.Read(session.In("out/trajectories.npz"));
        double[] start = arrays["trained"].Values[..4];
        arrays["accuracy_trained"].Values[0]
            .ShouldBe(new[] { start[0] <= 0, start[1] <= 0, start[2] > 0, start[3] > 0 }.Count(right => right) / 4.0);

        session.Run("run", file, "--out", session.In("other"), "-q", "--no-pictures", "--set", "data.targets=[-1, -1, 1, 0.5]")
            .ShouldBe(0, session.Error);
        JsonNode.Parse(File.ReadAllText(session.In("other/summary.json")))!["accuracy"].ShouldBeNull();
    }

    [Fact]
    public void Text_in_a_target_names_the_keys_that_take_it()
    {
        using Session session = new();
        string file = session.Write("iris.yaml", $"""
            network: {'{'}hidden: [8], activation: tanh{'}'}
            data: {'{'}file: {'{'}path: '{Case("iris.csv")}', target: species, standardize: true{'}'}{'}'}
            loss: {'{'}squared: {'{'}scale: 1{'}'}{'}'}
            optimizer: {'{'}gradient_descent: {'{'}learning_rate: 0.1{'}'}{'}'}
            epochs: 2
            """);
        session.Run("run", file, "--out", session.In("out"), "-q", "--no-pictures").ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain(
            "iris.csv:2: species: is not a number (setosa). Give encoding: one_hot for classes, target_equals: setosa for a question, or "
            + "put a number there.");
        session.Run("run", file, "--out", session.In("out"), "-q", "--no-pictures", "--set", "data.file.encoding=one_hot")
            .ShouldBe(0, session.Error);
        session.Run(
            "run", file, "--out", session.In("out2"), "-q", "--no-pictures", "--set", "data.file.target=petal width (cm)",
            "data.file.categorical=[species]").ShouldBe(0, session.Error);
        NpzFile.Read(session.In("out2/trajectories.npz"))["inputs"].Shape[1].ShouldBe(6);
    }

    /// <summary>Classes that training drives far beyond what is predicted: every panel of the modes holds what was trained.</summary>
    [Fact]
    public void Axes_of_the_modes_hold_all_that_was_trained()
    {
        using Session session = new();
        session.Run(
            "run", Case("iris-modes-clipped.yaml"), "--out", session.In("out"), "-q", "--no-pictures", "--set",
            "network.hidden=[128, 128]").ShouldBe(0, session.Error);

        bool beyond = false;
        JsonArray panels = JsonNode.Parse(File.ReadAllText(session.In("out/figures/modes.vl.json")))!["concat"]!.AsArray();
        panels.Count.ShouldBeGreaterThan(3);
        foreach (JsonNode? panel in panels)
        {
            double[] domain = [.. panel!["layer"]![0]!["encoding"]!["y"]!["scale"]!["domain"]!.AsArray().Select(end => (double)end!)];
            ILookup<bool, double> values = panel["data"]!["values"]!.AsArray()
                .ToLookup(row => row!["measured"] is not null, row => (double)row!["value"]!);
            values[true].Count().ShouldBeGreaterThan(20);
            values[true].ShouldAllBe(value => domain[0] < value && value < domain[1]);
            beyond |= values[true].Max() > values[false].Max() || values[true].Min() < values[false].Min();
        }

        beyond.ShouldBeTrue("no trained amplitude leaves the range of the predicted ones, so that the case shows nothing");
    }

    private static JsonNode Summary(Session session) => JsonNode.Parse(File.ReadAllText(session.In("out/summary.json")))!;

    private static string Case(string name) => Path.Combine(Repository.Root, "tests", "cases", "training", name);
}

using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Tests.Figures;

public class FigureSetTests
{
    private static readonly string[] All =
        ["loss", "accuracy", "mean_field", "transition", "lattice", "modes", "spectrum", "background", "potential", "error_budget", "field",
            "test_points", "posterior",
        "kernel", "kernel_history"];

    public static TheoryData<string> ArrayNames => [.. SyntheticRun.Make(testPoints: 5, records: 3).Arrays.Keys];

    [Fact]
    public void A_full_run_has_every_figure()
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(testPoints: 5, records: 5);

        FigureSet.Of(summary, arrays).Select(figure => figure.Name).ShouldBe(All);
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(3, 0)]
    public void Every_field_of_an_encoding_is_a_column_of_its_data(int outputs, int testPoints)
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(outputs, testPoints, records: 6);

        IReadOnlyList<Figure> figures = FigureSet.Of(summary, arrays);

        figures.Count.ShouldBeGreaterThan(7);
        foreach (Figure figure in figures)
        {
            figure.Title.ShouldNotBeEmpty();
            figure.Caption.ShouldEndWith(".");
            ((string?)figure.Spec["description"]).ShouldNotBeNullOrEmpty();
            ((string?)figure.Spec["$schema"]).ShouldBe(Chart.Schema);
            foreach ((JsonObject view, JsonArray rows) in SpecReader.Units(figure.Spec))
            {
                rows.Count.ShouldBeGreaterThan(0, figure.Name);
                SpecReader.Fields(view).ShouldBeSubsetOf(rows[0]!.AsObject().Select(column => column.Key), figure.Name);
            }
        }
    }

    [Theory]
    [MemberData(nameof(ArrayNames))]
    public void Without_an_array_the_other_figures_remain(string name)
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(testPoints: 5, records: 3);
        arrays.Remove(name);

        IReadOnlyList<Figure> figures = FigureSet.Of(summary, arrays);

        figures.Count.ShouldBeGreaterThanOrEqualTo(name == "epochs" ? 2 : All.Length - 1);
    }

    [Fact]
    public void Without_arrays_only_the_spectrum_remains()
    {
        RunSummary summary = SyntheticRun.Make(records: 2).Summary;

        FigureSet.Of(summary, new Dictionary<string, NumericArray>()).ShouldHaveSingleItem().Name.ShouldBe("spectrum");
    }

    [Fact]
    public void The_kernel_along_the_training_is_drawn_whole_and_by_class_over_its_own_epochs()
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 9);

        JsonObject spec = KernelHistoryFigure.Of(new RunData(summary with { Classes = ["cat", "dog"] }, arrays))!.Spec;

        JsonNode?[] rows = [.. SpecReader.Units(spec).SelectMany(unit => unit.Rows)];
        rows.Select(row => (string?)row!["series"]).Distinct().ShouldBe(["all inputs", "class cat", "class dog"], ignoreOrder: true);
        rows.Select(row => (double)row!["epoch"]!).Distinct().ShouldBe([0, 20, 40, 60, 80], ignoreOrder: true);
        arrays["kernel_epochs"] = new NumericArray([2], [0, 80]);
        KernelHistoryFigure.Of(new RunData(summary, arrays)).ShouldBeNull();
    }

    /// <summary>The four modes that drive the loss the most at any time, in the order of their eigenvalues.</summary>
    [Fact]
    public void The_modes_that_drive_the_loss_are_drawn()
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 3);
        arrays["spectral_discrete"] = new NumericArray(
            [3, 6], [0, 0.6, 0, 0.1, 0.2, 0.1, 0, 0.1, 0, 0.2, 0.2, 0.5, 0, 0, 0.01, 0, 0, 0.99]);
        arrays["spectral_trained"] = arrays["spectral_discrete"];

        JsonObject spec = SpectralFigure.Of(new RunData(summary, arrays))!.Spec;

        SpecReader.Titles(spec).Where(title => title.StartsWith("mode ")).ShouldBe(
            new[] { 2, 4, 5, 6 }.Select(mode => $"mode {mode}, λ = {ReadableNumber.Of(summary.Eigenvalues[mode - 1], 3)}"));
        arrays.Remove("spectral_discrete");
        SpectralFigure.Of(new RunData(summary, arrays)).ShouldNotBeNull("the training alone");
        arrays.Remove("spectral_trained");
        SpectralFigure.Of(new RunData(summary, arrays)).ShouldBeNull();
    }

    /// <summary>Where a run has the next order the field is drawn by it; at test points and in modes it stands beside others.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("inputs")]
    public void The_next_order_is_drawn_with_the_field_the_test_points_and_the_modes(string without)
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(testPoints: 5, records: 9);
        Figure Drawn(string name) => FigureSet.Of(summary, arrays).Single(figure => figure.Name == name);
        string Text(string name) => Drawn(name).Caption + Drawn(name).Spec.ToJsonString();
        string[] names = ["field", "test_points", "modes"];
        arrays.Remove(without);
        names.Any(name => Text(name).Contains("next order")).ShouldBeFalse();

        arrays["next_order"] = arrays["discrete"];
        arrays["test_next_order"] = arrays["test_discrete"];

        names.All(name => Text(name).Contains("next order")).ShouldBeTrue();
    }

    /// <summary>One kernel for all outputs has a row for each input, and its modes are drawn for the first output.</summary>
    [Fact]
    public void A_shared_kernel_is_drawn_too()
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(3, records: 4);
        (RunSummary one, Dictionary<string, NumericArray> single) = SyntheticRun.Make(records: 4);
        foreach (string name in new[] { "kernel_initial", "kernel_final", "eigenvectors", "eigenvalues" })
        {
            arrays[name] = single[name];
        }

        FigureSet.Of(summary with { OutputKernel = "shared", Eigenvalues = one.Eigenvalues, Modes = one.Modes }, arrays)
            .Select(figure => figure.Name).ShouldBe(All.Except(["test_points", "lattice"]));
    }

    /// <summary>With several outputs a row is an input and an output: axes count inputs, which are picked with all their outputs.</summary>
    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 30)]
    [InlineData(3, 20)]
    [InlineData(50, 60)]
    public void Axes_of_the_kernel_are_true_for_several_outputs(int outputs, int inputs)
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 2);
        int side = SyntheticRun.Points * outputs;
        arrays["kernel_initial"] = new NumericArray([side, side], [.. Enumerable.Range(0, side * side).Select(entry => (double)entry)]);
        arrays.Remove("kernel_final");

        JsonObject spec = KernelFigure.Of(new RunData(summary with { Outputs = outputs }, arrays))!.Spec;

        (JsonObject unit, JsonArray rows) = SpecReader.Units(spec).Single();
        JsonNode[] named = [.. rows.Select(row => row!["row"]!)];
        named.Length.ShouldBe(outputs == 1 ? 40 : outputs == 50 ? 60 : outputs * inputs);
        foreach (JsonNode? row in rows)
        {
            // Input i and output c, from 1, stand in row (i − 1)C + c − 1 of the matrix.
            int[] place = Place(row!["row"]!);
            string[] columns = [.. row["column"]!.AsArray().Select(column => column!.ToString())];
            columns.ShouldBe(named.Select(name => name.ToString()));
            double[] values = [.. row["value"]!.AsArray().Select(value => (double)value!)];
            for (int i = 0; i < columns.Length; i++)
            {
                double entry = ((double)Index(place) * side) + Index(Place(row["column"]!.AsArray()[i]!));
                values[i].ShouldBe(entry, (1e-3 * entry) + 1e-9);
            }
        }

        JsonNode? axis = unit["encoding"]!["y"]!["axis"]!["values"];
        if (outputs == 1)
        {
            axis.ShouldBeNull();
        }
        else
        {
            axis!.AsArray().Select(tick => Place(tick!)[0]).ShouldBe(named.Select(name => Place(name)[0]).Distinct());
        }

        int[] Place(JsonNode name) => [.. name.ToString().Split(", ").Select(int.Parse)];
        int Index(int[] place) => ((place[0] - 1) * outputs) + (place.Length > 1 ? place[1] - 1 : 0);
    }

    [Fact]
    public void A_homogeneous_network_has_no_inputs_to_compare()
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = LargeRun.Make(points: 1, records: 30);
        arrays["trained"].Values[7] += 0.01;

        IReadOnlyList<Figure> figures = FigureSet.Of(summary with { TestPoints = 0 }, arrays);

        figures.Select(figure => figure.Name)
            .ShouldBe(["loss", "accuracy", "mean_field", "modes", "spectrum", "background", "potential", "error_budget", "kernel_history"]);
        figures[2].Title.ShouldBe("The rolling field");
    }

    [Theory]
    [InlineData("trained", 7)]
    [InlineData("kernel_initial", 3)]
    [InlineData("potential_value", 2)]
    [InlineData("loss_trained", 1000)]
    public void An_array_of_another_shape_is_as_good_as_absent(string name, int length)
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 3);
        arrays[name] = new NumericArray([length], new double[length]);

        FigureSet.Of(summary, arrays).Count.ShouldBeGreaterThan(5);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void Diverged_values_become_null_or_are_cut_off(double poison)
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(testPoints: 5, records: 12);
        foreach (string name in new[] { "trained", "test_trained", "loss_trained", "kernel_final", "mean_field" })
        {
            Array.Fill(arrays[name].Values, poison, arrays[name].Values.Length / 2, arrays[name].Values.Length / 2);
        }

        IReadOnlyList<Figure> figures = FigureSet.Of(summary with { Status = RunStatus.Diverged }, arrays);

        figures.Select(figure => figure.Name).ShouldBe(All);
        figures.ShouldAllBe(figure => JsonNode.Parse(figure.Spec.ToJsonString(null)) != null);
    }

    [Fact]
    public void Arrays_of_nothing_but_not_a_number_break_nothing()
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(testPoints: 5, records: 12);
        foreach (string name in arrays.Keys.Except(["epochs", "time"]))
        {
            Array.Fill(arrays[name].Values, double.NaN);
        }

        Should.NotThrow(() => FigureSet.Of(summary, arrays).Select(figure => figure.Spec.ToJsonString()).ToList());
    }

    [Fact]
    public void Long_runs_with_many_inputs_are_thinned()
    {
        const int points = 300, records = 3000;
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = LargeRun.Make(points, records);

        IReadOnlyList<Figure> figures = FigureSet.Of(summary, arrays);

        foreach (Figure figure in figures)
        {
            foreach ((JsonObject view, JsonArray rows) in SpecReader.Units(figure.Spec))
            {
                string[] columns = [.. rows[0]!.AsObject().Select(column => column.Key)];
                string? series = columns.FirstOrDefault(column => column is "series");
                if (columns.Contains("row"))
                {
                    rows.Count.ShouldBe(Downsampling.HeatMapSide);
                    rows.ShouldAllBe(row => row!["value"]!.AsArray().Count == Downsampling.HeatMapSide);
                }
                else if (series is not null)
                {
                    rows.GroupBy(row => (string?)row![series]).Max(line => line.Count()).ShouldBeLessThanOrEqualTo(
                        figure.Name is "field" or "test_points" ? Downsampling.ScatterPoints : Downsampling.LinePoints, figure.Name);
                }

                rows.Count.ShouldBeLessThanOrEqualTo(10 * Downsampling.LinePoints, figure.Name);
            }
        }

        figures.Sum(figure => figure.Spec.ToJsonString().Length).ShouldBeLessThan(1_500_000);
    }

    [Fact]
    public void Numbers_are_short()
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 4);

        foreach (Figure figure in FigureSet.Of(summary, arrays))
        {
            SpecReader.Numbers(JsonNode.Parse(figure.Spec.ToJsonString())!.AsObject()).OfType<double>()
                .ShouldAllBe(number => ReadableNumber.Round(number, 7) == number);
        }
    }

    [Fact]
    public void Write_replaces_the_files_of_an_earlier_run()
    {
        string folder = Directory.CreateTempSubdirectory("inflaton-figures-").FullName;
        try
        {
            (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 3);
            FigureSet.Write(folder, summary, arrays);

            File.WriteAllText(Path.Combine(folder, "loss.png"), "of the earlier run");
            File.WriteAllText(Path.Combine(folder, "of-an-earlier-run.vl.json"), "{}");
            File.WriteAllText(Path.Combine(folder, "of-an-earlier-run.svg"), "");
            File.WriteAllText(Path.Combine(folder, "mine.png"), "not ours");

            IReadOnlyList<string> paths = FigureSet.Write(Path.Combine(folder, "."), summary, arrays);

            Directory.GetFiles(folder).Select(Path.GetFileName).Order().ShouldBe(paths.Select(Path.GetFileName).Append("mine.png").Order());
            paths.ShouldAllBe(path => path.EndsWith(".vl.json") && JsonNode.Parse(File.ReadAllText(path))!["$schema"] != null);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_error_budget_is_written_as_ever()
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 3);
        string spec = FigureSet.Of(summary, arrays).Single(figure => figure.Name == "error_budget").Spec
            .ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
            + "\n";

        string snapshot = Path.Combine(Repository.Root, "tests/Inflaton.Experiments.Tests/Figures/ErrorBudgetFigure.snapshot.json");

        // Rounded by what differs between processors' libraries: the specification is the subject, not the last digits of its data.
        Shortened(spec).ShouldBe(Shortened(File.ReadAllText(snapshot)), "If the change is meant, replace the snapshot by:\n" + spec);
    }

    private static string Shortened(string json) =>
        System.Text.RegularExpressions.Regex.Replace(json, @"\d\.\d{4,}(E[-+]?\d+)?", match => match.Value[..4]);
}

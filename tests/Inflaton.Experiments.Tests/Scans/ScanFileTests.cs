using Inflaton.Experiments.Files;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tests.Runs;

namespace Inflaton.Experiments.Tests.Scans;

public sealed class ScanFileTests
{
    private const string Whole = " Each item under a scanned key is the whole value of one run.";

    /// <summary>What is replaced in the good file, by what, and what is then said: this and nothing else.</summary>
    public static TheoryData<string, string, string> Replacements { get; } = new()
    {
        {
            "activation: [erf, relu]", "activation: []",
            "scan.yaml:2: network.activation: is an empty list ([]). Give at least one value."
        },
        {
            "activation: [erf, relu]", "activation: [erf, rleu]",
            "scan.yaml:2: network.activation: is not a choice (rleu). Did you mean relu? Give one of relu, leaky_relu, abs, erf, "
            + "tanh, gelu, "
            + "sin, identity, softplus, silu, sigmoid, cos, sinusoid, rbf, exp, "
            + "gaussian, sign, piecewise_linear, monomial, rectified_monomial, polynomial, hermite, gelu_tanh." + Whole
        },
        {
            "activation: [erf, relu]", "activation: [erf, relu, erf]",
            "scan.yaml:2: network.activation: is in the list already (erf). Each run is made once: take one of them out."
        },
        {
            "hidden: [[4], [6, 5]]", "hidden: [4, [6, 5]]",
            "scan.yaml:2: network.hidden: is not a list (4). Give a list of whole numbers of at least 1, for example hidden: [512, 512]."
                + Whole
        },
        {
            "momentum: 0", "momentum: [0, 0.5]",
            "scan.yaml:6: optimizer.gradient_descent.momentum: is not a number ([0, 0.5]). Give a number of at least 0 and below 1, for "
            + "example "
            + "momentum: 0. To scan over it, name it under scan.grid."
        },
        {
            "network.weight_std]", "network.weigth_std]",
            "scan.yaml:10: scan.grid.2: is not a key of experiment files (network.weigth_std). Did you mean network.weight_std?"
        },
        {
            "network.weight_std]", "network.bias_std]",
            "scan.yaml:10: scan.grid.2: has no values in the file (network.bias_std). Give network.bias_std a list of values."
        },
        {
            "network.weight_std]", "network.weight_std, epochs]",
            "scan.yaml:7: epochs: is a single value, but is to be varied (3). Give a list or {from: …, to: …, steps: …}, or take it out of "
            + "scan.grid."
        },
        {
            "network.weight_std]", "network.weight_std, data]",
            "scan.yaml:3: data: is a section, but is to be varied. Give a list of such sections, or take it out of scan.grid."
        },
        {
            "[0.1, 0.4]", "[0.1, 0.4, 0.9]",
            "scan.yaml:11: scan.zip: pairs lists of unequal lengths: 2 of loss.squared.scale, 3 of "
            + "optimizer.gradient_descent.learning_rate. "
            + "Give all of them the same number of values."
        },
        {
            "zip: [loss.squared.scale, optimizer.gradient_descent.learning_rate]",
            "zip: [[loss.squared.scale, network.hidden.0], [epochs, seed]]",
            "scan.yaml:11: scan.zip.0.1: overlaps with network.hidden, which is varied already (network.hidden.0). Vary one of the two."
        },
        {
            "steps: 3", "steps: 1",
            "scan.yaml:2: network.weight_std.steps: is below 2 (1). Give a whole number from 2 to 1000000, for example steps: 5."
        },
        {
            "from: 1, to: 2", "from: 0, to: 2, scale: log",
            "scan.yaml:2: network.weight_std.scale: is logarithmic, but an end is not above 0 (log). Give ends above 0, or scale: linear."
        },
        {
            "seeds: 2", "seeds: 100000",
            "scan.yaml:10: scan: makes 2 × 2 × 3 × 2 × 100000 = 2.4E+06 runs, more than 1000000. Take fewer values, or split the scan into "
            + "several files."
        },
        {
            "seeds: 2", "sedes: 2",
            "scan.yaml:12: scan.sedes: is not a key of scan. Did you mean seeds?"
        },
        {
            "[theta0", "[theta",
            "scan.yaml:13: scan.measure.0: is not in the summary of a run (theta). Did you mean theta0?"
        },
        {
            "[theta0", "[eigenvalues",
            "scan.yaml:13: scan.measure.0: is a list (eigenvalues). Name an item of it, for example eigenvalues.0."
        },
        {
            "[theta0", "[loss_predicted.discret",
            "scan.yaml:13: scan.measure.0: is not in the summary of a run (loss_predicted.discret). Did you mean loss_predicted.discrete?"
        },
        {
            "[theta0", "[error_budget.drift.final",
            "scan.yaml:13: scan.measure.1: names error_budget.drift.final again (error_budget.drift). Name each measure once."
        },
        {
            "[theta0", "[status",
            "scan.yaml:13: scan.measure.0: is in every row already (status). Take it out."
        },
        {
            "[theta0", "[seed",
            "scan.yaml:13: scan.measure.0: is in every row already (seed). Take it out."
        },
    };

    [Theory, MemberData(nameof(Replacements))]
    public void What_is_wrong_is_said_once_and_clearly(string from, string to, string message)
    {
        Scans.Good.ShouldContain(from);
        string text = Scans.Good.Replace(from, to);
        string[] lines = Should.Throw<ExperimentFileException>(() => Scans.Parse(text)).Message.Split('\n');
        lines.ShouldContain(message);
        if (!from.StartsWith("zip"))
        {
            lines.ShouldBe([message]);
        }
    }

    [Theory]
    [InlineData("theta0", 768)]
    [InlineData("rolling", 64)]
    [InlineData("friedmann", 128)]
    [InlineData("friedmann-scaled", 96)]
    [InlineData("phases", 432)]
    [InlineData("feature-learning", 240)]
    public void The_samples_are_scans(string name, int runs) =>
        ScanFile.Read(Path.Combine(Repository.Root, "samples", "scans", name + ".yaml")).Count.ShouldBe(runs);

    [Fact]
    public void The_documented_scan_is_one()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "scans.md"));
        string shown = page.Split("```yaml\n")[1].Split("```")[0];
        Scans.Parse(shown).Count.ShouldBe(3 * 2 * 4 * 2 * 8);
    }

    [Fact]
    public void A_file_without_a_scan_is_for_run()
    {
        string text = Scans.Good[..Scans.Good.IndexOf("scan:", StringComparison.Ordinal)];
        Should.Throw<ExperimentFileException>(() => Scans.Parse(text)).Message.ShouldStartWith("scan.yaml: scan: is missing.");
    }

    [Fact]
    public void A_scan_over_nothing_is_refused()
    {
        string text = Scans.Good[..Scans.Good.IndexOf("  grid:", StringComparison.Ordinal)] + "  measure: [theta0]";
        Should.Throw<ExperimentFileException>(() => Scans.Parse(text))
            .Message.ShouldContain("scan.grid: is missing, and so are zip and seeds. Name keys");
    }

    [Fact]
    public void Grids_are_crossed_zips_walk_together_and_the_last_varies_fastest()
    {
        ScanFile scan = Scans.Parse(Scans.Good);
        scan.Count.ShouldBe(48);
        scan.Parameters.ShouldBe(
            ["network.hidden", "network.activation", "network.weight_std", "loss.squared.scale", "optimizer.gradient_descent.learning_rate",
            "seed"]);
        object?[][] values = [.. Enumerable.Range(0, 48).Select(index => scan.Values(scan.Run(index)).ToArray())];
        values[0].ShouldBe(["[4]", "erf", 1L, 0.1, 0.1, 5L]);
        values[1].ShouldBe(["[4]", "erf", 1L, 0.1, 0.1, 6L]);
        values[2].ShouldBe(["[4]", "erf", 1L, 0.2, 0.4, 5L]);
        values[4].ShouldBe(["[4]", "erf", 1.5, 0.1, 0.1, 5L]);
        values[12].ShouldBe(["[4]", "relu", 1L, 0.1, 0.1, 5L]);
        values[47].ShouldBe(["[6, 5]", "relu", 2L, 0.2, 0.4, 6L]);
        values.Select(row => string.Join('|', row)).Distinct().Count().ShouldBe(48);
    }

    [Fact]
    public void A_run_is_the_experiment_with_those_values()
    {
        ScanFile scan = Scans.Parse(Scans.Good);
        string plain = Scans.Good[..Scans.Good.IndexOf("scan:", StringComparison.Ordinal)]
            .Replace("[[4], [6, 5]]", "[6, 5]").Replace("[erf, relu]", "relu").Replace("{from: 1, to: 2, steps: 3}", "2")
            .Replace("[0.1, 0.2]", "0.2").Replace("[0.1, 0.4]", "0.4").Replace("seed: 5", "seed: 6");
        scan.Experiment(47).Settings.ShouldBe(ExperimentFile.Parse(plain, "scan.yaml", Path.GetTempPath()).Settings);
    }

    [Theory]
    [InlineData("{from: 1, to: 2, steps: 3}", new[] { 1, 1.5, 2 })]
    [InlineData("{from: 0.001, to: 1000, steps: 7, scale: log}", new[] { 1e-3, 1e-2, 1e-1, 1, 10, 100, 1000 })]
    [InlineData("{from: 3, to: 1, steps: 2}", new[] { 3.0, 1 })]
    public void Ranges_have_their_ends_to_the_bit(string range, double[] expected)
    {
        ScanFile scan = Scans.Parse(Scans.Good.Replace("{from: 1, to: 2, steps: 3}", range));
        int stride = 4;
        double[] values = [.. expected.Select((_, i) => scan.Experiment(i * stride).Settings.Network.WeightStd!.Value)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i].ShouldBe(expected[i], 1e-15 * expected[i]);
        }

        (values[0], values[^1]).ShouldBe((expected[0], expected[^1]));
    }

    [Fact]
    public void Ranges_of_whole_numbers_are_rounded()
    {
        ScanFile scan = Scans.Parse(Scans.Good.Replace("hidden: [[4], [6, 5]]", "hidden: [4]")
            .Replace("epochs: 3", "epochs: {from: 10, to: 1000, steps: 4, scale: log}").Replace("network.hidden,", "epochs,"));
        Enumerable.Range(0, 4).Select(i => scan.Experiment(i * 24).Settings.Epochs).ShouldBe([10, 46, 215, 1000]);
    }

    [Fact]
    public void Sections_can_be_varied_and_make_a_column_for_each_of_their_keys()
    {
        ScanFile scan = Scans.Parse(
            """
            network: {hidden: [4], activation: erf}
            data: {point: [1.0]}
            loss: [{squared: {}}, {power: {degree: 4, scale: 0.1, minimum: 5}}]
            optimizer: {gradient_descent: [{learning_rate: 0.1}, {learning_rate: 0.2, momentum: 0.5}]}
            epochs: 0
            scan: {grid: [loss, optimizer.gradient_descent], measure: [theta0], seeds: [3, 9]}
            """);
        scan.Parameters.ShouldBe(
        [
            "loss.squared", "loss.power.degree", "loss.power.scale", "loss.power.minimum", "optimizer.gradient_descent.learning_rate",
            "optimizer.gradient_descent.momentum", "seed",
        ]);
        scan.Values(scan.Run(0)).ShouldBe(["{scale: 1}", null, null, null, 0.1, 0L, 3L]);
        scan.Values(scan.Run(7)).ShouldBe([null, 4L, 0.1, 5L, 0.2, 0.5, 9L]);
    }

    [Fact]
    public void Comments_and_spelling_do_not_make_another_scan_but_values_do()
    {
        string description = Scans.Parse(Scans.Good).Description;
        Scans.Parse("# a comment\n" + Scans.Good.Replace("{point: [1.0]}", "\n  point:\n    - 1.0")).Description.ShouldBe(description);
        Scans.Parse(Scans.Good.Replace("seeds: 2", "seeds: 3")).Description.ShouldNotBe(description);
        Scans.Parse(Scans.Good.Replace("momentum: 0", "momentum: 0.1")).Description.ShouldNotBe(description);
        Scans.Parse(Scans.Good.Replace("steps: 3", "steps: 4")).Description.ShouldNotBe(description);
    }

    /// <summary>Also where the values of an axis were read once for all, and cost what they cost there.</summary>
    [Theory]
    [InlineData("grid: [network.hidden]", "3", "5", 2)]
    [InlineData("grid: [network.hidden], seeds: 3", "3", "5", 6)]
    [InlineData("zip: [network.hidden, epochs], seeds: 2", "[3, 400]", "5", 4)]
    [InlineData("grid: [seed, network.hidden]", "3", "[5, 7]", 4)]
    [InlineData("grid: [network.hidden, seed]", "3", "[5, 7]", 4)]
    [InlineData("grid: [network.hidden, epochs], seeds: 2", "[3, 400]", "5", 8)]
    public void The_plan_costs_what_its_runs_cost(string axes, string epochs, string seed, int runs)
    {
        string text = $$$"""
            network: {hidden: [[4], [60, 50]], activation: erf}
            data: {point: [1.0]}
            loss: {squared: {}}
            optimizer: {gradient_descent: {learning_rate: 0.1, momentum: 0}}
            epochs: {{{epochs}}}
            seed: {{{seed}}}
            scan: {measure: [theta0], {{{axes}}}}
            """;
        ScanFile scan = Scans.Parse(text);
        ScanPlan plan = ScanPlan.Of(scan, new bool[scan.Count]);

        scan.Count.ShouldBe(runs);
        for (int i = 0; i < runs; i++)
        {
            // Reading and writing takes a run a millisecond beside its own time.
            StudyCost cost = scan.Kind.Estimator()(scan.Run(i));
            plan.Cost(i).ShouldBe(new StudyCost((float)(cost.Seconds + 1e-3), (float)cost.Bytes), $"run {i}");
        }
    }

    [Fact]
    public void Values_that_do_not_go_together_are_counted_by_the_plan()
    {
        ScanFile scan = Scans.Parse(Scans.Good.Replace("{point: [1.0]}", "[{point: [1.0]}, {interval: {hubble_lengths: 0.1, points: 3}}]")
            .Replace("[0.1, 0.4]", "[0.1, auto]").Replace("grid: [", "grid: [data, "));
        ScanPlan plan = ScanPlan.Of(scan, new bool[scan.Count]);
        plan.Refused.ShouldBe(24);
        plan.Refusals[0].ShouldContain("needs a Hubble length");
    }
}

using System.Text.RegularExpressions;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Tests.Figures;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Reports;

public partial class HtmlReportTests
{
    private const string Yaml = "name: synthetic\nseed: 1\n";

    [Fact]
    public void Nothing_is_loaded_from_a_network()
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(testPoints: 5, records: 4);
        string report = Report(summary, arrays, Yaml);
        string markup = ScriptBody().Replace(report, "<script></script>");

        report.ShouldContain("default-src 'none'");
        markup.ShouldNotContain(" src=");
        markup.ShouldNotContain("<link");
        markup.ShouldNotContain("@import");
        markup.ShouldNotContain("url(");
        Regex.Matches(markup, "<([a-z]+)[^>]*https?://").Select(match => match.Groups[1].Value).Distinct().ShouldBe(["a"]);
        report.ShouldNotContain("sourceMappingURL=");
    }

    [Fact]
    public void Scripts_end_where_they_should()
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 4);
        string report = Report(summary, arrays, Yaml);

        int figures = FigureSet.Of(summary, arrays).Count;
        Regex.Count(report, "<script").ShouldBe(figures + 4);
        Regex.Count(report, "</script").ShouldBe(figures + 4);
        report.TrimEnd().ShouldEndWith("</html>");
    }

    [Fact]
    public void What_comes_from_files_is_escaped()
    {
        const string attack = "</script><script>alert('x')</script>\"&";
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 4);
        summary = summary with
        {
            Name = attack,
            Version = attack,
            Message = attack,
            Matching = attack,
            Host = attack,
            Status = RunStatus.Interrupted,
            Warnings = [attack],
            Notes = [attack],
            Modes = [summary.Modes[0] with { Regime = attack }],
            LossPredicted = new Dictionary<string, double> { [attack] = 1 },
            Matchings = new Dictionary<string, MatchingSummary>
            { [attack] = summary.Matchings["leading"], ["b"] = summary.Matchings["leading"] },
            Environment = new Dictionary<string, string> { [attack] = attack },
            Timings = new Dictionary<string, double> { [attack] = 1 },
        };

        string report = Report(summary, arrays, attack);

        report.ShouldNotContain("<script>alert");
        Regex.Count(report, Regex.Escape("&lt;/script&gt;&lt;script&gt;alert(&#39;x&#39;)")).ShouldBeGreaterThanOrEqualTo(10);
    }

    [Fact]
    public void Says_what_was_found()
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(testPoints: 5);
        string report = Report(summary, arrays, Yaml);

        foreach (string part in new[]
        {
            "The frozen kernel predicted the final loss within", "does not dominate", "Cosmological constant", "Error budget",
            "underdamped", "frozen",
            "name: synthetic", ".NET 10.0.0", "arXiv:2202.11104", "@article{Krippendorf2022", "version = {0.1.0}", "<noscript>",
            "lang=\"en\"",
        })
        {
            report.ShouldContain(part);
        }
    }

    [Fact]
    public void Headings_tables_and_figures_are_accessible()
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(testPoints: 5, records: 4);
        string report = ScriptBody().Replace(Report(summary, arrays, Yaml), "");

        Regex.Count(report, "<h1>").ShouldBe(1);
        Regex.Count(report, "<table>").ShouldBe(Regex.Count(report, "<caption>"));
        Regex.Matches(report, "<thead><tr>(.*?)</tr>").SelectMany(match => Regex.Matches(match.Groups[1].Value, "<t[hd][^>]*>"))
            .ShouldAllBe(cell => cell.Value.Contains("scope=\"col\""));
        Regex.Matches(report, "<div class=\"plot\"[^>]*>")
            .ShouldAllBe(plot => Regex.IsMatch(plot.Value, "role=\"img\" aria-label=\"[^\"]+\""));
    }

    [Fact]
    public void Without_arrays_the_tables_remain()
    {
        RunSummary summary = SyntheticRun.Make(records: 2).Summary;
        RunSummary bare = summary with
        {
            Status = RunStatus.NotTrained,
            LossFinal = null,
            KernelDrift = null,
            LossPredicted = new Dictionary<string, double>(),
            ErrorBudget = new(null, null, null, null),
            Matchings = new Dictionary<string, MatchingSummary>(),
            Eigenvalues = [],
            Modes = [],
            Warnings = [],
        };

        string report = Report(bare, new Dictionary<string, NumericArray>(), "");

        report.ShouldContain("Neither trained nor predicted");
        report.ShouldContain("Cosmological constant");
        report.ShouldNotContain("<figure");
        report.ShouldNotContain("Error budget</h2>");
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_words()
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 3);
        arrays["loss_trained"].Values[2] = double.NaN;

        string report = Report(
            summary with { LossFinal = double.NaN, Domination = double.PositiveInfinity, StabilityLimit = double.NegativeInfinity }, arrays,
            Yaml);

        report.ShouldContain("leaves the finite numbers");
        report.ShouldContain("not a number");
        report.ShouldContain("∞");
    }

    [Fact]
    public void A_large_run_makes_a_moderate_report()
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = LargeRun.Make(points: 300, records: 2000);

        Report(summary, arrays, Yaml).Length.ShouldBeInRange(900_000, 2_500_000);
    }

    private static string Report(RunSummary summary, Dictionary<string, NumericArray> arrays, string yaml) =>
        HtmlReport.Build(new RunResult(summary, arrays, yaml), FigureSet.Of(summary, arrays));

    [GeneratedRegex("<script[^>]*>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex ScriptBody();
}

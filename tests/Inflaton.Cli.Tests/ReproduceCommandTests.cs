using System.Text.Json.Nodes;

namespace Inflaton.Cli;

public sealed class ReproduceCommandTests
{
    /// <summary>The README's command, for the figures that need no training.</summary>
    [Fact]
    public void The_quick_variant_makes_report_figures_and_summary()
    {
        using Session session = new();
        session.Run("reproduce", "--quick", "--figures", "1,2", "--out", session.In("out"), "--no-pictures").ShouldBe(0, session.Error);
        session.Output.ShouldContain("claims hold");
        session.Error.ShouldContain("Scan: 648 of 648");
        JsonNode summary = JsonNode.Parse(File.ReadAllText(session.In("out/summary.json")))!;
        summary["claims"]!.AsArray().ShouldAllBe(claim => claim!["finding"]!.GetValue<string>().Length > 20);
        summary["claims"]!.AsArray()
            .Single(claim => claim!["name"]!.GetValue<string>() == "initialisation_first")!["holds"]!.GetValue<bool>().ShouldBeTrue();
        new FileInfo(session.In("out/report.html")).Length.ShouldBeGreaterThan(100_000);
        File.Exists(session.In("out/figures/figure-2.vl.json")).ShouldBeTrue();
        File.Exists(session.In("out/figure-1/scan.db")).ShouldBeTrue();

        // Nothing runs twice.
        session.Run("reproduce", "--quick", "--figures", "2,1", "--out", session.In("out"), "--json", "--quiet", "--no-pictures")
            .ShouldBe(0, session.Error);
        JsonNode again = JsonNode.Parse(session.Output)!;
        again["claims"]!.ToJsonString().ShouldBe(summary["claims"]!.ToJsonString());
        again["timings"]!["runs"]!.GetValue<double>().ShouldBe(summary["timings"]!["runs"]!.GetValue<double>());
    }

    [Theory]
    [InlineData("'x' is no number of a figure", "--figures", "1,x")]
    [InlineData("9 is no figure", "--figures", "9")]
    [InlineData("is no folder", "--scans", "nowhere")]
    [InlineData("--jobs: 0 is not", "--jobs", "0")]
    public void A_command_line_that_makes_no_sense(string says, params string[] arguments)
    {
        using Session session = new();
        session.Run(["reproduce", "--out", session.In("out"), .. arguments]).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain(says);
        session.Error.ShouldNotContain("   at ");
    }
}

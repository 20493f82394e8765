using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Paper;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Tests.Figures;
using Inflaton.Experiments.Tests.Runs;
using Inflaton.Experiments.Tests.Scans;
using Microsoft.Data.Sqlite;

namespace Inflaton.Experiments.Tests.Paper;

/// <summary>All six figures from a few narrow networks, made once.</summary>
public sealed class TinyReproduction : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TinyReproduction()
    {
        TinyPaper.Write(Scans);
        Result = TinyPaper.Run(Scans, Output)!;
    }

    public string Scans => folder.In("scans");

    public string Output => folder.In("out");

    public PaperResult Result { get; }

    public void Dispose() => folder.Dispose();
}

public sealed class PaperStudyTests(TinyReproduction tiny) : IClassFixture<TinyReproduction>
{
    [Fact]
    public void Every_figure_has_claims_and_a_figure_and_every_prediction_both_matchings()
    {
        PaperSummary summary = tiny.Result.Summary;
        summary.Figures.ShouldBe([1, 2, 3, 4, 5, 6]);
        summary.Claims.Select(claim => claim.Figure).Distinct().ShouldBe([1, 2, 3, 4, 5, 6]);
        tiny.Result.Findings.Values.ShouldAllBe(finding => finding.Figures.Count > 0);
        summary.Claims.DistinctBy(claim => (claim.Figure, claim.Name, claim.Matching)).Count().ShouldBe(summary.Claims.Count);
        foreach (IGrouping<(int, string), Claim> claim in summary.Claims.Where(claim => claim.Matching == "leading")
            .GroupBy(claim => (claim.Figure, claim.Name)))
        {
            summary.Claims.ShouldContain(
                other => other.Figure == claim.Key.Item1 && other.Name == claim.Key.Item2 && other.Matching == "leapfrog");
        }

        summary.Trained.ShouldBe(80 + 64);
        summary.Troubled.ShouldBe(0);
    }

    /// <summary>With the friction a tenth off, the fields would be off by about a tenth of their way: the bar lies well below.</summary>
    [Theory]
    [InlineData(3, "leading")]
    [InlineData(3, "leapfrog")]
    [InlineData(5, "leading")]
    [InlineData(5, "leapfrog")]
    public void Predictions_are_as_good_as_claimed(int figure, string matching) =>
        tiny.Result.Summary.Claims.Single(claim => claim.Figure == figure && claim.Name == "prediction" && claim.Matching == matching)
            .Number.ShouldBeLessThan(0.02);

    [Fact]
    public void The_claims_of_the_paper_hold_that_need_no_wide_networks()
    {
        string[] holding = [.. tiny.Result.Summary.Claims.Where(claim => claim.Holds).Select(claim => $"{claim.Figure} {claim.Name}")];
        foreach (string claim in new[]
        {
            "1 initialisation_first", "1 width_least", "1 erf_above_relu", "2 falls_with_momentum", "2 law_of_momentum",
            "3 worst_where_kernel_moved",
            "4 initialisation_first", "4 hierarchy", "4 leading_mode_uniform", "5 perturbations_freeze", "5 mean_moves",
            "5 modes_predicted",
            "6 no_significant_difference",
        })
        {
            holding.ShouldContain(claim);
        }

        tiny.Result.Summary.Claims.Single(claim => claim.Name == "erf_above_relu_everywhere")
            .Holds.ShouldBeFalse("relu is above where σ_w is large");
    }

    [Fact]
    public void Figures_draw_columns_that_they_have()
    {
        foreach (Figure figure in tiny.Result.Findings.Values.SelectMany(finding => finding.Figures))
        {
            figure.Caption.ShouldEndWith(".");
            foreach ((JsonObject view, JsonArray rows) in SpecReader.Units(figure.Spec))
            {
                rows.Count.ShouldBeGreaterThan(0, figure.Name);
                SpecReader.Fields(view).ShouldBeSubsetOf(rows[0]!.AsObject().Select(column => column.Key), figure.Name);
            }
        }
    }

    [Fact]
    public void Report_and_summary_state_every_claim()
    {
        using TemporaryFolder folder = new();
        (PaperSummary summary, _) = new PaperFolder(folder.Path).Write(tiny.Result, pictures: false);
        string page = File.ReadAllText(folder.In("report.html"));
        JsonNode json = JsonNode.Parse(File.ReadAllText(folder.In("summary.json")))!;
        json["claims"]!.AsArray().Count.ShouldBe(summary.Claims.Count);
        json["holding"]!.GetValue<int>().ShouldBe(summary.Claims.Count(claim => claim.Holds));
        foreach (Claim claim in summary.Claims)
        {
            string finding = claim.Finding.Replace(" × ", "\u00a0×\u00a0", StringComparison.Ordinal);
            page.ShouldContain(System.Net.WebUtility.HtmlEncode(finding));
        }

        page.ShouldContain("does not hold");
        page.ShouldContain("figure-3.yaml");
        Directory.GetFiles(folder.In("figures"), "*.vl.json")
            .Length.ShouldBe(tiny.Result.Findings.Values.Sum(finding => finding.Figures.Count));
    }

    /// <summary>What the rows say is what is claimed: change the rows, and the claim changes.</summary>
    [Fact]
    public void Claims_come_from_the_stored_rows()
    {
        using TemporaryFolder folder = new();
        Claim before = Erf(TinyPaper.Run(tiny.Scans, folder.Path, 1)!);
        before.Holds.ShouldBeTrue();
        using (SqliteConnection connection = new($"Data Source={folder.In("figure-1/scan.db")};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "UPDATE runs SET theta0 = theta0 / 100 WHERE \"network.activation\" = 'erf'";
            command.ExecuteNonQuery();
        }

        Claim after = Erf(TinyPaper.Run(tiny.Scans, folder.Path, 1)!);
        after.Number.ShouldBe(before.Number / 100, 1e-12);
        after.Holds.ShouldBeFalse();

        static Claim Erf(PaperResult result) => result.Summary.Claims.Single(claim => claim.Name == "erf_above_relu");
    }

    [Fact]
    public void Stopped_and_gone_on_with_it_finds_the_same()
    {
        using TemporaryFolder folder = new();
        using CancellationTokenSource stop = new();
        PaperOptions options = new()
        {
            Figures = [1, 2],
            Scans = tiny.Scans,
            Output = folder.Path,
            Workers = 2,
            Cancellation = stop.Token,
            Progress = new StopAfter(20, stop),
        };
        PaperStudy.Run(options).ShouldBeNull();
        using (ScanStore store = ScanStore.Look(folder.In("figure-1")))
        {
            store.Status().Done.ShouldBeInRange(20, 95);
        }

        PaperResult resumed = TinyPaper.Run(tiny.Scans, folder.Path, 1, 2)!;
        resumed.Summary.Claims.ShouldBe(tiny.Result.Summary.Claims.Where(claim => claim.Figure <= 2));
    }

    [Fact]
    public void A_folder_belongs_to_its_scan_files()
    {
        using TemporaryFolder folder = new();
        TinyPaper.Write(folder.In("other"), text => text.Replace("seeds: 4", "seeds: 5", StringComparison.Ordinal));
        Should.Throw<ExperimentFileException>(() => TinyPaper.Run(folder.In("other"), tiny.Output, 1)).Message.ShouldContain("scan.seeds");
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        using TemporaryFolder folder = new();
        Should.Throw<ArgumentException>(() => TinyPaper.Run(folder.Path, folder.In("out"), 3))
            .Message.ShouldContain("no scan file for figure 3");
        Should.Throw<ArgumentException>(() => TinyPaper.Run(folder.In("nowhere"), folder.In("out"), 3))
            .Message.ShouldContain("is no folder");
        Should.Throw<ArgumentException>(() => TinyPaper.Run(tiny.Scans, folder.In("out"), 7)).Message.ShouldContain("7 is no figure");
        TinyPaper.Write(folder.In("less"), text => text.Replace("measure: [theta0]", "measure: [parameters]", StringComparison.Ordinal));
        Should.Throw<ArgumentException>(() => TinyPaper.Run(folder.In("less"), folder.In("out"), 1)).Message.ShouldContain("has no theta0");
    }

    [Theory]
    [InlineData("figure-3.yaml", 3)]
    [InlineData("figure-3-wide.yaml", 3)]
    [InlineData("figures-5-6-wide-2.yaml", 5, 6)]
    [InlineData("figure.yaml")]
    public void Files_say_in_their_names_which_figures_they_are_for(string file, params int[] figures) =>
        PaperScans.FiguresOf(file).ShouldBe(figures);

    /// <summary>The committed files: counts that the paper's figures are to have, and what they may be named.</summary>
    [Fact]
    public void The_committed_scans_have_enough_networks()
    {
        string folder = PaperScans.Folder();
        int Runs(int figure) => PaperScans.Files(folder, [figure]).Sum(path => ScanFile.Read(path).Count);
        Runs(3).ShouldBeGreaterThanOrEqualTo(500);
        Runs(5).ShouldBeGreaterThanOrEqualTo(200);
        PaperScans.Files(folder, [6]).ShouldBe(PaperScans.Files(folder, [5]));
        foreach (int figure in new[] { 1, 4 })
        {
            PaperScans.Files(folder, [figure]).ShouldAllBe(path => ScanFile.Read(path).Settings.SeedCount >= 10);
        }

        foreach (string path in PaperScans.Files(TinyPaper.Quick, [1, 2, 3, 4, 5, 6]))
        {
            ScanFile scan = ScanFile.Read(path);
            Enumerable.Range(0, scan.Count).SelectMany(run => scan.Experiment(run).Settings.Network.Hidden).Max()
                .ShouldBeLessThanOrEqualTo(300);
        }
    }

    private sealed class StopAfter(int runs, CancellationTokenSource stop) : IProgress<ScanProgress>
    {
        public void Report(ScanProgress value)
        {
            if (value.Done >= runs)
            {
                stop.Cancel();
            }
        }
    }
}

using System.Text.Json.Nodes;

namespace Inflaton.Cli;

/// <summary>The gallery of universes, at a reduced number of points.</summary>
public sealed class UniverseCommandTests
{
    private static readonly string[] Files = ["summary.json", "universe.npz", "universe.yaml", "report.html"];

    public static TheoryData<string> Samples { get; } =
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "samples", "universes"), "*.yaml")
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory, MemberData(nameof(Samples))]
    public void A_sample_is_solved_and_writes_all_that_is_promised(string name)
    {
        using Session session = new();
        bool hasModes = File.ReadAllText(Session.UniverseSample(name)).Contains("\nperturbations:", StringComparison.Ordinal);
        string[] smaller = hasModes ? ["--set", "perturbations.modes=3"] : [];

        // One with perturbations, one with several fields, one without inflation: between them every figure.
        bool pictures = name is "starobinsky" or "two-fields" or "matter-era";

        session.Run(
            ["universe", Session.UniverseSample(name), "--out", session.In("out"), .. pictures
                ? []
                : new[] { "--no-pictures" }, "--json", "--set", "time.points=11", .. smaller]).ShouldBe(0, session.Error);

        JsonNode summary = JsonNode.Parse(session.Output)!;
        summary["name"]!.GetValue<string>().ShouldBe(name);
        summary["status"]!.GetValue<string>().ShouldBe("completed");
        foreach (string file in Files)
        {
            new FileInfo(session.In($"out/{file}")).Length.ShouldBeGreaterThan(100, file);
        }

        string[] figures = Directory.GetFiles(session.In("out/figures"), "*.vl.json");
        figures.Length.ShouldBeGreaterThan(3);
        Pictures.ShouldStandBeside(pictures ? figures : []);
        File.ReadAllText(session.In("out/summary.json")).ShouldBe(session.Output);
    }

    [Fact]
    public void The_written_file_gives_the_same_bits()
    {
        using Session session = new();
        session.Run(
            "universe", Session.UniverseSample("starobinsky"), "--out", session.In("one"), "-q", "--no-pictures", "--set",
            "perturbations.modes=3").ShouldBe(0);
        session.Output.ShouldBeEmpty();
        session.Run("universe", session.In("one/universe.yaml"), "--out", session.In("two"), "-q", "--no-pictures", "--threads", "1")
            .ShouldBe(0);

        File.ReadAllBytes(session.In("two/universe.npz")).ShouldBe(File.ReadAllBytes(session.In("one/universe.npz")));
        File.ReadAllText(session.In("two/universe.yaml")).ShouldBe(File.ReadAllText(session.In("one/universe.yaml")));
    }

    [Fact]
    public void A_table_is_shown()
    {
        using Session session = new();
        session.Run(
            "universe", Session.UniverseSample("chaotic-inflation"), "--out", session.In("out"), "--no-pictures", "--set",
            "perturbations.modes=2").ShouldBe(0);

        session.Output.ShouldContain("0.966442");
        session.Output.ShouldContain("Report:");
    }

    [Fact]
    public void What_cannot_be_read_or_computed_is_told_by_the_exit_code()
    {
        using Session session = new();

        session.Run("universe", Session.UniverseSample("matter-era"), "--set", "universe.power_law.p=-1", "--out", session.In("bad"))
            .ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("universe.power_law.p: is not above 0 (-1)");
        session.Run(
            "universe", Session.UniverseSample("chaotic-inflation"), "--set", "initial.phi=5", "--out", session.In("short"),
            "--no-pictures", "-q").ShouldBe(ExitCode.NumericalFailure);
        session.Error.ShouldContain("begin farther up the potential");
        File.Exists(session.In("short/universe.npz")).ShouldBeTrue();
    }

    [Fact]
    public void A_new_universe_is_solved_and_obeys_the_schema()
    {
        using Session session = new();
        session.Run("new", "first", "--universe").ShouldBe(0, session.Error);
        session.Output.ShouldContain("inflaton universe first.yaml");
        session.Run(
            "universe", session.In("first.yaml"), "--out", session.In("out"), "-q", "--no-pictures", "--set",
            "perturbations.modes=2").ShouldBe(0, session.Error);
        session.Run("schema", "universe").ShouldBe(0);
        session.Output.ShouldBe(File.ReadAllText(Path.Combine(Repository.Root, "docs", "universe.schema.json")));
    }

    [Fact]
    public void A_report_can_be_made_anew_and_is_the_same()
    {
        using Session session = new();
        session.Run(
            "universe", Session.UniverseSample("starobinsky"), "--out", session.In("out"), "-q", "--no-pictures", "--set",
            "perturbations.modes=3").ShouldBe(0);
        string before = WithoutTimes(File.ReadAllText(session.In("out/report.html")));
        File.Delete(session.In("out/report.html"));

        session.Run("report", session.In("out")).ShouldBe(0, session.Error);

        WithoutTimes(File.ReadAllText(session.In("out/report.html"))).ShouldBe(before);

        static string WithoutTimes(string report) => report[..report.IndexOf("Where and how it was solved", StringComparison.Ordinal)];
    }

    [Fact]
    public void The_width_of_a_dual_follows_from_an_error()
    {
        using Session session = new();
        session.Run("dual", Session.UniverseSample("matter-era"), "--error", "0.02", "--out", "network.yaml").ShouldBe(0, session.Error);
        session.Error.ShouldStartWith("Solving: network 0 of 13, width 16\n");
        session.Output.ShouldBe("Wrote network.yaml, the network of this universe. Run it with: inflaton run network.yaml\n");
        File.ReadAllText(session.In("network.yaml")).ShouldStartWith("# Predicted: at most 0.0");
        session.Run("run", session.In("network.yaml"), "--out", session.In("out"), "-q", "--no-pictures", "--json")
            .ShouldBe(0, session.Error);
        JsonNode universe = JsonNode.Parse(session.Output)!["universe"]!;
        universe["name"]!.GetValue<string>().ShouldBe("matter-era");
        universe["error"]!.GetValue<double>().ShouldBeLessThan(0.024);
        File.ReadAllText(session.In("out/report.html")).ShouldContain("field of the universe");

        session.Run("dual", Session.UniverseSample("matter-era"), "--error", "2").ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("--error: 2 is not a number above 0 and below 1.");
        session.Run("dual", Session.UniverseSample("matter-era"), "--error", "0.002", "--width", "32", "--out", "scaled.yaml")
            .ShouldBe(0, session.Error);
        File.ReadAllText(session.In("scaled.yaml")).ShouldContain("output_scale: ");
        session.Run("run", session.In("scaled.yaml"), "--out", session.In("scaled"), "-q", "--no-pictures", "--json")
            .ShouldBe(0, session.Error);
        JsonNode.Parse(File.ReadAllText(session.In("scaled/summary.json")))!["universe"]!["error"]!.GetValue<double>()
            .ShouldBeLessThan(0.0022);
    }

    [Fact]
    public void The_dual_of_a_universe_is_an_experiment_that_runs_and_whose_dual_is_the_universe()
    {
        using Session session = new();
        session.Run("dual", Session.UniverseSample("matter-era"), "--width", "50", "--epochs", "400", "--out", "network.yaml")
            .ShouldBe(0, session.Error);
        session.Run("run", session.In("network.yaml"), "--out", session.In("out"), "-q", "--no-pictures").ShouldBe(0, session.Error);
        session.Run("dual", session.In("network.yaml")).ShouldBe(0, session.Error);
        session.Output.ShouldContain("power_law: {p: 0.6666666666666666, start: 1}");
        session.Write("back.yaml", session.Output);
        session.Run("universe", session.In("back.yaml"), "--out", session.In("back"), "-q", "--no-pictures").ShouldBe(0, session.Error);

        session.Run("dual", Session.UniverseSample("matter-era"), "--width", "0").ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("--width: 0");
    }
}

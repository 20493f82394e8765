using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Inflaton.Cli;

/// <summary><c>inflaton lattice</c>: the samples at a small size, and runs that are stopped and killed.</summary>
public sealed class LatticeCommandTests
{
    private static readonly string[] Files = ["summary.json", "lattice.npz", "lattice.yaml", "report.html"];

    public static TheoryData<string> Samples { get; } =
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "samples", "lattices"), "*.yaml")
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory, MemberData(nameof(Samples))]
    public void A_sample_runs_and_writes_all_that_is_promised(string name)
    {
        using Session session = new();

        session.Run(
            "lattice", Sample(name), "--out", session.In("out"), "--json",
            "--set", "lattice.sites=16", "time.points=13", "record.snapshots=[]").ShouldBe(0, session.Error);

        JsonNode summary = JsonNode.Parse(session.Output)!;
        summary["name"]!.GetValue<string>().ShouldBe(name);
        summary["status"]!.GetValue<string>().ShouldBe("completed");
        foreach (string file in Files)
        {
            new FileInfo(session.In($"out/{file}")).Length.ShouldBeGreaterThan(100, file);
        }

        string[] figures = Directory.GetFiles(session.In("out/figures"), "*.vl.json");
        figures.Length.ShouldBeGreaterThan(4);
        Pictures.ShouldStandBeside(figures);
        File.ReadAllText(session.In("out/summary.json")).ShouldBe(session.Output);
        File.Exists(session.In("out/state.npz")).ShouldBeFalse();
    }

    [Fact]
    public void The_written_file_gives_the_same_bits()
    {
        using Session session = new();
        session.Run(["lattice", Sample("preheating"), "--out", session.In("one"), "-q", "--no-pictures", .. Small])
            .ShouldBe(0, session.Error);
        session.Run("lattice", session.In("one/lattice.yaml"), "--out", session.In("two"), "-q", "--no-pictures", "--threads", "1")
            .ShouldBe(0, session.Error);

        File.ReadAllBytes(session.In("two/lattice.npz")).ShouldBe(File.ReadAllBytes(session.In("one/lattice.npz")));
        File.ReadAllText(session.In("two/lattice.yaml")).ShouldBe(File.ReadAllText(session.In("one/lattice.yaml")));
    }

    [Fact]
    public void A_new_lattice_runs_and_obeys_the_schema()
    {
        using Session session = new();
        session.Run("new", "first", "--lattice").ShouldBe(0, session.Error);
        session.Output.ShouldContain("inflaton lattice first.yaml");
        session.Run(["lattice", session.In("first.yaml"), "--out", session.In("out"), "--no-pictures", .. Small])
            .ShouldBe(0, session.Error);
        session.Output.ShouldContain("Friedmann constraint");
        session.Run("schema", "lattice").ShouldBe(0);
        session.Output.ShouldBe(File.ReadAllText(Path.Combine(Repository.Root, "docs", "lattice.schema.json")));
        session.Run("new", "second", "--lattice", "--universe").ShouldBe(ExitCode.BadInput);
    }

    [Fact]
    public void A_report_can_be_made_anew_and_is_the_same()
    {
        using Session session = new();
        session.Run(["lattice", Sample("preheating"), "--out", session.In("out"), "-q", "--no-pictures", .. Small]).ShouldBe(0);
        string before = WithoutTimes(File.ReadAllText(session.In("out/report.html")));
        File.Delete(session.In("out/report.html"));

        session.Run("report", session.In("out")).ShouldBe(0, session.Error);

        WithoutTimes(File.ReadAllText(session.In("out/report.html"))).ShouldBe(before);

        static string WithoutTimes(string report) =>
            report[..report.IndexOf("<td class=\"number\" data-label=\"value\">", StringComparison.Ordinal)].Split("speed")[0];
    }

    [Fact]
    public void What_it_would_cost_is_told_before()
    {
        using Session session = new();
        session.Run("lattice", Sample("preheating"), "--dry-run", "--set", "lattice.sites=64", "--out", session.In("out"))
            .ShouldBe(0, session.Error);
        session.Output.ShouldContain("2 fields on 64 × 64 × 64 sites");
        session.Output.ShouldContain("MiB of memory");
        Directory.Exists(session.In("out")).ShouldBeFalse();

        // A field of mass 0.1: V'' is the same everywhere, and the steps are those that the run takes.
        string file = session.Write(
            "free.yaml",
            "potential: {monomial: {degree: 2, mass: 0.1}}\nlattice: {dimensions: 1, sites: 32, length: 40}\ninitial: {phi: 0.9}\n"
                + "time: {to: 6.5, points: 4}");
        session.Run("lattice", file, "--dry-run").ShouldBe(0, session.Error);
        string told = session.Output;
        session.Run("lattice", file, "--json", "--no-pictures", "--out", session.In("out")).ShouldBe(0, session.Error);
        System.Text.Json.Nodes.JsonNode run = System.Text.Json.Nodes.JsonNode.Parse(session.Output)!;
        told.ShouldContain($"about {(long)run["steps"]!} steps of ");

        session.Run("lattice", file, "--dry-run", "--set", "time={efolds: 60}").ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("more than can be done");
        session.Run("lattice", file, "--dry-run", "--set", "potential={expression: phi^2/2 - 0.3}").ShouldBe(0, session.Error);
        session.Output.ShouldContain("uniform fields stop to expand at t = ");
    }

    [Fact]
    public void A_file_of_another_kind_is_told_with_its_command()
    {
        using Session session = new();
        session.Run("lattice", Session.UniverseSample("starobinsky")).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("describes a universe, not a lattice. Give it to 'inflaton universe'.");
        session.Run("lattice", Session.Sample("interval")).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("describes an experiment, not a lattice. Give it to 'inflaton run'.");
        session.Run("run", Sample("preheating")).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("describes a lattice, not an experiment. Give it to 'inflaton lattice'.");
    }

    [Theory]
    [InlineData("time.step=5", ExitCode.BadInput, "time.step: is longer than the longest stable step of leapfrog on this lattice")]
    [InlineData("lattice.sites=100000", ExitCode.BadInput, "lattice.sites: makes 100000 × 100000 × 100000 sites, more than")]
    [InlineData("potential.expression=lambda*g2*phi3^2", ExitCode.BadInput, "unknown name 'phi3'")]
    [InlineData("potential.expression=1-phi1^4-phi2^4+0*lambda*g2", ExitCode.NumericalFailure, "At t =")]
    public void What_cannot_be_run_is_told_by_the_exit_code(string assignment, int code, string message)
    {
        using Session session = new();

        session.Run(["lattice", Sample("preheating"), "--out", session.In("out"), "-q", "--no-pictures", .. Small, assignment])
            .ShouldBe(code, session.Error);

        session.Error.ShouldContain(message);
        File.Exists(session.In("out/lattice.npz")).ShouldBe(code == ExitCode.NumericalFailure);
    }

    /// <summary>What is finished is no failure, and a refusal to go on with it changes nothing in the folder.</summary>
    [Fact]
    public void To_go_on_with_what_is_finished_leaves_the_folder_as_it_is()
    {
        using Session session = new();
        string[] all = ["lattice", Sample("preheating"), "--out", session.In("out"), "-q", "--no-pictures", .. Small];
        session.Run(all).ShouldBe(0, session.Error);

        session.Run([.. all, "--resume"]).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("what was run there is finished");
        File.Exists(session.In("out/failed.txt")).ShouldBeFalse();

        session.Run([.. all, "time.step=1000"]).ShouldBe(ExitCode.BadInput);
        string failure = File.ReadAllText(session.In("out/failed.txt"));
        session.Run([.. all, "--resume"]).ShouldBe(ExitCode.BadInput);
        File.ReadAllText(session.In("out/failed.txt")).ShouldBe(failure);
    }

    /// <summary>To given e-folds steps are told by the expansion; the run takes about as many.</summary>
    [Theory]
    [InlineData("preheating", "time={efolds: 0.8, points: 9}")]
    [InlineData("preheating", "time={efolds: 1.5, points: 9}", "initial.fluctuations=none")]
    [InlineData("walls", "time={efolds: 0.7, points: 9}")]
    [InlineData("walls", "time={efolds: 1.5, points: 9}", "universe={de_sitter: {hubble: 0.3}}")]
    [InlineData("walls", "time={efolds: 1, points: 9}", "universe={fluids: {radiation: 0.1, matter: 0.1}}")]
    [InlineData("kinks", "time={efolds: 1, points: 5}", "universe={friedmann: {}}")]
    public void Steps_to_given_efolds_are_about_those_that_are_taken(string sample, params string[] changes)
    {
        using Session session = new();
        string[] all =
        [
            "lattice", Sample(sample), "--out", session.In("out"), "--no-pictures", "--set",
            sample == "kinks" ? "lattice.sites=256" : "lattice.sites=32", "record.snapshots=[]", .. changes,
        ];
        session.Run([.. all, "--dry-run"]).ShouldBe(0, session.Error);
        string told = session.Output;
        session.Run([.. all, "--json"]).ShouldBe(0, session.Error);
        double steps = JsonNode.Parse(session.Output)!["steps"]!.GetValue<double>();
        double expected = double.Parse(
            Regex.Match(told, "about ([0-9\u202f]+) steps").Groups[1].Value.Replace("\u202f", ""), CultureInfo.InvariantCulture);

        (expected / steps).ShouldBeInRange(0.75, 1.33, $"{told}\n{steps} steps were taken");
        told.Contains("an estimate by", StringComparison.Ordinal)
            .ShouldBe(JsonNode.Parse(session.Output)!["constraint"] is not null, told);
    }

    /// <summary>Killed at ten random moments, whatever it was just doing, and gone on with each time.</summary>
    [Fact]
    public void A_run_that_is_killed_ten_times_ends_with_the_same_bits()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill is a program of Unix.");
        using Session session = new();
        string[] settings = ["--set", "lattice.sites=24", "time={to: 400, points: 201}", "record.snapshots=[100, 399.9]"];
        session.Run(["lattice", Sample("preheating"), "--out", session.In("whole"), "-q", "--no-pictures", .. settings])
            .ShouldBe(0, session.Error);
        string warnings = session.Error, state = session.In("out/state.npz");
        RunningCommand.Kill(10, Go, () => File.GetLastWriteTimeUtc(state).Ticks, most: 60)
            .ShouldBeGreaterThan(0, "a kill has to come in the midst of the work");

        using (RunningCommand last = Go())
        {
            last.Wait().ShouldBe(ExitCode.Success);
            last.Error.ShouldBe(warnings);
        }

        File.ReadAllBytes(session.In("out/lattice.npz")).ShouldBe(File.ReadAllBytes(session.In("whole/lattice.npz")));
        Directory.GetFiles(session.In("out"), "*state*").ShouldBeEmpty();

        RunningCommand Go() => RunningCommand.Start(
        [
            "lattice", Sample("preheating"), "--out", session.In("out"), "-q", "--no-pictures", "--save-every", "0",
            .. File.Exists(state) ? ["--resume"] : Array.Empty<string>(),
            .. settings,
        ]);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_ends_it_soon_with_what_it_has_and_a_state(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill is a program of Unix.");
        using Session session = new();
        string[] settings =
            ["--set", "lattice.sites=32", "time={to: 100000, points: 10001}", "record.snapshots=[]", "record.spectra_every=1000"];
        using RunningCommand running = RunningCommand.Start(["lattice", Sample("preheating"), "--out", session.In("out"), .. settings]);
        running.Says("Solving");
        running.Works(0.3);

        running.EndsSoonBy(signal);

        running.Output.ShouldContain("--resume");
        JsonNode.Parse(File.ReadAllText(session.In("out/summary.json")))!["status"]!.GetValue<string>().ShouldBe("interrupted");
        File.Exists(session.In("out/state.npz")).ShouldBeTrue();
        Directory.GetFiles(session.In("out/figures"), "*.png").ShouldBeEmpty();
    }

    private static string[] Small { get; } = ["--set", "lattice.sites=8", "time.to=10", "time.points=13", "record.snapshots=[5]"];

    private static string Sample(string name) => Path.Combine(Repository.Root, "samples", "lattices", name + ".yaml");
}

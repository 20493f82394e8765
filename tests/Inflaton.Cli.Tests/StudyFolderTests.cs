namespace Inflaton.Cli;

/// <summary>What a folder of results keeps and what it says of runs that failed.</summary>
public sealed class StudyFolderTests
{
    private const string Experiment = """
        name: twin
        network: {hidden: [8], activation: erf}
        data: {interval: {from: -1, to: 1, points: 5}}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.1}}
        epochs: 5
        """;

    [Fact]
    public void Results_of_another_file_are_replaced_only_when_asked()
    {
        using Session session = new();
        string one = session.Write("one.yaml", Experiment), two = session.Write("two.yaml", Experiment), folder = session.In("out");
        int Run(string file, params string[] options) =>
            session.Run(["run", file, "--out", folder, "--quiet", "--no-pictures", .. options]);
        string Summary() => File.ReadAllText(Path.Combine(folder, "summary.json"));

        Run(one).ShouldBe(0, session.Error);
        Run(one, "--set", "epochs=6").ShouldBe(0, session.Error);
        string kept = Summary();
        Run(two).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("another file, ../one.yaml");
        session.Error.ShouldContain("--overwrite");
        Summary().ShouldBe(kept);
        Run(two, "--overwrite").ShouldBe(0, session.Error);
        Summary().ShouldContain("\"file\": \"../two.yaml\"");
    }

    /// <summary>A summary says that all is there: where arrays cannot be written there is none, neither an old one nor a new one.</summary>
    [Fact]
    public void Without_arrays_there_is_no_summary()
    {
        using Session session = new();
        string[] run = ["run", session.Write("one.yaml", Experiment), "--out", session.In("out"), "--quiet", "--no-pictures"];
        session.Run(run).ShouldBe(0, session.Error);
        File.Delete(session.In("out/trajectories.npz"));
        Directory.CreateDirectory(session.In("out/trajectories.npz/in-the-way"));

        session.Run(run).ShouldBe(ExitCode.BadInput);

        File.Exists(session.In("out/summary.json")).ShouldBeFalse();
        File.Exists(session.In("out/failed.txt")).ShouldBeTrue();
        Directory.Delete(session.In("out/trajectories.npz"), recursive: true);
        session.Run(run).ShouldBe(0, session.Error);
        File.Exists(session.In("out/failed.txt")).ShouldBeFalse();
    }

    [Fact]
    public void A_summary_that_names_no_file_is_kept_too()
    {
        using Session session = new();
        string file = session.Write("one.yaml", Experiment);
        Directory.CreateDirectory(session.In("out"));
        session.Write("out/summary.json", "{}");

        session.Run("run", file, "--out", session.In("out"), "--quiet", "--no-pictures").ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("a file that is not known");
    }

    [Fact]
    public void Universes_and_runs_do_not_replace_each_other()
    {
        using Session session = new();
        session.Run("run", session.Write("one.yaml", Experiment), "--out", session.In("out"), "--quiet", "--no-pictures")
            .ShouldBe(0, session.Error);
        session.Run("universe", Session.UniverseSample("matter-era"), "--out", session.In("out"), "--quiet", "--no-pictures")
            .ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("--overwrite");
    }

    /// <summary>A folder may hold arrays of both kinds, where one was put over the other: the summary says whose report it is.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_report_is_made_anew_of_whatever_was_written_last(bool universeLast)
    {
        using Session session = new();
        string[] run = ["run", session.Write("one.yaml", Experiment)], universe = ["universe", Session.UniverseSample("matter-era")];
        foreach (string[] command in universeLast ? new[] { run, universe } : [universe, run])
        {
            session.Run([.. command, "--out", session.In("out"), "--quiet", "--no-pictures", "--overwrite"]).ShouldBe(0, session.Error);
        }

        string report = session.In("out/report.html");
        Dictionary<string, string> figures = Directory.GetFiles(session.In("out/figures")).ToDictionary(path => path, File.ReadAllText);
        File.Delete(report);
        Directory.Delete(session.In("out/figures"), recursive: true);
        File.Exists(session.In("out/trajectories.npz")).ShouldBeTrue();
        File.Exists(session.In("out/universe.npz")).ShouldBeTrue();

        session.Run("report", session.In("out")).ShouldBe(0, session.Error);

        session.Output.Trim().ShouldBe($"Wrote {report}");
        File.ReadAllText(report).ShouldContain(universeLast ? "<title>matter-era" : "<title>twin");
        figures.Count.ShouldBeGreaterThan(3);
        figures.ShouldAllBe(figure => File.ReadAllText(figure.Key) == figure.Value);
    }

    [Fact]
    public void A_damaged_summary_is_named()
    {
        using Session session = new();
        Directory.CreateDirectory(session.In("out"));
        session.Write("out/summary.json", "{");

        session.Run("report", session.In("out")).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("summary.json: The summary cannot be read");
        session.Error.ShouldContain("Run the study again.");
        session.Error.ShouldNotContain("System.");
    }

    [Fact]
    public void A_failed_run_leaves_its_reason_until_one_succeeds()
    {
        using Session session = new();
        string file = session.Write("one.yaml", Experiment), reason = session.In("out/failed.txt");

        // Nothing is pulled on where the loss is flat, which is known only once the network is there.
        session.Run(
            "run", file, "--out", session.In("out"), "--quiet", "--no-pictures", "--set", "loss.expression.formula=0*f",
            "optimizer.gradient_descent.learning_rate=auto").ShouldBe(ExitCode.BadInput);
        File.ReadAllText(reason).Trim().ShouldBe(session.Error.Trim());
        session.Run("run", file, "--out", session.In("out"), "--quiet", "--no-pictures").ShouldBe(0, session.Error);
        File.Exists(reason).ShouldBeFalse();
    }

    [Fact]
    public void Figures_of_an_earlier_run_do_not_stay()
    {
        using Session session = new();
        string file = session.Write("one.yaml", Experiment);
        session.Run("run", file, "--out", session.In("out"), "--quiet", "--no-pictures").ShouldBe(0, session.Error);
        File.Exists(session.In("out/figures/error_budget.vl.json")).ShouldBeTrue();
        File.WriteAllText(session.In("out/figures/loss.png"), "");

        session.Run(
            "run", file, "--out", session.In("out"), "--quiet", "--no-pictures", "--no-train", "--set",
            "predictions=[frozen_kernel]").ShouldBe(0, session.Error);
        File.Exists(session.In("out/figures/error_budget.vl.json")).ShouldBeFalse();
        File.Exists(session.In("out/figures/loss.png")).ShouldBeFalse();
    }

    [Fact]
    public void The_table_knows_test_losses_and_one_number_style()
    {
        using Session session = new();
        session.Run(
            "run", Session.Sample("diabetes"), "--out", session.In("out"), "--threads", "1", "--no-pictures", "--set",
            "network.hidden=[16]", "data.file.test_fraction=0.5",
            "epochs=20").ShouldBe(0, session.Error);

        session.Output.ShouldMatch("│ training +│ against trained +│ test +│");
        session.Output.ShouldContain("1 thread)");
        session.Output.ShouldNotContain("1/t ");
        session.Output.ShouldContain("λ₁/λ₂");
        session.Output.ShouldNotContain("λ₂/λ₁");
        session.Output.ShouldNotMatch(@"\d[eE][+-]\d");
        session.Output.ShouldNotContain("+0.0%");
    }

    [Fact]
    public void Usage_says_how_the_program_is_called()
    {
        using Session session = new();
        session.Run("run", "--help").ShouldBe(0);
        session.Output.ShouldContain("  inflaton run ");
    }
}

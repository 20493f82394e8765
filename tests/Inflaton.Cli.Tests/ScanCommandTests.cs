using System.Text.Json.Nodes;
using Inflaton.Experiments.Scans;

namespace Inflaton.Cli;

public sealed class ScanCommandTests
{
    private const string Small = """
        name: small
        network: {hidden: [[4], [8]], activation: [erf, relu]}
        data: {point: [1.0]}
        loss: {power: {degree: 2, scale: 0.01, minimum: 5}}
        optimizer: {gradient_descent: {learning_rate: 0.1}}
        epochs: 5
        scan: {grid: [network.hidden, network.activation], seeds: 3, measure: [theta0, loss_final]}
        """;

    private const string FiveHundred = """
        name: many
        network: {hidden: [[8], [16], [24, 24], [40], [12, 12]], activation: [erf, relu], bias_std: 0.1}
        data: {interval: {hubble_lengths: 0.1, points: 4}}
        loss: {power: {degree: 2, scale: 0.01, minimum: 5}}
        optimizer: {gradient_descent: {learning_rate: 0.1}}
        epochs: [300, 400, 500, 600, 700]
        scan: {grid: [network.hidden, network.activation, epochs], seeds: 10, measure: [theta0, loss_final, kernel_drift, error_budget]}
        """;

    [Fact]
    public void A_scan_from_plan_to_picture()
    {
        using Session session = new();
        string file = session.Write("small.yaml", Small);
        session.Run("scan", file, "--dry-run", "--out", session.In("out")).ShouldBe(0, session.Error);
        session.Output.ShouldContain("small.yaml: 12 runs");
        session.Output.ShouldContain("network.activation: 2 values, erf, relu");
        Directory.Exists(session.In("out")).ShouldBeFalse();

        session.Run("scan", file, "--out", session.In("out"), "--csv").ShouldBe(0, session.Error);
        session.Output.ShouldContain("small: 12 of 12 runs done (complete)");
        session.Error.ShouldContain("Scan: 12 of 12");
        File.ReadAllLines(session.In("out/results.csv")).Length.ShouldBe(13);

        session.Run("scan", "status", session.In("out")).ShouldBe(0);
        session.Output.ShouldContain("12 completed");

        session.Run(
            "scan", "show", session.In("out"), "--by", "network.hidden", "--by", "network.activation", "--measure", "theta0",
            "--no-pictures")
            .ShouldBe(0, session.Error);
        session.Output.ShouldContain("median");
        Directory.GetFiles(session.In("out/figures"), "*.vl.json").Length.ShouldBe(1);
        session.Run(
            "scan", "show", session.In("out"), "--by", "network.hidden", "--measure", "theta0", "--no-pictures", "--json")
            .ShouldBe(0, session.Error);
        JsonArray shown = JsonNode.Parse(session.Output)!.AsArray();
        shown.Sum(one => (int)one!["runs"]!).ShouldBe(12);
        shown.ShouldAllBe(one => (double)one!["smallest"]! <= (double)one["median"]! && (double)one["median"]! <= (double)one["largest"]!);
        session.Run(
            "scan", "show", session.In("out"), "--by", "network.hidden", "--measure", "status", "--no-pictures", "--json")
            .ShouldBe(0, session.Error);
        JsonNode.Parse(session.Output)!.AsArray().Select(one => ((string?)one!["status"], (int)one["runs"]!))
            .ShouldBe([("completed", 6), ("completed", 6)]);

        session.Run("scan", file, "--out", session.In("out"), "--resume", "--parquet").ShouldBe(0);
        session.Output.ShouldContain("0 runs in");
        File.ReadAllBytes(session.In("out/scan.parquet"))[..4].ShouldBe("PAR1"u8.ToArray());
    }

    /// <summary>What a task has made is done, whether or not somebody has merged it.</summary>
    [Theory]
    [InlineData("6 of them done")]
    [InlineData("6 runs in 1 task", "--slurm", "--tasks", "1")]
    public void A_plan_knows_the_runs_of_parts(string says, params string[] how)
    {
        using Session session = new();
        string file = session.Write("small.yaml", Small);
        session.Run("scan", file, "--out", session.In("out"), "--part", "1/2", "--quiet").ShouldBe(0, session.Error);
        session.Run(["scan", file, "--out", session.In("out"), "--dry-run", .. how]).ShouldBe(0, session.Error);
        session.Output.ShouldContain(says);
    }

    /// <summary>Without a batch system what nobody has begun is in no queue, and what was killed is not at work.</summary>
    [Fact]
    public void Parts_that_nobody_works_on_are_not_at_work()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill is a program of Unix.");
        using Session session = new();
        string file = session.Write("small.yaml", Small);
        string longer = session.Write("long.yaml", Small.Replace("epochs: 5", "epochs: 1000000000"));
        session.Run("scan", file, "--out", session.In("out"), "--part", "1/2").ShouldBe(0, session.Error);
        session.Run("scan", "status", session.In("out")).ShouldBe(0, session.Error);
        session.Output.ShouldContain("6 of 12 runs done (stopped;");
        session.Output.ShouldContain("Parts: 1 done, 1 not started (6 runs left)");
        session.Run("scan", "status", session.In("out"), "--json").ShouldBe(0, session.Error);
        JsonNode standing = JsonNode.Parse(session.Output)!;
        ((int)standing["runs"]!, (int)standing["done"]!, (string?)standing["state"]).ShouldBe((12, 6, "stopped"));
        standing["parts"]!.AsArray().Select(part => ((string?)part!["phase"], (int)part["done"]!))
            .ShouldBe([("done", 6), ("not_started", 0)]);

        string rows = session.In("killed/parts/0001.rows");
        using (RunningCommand task = RunningCommand.Start(
            "scan", longer, "--out", session.In("killed"), "--part", "1/2", "--jobs", "1", "--quiet"))
        {
            task.Until(() => File.Exists(rows) && new FileInfo(rows).Length > 0 && Begun() > 0).ShouldBeTrue(task.Error);
            session.Run("scan", "status", session.In("killed")).ShouldBe(0, session.Error);
            session.Output.ShouldContain("0 of 12 runs done (at work)");
            session.Output.ShouldContain("Parts: 1 at work (6 runs left), 1 not started (6 runs left)");
            task.Kill();
        }

        for (int look = 0; look < 2; look++)
        {
            session.Run("scan", "status", session.In("killed")).ShouldBe(0, session.Error);
            session.Output.ShouldContain("0 of 12 runs done (stopped;");
            session.Output.ShouldContain("Parts: 1 not started (6 runs left), 1 lost (6 runs left)");
        }

        session.Run("scan", "merge", session.In("killed")).ShouldBe(0, session.Error);
        session.Output.ShouldContain("0 new rows;");
        session.Run("scan", "merge", session.In("killed"), "--quiet").ShouldBe(0, session.Error);
        session.Output.ShouldBe("");

        int Begun()
        {
            using FileStream stream = new(rows, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using StreamReader reader = new(stream);
            return reader.ReadToEnd().Split('\n').Count(line => line.StartsWith("{\"started\"", StringComparison.Ordinal));
        }
    }

    /// <summary>A run that blew up at its first step has the loss of the start as its last, and that is no small loss.</summary>
    [Fact]
    public void Runs_that_diverged_are_counted_beside_the_table()
    {
        using Session session = new();
        string file = session.Write("rates.yaml", Small
            .Replace("learning_rate: 0.1", "learning_rate: [0.1, 1.0e6]")
            .Replace("activation: [erf, relu]", "activation: erf")
            .Replace("hidden, network.activation]", "hidden, optimizer.gradient_descent.learning_rate]"));
        session.Run("scan", file, "--out", session.In("out"), "--quiet").ShouldBe(0, session.Error);

        string[] show = ["scan", "show", session.In("out"), "--by", "network.hidden", "--no-pictures", "--measure"];
        session.Run([.. show, "loss_final"]).ShouldBe(0, session.Error);
        session.Error.ShouldContain("warning: 6 of these runs did not end well");
        session.Run([.. show, "status"]).ShouldBe(0, session.Error);
        session.Output.ShouldContain("diverged");
        session.Error.ShouldNotContain("did not end well");
    }

    [Theory]
    [InlineData("is given", "scan")]
    [InlineData("nowhere.yaml: does not exist", "scan", "nowhere.yaml")]
    [InlineData("holds no scan.db", "scan", "status", "nowhere")]
    [InlineData("--measure", "scan", "show", "nowhere", "--by", "seed")]
    [InlineData("--jobs: 0 is not", "scan", "nowhere.yaml", "--jobs", "0")]
    public void A_command_line_that_makes_no_sense(string says, params string[] arguments)
    {
        using Session session = new();
        session.Run(arguments).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain(says);
        session.Error.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("network.hidden,", "network.hiden,", "Did you mean network.hidden?")]
    [InlineData("theta0", "theta", "Did you mean theta0?")]
    [InlineData("seeds: 3", "seeds: 900000", "more than 1000000")]
    public void A_bad_scan_file(string from, string to, string says)
    {
        using Session session = new();
        string file = session.Write("small.yaml", Small.Replace(from, to));
        session.Run("scan", file, "--out", session.In("out")).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain(says);
        session.Error.ShouldStartWith($"{file}:");
        Directory.Exists(session.In("out")).ShouldBeFalse();
    }

    /// <summary>Values that are refused together alone are found before anything is run, counted, and told by the exit code.</summary>
    [Fact]
    public void A_plan_with_refusals_is_bad_input()
    {
        using Session session = new();
        string file = session.Write("pairs.yaml", """
            name: pairs
            network: {hidden: [4], activation: erf}
            data: [{point: [1.0]}, {interval: {hubble_lengths: 0.1, points: 3}}]
            loss: {squared: {}}
            optimizer: {gradient_descent: {learning_rate: [0.1, auto]}}
            epochs: 3
            scan: {grid: [data, optimizer.gradient_descent.learning_rate], seeds: 1000, measure: [theta0]}
            """);

        session.Run("scan", file, "--dry-run").ShouldBe(ExitCode.BadInput, session.Output);

        session.Error.ShouldContain("1000 of 4000 runs combine values that do not go together.");
        session.Error.ShouldContain("needs a Hubble length");
    }

    [Fact]
    public void A_changed_scan_is_refused_in_the_folder_of_the_old_one()
    {
        using Session session = new();
        session.Run("scan", session.Write("small.yaml", Small), "--out", session.In("out"), "-q").ShouldBe(0, session.Error);
        session.Run("scan", session.Write("small.yaml", Small.Replace("seeds: 3", "seeds: 4")), "--out", session.In("out"))
            .ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("scan.seeds: is not that of the scan");
        session.Error.ShouldContain("(4 now, 3 there)");
    }

    /// <summary>Real processes, ended five times without warning at random moments, then left to finish.</summary>
    [Fact]
    public void Killed_five_times_a_scan_ends_with_every_run_once_and_the_same_bits()
    {
        using Session session = new();
        string file = session.Write("many.yaml", FiveHundred);
        RunningCommand.Kill(5, Go, () => Rows(session.In("killed")), most: 60)
            .ShouldBeGreaterThan(0, "a kill has to come in the midst of the work");

        using (RunningCommand last = Go())
        {
            last.Wait().ShouldBe(ExitCode.Success, last.Error);
        }

        session.Run("scan", file, "--out", session.In("whole"), "--jobs", "3", "-q").ShouldBe(0, session.Error);
        object?[][] killed = Results(session.In("killed")), whole = Results(session.In("whole"));
        killed.Length.ShouldBe(500);
        for (int i = 0; i < 500; i++)
        {
            killed[i].ShouldBe(whole[i]);
        }

        RunningCommand Go() => RunningCommand.Start("scan", file, "--out", session.In("killed"), "--jobs", "2", "--quiet");
    }

    private static int Rows(string folder)
    {
        try
        {
            using ScanStore store = ScanStore.Look(folder);
            return store.Status().Done;
        }
        catch (Exception exception) when (exception is ArgumentException or IOException)
        {
            return 0;
        }
    }

    private static object?[][] Results(string folder)
    {
        using ScanStore store = ScanStore.Look(folder);
        return [.. store.Rows(["run", "hash", "status", "message", .. store.Parameters, .. store.Measures])];
    }
}

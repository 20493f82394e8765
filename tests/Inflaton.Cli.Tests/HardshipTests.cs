namespace Inflaton.Cli;

/// <summary>
/// Disks that are full or can only be read, folders that go while they are written into, outputs that nobody reads: one message, exit
/// code 2 where something is lost, and never results that are none.
/// </summary>
public sealed class HardshipTests
{
    private const string Experiment = """
        name: small
        network: {hidden: [8], activation: erf}
        data: {interval: {from: -1, to: 1, points: 5}}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.1}}
        epochs: 5
        """;

    public static TheoryData<string> Commands { get; } =
        ["run", "tune", "universe", "lattice", "ensemble", "fit", "kernel", "scan", "dual", "new"];

    [Theory, MemberData(nameof(Commands))]
    public void A_full_disk_is_a_message(string command)
    {
        Assert.SkipUnless(FailingDisk.IsAvailable, "Calls of the system can be made to fail on Linux alone.");
        using Session session = new();
        string[] arguments = Arguments(session, command);

        FailingDisk.Full(() => session.Run(arguments).ShouldBe(ExitCode.BadInput, session.Error));

        ShouldSayOnce(session);
        session.Error.ToLowerInvariant().ShouldMatch("space|full|room");
        Results(session).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Commands))]
    public void A_disk_that_can_only_be_read_is_a_message(string command)
    {
        Assert.SkipUnless(FailingDisk.IsAvailable, "Calls of the system can be made to fail on Linux alone.");
        using Session session = new();
        string[] arguments = Arguments(session, command);

        FailingDisk.ReadOnly(() => session.Run(arguments).ShouldBe(ExitCode.BadInput, session.Error));

        ShouldSayOnce(session);
        Results(session).ShouldBeEmpty();
    }

    /// <summary>The page keeps the tables that it is given in a folder of its own.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_server_without_a_place_for_its_tables_is_a_message(bool isFull)
    {
        Assert.SkipUnless(FailingDisk.IsAvailable, "Calls of the system can be made to fail on Linux alone.");
        using Session session = new();
        CancellationToken ended = new(canceled: true);
        Action serve = () => session.Run(ended, "serve", "--port", "0", "--root", session.Folder).ShouldBe(ExitCode.BadInput);

        (isFull ? (Action<Action>)FailingDisk.Full : FailingDisk.ReadOnly)(serve);

        ShouldSayOnce(session);
        Results(session).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("run", "Training")]
    [InlineData("scan", "Scan: ")]
    [InlineData("ensemble", "Training")]
    [InlineData("fit", "Solving")]
    [InlineData("lattice", "Solving")]
    public void A_folder_that_is_removed_is_an_error(string command, string atWork)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps folders that are written into.");
        using Session session = new();
        string[] more = command switch
        {
            "run" => ["epochs=200000"],
            "ensemble" => ["ensemble.draws=3000"],
            "fit" => ["fit.steps=30"],
            // Long enough for a machine that is busy with other things in between.
            _ => ["lattice.sites=32", "time.to=20000", "time.points=5"],
        };
        string[] arguments = command == "scan"
            ? [command, session.Write("scan.yaml", Experiment + "\nscan: {seeds: 100000, measure: [theta0]}\n"), "--out", session.In("out")]
            : [.. Arguments(session, command), "--no-pictures", "--set", .. more];
        using RunningCommand running = RunningCommand.Start(arguments);
        running.Says(atWork);

        Directory.Delete(session.In("out"), recursive: true);

        running.Wait().ShouldBe(ExitCode.BadInput, running.Error);
        running.Error.ShouldContain("out");
        running.Error.ShouldNotContain("fault of the program");
        Results(session).ShouldBeEmpty();
    }

    /// <summary>Progress that cannot be written ends no work: results are as ever.</summary>
    [Fact]
    public void Progress_that_nobody_takes_ends_no_work()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no device that is always full.");
        using Session session = new();
        using RunningCommand running = RunningCommand.In("", "2>/dev/full", [.. Arguments(session, "run"), "--no-pictures"]);

        running.Wait().ShouldBe(ExitCode.Success);

        running.Output.ShouldContain("Report:");
        File.Exists(session.In("out/summary.json")).ShouldBeTrue();
    }

    /// <summary>An answer that cannot be written is lost, which the exit code says.</summary>
    [Fact]
    public void An_answer_that_cannot_be_written_is_an_error()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no device that is always full.");
        using Session session = new();
        using RunningCommand running = RunningCommand.In("", ">/dev/full", "schema");

        running.Wait().ShouldBe(ExitCode.BadInput);

        running.Error.ShouldStartWith("inflaton: ");
        running.Error.Trim().ShouldNotContain("\n");
    }

    /// <summary>Who reads the first line alone, as <c>head -1</c> does, has what was wanted, and the results are there.</summary>
    [Theory]
    [InlineData("schema")]
    [InlineData("run")]
    [InlineData("scan")]
    [InlineData("lattice")]
    [InlineData("ensemble")]
    [InlineData("fit")]
    [InlineData("serve")]
    public async Task A_pipe_that_is_closed_is_no_error(string command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The shell is that of Unix.");
        using Session session = new();
        string[] arguments = command switch
        {
            "schema" => [command],
            "serve" => [command, "--port", "0", "--root", session.Folder],
            "scan" => Arguments(session, command),
            _ => [.. Arguments(session, command), "--no-pictures"],
        };
        string pipe = session.In("pipe"), line = session.In("line");
        using RunningCommand running = RunningCommand.In($"mkfifo {pipe}; head -1 {pipe} > {line} &", $"> {pipe}", arguments);
        if (command == "serve")
        {
            running.Until(() => File.Exists(line) && File.ReadAllText(line).EndsWith('\n'), TimeSpan.FromMinutes(1)).ShouldBeTrue();
            using HttpClient client = new();
            Uri address = new(File.ReadAllText(line).Split(' ')[^1]);
            string page = await client.GetStringAsync(address, TestContext.Current.CancellationToken);
            page.ShouldContain("<title>");
            running.Signal("TERM");
        }

        running.Wait().ShouldBe(command == "serve" ? ExitCode.Interrupted : ExitCode.Success, running.Error);

        File.ReadAllText(line).Trim().ShouldNotBeEmpty();
        running.Error.ShouldNotContain("inflaton:");
        if (command is not ("schema" or "serve"))
        {
            File.Exists(session.In(command == "scan" ? "out/scan.db" : "out/summary.json")).ShouldBeTrue();
        }
    }

    private static string[] Arguments(Session session, string command)
    {
        string experiment = session.Write("small.yaml", Experiment), output = session.In("out");
        return command switch
        {
            "universe" => [command, Session.UniverseSample("matter-era"), "--out", output],
            "lattice" =>
            [
                command, Path.Combine(Repository.Samples, "lattices", "preheating.yaml"), "--out", output, "--set", "lattice.sites=8",
                "time.to=4", "time.points=3", "record.snapshots=[2]",
            ],
            "ensemble" =>
            [
                command, Path.Combine(Repository.Samples, "ensembles", "ensemble.yaml"), "--out", output, "--set", "ensemble.draws=64",
            ],
            "fit" => [command, Path.Combine(Repository.Samples, "fits", "plateau.yaml"), "--out", output, "--set", "fit.steps=2"],
            "kernel" => [command, "--infinite", "--hidden", "8", "--inputs", session.Write("x.csv", "a,b\n1,2\n3,5\n"), "--out", output],
            "scan" => [command, session.Write("scan.yaml", Experiment + "\nscan: {seeds: 3, measure: [theta0]}\n"), "--out", output],
            "dual" => [command, Session.UniverseSample("matter-era"), "--out", session.In("dual.yaml")],
            "new" => [command, "mine"],
            _ => [command, experiment, "--out", output],
        };
    }

    private static void ShouldSayOnce(Session session)
    {
        string[] complaints = [.. session.Error.Split('\n').Where(line => line.StartsWith("inflaton: ", StringComparison.Ordinal))];
        complaints.Length.ShouldBe(1, session.Error);
        session.Error.ShouldNotContain("fault of the program");
    }

    /// <summary>What would be taken for results, or is left of them.</summary>
    private static string[] Results(Session session) =>
    [
        .. Directory.GetFiles(session.Folder, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path))
            .Where(name => name.EndsWith(".tmp", StringComparison.Ordinal) || name is "summary.json" or "dual.yaml" or "mine.yaml"),
    ];
}

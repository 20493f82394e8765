namespace Inflaton.Cli;

/// <summary>
/// What a command does that is stopped before it has anything: it says so, leaves no results, and ends as one that was stopped.
/// </summary>
public sealed class StopTests
{
    private const string Experiment = """
        name: stopped
        network: {hidden: [8], activation: erf}
        data: {interval: {from: -1, to: 1, points: 5}}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: auto}}
        epochs: 5
        """;

    [Theory]
    [InlineData("run")]
    [InlineData("tune")]
    [InlineData("universe")]
    [InlineData("kernel")]
    [InlineData("dual")]
    public void A_stopped_command_leaves_nothing(string command)
    {
        using Session session = new();
        string experiment = session.Write("one.yaml", Experiment), output = session.In("out"),
        universe = Session.UniverseSample("chaotic-inflation");
        string[] arguments = command switch
        {
            "universe" => [universe, "--out", output],
            "kernel" => ["--infinite", "--hidden", "8", "--inputs", session.Write("x.csv", "a,b\n1,2\n3,5\n"), "--out", output],
            "dual" => [Session.UniverseSample("matter-era"), "--error", "0.1", "--out", output],
            _ => [experiment, "--out", output],
        };

        session.Run(new CancellationToken(canceled: true), [command, .. arguments]).ShouldBe(ExitCode.Interrupted, session.Error);

        session.Error.ShouldContain("stopped");
        (Directory.Exists(output) ? Directory.GetFiles(output, "*", SearchOption.AllDirectories) : []).Select(Path.GetFileName)
            .ShouldAllBe(name => name == "failed.txt");
        File.Exists(output).ShouldBeFalse();
        if (File.Exists(Path.Combine(output, "failed.txt")))
        {
            File.ReadAllText(Path.Combine(output, "failed.txt")).ShouldBe("stopped before there was anything to keep.\n");
        }
    }

    /// <summary>Of two runs one is made, and the part is stopped over the other, which takes long.</summary>
    [Fact]
    public void A_part_that_is_stopped_keeps_its_rows_and_says_how_it_goes_on()
    {
        using Session session = new();
        string file = session.Write(
            "scan.yaml",
            Experiment.Replace(
                "epochs: 5",
                "epochs: [5, 2000000000]\nrecord_every: 100000000\npredictions: [frozen_kernel]\n"
                    + "scan: {grid: [epochs], measure: [theta0]}\n"));
        string rows = session.In("out/parts/0001.rows");
        using CancellationTokenSource stop = new();
        Thread watch = new(() =>
        {
            while (!File.Exists(rows) || !Text().Contains("{\"row\"", StringComparison.Ordinal))
            {
                Thread.Sleep(10);
            }

            stop.Cancel();
        })
        {
            IsBackground = true,
        };
        watch.Start();

        session.Run(stop.Token, "scan", file, "--out", session.In("out"), "--part", "1/1", "--jobs", "2")
            .ShouldBe(ExitCode.Interrupted, session.Error);

        watch.Join();
        session.Error.ShouldContain("Stopped after 1 of 2 runs of part 1. The same command goes on from there.");
        Text().Split('\n').Count(line => line.StartsWith("{\"row\"", StringComparison.Ordinal)).ShouldBe(1);

        string Text()
        {
            using StreamReader reader = new(new FileStream(rows, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd();
        }
    }
}

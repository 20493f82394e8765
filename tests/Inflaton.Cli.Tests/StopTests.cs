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
}

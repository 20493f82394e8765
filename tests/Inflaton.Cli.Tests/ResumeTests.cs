namespace Inflaton.Cli;

/// <summary>
/// A training that was killed, and what <c>--resume</c> says where it cannot go on, or not yet: one message, and its state is as it was.
/// </summary>
public sealed class ResumeTests : IDisposable
{
    private readonly Session session = new();
    private readonly string[] arguments;

    public ResumeTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill is a program of Unix.");
        string experiment = session.Write("one.yaml", """
            name: one
            network: {hidden: [32, 32], activation: erf}
            data: {file: {path: table.csv, target: y}}
            loss: {squared: {}}
            optimizer: {gradient_descent: {learning_rate: 0.001, momentum: 0.5}}
            training: {method: reduced}
            epochs: 4000000
            record_every: 100000
            predictions: [frozen_kernel]
            """);
        session.Write("table.csv", "x,y\n0.1,0.5\n0.4,-0.3\n");
        arguments = ["run", experiment, "--no-pictures", "--save-every", "0", "--out", session.In("out")];
        using RunningCommand running = RunningCommand.Start(arguments);
        running.Until(() => File.Exists(State)).ShouldBeTrue(running.Error);
        running.Kill();
    }

    private string State => session.In("out/training-state.npz");

    public void Dispose() => session.Dispose();

    [Fact]
    public void In_a_folder_that_can_only_be_read()
    {
        Assert.SkipUnless(FailingDisk.IsAvailable, "Calls of the system can be made to fail on Linux alone.");
        byte[] before = File.ReadAllBytes(State);

        FailingDisk.ReadOnly(() => session.Run([.. arguments, "--resume"]).ShouldBe(ExitCode.BadInput));

        session.Error.Trim().ShouldMatch(
            @"^inflaton: \S+: cannot be written to \(.*\)\. Give another folder with --out, with a copy of training-state\.npz in it to "
                + @"go on from there\.$");
        File.ReadAllBytes(State).ShouldBe(before);
    }

    [Fact]
    public void With_data_that_have_changed()
    {
        byte[] before = File.ReadAllBytes(State);
        session.Write("table.csv", "x,y\n0.1,0.5\n0.4,-0.31\n");

        session.Run([.. arguments, "--resume"]).ShouldBe(ExitCode.BadInput);

        session.Error.Trim().ShouldBe(
            $"inflaton: {State}: was written with other settings or other data than {session.In("one.yaml")} has now. "
                + "Run the file as it was, or leave --resume out to begin anew.");
        File.ReadAllBytes(State).ShouldBe(before);
    }

    [Fact]
    public void Stopped_before_the_training_goes_on()
    {
        byte[] before = File.ReadAllBytes(State);

        session.Run(new CancellationToken(canceled: true), [.. arguments, "--resume"]).ShouldBe(ExitCode.Interrupted);

        session.Error.ShouldContain(
            "inflaton: stopped before the training went on. training-state.npz is as it was: the same command goes on from it.");
        File.ReadAllBytes(State).ShouldBe(before);
        File.Exists(session.In("out/failed.txt")).ShouldBeFalse();
    }

    [Fact]
    public void With_a_state_that_is_damaged()
    {
        byte[] bytes = File.ReadAllBytes(State);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(State, bytes);

        session.Run([.. arguments, "--resume"]).ShouldBe(ExitCode.BadInput);

        session.Error.Trim().ShouldBe($"inflaton: {State}: is damaged. Leave --resume out to begin anew.");
        File.ReadAllBytes(State).ShouldBe(bytes);
    }
}

using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Cli;

/// <summary>
/// Signals as they come from a keyboard, a batch system or a terminal that is closed, to real processes in the midst of much work: every
/// command ends soon, with what it has and exit code 130, and a second signal ends it at once.
/// </summary>
public sealed class SignalTests
{
    /// <summary>What a signal that nothing stops makes of a process: 128 and its number.</summary>
    private static readonly int[] SuddenEnds = [128 + 1, 128 + 15];

    [Theory]
    [InlineData("run", "Training", "TERM", "HUP")]
    [InlineData("run", "Predicting", "TERM")]
    [InlineData("scan", "Scan: ", "INT", "TERM", "HUP")]
    [InlineData("tune", "Training", "TERM")]
    [InlineData("universe", "Solving", "INT")]
    [InlineData("dual", "Solving", "HUP")]
    [InlineData("ensemble", "Training", "TERM", "HUP")]
    [InlineData("fit", "Solving", "INT", "TERM", "HUP")]
    [InlineData("lattice", "Solving", "TERM", "HUP")]
    [InlineData("kernel", "Kernel: kernel", "INT")]
    [InlineData("serve", "The page is at", "TERM", "HUP")]
    [InlineData("reproduce", "Scan: ", "HUP")]
    public void A_signal_ends_a_command_soon(string command, string atWork, params string[] signals)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill is a program of Unix.");

        // Beside each other: most of the time goes into starting.
        Parallel.ForEach(signals, signal => ShouldEndSoon(command, atWork, signal));
    }

    /// <summary>The first is still being obeyed, since both have come before the process goes on: no results are written.</summary>
    [Fact]
    public void A_second_signal_ends_it_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill is a program of Unix.");
        using Session session = new();
        using RunningCommand running = RunningCommand.Start(["run", .. Work(session, "run", "Training")]);
        running.Says("Training");

        running.Signal("STOP", "HUP", "TERM", "CONT");

        SuddenEnds.ShouldContain(running.Wait());
        File.Exists(session.In("out/summary.json")).ShouldBeFalse();
    }

    /// <summary>A request and a live study that would take a minute do not keep the server.</summary>
    [Fact]
    public async Task A_server_at_work_ends_soon()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill is a program of Unix.");
        using Session session = new();
        using RunningCommand running = RunningCommand.Start("serve", "--port", "0", "--root", session.Folder);
        running.Says("Stop it with");
        Uri page = new(running.Output.Split(' ', '\n').First(word => word.StartsWith("http", StringComparison.Ordinal)));
        using HttpClient client = new() { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Add("Origin", page.GetLeftPart(UriPartial.Authority));
        CancellationToken stop = TestContext.Current.CancellationToken;
        Task<HttpResponseMessage> asked = client.PostAsJsonAsync(
            new Uri(page, "/api/forecast"), new { text = Long, arrays = (string[])["loss"] }, stop);
        running.Works(1);
        asked.IsCompleted.ShouldBeFalse();
        using ClientWebSocket live = new();
        await live.ConnectAsync(new Uri($"ws://{page.Authority}/api/train"), stop);
        await live.SendAsync(
            Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { text = Long, arrays = (string[])["loss"] })), WebSocketMessageType.Text,
            true, stop);
        (await live.ReceiveAsync(new byte[1], stop)).MessageType.ShouldBe(WebSocketMessageType.Text);

        running.EndsSoonBy("INT");

        try
        {
            (await asked).Dispose();
        }
        catch (HttpRequestException)
        {
            // The server went before it answered.
        }
    }

    /// <summary>Hundreds of thousands of products of a matrix and a vector to predict, and as many steps of a training.</summary>
    private const string Long = """
        name: long
        network: {hidden: [64], activation: erf}
        data: {interval: {from: -1, to: 1, points: 1000}}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.01, momentum: 0}}
        epochs: 200000
        record_every: 100
        predictions: [discrete]
        """;

    private static void ShouldEndSoon(string command, string atWork, string signal)
    {
        using Session session = new();
        using RunningCommand running = RunningCommand.Start([command, .. Work(session, command, atWork)]);
        running.Says(atWork);
        if (command != "serve")
        {
            running.Works(0.3);
        }

        running.EndsSoonBy(signal);

        running.Error.ShouldNotContain("fault of the program");
        if (command is "ensemble" or "fit" or "lattice")
        {
            Summary(session)["status"]!.GetValue<string>().ShouldBe("interrupted");
        }
    }

    private static JsonNode Summary(Session session) => JsonNode.Parse(File.ReadAllText(session.In("out/summary.json")))!;

    private static string[] Work(Session session, string command, string atWork) =>
    [
        .. command switch
        {
            "run" when atWork == "Predicting" => (string[])
            [
                Session.Sample("homogeneous"), "--set", "network.hidden=[64]", "epochs=2000000000", "record_every=100000000",
                "predictions=[discrete]",
            ],
            "run" =>
            [
                Session.Sample("homogeneous"), "--set", "network.hidden=[64]", "epochs=2000000000", "record_every=100000000",
                "predictions=[frozen_kernel]",
            ],
            "scan" => [session.Write("scan.yaml", Scan)],
            "tune" =>
            [
                Session.Sample("diabetes"), "--verify", "--trials", "0", "--epochs", "200000", "--no-pictures",
                "--set", "network.hidden=[128]", "data.file.rows=200",
            ],
            "universe" => [Session.UniverseSample("chaotic-inflation"), "--set", "perturbations.modes=100000"],
            "dual" => [Session.UniverseSample("matter-era"), "--error", "1e-7", "--epochs", "3000000"],
            "ensemble" =>
            [
                Path.Combine(Repository.Samples, "ensembles", "ensemble.yaml"), "--set", "ensemble.draws=100000000",
            ],
            "fit" => [Path.Combine(Repository.Samples, "fits", "plateau.yaml"), "--set", "fit.steps=100000"],
            "lattice" => [Path.Combine(Repository.Samples, "lattices", "preheating.yaml"), "--set", "time.to=100000"],
            "kernel" => ["--infinite", "--hidden", "512", "512", "--activation", "tanh", "--inputs", Points(session)],
            "reproduce" => ["--quick"],
            _ => ["--port", "0", "--root", session.Folder],
        },
        .. command == "serve" ? (string[])[] : ["--out", session.In("out")],
    ];

    /// <summary>Inputs of many lengths, of whose pairs the kernel of tanh takes minutes.</summary>
    private static string Points(Session session)
    {
        string file = session.In("x.npy");
        NpyFile.Write(file, new NumericArray([2000, 3], [.. Enumerable.Range(0, 6000).Select(i => Math.Sin(i * (1 + (i % 7))) * 3)]));
        return file;
    }

    private const string Scan = """
        name: long
        network: {hidden: [64], activation: erf}
        data: {point: [1.0]}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.01, momentum: 0}}
        epochs: 100000000
        record_every: 1000000
        predictions: [frozen_kernel]
        scan: {seeds: 1000, measure: [theta0]}
        """;
}

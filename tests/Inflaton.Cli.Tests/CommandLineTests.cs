using System.Text.Json.Nodes;

namespace Inflaton.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public void Results_go_to_the_output_and_progress_to_the_error_stream()
    {
        using Session session = new();
        session.Run(
            "run", Session.Sample("homogeneous"), "--out", session.In("out"), "--no-pictures", "--set", "network.hidden=[32]",
            "epochs=20").ShouldBe(0);

        foreach (string text in new[] { "Hubble parameter", "e-folds", "Kernel drift", "frozen_kernel", "continuum", "Report:" })
        {
            session.Output.ShouldContain(text);
        }

        session.Output.ShouldNotContain("\u001b");
        session.Error.ShouldContain("Training: epoch");
    }

    [Fact]
    public void Quiet_says_nothing()
    {
        using Session session = new();
        session.Run(
            "run", Session.Sample("homogeneous"), "--out", session.In("out"), "--quiet", "--no-pictures", "--set", "network.hidden=[32]",
            "epochs=20").ShouldBe(0);
        (session.Output + session.Error).ShouldBe("");
    }

    /// <summary>What is beyond what holds is told on the error stream, whatever else is not; with the JSON it stands in that.</summary>
    [Theory]
    [InlineData(true, "--quiet")]
    [InlineData(true, "--json")]
    [InlineData(false, "--quiet", "--json")]
    public void Quiet_keeps_warnings(bool onErrors, params string[] options)
    {
        using Session session = new();
        session.Run(
            ["run", Session.Sample("homogeneous"), "--out", session.In("out"), "--no-pictures", .. options, "--set", "network.hidden=[3]",
            "epochs=200"]).ShouldBe(0, session.Error);
        string[] warnings =
        [
            .. JsonNode.Parse(File.ReadAllText(session.In("out/summary.json")))!["warnings"]!.AsArray().Select(one => (string)one!),
        ];
        warnings.ShouldNotBeEmpty();
        session.Error.Split('\n').Count(line => line.StartsWith("warning: ", StringComparison.Ordinal))
            .ShouldBe(onErrors ? warnings.Length : 0);
        if (options.Contains("--quiet"))
        {
            session.Error.ShouldBe(onErrors ? string.Concat(warnings.Select(warning => $"warning: {warning}{Environment.NewLine}")) : "");
        }
    }

    [Fact]
    public void Seed_and_no_train_are_heard()
    {
        using Session session = new();
        double Theta0(params string[] options)
        {
            session.Run(
                ["run", Session.Sample("homogeneous"), "--out", session.In("out"), "--json", "--no-pictures", "--no-train", .. options,
                "--set", "network.hidden=[32]"]).ShouldBe(0, session.Error);
            JsonNode summary = JsonNode.Parse(session.Output)!;
            summary["status"]!.GetValue<string>().ShouldBe("not_trained");
            return (double)summary["theta0"]!;
        }

        Theta0("--seed", "7").ShouldNotBe(Theta0());
        Theta0("--seed", "1").ShouldBe(Theta0());
    }

    [Fact]
    public void The_file_may_follow_several_overrides()
    {
        using Session session = new();
        session.Run(
            "run", "-q", "--no-pictures", "--out", session.In("out"), "--set", "network.hidden=[16]", "epochs=5",
            Session.Sample("homogeneous")).ShouldBe(0, session.Error);
    }

    [Fact]
    public void Divergence_ends_with_three_and_its_outputs_are_written()
    {
        using Session session = new();
        session.Run(
            "run", Session.Sample("interval"), "--out", session.In("out"), "--json", "--no-pictures", "--set", "network.hidden=[32]",
            "data.interval={from: -1, to: 1, points: 5}",
            "optimizer.gradient_descent.learning_rate=5000").ShouldBe(ExitCode.NumericalFailure);

        JsonNode summary = JsonNode.Parse(File.ReadAllText(session.In("out/summary.json")))!;
        summary["status"]!.GetValue<string>().ShouldBe("diverged");
        summary["message"]!.GetValue<string>().ShouldContain("at epoch");
        session.Error.ShouldContain("learning_rate: auto");
        File.Exists(session.In("out/report.html")).ShouldBeTrue();
        File.Exists(session.In("out/trajectories.npz")).ShouldBeTrue();
    }

    /// <summary>A prediction that is given up is a numerical failure, whatever becomes of the training; the results are there.</summary>
    [Fact]
    public void A_failed_prediction_is_a_numerical_failure()
    {
        using Session session = new();
        string file = session.Write("steep.yaml", """
            network: {hidden: [16], activation: tanh}
            data: {points: [[-1], [0], [1]], targets: [1, 2, 3]}
            loss: {power: {degree: 4}}
            optimizer: {gradient_descent: {learning_rate: 0.01, momentum: 0.5}}
            epochs: 500
            predictions: [frozen_kernel, discrete]
            solver: {max_steps: 10}
            """);

        session.Run("run", file, "--out", session.In("out"), "--no-pictures", "-q").ShouldBe(ExitCode.NumericalFailure, session.Error);

        JsonNode summary = JsonNode.Parse(File.ReadAllText(session.In("out/summary.json")))!;
        summary["status"]!.GetValue<string>().ShouldBe("prediction_failed");
        summary["epochs_trained"]!.GetValue<int>().ShouldBe(500);
    }

    [Fact]
    public void Help_has_examples_and_version_is_a_number()
    {
        using Session session = new();
        session.Run("--help").ShouldBe(0);
        session.Output.ShouldContain("Examples:");
        session.Run("run", "--help").ShouldBe(0);
        session.Output.ShouldContain("  inflaton run [<EXPERIMENT.yaml>]");
        session.Output.ShouldContain("--no-train");
        session.Output.ShouldContain("inflaton run samples/diabetes.yaml");
        session.Run("--version").ShouldBe(0);
        session.Output.Trim().ShouldMatch(@"^\d+\.\d+\.\d+$");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("new")]
    [InlineData("universe")]
    [InlineData("dual")]
    [InlineData("kernel")]
    [InlineData("scan")]
    [InlineData("scan", "show")]
    [InlineData("scan", "status")]
    [InlineData("tune")]
    [InlineData("reproduce")]
    [InlineData("report")]
    [InlineData("schema")]
    [InlineData("completion")]
    public void Every_command_explains_itself_without_its_arguments(params string[] command)
    {
        using Session session = new();
        session.Run([.. command, "--help"]).ShouldBe(0, session.Error);
        session.Output.ShouldContain($" {command[^1]} ");
        session.Output.ShouldContain("Usage:");
    }

    [Fact]
    public void A_command_that_lacks_something_is_named_whole()
    {
        using Session session = new();
        session.Run("scan", "show", "nowhere").ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("Try 'inflaton scan show --help'.");
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _inflaton")]
    [InlineData("zsh", "compdef")]
    [InlineData("fish", "complete -c inflaton")]
    public void Completion_scripts_ask_the_program(string shell, string expected)
    {
        using Session session = new();
        session.Run("completion", shell).ShouldBe(0);
        session.Output.ShouldContain(expected);
        session.Run("[suggest:9]", "inflaton ").ShouldBe(0);
        session.Output.ShouldContain("report");
    }

    [Theory]
    [InlineData("network")]
    [InlineData("network", "experiment")]
    [InlineData("scan", "scan")]
    [InlineData("potential", "universe")]
    public void Schema_is_JSON(string key, params string[] kind)
    {
        using Session session = new();
        session.Run(["schema", .. kind]).ShouldBe(0);
        JsonNode.Parse(session.Output)!["properties"]![key].ShouldNotBeNull();
    }

    /// <summary>A real process and a real interrupt, as Ctrl-C sends it.</summary>
    [Fact]
    public void Interrupt_stops_cleanly_and_keeps_what_was_recorded()
    {
        using Session session = new();
        using RunningCommand running = RunningCommand.Start(
            "run", Session.Sample("homogeneous"), "--out", session.In("out"), "--set", "network.hidden=[64]", "epochs=2000000000",
            "record_every=100000000", "predictions=[frozen_kernel]");
        running.Says("Training");

        running.Signal("INT");

        running.Wait().ShouldBe(ExitCode.Interrupted, running.Error);
        running.Output.ShouldContain("Interrupted");
        JsonNode.Parse(File.ReadAllText(session.In("out/summary.json")))!["status"]!.GetValue<string>().ShouldBe("interrupted");
    }
}

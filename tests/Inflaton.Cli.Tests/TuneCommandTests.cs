using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Inflaton.Cli;

public sealed class TuneCommandTests
{
    private const string Small = """
        name: small
        network: {hidden: [24], activation: erf}
        data: {interval: {from: -1, to: 1, points: 6}, targets: [1, 0.5, 0, 0.2, 0.7, 1]}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.1}}
        epochs: 50
        """;

    [Fact]
    public void Tables_a_map_and_what_it_is_worth()
    {
        using Session session = new();
        string file = session.Write("small.yaml", Small);
        session.Run("tune", file, "--verify", "--no-pictures", "--out", session.In("out")).ShouldBe(0, session.Error);
        session.Output.ShouldContain("recommended");
        session.Output.ShouldContain("best learning rate at each momentum");
        session.Output.ShouldContain("--set optimizer.gradient_descent.learning_rate=");
        session.Output.ShouldContain("In PyTorch: SGD(lr=");
        session.Output.ShouldContain("with MSELoss(); the loss here is 0.5 times that.");
        session.Output.ShouldContain("loss after 50");
        session.Output.ShouldContain("Regret ");
        File.Exists(session.In("out/tuning.json")).ShouldBeTrue();
        File.Exists(session.In("out/figures/regimes.vl.json")).ShouldBeTrue();
    }

    /// <summary>
    /// What is printed after "Use" trains as its row says: the file's schedule, decay and batches at the best peak, and the constant rate
    /// on all rows, to rounding, since batches of all rows take these in another order.
    /// </summary>
    [Fact]
    public void What_is_to_be_used_trains_as_its_row_says()
    {
        using Session session = new();
        string file = session.Write("practice.yaml", Small.Replace("epochs: 50", "epochs: 20").Replace("[24]", "[256]").Replace(
            "{learning_rate: 0.1}", "{learning_rate: 0.1, momentum: 0.8, schedule: {cosine: {final: 0.1}}, warmup: 3, weight_decay: 0.001}")
            + "\nbatches: {size: 2, sampling: shuffled, seed: 3}\n");
        session.Run("tune", file, "--no-pictures", "--out", session.In("out")).ShouldBe(0, session.Error);
        string told = session.Output;
        JsonNode tuned = JsonNode.Parse(File.ReadAllText(session.In("out/tuning.json")))!;
        JsonNode[] trained = [.. tuned["practice"]!["trained"]!.AsArray().Select(one => one!)];
        double rate = (double)tuned["best"]!["learning_rate"]!;
        JsonNode trial = tuned["trials"]!.AsArray().First(one => (double)one!["learning_rate"]! == rate)!;

        Loss("the best peak, all else as in the file").ShouldBe(trained.Min(one => (double)one["loss"]!), 1e-12);
        Loss("the constant rate, without what the file practises", $"epochs={(int)trial["trained"]!}").ShouldBe(
            (double)trial["loss"]!, 1e-9);

        // Each row of the table of practice stands on a line of its own.
        told.Split('\n').ShouldContain(line => line.Contains("no gain beyond; above the limit", StringComparison.Ordinal));

        double Loss(string use, params string[] more)
        {
            string set = told.Split('\n')
                .Single(line => line.StartsWith($"Use {use}: --set ", StringComparison.Ordinal)).Split("--set ")[1];
            string[] words = [.. Regex.Matches(set, "'([^']*)'|([^ ']+)").Select(match => match.Value.Trim('\''))];
            session.Run(["run", file, "--no-pictures", "--quiet", "--json", "--out", session.In("run"), "--set", .. words, .. more])
                .ShouldBe(0, session.Error);
            return (double)JsonNode.Parse(session.Output)!["loss_final"]!;
        }
    }

    [Fact]
    public void As_json_it_says_what_was_tuned_by_what_and_how_it_did()
    {
        using Session session = new();
        string file = session.Write("small.yaml", Small);
        session.Run("tune", file, "--verify", "--quiet", "--json", "--no-pictures", "--out", session.In("out")).ShouldBe(0, session.Error);
        session.Error.ShouldBeEmpty();
        session.Output.ShouldBe(File.ReadAllText(session.In("out/tuning.json")));
        JsonNode tuned = JsonNode.Parse(session.Output)!;
        ((double)tuned["verification"]!["regret"]!).ShouldBeGreaterThanOrEqualTo(1);
        ((string)tuned["pytorch"]!["loss"]!).ShouldBe("MSELoss()");
        ((double)tuned["pytorch"]!["learning_rate"]!).ShouldBe(0.5 * (double)tuned["best"]!["learning_rate"]!);
        tuned["trials"]!.AsArray().Count.ShouldBeGreaterThanOrEqualTo(1);
        ((string)tuned["provenance"]!["version"]!).ShouldNotBeEmpty();
        ((int)tuned["settings"]!["network"]!["hidden"]![0]!).ShouldBe(24);

        session.Run("tune", file, "--quiet", "--no-pictures", "--out", session.In("out")).ShouldBe(0, session.Error);
        session.Output.ShouldBeEmpty();
    }

    [Fact]
    public void Networks_are_compared_where_the_file_scans_over_them()
    {
        using Session session = new();
        string file = session.Write(
            "networks.yaml", Small.Replace("[24]", "[[16], [32, 32]]").Replace("erf", "[erf, relu]")
            + "\nscan: {grid: [network.hidden, network.activation], measure: [theta0]}");
        session.Run("tune", file).ShouldBe(0, session.Error);
        session.Output.ShouldContain("4 networks, the fastest first");
        session.Output.ShouldContain("[32, 32]");
        foreach (string option in (string[])["--json", "--quiet"])
        {
            session.Run("tune", file, option).ShouldBe(ExitCode.BadInput, session.Output);
            session.Error.ShouldContain($"{option}: networks are compared in a table, and nowhere else. Leave {option} out");
        }
    }

    /// <summary>Two narrow layers of relu that would have to reach ten million: the kernel outgrows any rate that is tried.</summary>
    [Theory]
    [InlineData("3", "tried in vain")]
    [InlineData("0", "without training")]
    public void What_blows_up_at_any_rate_is_not_recommended(string trials, string says)
    {
        using Session session = new();
        string file = session.Write(
            "vain.yaml",
            Small.Replace("[24], activation: erf", "[4, 4], activation: relu")
                .Replace("[1, 0.5, 0, 0.2, 0.7, 1]", "[1e7, -1e7, 1e7, -1e7, 1e7, -1e7]"));
        int code = session.Run("tune", file, "--verify", "--trials", trials, "--no-pictures", "--out", session.In("out"));
        code.ShouldBe(ExitCode.NumericalFailure, session.Output);
        string.Join(' ', session.Output.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)).ShouldContain(says);
        session.Output.ShouldNotContain("Use it:");
        session.Output.ShouldNotContain("Regret");
        JsonNode.Parse(File.ReadAllText(session.In("out/tuning.json")))!["verification"].ShouldBeNull();
    }

    [Fact]
    public void Zero_trials_train_nothing()
    {
        using Session session = new();
        string file = session.Write("small.yaml", Small);
        session.Run("tune", file, "--trials", "0", "--no-pictures", "--out", session.In("out")).ShouldBe(0, session.Error);
        session.Output.ShouldContain("with no training");
        session.Output.ShouldContain("The kernel is foretold to change by");
        File.ReadAllText(session.In("out/report.html")).ShouldContain("change of the kernel, foretold");
        JsonNode.Parse(File.ReadAllText(session.In("out/tuning.json")))!["trials"]!.AsArray().Count.ShouldBe(0);
    }

    /// <summary>A real process and a real interrupt, as Ctrl-C sends it, in the midst of the grid.</summary>
    [Fact]
    public void Interrupt_keeps_the_trainings_that_were_finished()
    {
        using Session session = new();
        using RunningCommand running = RunningCommand.Start(
            "tune", Session.Sample("diabetes"), "--verify", "--trials", "0", "--epochs", "2000", "--no-pictures",
            "--out", session.In("out"), "--set", "network.hidden=[128]", "data.file.rows=200");
        running.Until(() => running.Error.Split("Training").Length > 2).ShouldBeTrue(running.Error);

        running.Signal("INT");

        running.Wait().ShouldBe(ExitCode.Interrupted, running.Error);
        running.Output.ShouldContain("trainings, when it was stopped");
        JsonNode verification = JsonNode.Parse(File.ReadAllText(session.In("out/tuning.json")))!["verification"].ShouldNotBeNull();
        ((bool)verification["is_complete"]!).ShouldBeFalse();
        verification["grid"]!.AsArray().Count.ShouldBeInRange(2, 29);
    }

    [Theory]
    [InlineData("is given", "tune")]
    [InlineData("nowhere.yaml: does not exist", "tune", "nowhere.yaml")]
    [InlineData("--target-loss: is not above 0 (-1). Give a number above 0, for example --target-loss 0.01.", "tune", "small.yaml",
        "--target-loss", "-1")]
    [InlineData("--epochs: is below 1 (0).", "tune", "small.yaml", "--epochs", "0")]
    [InlineData("--trials: is below 0 (-1).", "tune", "small.yaml", "--trials", "-1")]
    [InlineData("--set: tune.trials: is below 0 (-1).", "tune", "small.yaml", "--set", "tune.trials=-1")]
    [InlineData("--target-loss: is not a number (0,5). Write decimals with a point", "tune", "small.yaml", "--target-loss", "0,5")]
    public void A_command_line_that_makes_no_sense(string says, params string[] arguments)
    {
        using Session session = new();
        string file = session.Write("small.yaml", Small);
        session.Run([.. arguments.Select(word => word == "small.yaml" ? file : word)]).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain(says);
    }

    /// <summary>The loss of six targets around a field of order one is far below ten: no rate is better than another.</summary>
    [Fact]
    public void A_loss_that_is_reached_at_the_start_is_said()
    {
        using Session session = new();
        string file = session.Write("small.yaml", Small);
        session.Run("tune", file, "--target-loss", "10", "--no-pictures", "--json", "--out", session.In("out")).ShouldBe(0, session.Error);
        ((double)JsonNode.Parse(session.Output)!["initial_loss"]!).ShouldBeLessThan(10);
        session.Error.ShouldContain("warning: The loss to reach, 10, is reached before the first epoch");
        File.ReadAllText(session.In("out/report.html")).ShouldContain("is reached before the first epoch");

        session.Run("tune", file, "--target-loss", "0.01", "--no-pictures", "--json", "--out", session.In("out"))
            .ShouldBe(0, session.Error);
        session.Error.ShouldNotContain("before the first epoch");
    }

    [Fact]
    public void The_report_bears_the_marks_of_the_terminal_and_is_named()
    {
        using Session session = new();
        string file = session.Write("small.yaml", Small);
        session.Run("tune", file, "--no-pictures", "--out", session.In("out")).ShouldBe(0, session.Error);
        string report = File.ReadAllText(session.In("out/report.html"));
        string terminal = session.Output;
        foreach (string mark in new[] { "trained", "only if the kernel stayed", "stable throughout below", "diverges" })
        {
            terminal.Contains(mark, StringComparison.Ordinal)
                .ShouldBe(report.Contains($">{mark}<", StringComparison.Ordinal), mark);
        }

        terminal.ShouldContain("trained");
        terminal.ShouldContain("Report: " + session.In("out/report.html"));
    }

    /// <summary>Results of one file are not replaced by those of another unasked; those of the same file are.</summary>
    [Fact]
    public void A_second_tuning_into_a_folder_asks_where_the_file_is_another()
    {
        using Session session = new();
        string file = session.Write("small.yaml", Small), other = session.Write("other.yaml", Small);
        string[] tune = ["tune", file, "--trials", "0", "--no-pictures", "-q", "--out", session.In("out")];
        session.Run(tune).ShouldBe(0, session.Error);
        session.Run(tune).ShouldBe(0, session.Error);
        tune[1] = other;
        session.Run(tune).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("holds finished results of another file, ../small.yaml");
        session.Run([.. tune, "--overwrite"]).ShouldBe(0, session.Error);
    }
}

using System.CommandLine;
using System.Globalization;
using Inflaton.Duality.Tuning;
using Inflaton.Experiments;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tuning;
using Inflaton.Numerics.Notation;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace Inflaton.Cli;

/// <summary><c>inflaton tune</c>: learning rate and momentum from the kernel at initialisation, held against a few trainings.</summary>
internal sealed class TuneCommand : StudyCommand
{
    private const int MostArchitectures = 10_000;
    private const int ShownArchitectures = 15;

    private readonly Terminal terminal;
    private readonly CancellationToken cancellation;
    private readonly Option<double?> target =
        new("--target-loss") { Description = "Loss to reach (default a tenth of the initial one).", HelpName = "X" };
    private readonly Option<int?> epochs =
        new("--epochs") { Description = "Make the loss after this many epochs smallest.", HelpName = "K" };
    private readonly Option<int?> trials = new("--trials")
    {
        Description = $"Trial trainings at most, where the first does not go as foretold (default {TuneSettings.DefaultTrials}); "
            + "0 chooses without training.",
        HelpName = "N",
    };

    private readonly Option<bool> verify =
        new("--verify") { Description = "Train at the recommendation and on a grid around it, and say what was lost." };

    public TuneCommand(Terminal terminal, CancellationToken cancellation)
        : base(
            terminal, cancellation, StudyCatalogue.Tuning,
            "Choose learning rate and momentum by the theory, held against a few trial trainings; or a network, without training.",
            "network.hidden=[64,64]", TuningOutput.TuningFile, folder: "out/NAME-tuned")
    {
        (this.terminal, this.cancellation) = (terminal, cancellation);
        Argument file = Command.Arguments.Single();
        (file.HelpName, file.Description) =
            ("EXPERIMENT.yaml", "The experiment file; with a section scan, its networks are compared.");
        Keys.Add("tune.target_loss", target);
        Keys.Add("tune.epochs", epochs);
        Keys.Add("tune.trials", trials);
        Keys.Add("tune.verify", verify, isOn => isOn ? "true" : "false");
    }

    protected override string DefaultFolder(IStudy study) => base.DefaultFolder(study) + "-tuned";

    protected override int Run(ParseResult parsed)
    {
        (string? path, IReadOnlyList<string> assignments) = Given(parsed);
        if (path is null || assignments.Count > 0 || !IsScan(path))
        {
            return base.Run(parsed);
        }

        if (WantsJson(parsed) || IsQuiet(parsed))
        {
            string option = WantsJson(parsed) ? "--json" : "--quiet";
            throw new ArgumentException(
                $"{option}: networks are compared in a table, and nowhere else. Leave {option} out, or name a file without a section "
                + "scan.");
        }

        TuningOptions options = new()
        {
            Threads = Threads(parsed),
            TargetLoss = parsed.GetValue(target),
            Epochs = parsed.GetValue(epochs),
            Cancellation = cancellation,
        };
        return options.TargetLoss is <= 0 or double.NaN
            ? throw new ArgumentException("--target-loss: is not above 0. Give a number above 0.")
            : options.Epochs < 1 ? throw new ArgumentException("--epochs: is below 1. Give a whole number of at least 1.")
            : Compare(ScanFile.Read(path), options);
    }

    /// <summary>First the choice; then what it is held against, where that is asked for, which may take long.</summary>
    protected override Func<StudyOptions, StudyResult>? Next(IStudy study, StudyResult? before) => before switch
    {
        null => ((TuningStudy)study).Choose,
        TuningOutput { Tuned.Verification: null, Summary.Outcome: StudyOutcome.Completed } chosen
            when ((TuningStudy)study).Verifies(chosen) => options => ((TuningStudy)study).Verify(chosen, options),
        _ => null,
    };

    protected override string Json(StudyResult result, OutputSummary summary) => TuningOutput.Json(((TuningOutput)result).Tuned);

    protected override void Show(IAnsiConsole console, StudyResult result, OutputSummary summary)
    {
        TuningResult tuned = ((TuningOutput)result).Tuned;
        if (tuned.Verification is { } verification)
        {
            Write(console, tuned, verification);
        }
        else
        {
            Write(console, tuned);
        }
    }

    protected override string Ending(OutputSummary summary) =>
        summary.Outcome == StudyOutcome.Interrupted ? "stopped" : "no choice";

    private static bool IsScan(string path) =>
        File.Exists(path) && File.ReadLines(path).Any(line => line.StartsWith("scan:", StringComparison.Ordinal));

    private static Table Drawn(TuningTable table, string? name = null)
    {
        Table drawn = SummaryTable.Plain(
            name is null ? table.Title : $"{name}: {table.Title}", [.. table.Columns.Select(column => column.TrimStart('#'))]);
        foreach (string[] row in table.Rows)
        {
            drawn.AddRow([.. row.Select(cell => new Text(cell))]);
        }

        return drawn;
    }

    private void Write(IAnsiConsole console, TuningResult tuned)
    {
        bool isKnown = double.IsFinite(tuned.ExpectedDrift);
        console.Write(Drawn(TuningTable.Choice(tuned), tuned.Name));
        console.Write(Drawn(TuningTable.ByMomentum(tuned)));
        if (tuned.Practice is { } practice)
        {
            TuningTable table = TuningTable.Of(practice);
            console.Write(Drawn(table));
            foreach (string note in table.Notes)
            {
                console.MarkupLineInterpolated($"{note}");
            }
        }

        string moves = ForetoldDrift.Verb(tuned.Foretold);
        string drift = isKnown ? $"The kernel {moves} by {ReadableNumber.Percent(tuned.ExpectedDrift)} until then. " : "";
        console.MarkupLineInterpolated($"{drift}Chosen in {ScanCommand.Duration(tuned.Seconds)}, with {Trials(tuned)}.");
        foreach ((string use, string set) in TuningOverrides.Of(tuned))
        {
            terminal.Output.WriteLine($"Use {use}: --set {set}");
        }

        if (!isKnown)
        {
            return;
        }

        terminal.Output.WriteLine(tuned.PyTorch.Loss is { } loss
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"In PyTorch: {tuned.PyTorch.Optimizer} with {loss}; the loss here is {tuned.PyTorch.LossFactor:G6} times that.")
            : $"In PyTorch: {tuned.PyTorch.Optimizer} with the loss as it is here, the sum over outputs averaged over points.");
    }

    private static string Trials(TuningResult tuned) => tuned.Trials.Count switch
    {
        0 => "no training",
        1 => "one trial training",
        int count => $"{count} trial trainings, since the first did not go as foretold",
    };

    private void Write(IAnsiConsole console, TuningResult tuned, TuningVerification verification)
    {
        bool byLoss = verification.Level is null;
        console.Write(Drawn(TuningTable.Of(
            verification.Level is { } level ? $"trained to loss {ReadableNumber.Of(level)}" : $"trained for {verification.Epochs} epochs",
            [verification.Recommended, verification.Best],
            "recommended", byLoss ? "lowest of the grid" : "fastest of the grid")));
        terminal.Output.WriteLine(
            $"Regret {ReadableNumber.Of(verification.Regret, 3)}: the recommendation "
                + $"{(byLoss ? "ends with that many times the loss" : "takes that many times the epochs")} of the best of "
                + $"{verification.Grid.Count} trainings"
            + (verification.IsComplete ? ". " : ", when it was stopped. ")
            + $"Choosing took {ReadableNumber.Percent(tuned.Seconds / verification.Seconds)} of the time of training them.");
    }

    private static ExperimentFile Experiment(ScanFile scan, IStudy run) => run is ExperimentStudy experiment
        ? experiment.File
        : throw new ArgumentException($"{scan.Path}: is a scan of {scan.Kind.Name}s, " + (run is TuningStudy
            ? "each with its trials. Run it with 'inflaton scan', or leave the section tune out to compare networks without training."
            : "which have no training to tune. Give an experiment."));

    private int Compare(ScanFile scan, TuningOptions options)
    {
        if (scan.Count > MostArchitectures)
        {
            throw new ArgumentException(
                $"{scan.Path}: {scan.Count} networks are too many to compare. Vary fewer values; at most {MostArchitectures}.");
        }

        // One target for all, or they could not be compared.
        TuningResult first = TuningRunner.Of(Experiment(scan, scan.First), options with { WithMap = false, Trials = 0 });
        TuningOptions same = options with { WithMap = false, Trials = 0, TargetLoss = first.Goal.TargetLoss, Epochs = first.Goal.Epochs };
        List<(IReadOnlyList<object?> Values, TuningResult Tuned)> found = [];
        for (int index = 0; index < scan.Count && !cancellation.IsCancellationRequested; index++)
        {
            IStudy run = scan.Run(index);
            found.Add((scan.Values(run), TuningRunner.Of(Experiment(scan, run), same)));
        }

        Table table = SummaryTable.Plain(
            first.Goal.TargetLoss is { } level ? $"epochs to loss {ReadableNumber.Of(level)}" : $"loss after {first.Goal.Epochs} epochs",
            [.. scan.Parameters, "γ", "η", "epochs", "loss then", "kernel's change"]);
        foreach ((IReadOnlyList<object?> values, TuningResult tuned) in found
            .OrderBy(one => one.Tuned.Best.Epochs).ThenBy(one => one.Tuned.Best.Loss).Take(ShownArchitectures))
        {
            Recommendation best = tuned.Best;
            table.AddRow(
            [
                .. values.Select(value => new Text(string.Create(CultureInfo.InvariantCulture, $"{value ?? "—"}"))), Cell(best.Momentum),
                Cell(best.LearningRate), Cell(best.Epochs), Cell(best.Loss),
                new Text(double.IsFinite(tuned.ExpectedDrift) ? ReadableNumber.Percent(tuned.ExpectedDrift) : "blows up"),
            ]);
        }

        terminal.OutputConsole().Write(table);
        terminal.Output.WriteLine(
            $"{found.Count} networks, the fastest first, chosen in {ScanCommand.Duration(found.Sum(one => one.Tuned.Seconds))} without "
                + "training.");
        return cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Success;
    }

    private static Text Cell(double value) => new(double.IsFinite(value) ? ReadableNumber.Of(value) : "—");
}

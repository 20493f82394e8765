using System.CommandLine;
using System.Globalization;
using Inflaton.Duality.Tuning;
using Inflaton.Experiments;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tuning;
using Inflaton.Numerics.Notation;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace Inflaton.Cli;

/// <summary><c>inflaton tune</c>: learning rate and momentum from the kernel at initialisation, without training.</summary>
internal sealed class TuneCommand
{
    private const int MostArchitectures = 10_000;
    private const int ShownArchitectures = 15;

    private readonly Terminal terminal;
    private readonly CancellationToken cancellation;
    private readonly Argument<string?> file = new("EXPERIMENT.yaml")
    {
        Description = "The experiment file; with a section scan, its networks are compared.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> directory = CommonOptions.Out("Folder for the results (default out/NAME-tuned).");
    private readonly Option<string[]> overrides = CommonOptions.Set("network.hidden=[64,64]");
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
    private readonly Option<int?> threads = CommonOptions.Threads();
    private readonly Option<bool> noPictures = CommonOptions.NoPictures();
    private readonly Option<bool> quiet = CommonOptions.Quiet();
    private readonly Option<bool> json = CommonOptions.Json("tuning.json");

    public TuneCommand(Terminal terminal, CancellationToken cancellation)
    {
        this.terminal = terminal;
        this.cancellation = cancellation;
        Command = new Command(
            "tune", "Choose learning rate and momentum by the theory, held against a few trial trainings; or a network, without training.")
        {
            file, directory, overrides, target, epochs, trials, verify, threads, noPictures, quiet, json,
        };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        string path = parsed.GetValue(file)
            ?? throw new ArgumentException("tune: no experiment file is given. Try 'inflaton tune --help'.");
        int count = RunEnvironment.Threads(parsed.GetValue(threads));
        string[] assignments = [.. Assignments(parsed)];
        if (parsed.GetValue(overrides) is not { Length: > 0 } && IsScan(path))
        {
            if (parsed.GetValue(json))
            {
                throw new ArgumentException(
                    "--json: networks are compared in a table only. Leave --json out, or name a file without a section scan.");
            }

            return Compare(ScanFile.Read(path), new TuningOptions
            {
                Threads = count,
                TargetLoss = parsed.GetValue(target),
                Epochs = parsed.GetValue(epochs),
                Cancellation = cancellation,
            });
        }

        TuningStudy study = (TuningStudy)StudyCatalogue.Read(
            StudyCatalogue.Tuning, path, [.. parsed.GetValue(overrides) ?? [], .. assignments]);
        StudyFolder folder = StudyCatalogue.Folder(
            parsed.GetValue(directory) ?? Path.Combine("out", study.Name + "-tuned"), StudyCatalogue.Tuning);
        folder.Prepare();
        folder.KeepResultsOfOtherKinds();
        TuningOutput tuned = folder.Attempt(
            () => Run(
                parsed, study, folder, new StudyOptions { Threads = count, OutputDirectory = folder.Path, Cancellation = cancellation }));
        if (parsed.GetValue(json))
        {
            terminal.Output.Write(TuningOutput.Json(tuned.Tuned));
        }

        return tuned.Summary.Outcome switch
        {
            StudyOutcome.NumericalFailure => ExitCode.NumericalFailure,
            StudyOutcome.Interrupted => ExitCode.Interrupted,
            _ => ExitCode.Success,
        };
    }

    /// <summary>
    /// Chooses, shows and writes; then verifies, where that is asked for, which may take long, and shows and writes that too.
    /// </summary>
    private TuningOutput Run(ParseResult parsed, TuningStudy study, StudyFolder folder, StudyOptions options)
    {
        bool talks = !parsed.GetValue(quiet) && !parsed.GetValue(json);
        bool pictures = !parsed.GetValue(noPictures);
        TuningOutput chosen = ProgressDisplay.While(
            terminal, parsed.GetValue(quiet), progress => study.Choose(options with { Progress = progress }));
        if (talks)
        {
            Write(chosen.Tuned);
        }

        bool isVerified = study.File.Settings.Tune.Verify && chosen.Summary.Outcome == StudyOutcome.Completed;
        Save(chosen, pictures && !isVerified);
        if (talks)
        {
            terminal.Output.WriteLine($"Map of regimes: {Path.Combine(folder.Path, "figures", TuningFigure.Name + FigureSet.Extension)}");
        }

        if (!isVerified)
        {
            return chosen;
        }

        TuningOutput verified = ProgressDisplay.While(
            terminal, parsed.GetValue(quiet), progress => study.Verify(chosen, options with { Progress = progress }));
        Save(verified, pictures);
        if (talks && verified.Tuned.Verification is { } verification)
        {
            Write(verified.Tuned, verification);
        }

        return verified;

        void Save(TuningOutput output, bool drawn)
        {
            foreach (string trouble in folder.Write(output, pictures: drawn, file: study.File.Path)
                .Warnings.Except(output.Summary.Warnings))
            {
                terminal.Error.WriteLine($"warning: {trouble}");
            }
        }
    }

    /// <summary>The section <c>tune</c> as the options say it.</summary>
    private IEnumerable<string> Assignments(ParseResult parsed)
    {
        if (parsed.GetValue(target) is { } loss)
        {
            yield return loss > 0 && double.IsFinite(loss)
                ? string.Create(CultureInfo.InvariantCulture, $"tune.target_loss={loss:R}")
                : throw new ArgumentException(
                    $"--target-loss: {loss.ToString(CultureInfo.InvariantCulture)} is no loss to reach. Give a number above 0.");
        }

        if (parsed.GetValue(epochs) is { } count)
        {
            yield return count >= 1
                ? $"tune.epochs={count}"
                : throw new ArgumentException($"--epochs: {count} is not a number of epochs. Give a whole number of at least 1.");
        }

        if (parsed.GetValue(trials) is { } most)
        {
            yield return most >= 0
                ? $"tune.trials={most}"
                : throw new ArgumentException($"--trials: {most} is not a number of trainings. Give a whole number, 0 for none.");
        }

        if (parsed.GetValue(verify))
        {
            yield return "tune.verify=true";
        }
    }

    private static bool IsScan(string path) =>
        File.Exists(path) && File.ReadLines(path).Any(line => line.StartsWith("scan:", StringComparison.Ordinal));

    private void Write(TuningResult tuned)
    {
        IAnsiConsole console = terminal.OutputConsole();
        string goal = tuned.Goal.TargetLoss is { } level
            ? $"epochs from loss {ReadableNumber.Of(tuned.InitialLoss)} to {ReadableNumber.Of(level)}"
            : $"loss after {tuned.Goal.Epochs} epochs";
        bool reaches = double.IsFinite(tuned.Best.Epochs), isKnown = double.IsFinite(tuned.ExpectedDrift);
        string held = tuned.Trials.Count > 0 ? "trained" : "foretold";
        Table best = SummaryTable.Plain(
            $"{tuned.Name}: {goal}", "", "γ", "η",
            tuned.Best.StabilityLimitThroughout is null ? "stable at the start below" : "stable throughout below",
            "epochs", reaches ? "loss then" : $"loss after {tuned.Goal.Epochs}", "");
        bool isAbove = tuned.Trials.Count > 0 && tuned.Best.StabilityLimitThroughout is { } limit && tuned.Best.LearningRate > limit;
        Row(best, isKnown ? "recommended" : "tried in vain", tuned.Best,
            isKnown ? held + (isAbove ? ", stable beyond the bound" : "") : tuned.Trials.Count > 0 ? "diverges" : "blows up");
        foreach (TunedTraining beside in tuned.Beside)
        {
            best.AddRow(
                new Text($"η × {ReadableNumber.Of(beside.LearningRate / tuned.Best.LearningRate, 3)}"),
                Cell(beside.Momentum), Cell(beside.LearningRate), new Text(""),
                Cell(beside.Epochs ?? double.PositiveInfinity),
                Cell(beside.Diverged ? double.PositiveInfinity : beside.Loss), new Text(beside.Diverged ? "diverges" : held));
        }

        foreach ((string change, Recommendation there) in tuned.Nearby)
        {
            Row(best, change, there, Remark(tuned, there.Epochs, there.Loss));
        }

        console.Write(best);
        Table momenta = SummaryTable.Plain(
            "best learning rate at each momentum, by the kernel at the start", "γ", "η", "epochs",
            $"loss after {tuned.LossEpochs}", "modes that ring", "vacuum domination", "");
        foreach (RegimePoint point in tuned.ByMomentum)
        {
            momenta.AddRow(
                Cell(point.Momentum), Cell(point.LearningRate), Cell(point.Epochs),
                Cell(point.Loss), new Text($"{point.Underdamped} of {tuned.Modes}"),
                Cell(point.Domination),
                new Text(Remark(tuned, point.Epochs, tuned.LossEpochs == tuned.Goal.Epochs ? point.Loss : double.PositiveInfinity)));
        }

        console.Write(momenta);
        string moves = ForetoldDrift.Verb(tuned.Foretold);
        string drift = isKnown ? $"The kernel {moves} by {ReadableNumber.Percent(tuned.ExpectedDrift)} until then. " : "";
        console.MarkupLineInterpolated($"{drift}Chosen in {ScanCommand.Duration(tuned.Seconds)}, with {Trials(tuned)}.");
        foreach (string warning in tuned.Warnings)
        {
            console.MarkupLineInterpolated($"[yellow]warning:[/] {warning}");
        }

        if (!isKnown)
        {
            return;
        }

        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Use it: --set optimizer.gradient_descent.learning_rate={tuned.Best.LearningRate:G6} "
                + $"optimizer.gradient_descent.momentum={tuned.Best.Momentum:G6}"));
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

    /// <summary>Why a row that looks better is not what is recommended.</summary>
    private static string Remark(TuningResult tuned, double epochs, double loss)
    {
        bool isBetter = double.IsFinite(epochs)
            ? epochs < tuned.Best.Epochs
            : !double.IsFinite(tuned.Best.Epochs) && loss < tuned.Best.Loss;
        return isBetter ? "only if the kernel stayed" : "";
    }

    private void Write(TuningResult tuned, TuningVerification verification)
    {
        bool byLoss = verification.Level is null;
        Table table = SummaryTable.Plain(
            verification.Level is { } level ? $"trained to loss {ReadableNumber.Of(level)}" : $"trained for {verification.Epochs} epochs",
            "", "γ", "η",
            byLoss ? "loss" : "epochs");
        foreach ((string name, TunedTraining training) in new[]
        {
            ("recommended", verification.Recommended), (byLoss ? "lowest of the grid" : "fastest of the grid", verification.Best),
        })
        {
            table.AddRow(
                new Text(name), Cell(training.Momentum), Cell(training.LearningRate),
                byLoss && !training.Diverged
                    ? Cell(training.Loss)
                    : new Text(
                        training.Epochs?.ToString(CultureInfo.InvariantCulture) ?? (training.Diverged ? "diverged" : "not reached")));
        }

        terminal.OutputConsole().Write(table);
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

    private static void Row(Table table, string name, Recommendation there, string remark) => table.AddRow(
        new Text(name), Cell(there.Momentum), Cell(there.LearningRate),
        Cell(there.StabilityLimitThroughout ?? there.StabilityLimit), Cell(there.Epochs), Cell(there.Loss), new Text(remark));

    private static Text Cell(double value) => new(double.IsFinite(value) ? ReadableNumber.Of(value) : "—");
}

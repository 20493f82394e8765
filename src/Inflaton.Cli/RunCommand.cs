using System.CommandLine;
using System.Globalization;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;

namespace Inflaton.Cli;

/// <summary><c>inflaton run</c>: predicts, trains, compares, and writes what came out.</summary>
internal sealed class RunCommand
{
    private readonly Terminal terminal;
    private readonly CancellationToken cancellation;
    private readonly Argument<string?> file = new("EXPERIMENT.yaml")
    {
        Description = "The experiment file.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> directory = new("--out", "-o") { Description = "Folder for the results (default out/NAME).", HelpName = "DIR" };
    private readonly Option<string[]> overrides = new("--set", "-s")
    {
        Description = "Replace values of the file, for instance network.hidden=[64,64]. May be given more than once.",
        HelpName = "key=value",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> overwrite = new("--overwrite") { Description = "Replace finished results of another file in the folder." };
    private readonly Option<bool> noTrain = new("--no-train") { Description = "Predict only." };
    private readonly Option<ulong?> seed = new("--seed") { Description = "Seed of the weights, in place of the file's.", HelpName = "N" };
    private readonly Option<int?> threads = new("--threads", "-t")
    {
        Description = $"Threads (default {RunEnvironment.ThreadsVariable}, else one a processor). Results do not depend on it.",
        HelpName = "N",
    };

    private readonly Option<bool> noPictures = new("--no-pictures") { Description = "Leave out the figures as SVG and PNG; the report and figures/*.vl.json are written." };
    private readonly Option<bool> quiet = new("--quiet", "-q") { Description = "Say nothing but what is wrong." };
    private readonly Option<bool> json = new("--json") { Description = "Print the summary as JSON on standard output." };

    public RunCommand(Terminal terminal, CancellationToken cancellation)
    {
        this.terminal = terminal;
        this.cancellation = cancellation;
        Command = new Command("run", "Predict the training of a network, train it, and hold the two against each other.")
        {
            file, directory, overwrite, overrides, noTrain, seed, threads, noPictures, quiet, json,
        };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        List<string> assignments = [.. parsed.GetValue(overrides) ?? []];
        string? path = parsed.GetValue(file);
        if (path is null && assignments.Count > 0 && !assignments[^1].Contains('='))
        {
            // '--set a=1 b=2 FILE': the last word is the file.
            path = assignments[^1];
            assignments.RemoveAt(assignments.Count - 1);
        }

        if (path is null)
        {
            throw new ArgumentException("run: no experiment file is given. Try 'inflaton run --help'.");
        }

        if (parsed.GetValue(seed) is { } number)
        {
            assignments.Add(string.Create(CultureInfo.InvariantCulture, $"seed={number}"));
        }

        int count = RunEnvironment.Threads(parsed.GetValue(threads));
        ExperimentFile experiment = ExperimentFile.Read(path, assignments);
        RunFolder folder = new(parsed.GetValue(directory) ?? Path.Combine("out", experiment.Settings.Name));
        folder.Prepare();
        if (!parsed.GetValue(overwrite))
        {
            folder.KeepResultsOfOthers(path);
        }

        bool silent = parsed.GetValue(quiet) || parsed.GetValue(json);
        RunSummary summary = ProgressDisplay.While(terminal, parsed.GetValue(quiet), progress => folder.Attempt(() => folder.Write(
            ExperimentRunner.Run(experiment, new RunOptions
            {
                Threads = count,
                Train = !parsed.GetValue(noTrain),
                OutputDirectory = folder.Path,
                Progress = progress,
                Cancellation = cancellation,
            }),
            progress,
            pictures: !parsed.GetValue(noPictures),
            file: path)));

        if (parsed.GetValue(json))
        {
            terminal.Output.Write(SummaryJson.Format(summary));
        }
        else if (!silent)
        {
            SummaryTable.Write(terminal.OutputConsole(), summary, folder);
        }

        if (silent && summary.Message is { } message)
        {
            terminal.Error.WriteLine($"inflaton: {message}");
        }

        return summary.Status switch
        {
            RunStatus.Diverged or RunStatus.PredictionFailed => ExitCode.NumericalFailure,
            RunStatus.Interrupted => ExitCode.Interrupted,
            _ => ExitCode.Success,
        };
    }
}

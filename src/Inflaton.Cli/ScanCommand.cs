using System.CommandLine;
using System.Globalization;
using Inflaton.Data;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Scans.Parts;
using Inflaton.Experiments.Scans.Slurm;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Notation;

namespace Inflaton.Cli;

/// <summary><c>inflaton scan</c>: runs an experiment for many values of its settings and stores what is measured.</summary>
internal sealed class ScanCommand
{
    private readonly Terminal terminal;
    private readonly CancellationToken cancellation;
    private readonly Argument<string?> file = new("SCAN.yaml")
    {
        Description = "The scan file: an experiment file with lists of values and a section scan.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> directory = CommonOptions.Out();
    private readonly Option<int?> jobs = CommonOptions.Jobs();
    private readonly Option<bool> resume = new("--resume")
    {
        Description = "Insist on going on with what DIR holds (which is done anyhow where it is the same scan).",
    };
    private readonly Option<bool> dryRun = new("--dry-run", "-n") { Description = "Check every run and say what would be done." };
    private readonly Option<bool> csv = new("--csv") { Description = "Write the results as DIR/results.csv too." };
    private readonly Option<bool> parquet = new("--parquet") { Description = "Write the results as DIR/scan.parquet too." };
    private readonly Option<string?> part = new("--part")
    {
        Description = "Make the runs of one part alone; another task makes those of another. 'inflaton scan merge DIR' puts them together.",
        HelpName = "I/N",
    };
    private readonly SlurmCommand slurm;
    private readonly Option<bool> quiet = CommonOptions.Quiet();

    public ScanCommand(Terminal terminal, CancellationToken cancellation)
    {
        this.terminal = terminal;
        this.cancellation = cancellation;
        slurm = new SlurmCommand(terminal, cancellation);
        Command = new Command("scan", "Run an experiment for many values of its settings; stopping and going on loses nothing.")
        {
            file, directory, jobs, resume, dryRun, csv, parquet, part, quiet,
            new ScanStatusCommand(terminal).Command,
            new ScanMergeCommand(terminal).Command,
            new ScanShowCommand(terminal).Command,
            new ScanPlaneCommand(terminal).Command,
        };
        foreach (Option option in slurm.Options)
        {
            Command.Add(option);
        }

        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        string path = parsed.GetValue(file)
            ?? throw new ArgumentException("scan: no scan file is given. Try 'inflaton scan --help'.");
        if (!File.Exists(path) && NearestName.Find(path, Command.Subcommands.Select(one => one.Name)) is { } near)
        {
            throw new ArgumentException($"{path}: does not exist. Did you mean 'inflaton scan {near}'?");
        }

        int workers = Workers(parsed.GetValue(jobs));
        bool isSubmitted = slurm.IsAskedFor(parsed);
        ScanFile scan = isSubmitted
            ? ScanFile.ReadWithMemory(path, slurm.Memory(parsed), cancellation)
            : ScanFile.Read(path, cancellation);
        string folder = parsed.GetValue(directory) ?? Path.Combine("out", scan.First.Name);
        if (parsed.GetValue(resume) && !ScanStore.ExistsIn(folder))
        {
            throw new ArgumentException($"{folder}: holds no scan to go on with. Leave --resume out, or name its folder with --out.");
        }

        if (parsed.GetValue(part) is { } one)
        {
            return isSubmitted || parsed.GetValue(dryRun) || parsed.GetValue(csv) || parsed.GetValue(parquet)
                ? throw new ArgumentException(
                    "--part: is for a task that works on a part, and goes with --out, --jobs and --quiet alone. 'inflaton scan merge' "
                    + "writes the results.")
                : new ScanPartWork(terminal, cancellation).Make(scan, folder, one, workers, parsed.GetValue(quiet));
        }

        if (isSubmitted)
        {
            return parsed.GetValue(dryRun) ? slurm.Plan(parsed, scan, folder)
                : slurm.Submit(parsed, scan, folder, parsed.GetValue(quiet)) is var code && code != ExitCode.Success ? code
                : Write(folder, parsed);
        }

        return parsed.GetValue(dryRun)
            ? Plan(scan, folder, workers)
            : Make(scan, folder, workers, parsed);
    }

    /// <summary>The number of runs at the same time that <c>--jobs</c> asks for.</summary>
    internal static int Workers(int? given) => given is null or (>= 1 and <= 1024)
        ? RunEnvironment.Threads(given)
        : throw new ArgumentException($"--jobs: {given} is not a number of runs. Give a whole number from 1 to 1024.");

    private int Make(ScanFile scan, string folder, int workers, ParseResult parsed)
    {
        bool silent = parsed.GetValue(quiet);
        new OutputFolder(folder).Prepare();
        SlurmScan.Find(folder)?.RequireEnd();
        ScanParts.TakeOver(scan, folder);
        using ScanStore store = ScanStore.Open(scan, folder);
        ScanOutcome outcome = ScanProgressDisplay.While(terminal, silent, progress => ScanRunner.Run(scan, store, new ScanOptions
        {
            Workers = workers,
            Progress = progress,
            Cancellation = cancellation,
        }));
        WriteTables(store, parsed.GetValue(csv), parsed.GetValue(parquet));
        if (!silent)
        {
            ScanStatusCommand.Write(terminal.Output, store.Status() with { IsAtWork = false }, store.Database);
            terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome.Made} runs in {outcome.Seconds:F1} s, {Math.Min(workers, Math.Max(outcome.Made, 1))} at a time."));
        }

        if (!outcome.IsComplete)
        {
            terminal.Error.WriteLine($"Stopped after {outcome.Done} of {outcome.Total} runs. The same command goes on from there.");
            return ExitCode.Interrupted;
        }

        return ExitCode.Success;
    }

    /// <summary>Writes the tables of a scan that others made.</summary>
    private int Write(string folder, ParseResult parsed)
    {
        if (parsed.GetValue(csv) || parsed.GetValue(parquet))
        {
            using ScanStore store = ScanStore.Look(folder);
            WriteTables(store, parsed.GetValue(csv), parsed.GetValue(parquet));
        }

        return ExitCode.Success;
    }

    /// <summary>Writes the tables that are asked for.</summary>
    internal static void WriteTables(ScanStore store, bool csv, bool parquet)
    {
        if (csv)
        {
            store.WriteCsv(Path.Combine(store.Directory, "results.csv"));
        }

        if (parquet)
        {
            store.WriteParquet(Path.Combine(store.Directory, "scan.parquet"));
        }
    }

    /// <summary>Which runs of a scan are done already, those of parts that are not merged yet too.</summary>
    internal static bool[] Done(Terminal terminal, ScanFile scan, string folder)
    {
        if (!ScanStore.ExistsIn(folder))
        {
            return new bool[scan.Count];
        }

        ScanMerging.Of(terminal, folder);
        using ScanStore store = ScanStore.Open(scan, folder);
        return store.Done();
    }

    private int Plan(ScanFile scan, string folder, int workers)
    {
        bool[] done = Done(terminal, scan, folder);
        ScanPlan plan = ScanPlan.Of(scan, done, cancellation);
        terminal.Output.WriteLine(
            $"{scan.Path}: {scan.Count} runs{(done.Any(one => one) ? $", {done.Count(one => one)} of them done" : "")}");
        foreach (ScanAxis axis in scan.Axes)
        {
            const int shown = 4;
            string values = string.Join(", ", Enumerable.Range(0, Math.Min(axis.Count, shown)).Select(axis.Shown));
            terminal.Output.WriteLine(
                $"  {string.Join(" + ", axis.Paths)}: {axis.Count} values, "
                + $"{values}{(axis.Count > shown ? $", … {axis.Shown(axis.Count - 1)}" : "")}");
        }

        terminal.Output.WriteLine($"  measured: {string.Join(", ", scan.Measures.Select(measure => measure.Path))}");
        if (plan.Order.Length > 0)
        {
            double memory = Enumerable.Range(0, scan.Count).Max(index => plan.Cost(index).Bytes);
            terminal.Output.WriteLine(
                $"  about {Duration(plan.SecondsToDo / workers)} on {workers} workers (an estimate), the longest run "
                + $"{Duration(plan.Cost(plan.Order[0]).Seconds)}, "
                + $"the largest {ReadableNumber.Of(memory / (1 << 20), 2)} MiB");
        }

        foreach (string refusal in plan.Refusals)
        {
            terminal.Error.WriteLine(refusal);
        }

        if (plan.Refused > 0)
        {
            terminal.Error.WriteLine($"{plan.Refused} of {scan.Count} runs combine values that do not go together.");
        }

        return plan.Refused > 0 ? ExitCode.BadInput : cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Success;
    }

    /// <summary>A time as people say it.</summary>
    internal static string Duration(double seconds) =>
        seconds < 1 ? $"{ReadableNumber.Of(1000 * seconds, 2)} ms"
        : seconds < 100 ? $"{ReadableNumber.Of(seconds, 2)} s"
        : seconds < 6000 ? $"{ReadableNumber.Of(seconds / 60, 2)} min"
        : $"{ReadableNumber.Of(seconds / 3600, 2)} h";
}

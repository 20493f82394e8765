using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Scans.Parts;
using Inflaton.Experiments.Scans.Slurm;
using Inflaton.Numerics.Notation;

namespace Inflaton.Cli;

/// <summary><c>inflaton scan --slurm</c>: makes the runs of a scan by the tasks of an array job.</summary>
internal sealed partial class SlurmCommand(Terminal terminal, CancellationToken cancellation)
{
    /// <summary>Tasks that are predicted to take less are mostly their own start.</summary>
    private const double ShortTask = 30;

    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1), LastLook = TimeSpan.FromSeconds(30);

    private readonly Option<bool> slurm = new("--slurm") { Description = "Submit the scan to Slurm, as one array job." };
    private readonly Option<int?> tasks = new("--tasks")
    {
        Description = "Tasks of the job (default: of ten minutes each by the prediction, at most 1000).",
        HelpName = "N",
    };
    private readonly Option<string?> partition = Ask("--partition", "P", "Partition of the job.");
    private readonly Option<string?> time = Ask("--time", "T", "Time limit of a task, as sbatch takes it: 30 (minutes), 2:00:00.");
    private readonly Option<string?> account = Ask("--account", "A", "Account that the job is charged to.");
    private readonly Option<int> processors = new("--cpus-per-task")
    {
        Description = "Processors of a task, each for a run at a time.",
        HelpName = "C",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<string?> memory = Ask("--mem", "M", "Memory of a task, as sbatch takes it: 4G.");
    private readonly Option<string[]> sbatch = new("--sbatch")
    {
        Description = "Further options of sbatch, such as constraint=skylake. May be given more than once.",
        HelpName = "KEY=VALUE",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<bool> wait = new("--wait") { Description = "Wait until the job is over, and merge." };

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> Options => [slurm, tasks, partition, time, account, processors, memory, sbatch, wait];

    /// <summary>Whether the scan is to be submitted.</summary>
    /// <exception cref="ArgumentException">Options of the job are given, and no <c>--slurm</c>.</exception>
    public bool IsAskedFor(ParseResult parsed)
    {
        if (parsed.GetValue(slurm))
        {
            return true;
        }

        Option? alone = Options.Skip(1).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
        return alone is null
            ? false
            : throw new ArgumentException($"{alone.Name}: says how to run on Slurm. Add --slurm, or leave it out.");
    }

    /// <summary>
    /// Bytes that a task has, where that is said; infinite else, since this machine is not the one that the runs are made on.
    /// </summary>
    public double Memory(ParseResult parsed)
    {
        if (parsed.GetValue(memory) is not { } given || Size().Match(given) is not { Success: true } size)
        {
            return double.PositiveInfinity;
        }

        double unit = size.Groups["unit"].Value.ToUpperInvariant() switch
        {
            "K" => 1L << 10,
            "G" => 1L << 30,
            "T" => 1L << 40,
            _ => 1L << 20,
        };
        double bytes = unit * double.Parse(size.Groups["number"].Value, CultureInfo.InvariantCulture);
        return bytes > 0 ? bytes : double.PositiveInfinity;
    }

    /// <summary>Says what would be submitted.</summary>
    public int Plan(ParseResult parsed, ScanFile scan, string folder)
    {
        bool[] done = ScanCommand.Done(terminal, scan, folder);
        ScanPlan plan = ScanPlan.Of(scan, done, cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (plan.Order.Length == 0)
        {
            terminal.Output.WriteLine($"{scan.First.Name}: all {scan.Count} runs are done.");
            return ExitCode.Success;
        }

        int count = Tasks(parsed, plan);
        terminal.Output.Write(Script(parsed, scan, folder, count).Text);
        terminal.Output.WriteLine();
        IReadOnlyList<(int Runs, double Seconds)> parts = ScanParts.Foretell(scan, plan, count);
        terminal.Output.WriteLine(Split(parsed, plan, parts.Max(part => part.Seconds), count));
        const int shown = 10;
        foreach (((int runs, double seconds), int i) in parts.Take(shown).Select((part, i) => (part, i)))
        {
            terminal.Output.WriteLine($"  part {i + 1}: {runs} runs, {ScanCommand.Duration(seconds)} on one processor");
        }

        if (count > shown)
        {
            terminal.Output.WriteLine("  …");
        }

        return ExitCode.Success;
    }

    /// <summary>Submits what is left of a scan, and waits where that is asked for.</summary>
    public int Submit(ParseResult parsed, ScanFile scan, string folder, bool quiet)
    {
        new OutputFolder(folder).Prepare();
        SlurmScan.Find(folder)?.RequireEnd();
        SlurmScript? script = null;
        string line = "";
        ScanParts.Split(
            scan, folder,
            plan =>
            {
                int count = Tasks(parsed, plan);
                script = Script(parsed, scan, folder, count);
                line = Split(parsed, plan, ScanParts.Foretell(scan, plan, count).Max(part => part.Seconds), count);
                return count;
            },
            cancellation);
        if (script is null)
        {
            Say(quiet, $"{scan.First.Name}: all {scan.Count} runs are done.");
            return ExitCode.Success;
        }

        SlurmScan job = SlurmScan.Submit(folder, script);
        Say(quiet, line);
        Say(quiet, $"Submitted as job {job.Job}. 'inflaton scan status {folder}' says where it stands.");
        return parsed.GetValue(wait) ? Wait(folder, job, quiet) : ExitCode.Success;
    }

    private int Wait(string folder, SlurmScan job, bool quiet)
    {
        ScanStatus status = ScanProgressDisplay.While(terminal, quiet, progress => Watch(folder, progress));
        if (!quiet)
        {
            ScanStatusCommand.Write(terminal.Output, status with { IsAtWork = false }, Path.Combine(folder, ScanStore.DatabaseFile));
        }

        if (status.Done < status.Total)
        {
            terminal.Error.WriteLine(
                cancellation.IsCancellationRequested
                    ? $"Job {job.Job} goes on without being waited for; 'scancel {job.Job}' ends it."
                    : $"Job {job.Job} is over after {status.Done} of {status.Total} runs. The same command goes on from there.");
            return ExitCode.Interrupted;
        }

        return ExitCode.Success;
    }

    /// <summary>Merges now and then until the job is over; that nobody answers for the queue is no end.</summary>
    private ScanStatus Watch(string folder, IProgress<ScanProgress>? progress)
    {
        Stopwatch watch = Stopwatch.StartNew();
        int? before = null;
        for (TimeSpan pause = FirstLook; ; pause = pause * 1.3 < LastLook ? pause * 1.3 : LastLook)
        {
            ScanMerging? merged = null;
            try
            {
                merged = ScanMerging.Of(folder);
            }
            catch (IOException) when (ScanStore.ExistsIn(folder))
            {
                // Somebody else merges; the next look finds what there is.
            }

            using ScanStore store = ScanStore.Look(folder);
            ScanStatus status = store.Status();
            before ??= status.Done;
            double rate = (status.Done - before.Value) / Math.Max(watch.Elapsed.TotalSeconds, 1e-9);
            int troubled = status.Counts.Where(one => one.Key is not ("completed" or "not_trained")).Sum(one => one.Value);
            progress?.Report(new ScanProgress(
                status.Done, status.Total, troubled, rate, rate > 0 ? TimeSpan.FromSeconds((status.Total - status.Done) / rate) : null));
            if (merged is { IsEnded: true } || cancellation.WaitHandle.WaitOne(pause))
            {
                return status;
            }
        }
    }

    private int Tasks(ParseResult parsed, ScanPlan plan)
    {
        if (parsed.GetValue(processors) is < 1 or > 1024)
        {
            throw new ArgumentException(
                $"--cpus-per-task: {parsed.GetValue(processors)} is not a number of processors. Give a whole number from 1 to 1024.");
        }

        return parsed.GetValue(tasks) is not { } given ? SlurmScan.Tasks(plan, parsed.GetValue(processors))
            : given >= 1 ? Math.Min(given, plan.Order.Length)
            : throw new ArgumentException($"--tasks: {given} is not a number of tasks. Give a whole number of at least 1.");
    }

    private string Split(ParseResult parsed, ScanPlan plan, double longest, int count)
    {
        double seconds = longest / parsed.GetValue(processors);
        string note = seconds < ShortTask && count > 1 ? "; fewer tasks would spend less on their starts" : "";
        return $"{ReadableNumber.Of(plan.Order.Length)} runs in {ReadableNumber.Of(count)} task{(count == 1 ? "" : "s")} of about "
            + $"{ScanCommand.Duration(seconds)} by the estimate{note}";
    }

    private SlurmScript Script(ParseResult parsed, ScanFile scan, string folder, int count) => SlurmScript.Of(
        scan.First.Name,
        Path.GetFullPath(scan.Path, terminal.Directory),
        Path.GetFullPath(folder, terminal.Directory),
        count,
        Program(),
        new SlurmOptions
        {
            Partition = parsed.GetValue(partition),
            Time = parsed.GetValue(time),
            Account = parsed.GetValue(account),
            Processors = parsed.GetValue(processors),
            Memory = parsed.GetValue(memory),
            Further = parsed.GetValue(sbatch) ?? [],
        });

    /// <summary>The words that start this program: itself, or the runtime with its assembly.</summary>
    private static string[] Program()
    {
        string process = Environment.ProcessPath ?? throw new IOException("The path of this program is not known.");
        string assembly = Path.Combine(AppContext.BaseDirectory, $"{typeof(CommandLine).Assembly.GetName().Name}.dll");
        return Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, assembly] : [process];
    }

    private void Say(bool quiet, string line)
    {
        if (!quiet)
        {
            terminal.Output.WriteLine(line);
        }
    }

    private static Option<string?> Ask(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    [GeneratedRegex("^(?<number>[0-9]+)(?<unit>[KMGTkmgt]?)$")]
    private static partial Regex Size();
}

using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Scans.Parts;

namespace Inflaton.Cli;

/// <summary><c>inflaton scan status</c>: where a scan stands.</summary>
internal sealed class ScanStatusCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> directory = new("DIR") { Description = "Folder of a scan." };
    private readonly Option<bool> json = CommonOptions.Json("where it stands as JSON");

    public ScanStatusCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("status", "Say where a scan stands.") { directory, json };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    public static void Write(TextWriter output, ScanStatus status, string database)
    {
        string state = status.Done == status.Total ? "complete" : status.IsAtWork ? "at work" : "stopped; the same command goes on";
        output.WriteLine($"{status.Name}: {status.Done} of {status.Total} runs done ({state})");
        foreach ((string name, int count) in status.Counts.OrderByDescending(entry => entry.Value))
        {
            output.WriteLine($"  {count} {name.Replace('_', ' ')}");
        }

        foreach ((int run, string kind, string message) in status.Troubles)
        {
            output.WriteLine($"  run {run} {kind.Replace('_', ' ')}: {message.ReplaceLineEndings(" ")}");
        }

        if (status.Done > 0)
        {
            output.WriteLine($"  {ScanCommand.Duration(status.Seconds / status.Done)} a run on average");
        }

        output.WriteLine($"Results: {database} (view results)");
    }

    /// <summary>Where the parts of a scan stand, in runs and parts.</summary>
    public static void Write(TextWriter output, IReadOnlyList<PartStatus> parts, string? job)
    {
        (PartPhase Phase, string Word)[] phases =
        [
            (PartPhase.Done, "done"), (PartPhase.Running, "at work"), (PartPhase.Queued, job is null ? "not started" : "queued"),
            (PartPhase.Lost, "lost"),
        ];
        IEnumerable<string> counts = phases.Select(phase => (phase.Word, Parts: parts.Where(part => part.Phase == phase.Phase).ToArray()))
            .Where(one => one.Parts.Length > 0)
            .Select(one => one.Parts.Sum(part => part.Runs - part.Done) is > 0 and var left
                ? $"{one.Parts.Length} {one.Word} ({left} runs left)"
                : $"{one.Parts.Length} {one.Word}");
        output.WriteLine($"Parts: {string.Join(", ", counts)}{(job is null ? "" : $"; Slurm job {job}")}");
        IEnumerable<string> waits = parts.Where(part => part is { Phase: PartPhase.Queued, Word: not null }).CountBy(part => part.Word!)
            .Select(one => $"{one.Value} {one.Key}");
        if (waits.Any())
        {
            output.WriteLine($"  queued, in Slurm's words: {string.Join(", ", waits)}");
        }

        PartStatus[] lost = [.. parts.Where(part => part.Phase == PartPhase.Lost)];
        if (lost.Length > 0)
        {
            output.WriteLine($"  lost: {Named(lost)}: no task will make what is left of them. The same command goes on.");
        }

        foreach (IGrouping<string, PartStatus> one in lost.Where(part => part.Word is not null).GroupBy(part => part.Word!))
        {
            output.WriteLine($"    {Named([.. one])}: {Ending(one.Key)}");
        }
    }

    private static string Json(ScanStatus status, ScanMerging scan, string database) => new JsonObject
    {
        ["name"] = status.Name,
        ["runs"] = status.Total,
        ["done"] = status.Done,
        ["state"] = status.Done == status.Total ? "complete" : status.IsAtWork ? "at_work" : "stopped",
        ["counts"] = new JsonObject(status.Counts.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value))),
        ["seconds"] = status.Seconds,
        ["troubles"] = new JsonArray([.. status.Troubles.Select(one =>
            new JsonObject { ["run"] = one.Run, ["status"] = one.Status, ["message"] = one.Message })]),
        ["parts"] = new JsonArray([.. scan.Parts.Select(part => new JsonObject
        {
            ["part"] = part.Number, ["runs"] = part.Runs, ["done"] = part.Done,
            ["phase"] = part.Phase switch
            {
                PartPhase.Queued when scan.Job is null => "not_started",
                PartPhase.Running => "at_work",
                var phase => phase.ToString().ToLowerInvariant(),
            },
            ["end"] = part.Phase == PartPhase.Lost ? part.Word : null,
        })]),
        ["job"] = scan.Job,
        ["database"] = database,
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    private static string Named(PartStatus[] parts)
    {
        const int shown = 5;
        return $"{string.Join(", ", parts.Take(shown).Select(part => $"part {part.Number}"))}{(parts.Length > shown ? ", …" : "")}";
    }

    /// <summary>How tasks ended, from Slurm's word for it.</summary>
    private static string Ending(string state) => state switch
    {
        "OUT_OF_MEMORY" => "killed for memory. Give tasks more (--mem), or fewer runs at the same time (--cpus-per-task).",
        "TIMEOUT" => "out of time. Give tasks more (--time), or take more of them (--tasks).",
        "FAILED" => "failed; parts/slurm-JOB_PART.out says why.",
        "COMPLETED" => "ended, and left runs that were killed.",
        _ => $"{state.ToLowerInvariant().Replace('_', ' ')}.",
    };

    private int Run(ParseResult parsed)
    {
        string folder = parsed.GetValue(directory)!;
        ScanMerging scan = ScanMerging.Of(terminal, folder);
        using ScanStore store = ScanStore.Look(folder);
        ScanStatus status = store.Status();
        status = status with
        {
            // What is not begun waits for nobody where there is no batch system.
            IsAtWork = status.IsAtWork
                || scan.Parts.Any(part => part.Phase == PartPhase.Running || (part.Phase == PartPhase.Queued && scan.Job is not null)),
        };
        if (parsed.GetValue(json))
        {
            terminal.Output.WriteLine(Json(status, scan, store.Database));
            return ExitCode.Success;
        }

        Write(terminal.Output, status, store.Database);
        if (scan.Parts.Count > 0)
        {
            Write(terminal.Output, scan.Parts, scan.Job);
        }

        return ExitCode.Success;
    }
}

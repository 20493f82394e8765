using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Inflaton.Fuzz;

/// <summary>
/// Many inputs, read by worker processes: a worker that crashes, hangs or takes the machine's memory is a finding, and another one goes on
/// behind the input that it was at.
/// </summary>
internal sealed record Campaign
{
    private const double MostWaiting = 20;
    private const double MostStandingStill = 300;
    private const long MostMemory = 2L << 30;
    private const int ShownKinds = 40;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Seed of all inputs.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Time for reading, in seconds.</summary>
    public double Seconds { get; init; } = double.PositiveInfinity;

    /// <summary>Inputs to read at most.</summary>
    public long Inputs { get; init; } = long.MaxValue;

    /// <summary>Index of the first.</summary>
    public long First { get; init; }

    /// <summary>Workers at the same time; the inputs are the same for any number.</summary>
    public int Jobs { get; init; } = Environment.ProcessorCount;

    /// <summary>The one reader that is asked; null for all.</summary>
    public string? Reader { get; init; }

    /// <summary>Whether a single input is read, and all is told about it.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Where inputs that something was found with are kept.</summary>
    public string Kept { get; init; } = Path.Combine("out", "fuzz");

    /// <summary>Reads all inputs.</summary>
    /// <returns>Whether nothing was found.</returns>
    public bool Run()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("inflaton-fuzz-");
        try
        {
            Stopwatch watch = Stopwatch.StartNew();
            new Corpus(folder.FullName, "").Make();
            Dictionary<string, (int Count, string First)> found = [];
            long[] read = new long[Jobs];
            Thread[] threads =
            [
                .. Enumerable.Range(0, Jobs)
                    .Select(job => new Thread(() => Supervise(job, Path.Combine(folder.FullName, $"{job}"), found, read))),
            ];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            foreach ((string what, (int count, string first)) in found.OrderBy(one => one.Key, StringComparer.Ordinal).Take(ShownKinds))
            {
                Console.WriteLine($"{first}{(count > 1 ? $"  (and {count - 1} more of the kind)" : "")}");
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Fuzz: {read.Sum()} inputs in {watch.Elapsed.TotalSeconds:F0} s with seed {Seed}, {found.Count} kinds of finding."));
            return found.Count == 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void Supervise(int job, string folder, Dictionary<string, (int Count, string First)> found, long[] read)
    {
        Stopwatch watch = Stopwatch.StartNew();
        long first = First + job;
        while (first < Inputs && watch.Elapsed.TotalSeconds < Seconds)
        {
            Directory.CreateDirectory(folder);
            string at = Path.Combine(folder, "place");
            File.Delete(at);
            using Place place = new(at);
            (string? trouble, bool isOver) = Watch(Start(first, folder, Seconds - watch.Elapsed.TotalSeconds), place, found);
            read[job] += place.Next == 0 ? 0 : ((place.Next - 1 - first) / Jobs) + 1;
            if (trouble is not null)
            {
                Note(found, trouble, place.Next - 1, "worker", trouble);
            }

            if (isOver || place.Next == 0)
            {
                return;
            }

            first = place.Next - 1 + Jobs;
        }
    }

    private Process Start(long first, string folder, double seconds)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_GCHeapHardLimit"] = "0x40000000", ["DOTNET_GCgen0size"] = "0x1000000" },
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Campaign).Assembly.Location);
        }

        string[] words =
        [
            "--worker", folder, "--seed", Seed.ToString(plain), "--first", first.ToString(plain), "--jobs", Jobs.ToString(plain),
            "--seconds", seconds.ToString("R", plain), "--inputs", Inputs.ToString(plain),
            .. Reader is null ? (string[])[] : ["--reader", Reader],
            .. IsAlone ? (string[])["--alone"] : [],
        ];
        Array.ForEach(words, start.ArgumentList.Add);
        return Process.Start(start)!;
    }

    /// <summary>Waits for a worker.</summary>
    /// <returns>What became of it, if it did not end by itself; and whether it did.</returns>
    private (string? Trouble, bool IsOver) Watch(Process worker, Place place, Dictionary<string, (int Count, string First)> found)
    {
        using Process one = worker;
        List<string> complaints = [];
        one.OutputDataReceived += (_, line) => Hear(line.Data, found);
        one.ErrorDataReceived += (_, line) =>
        {
            lock (complaints)
            {
                if (line.Data is { } text && complaints.Count < 12)
                {
                    complaints.Add(text);
                }
            }
        };
        one.BeginOutputReadLine();
        one.BeginErrorReadLine();
        string? trouble = null;
        Stopwatch since = Stopwatch.StartNew();
        TimeSpan before = TimeSpan.Zero;
        for (long at = 0; !one.WaitForExit(BetweenLooks);)
        {
            (long memory, TimeSpan spent) = Taken(one);
            if (place.Next != at || at == 0)
            {
                (at, before) = (place.Next, spent);
                since.Restart();
            }

            // Of the processor, since others may be at work on this machine; what waits for something that never comes takes none.
            trouble = (spent - before).TotalSeconds > MostWaiting ? $"hangs for {MostWaiting} s"
                : since.Elapsed.TotalSeconds > MostStandingStill ? $"stands still for {MostStandingStill} s"
                : memory > MostMemory ? $"takes {memory >> 20} MiB" : null;
            if (trouble is not null)
            {
                one.Kill();
                break;
            }
        }

        one.WaitForExit();
        lock (complaints)
        {
            trouble ??= one.ExitCode == 0 ? null : $"ends with code {one.ExitCode}: {string.Join(" | ", complaints)}";
        }

        return (trouble, trouble is null);
    }

    /// <summary>Bytes and time of the processor that a worker takes; none where it has just ended.</summary>
    private static (long Bytes, TimeSpan Spent) Taken(Process worker)
    {
        try
        {
            worker.Refresh();
            return (worker.WorkingSet64, worker.TotalProcessorTime);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            return (0, TimeSpan.Zero);
        }
    }

    private void Hear(string? line, Dictionary<string, (int Count, string First)> found)
    {
        if (line?.Split('\t', 4) is [Worker.Mark, var index, var reader, var what])
        {
            Note(found, $"{reader} {what.Split(": ")[0]}", long.Parse(index, CultureInfo.InvariantCulture), reader, what);
        }
        else if (line is not null)
        {
            Console.WriteLine(line);
        }
    }

    private void Note(Dictionary<string, (int Count, string First)> found, string kind, long index, string reader, string what)
    {
        lock (found)
        {
            (int count, string first) = found.GetValueOrDefault(kind);
            found[kind] = (count + 1, count > 0 ? first : $"FOUND by {reader}: {what}\n  again: --seed {Seed} --input {index}");
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Inflaton.Experiments.Scans.Slurm;

/// <summary>The commands of Slurm, as far as scans need them.</summary>
public static partial class SlurmCluster
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Submits a script.</summary>
    /// <param name="options">
    /// Its options once more: those of the command line hold against defaults in the environment (<c>SBATCH_PARTITION</c>), and those of
    /// a script do not.
    /// </param>
    /// <param name="path">The script.</param>
    /// <returns>Number of the job.</returns>
    /// <exception cref="IOException">Slurm is not there, or refuses.</exception>
    public static string Submit(IReadOnlyList<string> options, string path)
    {
        ArgumentNullException.ThrowIfNull(options);
        Answer answer = Run("sbatch", ["--parsable", .. options, path])
            ?? throw new IOException(
                "sbatch is not on this machine. Give --slurm on a login node of a cluster with Slurm; on others a task is "
                + "'inflaton scan SCAN.yaml --part I/N'.");
        if (answer.IsLate)
        {
            throw new IOException(
                $"sbatch does not answer within {Patience.TotalSeconds:F0} s, and may have submitted the job all the same: 'squeue --me' "
                + "says. End it with 'scancel' before you submit it again.");
        }

        return answer.Code == 0 && Number().Match(answer.Output) is { Success: true } number
            ? number.Value
            : throw new IOException($"sbatch refuses: {Line(answer.Error.Length > 0 ? answer.Error : answer.Output)}");
    }

    /// <summary>
    /// The tasks of a job that are in the queue or at work, by their numbers in the array, each with why it waits, in Slurm's words, or
    /// null for one that does not; null where the queue cannot be asked, as while its controller starts anew.
    /// </summary>
    /// <param name="job">Number of the job.</param>
    public static IReadOnlyDictionary<int, string?>? Queue(string job)
    {
        if (Run("squeue", "--noheader", "--array", "--jobs", job, "--format", "%K|%T|%r") is not { } answer)
        {
            return null;
        }

        if (answer.Code != 0)
        {
            // A job that is over is not known for long.
            return answer.Error.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase) ? new Dictionary<int, string?>() : null;
        }

        Dictionary<int, string?> tasks = [];
        foreach (string[] words in answer.Output.Split('\n').Select(line => line.Split('|', 3, StringSplitOptions.TrimEntries)))
        {
            if (words.Length == 3 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int task))
            {
                tasks[task] = words[1] == "PENDING" ? words[2] : null;
            }
        }

        return tasks;
    }

    /// <summary>
    /// How the tasks of a job ended, such as <c>TIMEOUT</c> or <c>OUT_OF_MEMORY</c>, by their names (<c>12_3</c>); nothing of those that
    /// Slurm has forgotten.
    /// </summary>
    /// <param name="job">Number of the job, or name of one task of it.</param>
    public static IReadOnlyDictionary<string, string> Ends(string job)
    {
        Dictionary<string, string> ends = [];
        if (!JobName().IsMatch(job))
        {
            return ends;
        }

        if (Run("sacct", "--noheader", "--parsable2", "--allocations", "--jobs", job, "--format", "JobID,State")
            is { Code: 0, Output: var told })
        {
            foreach (string[] words in told.Split('\n').Select(line => line.Split('|')).Where(words => words.Length == 2))
            {
                // "CANCELLED by 1000"
                ends[words[0]] = words[1].Split(' ')[0];
            }
        }

        if (ends.Count == 0 && Run("scontrol", "--oneliner", "show", "job", job) is { Code: 0, Output: var shown })
        {
            foreach (Match task in Shown().Matches(shown))
            {
                string name = task.Groups["array"].Success
                    ? $"{task.Groups["array"].Value}_{task.Groups["task"].Value}"
                    : task.Groups["job"].Value;
                ends[name] = task.Groups["reason"].Value == "TimeLimit" ? "TIMEOUT" : task.Groups["state"].Value;
            }
        }

        return ends;
    }

    /// <summary>What a command says; null where there is no such command.</summary>
    private static Answer? Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };

        // Defaults of a user that would hide tasks of the job, or keep sbatch until all of them are over.
        foreach (string name in start.Environment.Keys.Where(name => Hiding().IsMatch(name)).ToArray())
        {
            start.Environment.Remove(name);
        }

        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> error = process.StandardError.ReadToEndAsync();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                return new Answer(1, "", "", IsLate: true);
            }

            process.WaitForExit();
            return new Answer(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult(), IsLate: false);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string Line(string text) => text.Trim().ReplaceLineEndings(" ");

    private readonly record struct Answer(int Code, string Output, string Error, bool IsLate);

    [GeneratedRegex("^(SQUEUE_.*|SACCT_.*|SBATCH_WAIT|SBATCH_CLUSTERS)$")]
    private static partial Regex Hiding();

    [GeneratedRegex("^[0-9]+", RegexOptions.Multiline)]
    private static partial Regex Number();

    [GeneratedRegex("^[0-9]+(_[0-9]+)?$")]
    private static partial Regex JobName();

    [GeneratedRegex(
        "^JobId=(?<job>[0-9]+) (ArrayJobId=(?<array>[0-9]+) ArrayTaskId=(?<task>\\S+) )?"
            + ".*?JobState=(?<state>[A-Z_]+) Reason=(?<reason>\\S+)",
        RegexOptions.Multiline)]
    private static partial Regex Shown();
}

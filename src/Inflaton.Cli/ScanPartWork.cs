using System.Globalization;
using System.Text.RegularExpressions;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Scans.Parts;
using Inflaton.Experiments.Scans.Slurm;
using Inflaton.Numerics.Threading;

namespace Inflaton.Cli;

/// <summary><c>inflaton scan --part I/N</c>: what one task of a cluster does.</summary>
internal sealed partial class ScanPartWork(Terminal terminal, CancellationToken cancellation)
{
    /// <summary>Makes the runs of a part that have no row yet.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="which">I/N.</param>
    /// <param name="workers">Runs at the same time.</param>
    /// <param name="quiet">Whether to say nothing but what is wrong.</param>
    public int Make(ScanFile scan, string folder, string which, int workers, bool quiet)
    {
        (int number, int count) = Parse(which);
        if (!ScanParts.ExistIn(folder))
        {
            new OutputFolder(folder).Prepare();
        }

        if (ScanParts.Join(scan, folder, count, cancellation) is not { } parts)
        {
            Say(quiet, $"{scan.First.Name}: all {scan.Count} runs are done.");
            return ExitCode.Success;
        }

        using ScanPart part = parts.Open(scan, number, terminal.Error.WriteLine, cancellation);
        if (part.Suspects > 0)
        {
            terminal.Error.WriteLine(
                part.Suspects == 1
                    ? "A task before ended without a word while one of these runs was at work: it is made last."
                    : $"A task before ended without a word while {part.Suspects} of these runs were at work: they are made last, one at a "
                        + "time.");
        }

        ScanOutcome outcome = ScanProgressDisplay.While(terminal, quiet, progress => part.Run(scan, new ScanOptions
        {
            Workers = workers,
            Progress = progress,
            Cancellation = cancellation,
        }));
        if (!outcome.IsComplete && cancellation.IsCancellationRequested)
        {
            // Slurm warns a task whose time is over as it warns one that is preempted: it is asked which.
            if (JobAllocation.Current.Job is { } job && SlurmCluster.Ends(job).GetValueOrDefault(job) == "TIMEOUT")
            {
                part.OutOfTime();
            }

            terminal.Error.WriteLine(
                $"Stopped after {outcome.Done} of {outcome.Total} runs of part {number}. The same command goes on from there.");
            return ExitCode.Interrupted;
        }

        Say(quiet, string.Create(
            CultureInfo.InvariantCulture,
            $"{scan.First.Name}: part {number} of {count}: {outcome.Done} of {outcome.Total} runs done, {outcome.Made} of them in "
                + $"{outcome.Seconds:F1} s. 'inflaton scan merge {folder}' takes the rows of all parts together."));
        return ExitCode.Success;
    }

    private static (int Number, int Count) Parse(string which) =>
        Form().Match(which) is { Success: true } match
            && int.TryParse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && int.TryParse(match.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count is >= 1 and <= ScanFile.MostRuns && number >= 1 && number <= count
                ? (number, count)
                : throw new ArgumentException(
                    $"--part: {which} is no part. Give I/N, part I of N, I from 1 to N, for example --part 3/10.");

    private void Say(bool quiet, string line)
    {
        if (!quiet)
        {
            terminal.Output.WriteLine(line);
        }
    }

    [GeneratedRegex("^(?<number>[0-9]+)/(?<count>[0-9]+)$")]
    private static partial Regex Form();
}

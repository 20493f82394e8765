using System.Globalization;
using System.Text.RegularExpressions;

namespace Inflaton.Experiments.Scans.Slurm;

/// <summary>The script of one array job, each task of which works on one part of a scan.</summary>
/// <param name="Options">What is asked of <c>sbatch</c>, each with its dashes; of two of one name the last holds.</param>
/// <param name="Commands">What each task does.</param>
public sealed partial record SlurmScript(IReadOnlyList<string> Options, string Commands)
{
    // Options of sbatch that are options of the command too, by their long and short names.
    private static readonly Dictionary<string, string> Own = new()
    {
        ["partition"] = "--partition",
        ["p"] = "--partition",
        ["time"] = "--time",
        ["t"] = "--time",
        ["account"] = "--account",
        ["A"] = "--account",
        ["mem"] = "--mem",
        ["cpus-per-task"] = "--cpus-per-task",
        ["c"] = "--cpus-per-task",
        ["wait"] = "--wait",
        ["W"] = "--wait",
    };

    /// <summary>The script: the options, as <c>sbatch</c> finds them there too, and the commands.</summary>
    public string Text => $"#!/bin/bash\n{string.Concat(Options.Select(option => $"#SBATCH {Line(option)}\n"))}{Commands}";

    /// <summary>The script.</summary>
    /// <param name="name">Name of the scan.</param>
    /// <param name="file">Absolute path of the scan file.</param>
    /// <param name="directory">Absolute path of the scan's folder.</param>
    /// <param name="parts">Number of parts.</param>
    /// <param name="program">The words that start the program.</param>
    /// <param name="options">What is asked for.</param>
    /// <exception cref="ArgumentException">A value cannot stand in a script, or a further option would make another job of it.</exception>
    public static SlurmScript Of(
        string name, string file, string directory, int parts, IReadOnlyList<string> program, SlurmOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> asked = [];
        void Ask(string key, string? value)
        {
            string option = value is null ? $"--{key}" : $"--{key}={value}";
            asked.Add(option.Any(char.IsControl) ? throw new ArgumentException($"--{key}: holds a line break or the like.") : option);
        }

        Ask("job-name", JobName(name));
        Ask("array", string.Create(CultureInfo.InvariantCulture, $"1-{parts}"));
        Ask("nodes", "1");
        Ask("ntasks", "1");
        Ask("cpus-per-task", options.Processors.ToString(CultureInfo.InvariantCulture));
        Ask("requeue", null);
        Ask("open-mode", "append");

        // A task lives by the limits of its node: those of the login node, on threads, memory or processes, are not for work.
        Ask("propagate", "NONE");
        Ask("output", Path.Combine(directory.Replace("%", "%%", StringComparison.Ordinal), Parts.ScanParts.Folder, "slurm-%A_%a.out"));
        foreach ((string key, string? value) in new[]
            {
                ("partition", options.Partition), ("time", options.Time), ("account", options.Account), ("mem", options.Memory),
            })
        {
            if (value is not null)
            {
                Ask(key, value);
            }
        }

        foreach (string further in options.Further)
        {
            string[] pair = further.TrimStart('-').Split('=', 2);
            (string key, string? value) = (pair[0].Trim(), pair.Length > 1 ? pair[1] : null);
            Require(further, key, value, parts);
            Ask(key, value);
        }

        string environment =
            """
            # The task has the processors and the memory of its job, whatever the machine or the login node has.
            unset INFLATON_THREADS
            export DOTNET_EnableDiagnostics=0
            for folder in "$SLURM_TMPDIR" "$TMPDIR" /tmp; do
              if [ -n "$folder" ] && [ -d "$folder" ] && [ -w "$folder" ]; then export TMPDIR="$folder"; break; fi
            done

            """.ReplaceLineEndings("\n");
        return new SlurmScript(
            asked,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{environment}exec {string.Join(' ', program.Select(Quoted))} scan {Quoted(file)} --out {Quoted(directory)} "
                    + $"--part \"$SLURM_ARRAY_TASK_ID/{parts}\" --quiet\n"));
    }

    /// <summary>Refuses what would leave parts to nobody, take processors that stand idle, or says what another option says.</summary>
    private static void Require(string further, string key, string? value, int parts)
    {
        string? remedy = key switch
        {
            _ when !Key().IsMatch(key) => "is no option of sbatch. Give KEY=VALUE, for example constraint=skylake",
            _ when Own.TryGetValue(key, out string? own) => $"is an option of this command. Give {own}",
            "array" or "a" when value?.Split('%')[0] != string.Create(CultureInfo.InvariantCulture, $"1-{parts}") =>
                $"would leave parts to nobody. Give --tasks for their number, and array=1-{parts}%10 for ten at the same time",
            "nodes" or "N" or "ntasks" or "n" when value != "1" =>
                "is not for an array, each task of which is one process on one node. Give --tasks and --cpus-per-task",
            "clusters" or "M" => "is of a cluster that could not be asked about the job. Submit it on a login node of that one",
            _ => null,
        };
        if (remedy is not null)
        {
            throw new ArgumentException($"--sbatch: {further} {remedy}.");
        }
    }

    /// <summary>A name that no tool of Slurm takes for anything else.</summary>
    private static string JobName(string name) =>
        $"inflaton-{string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '_'))}";

    /// <summary>A word as the shell reads it back.</summary>
    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>
    /// An option as <c>sbatch</c> reads it back from a line of a script, where spaces divide and a number sign begins a comment.
    /// </summary>
    private static string Line(string option)
    {
        string[] pair = option.Split('=', 2);
        return pair.Length < 2 || Plain().IsMatch(pair[1]) ? option : $"{pair[0]}=\"{Special().Replace(pair[1], @"\$0")}\"";
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]*$")]
    private static partial Regex Key();

    [GeneratedRegex("^[^\\s\"'#\\\\]*$")]
    private static partial Regex Plain();

    [GeneratedRegex("[\"\\\\]")]
    private static partial Regex Special();
}

using System.Globalization;
using System.Text;

namespace Inflaton.Experiments.Scans.Slurm;

/// <summary>The script of one array job, each task of which works on one part of a scan.</summary>
public static class SlurmScript
{
    /// <summary>The script.</summary>
    /// <param name="name">Name of the scan.</param>
    /// <param name="file">Absolute path of the scan file.</param>
    /// <param name="directory">Absolute path of the scan's folder.</param>
    /// <param name="parts">Number of parts.</param>
    /// <param name="program">The words that start the program.</param>
    /// <param name="options">What is asked for.</param>
    /// <exception cref="ArgumentException">A value cannot stand in a script.</exception>
    public static string Of(
        string name, string file, string directory, int parts, IReadOnlyList<string> program, SlurmOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        StringBuilder script = new("#!/bin/bash\n");
        void Option(string key, string? value)
        {
            string line = value is null ? key : $"{key}={value}";
            if (line.Any(char.IsControl))
            {
                throw new ArgumentException($"--{key}: holds a line break or the like.");
            }

            script.Append(CultureInfo.InvariantCulture, $"#SBATCH --{line}\n");
        }

        string log = Path.Combine(directory, ScanPartsFolder, "slurm-%A_%a.out");
        Option("job-name", JobName(name));
        Option("array", string.Create(CultureInfo.InvariantCulture, $"1-{parts}"));
        Option("nodes", "1");
        Option("ntasks", "1");
        Option("cpus-per-task", options.Processors.ToString(CultureInfo.InvariantCulture));
        Option("requeue", null);
        Option("open-mode", "append");

        // A task lives by the limits of its node: those of the login node, on threads, memory or processes, are not for work.
        Option("propagate", "NONE");
        Option("output", log.Any(char.IsWhiteSpace) ? $"\"{log}\"" : log);
        foreach ((string key, string value) in new[]
            {
                ("partition", options.Partition), ("time", options.Time), ("account", options.Account), ("mem", options.Memory),
            }
            .Where(one => one.Item2 is not null).Select(one => (one.Item1, one.Item2!)))
        {
            Option(key, value);
        }

        foreach (string further in options.Further)
        {
            string[] pair = further.TrimStart('-').Split('=', 2);
            Option(pair[0], pair.Length > 1 ? pair[1] : null);
        }

        script.Append(
            """
            # The task has the processors and the memory of its job, whatever the machine or the login node has.
            unset INFLATON_THREADS
            export DOTNET_EnableDiagnostics=0
            for folder in "$SLURM_TMPDIR" "$TMPDIR" /tmp; do
              if [ -n "$folder" ] && [ -d "$folder" ] && [ -w "$folder" ]; then export TMPDIR="$folder"; break; fi
            done

            """.ReplaceLineEndings("\n"));
        script.Append(
            CultureInfo.InvariantCulture,
            $"exec {string.Join(' ', program.Select(Quoted))} scan {Quoted(file)} --out {Quoted(directory)} "
                + $"--part \"$SLURM_ARRAY_TASK_ID/{parts}\" --quiet\n");
        return script.ToString();
    }

    private const string ScanPartsFolder = Parts.ScanParts.Folder;

    /// <summary>A name that no tool of Slurm takes for anything else.</summary>
    private static string JobName(string name) =>
        $"inflaton-{string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '_'))}";

    /// <summary>A word as the shell reads it back.</summary>
    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

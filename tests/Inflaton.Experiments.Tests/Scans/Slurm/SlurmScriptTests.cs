using System.Diagnostics;
using Inflaton.Experiments.Scans.Slurm;

namespace Inflaton.Experiments.Tests.Scans.Slurm;

public sealed class SlurmScriptTests
{
    [Fact]
    public void The_script_asks_for_what_was_given()
    {
        string script = SlurmScript.Of(
            "θ of it", "/home/a b/scan.yaml", "/scratch/out", 20, ["/opt/inflaton"],
            new SlurmOptions
            {
                Partition = "long",
                Time = "2:00:00",
                Account = "physics",
                Processors = 4,
                Memory = "4G",
                Further = ["constraint=skylake", "--exclusive"],
            });

        string[] lines = script.Split('\n');
        lines[0].ShouldBe("#!/bin/bash");
        lines.ShouldContain("#SBATCH --job-name=inflaton-__of_it");
        foreach (string option in new[]
            {
                "array=1-20", "partition=long", "time=2:00:00", "account=physics", "cpus-per-task=4", "mem=4G", "requeue", "ntasks=1",
                "propagate=NONE",
                "output=/scratch/out/parts/slurm-%A_%a.out", "constraint=skylake", "exclusive",
            })
        {
            lines.ShouldContain($"#SBATCH --{option}");
        }

        lines.ShouldContain(
            "exec '/opt/inflaton' scan '/home/a b/scan.yaml' --out '/scratch/out' --part \"$SLURM_ARRAY_TASK_ID/20\" --quiet");
    }

    [Fact]
    public void What_is_not_given_is_left_to_the_site()
    {
        string script = SlurmScript.Of("a", "/s.yaml", "/o", 1, ["/opt/inflaton"], new SlurmOptions());
        foreach (string option in new[] { "--partition", "--time", "--account", "--mem" })
        {
            script.ShouldNotContain(option);
        }
    }

    /// <summary>Slurm takes the last word for an option, which is the user's.</summary>
    [Fact]
    public void What_is_asked_for_comes_behind_what_is_set_anyhow()
    {
        string script = SlurmScript.Of(
            "a", "/s.yaml", "/o", 1, ["/opt/inflaton"], new SlurmOptions { Further = ["propagate=ALL", "ntasks=1", "no-requeue"] });
        foreach ((string own, string asked) in new[] { ("propagate=NONE", "propagate=ALL"), ("requeue", "no-requeue") })
        {
            script.IndexOf($"#SBATCH --{own}\n", StringComparison.Ordinal).ShouldBeInRange(
                1, script.IndexOf($"#SBATCH --{asked}\n", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_line_break_in_an_option_would_be_a_command() => Should.Throw<ArgumentException>(() => SlurmScript.Of(
        "a", "/s.yaml", "/o", 1, ["/opt/inflaton"], new SlurmOptions { Partition = "main\nrm -rf /" })).Message.ShouldContain("partition");

    /// <summary>The shell reads names back as they are, and finds a folder for temporary files that it can write to.</summary>
    [Fact]
    public void The_shell_reads_it_back()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no bash.");
        string script = SlurmScript.Of(
            "a", "/it's \"$HOME\"/`s`.yaml", "/o o", 7, ["/usr/bin/printf", "%s\\n", "$TMPDIR"], new SlurmOptions());
        ProcessStartInfo start = new("/bin/bash", ["-c", script])
        {
            RedirectStandardOutput = true,
            Environment = { ["SLURM_ARRAY_TASK_ID"] = "3", ["TMPDIR"] = "/nowhere at all" },
        };
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd().Split('\n')[..^1].ShouldBe(
            ["$TMPDIR", "scan", "/it's \"$HOME\"/`s`.yaml", "--out", "/o o", "--part", "3/7", "--quiet"]);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }
}

using System.Diagnostics;
using Inflaton.Experiments.Scans.Slurm;

namespace Inflaton.Experiments.Tests.Scans.Slurm;

public sealed class SlurmScriptTests
{
    [Fact]
    public void The_script_asks_for_what_was_given()
    {
        SlurmScript script = SlurmScript.Of(
            "θ of it", "/home/a b/scan.yaml", "/scratch/out", 20, ["/opt/inflaton"],
            new SlurmOptions
            {
                Partition = "long",
                Time = "2:00:00",
                Account = "physics",
                Processors = 4,
                Memory = "4G",
                Further = ["constraint=skylake", "--exclusive", "array=1-20%5"],
            });

        string[] lines = script.Text.Split('\n');
        lines[0].ShouldBe("#!/bin/bash");
        lines.ShouldContain("#SBATCH --job-name=inflaton-__of_it");
        foreach (string option in new[]
            {
                "array=1-20", "partition=long", "time=2:00:00", "account=physics", "cpus-per-task=4", "mem=4G", "requeue", "ntasks=1",
                "propagate=NONE",
                "output=/scratch/out/parts/slurm-%A_%a.out", "constraint=skylake", "exclusive",
                "array=1-20%5",
            })
        {
            lines.ShouldContain($"#SBATCH --{option}");
            script.Options.ShouldContain($"--{option}");
        }

        lines.ShouldContain(
            "exec '/opt/inflaton' scan '/home/a b/scan.yaml' --out '/scratch/out' --part \"$SLURM_ARRAY_TASK_ID/20\" --quiet");
    }

    [Fact]
    public void What_is_not_given_is_left_to_the_site()
    {
        string script = SlurmScript.Of("a", "/s.yaml", "/o", 1, ["/opt/inflaton"], new SlurmOptions()).Text;
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
            "a", "/s.yaml", "/o", 1, ["/opt/inflaton"], new SlurmOptions { Further = ["propagate=ALL", "ntasks=1", "no-requeue"] }).Text;
        foreach ((string own, string asked) in new[] { ("propagate=NONE", "propagate=ALL"), ("requeue", "no-requeue") })
        {
            script.IndexOf($"#SBATCH --{own}\n", StringComparison.Ordinal).ShouldBeInRange(
                1, script.IndexOf($"#SBATCH --{asked}\n", StringComparison.Ordinal));
        }
    }

    /// <summary>Parts that nobody makes, processors that stand idle, and two words for one thing.</summary>
    [Theory]
    [InlineData("array=1-3", "would leave parts to nobody. Give --tasks for their number, and array=1-20%10")]
    [InlineData("array", "would leave parts to nobody")]
    [InlineData("a=0-19", "would leave parts to nobody")]
    [InlineData("ntasks=8", "one process on one node. Give --tasks and --cpus-per-task")]
    [InlineData("--nodes=2", "one process on one node")]
    [InlineData("mem=8G", "Give --mem")]
    [InlineData("-p=main", "Give --partition")]
    [InlineData("time=1", "Give --time")]
    [InlineData("cpus-per-task=4", "Give --cpus-per-task")]
    [InlineData("wait", "Give --wait")]
    [InlineData("clusters=other", "Submit it on a login node of that one")]
    [InlineData("=skylake", "is no option of sbatch")]
    [InlineData("constraint skylake", "is no option of sbatch")]
    [InlineData("", "is no option of sbatch")]
    public void What_would_make_another_job_of_it_is_refused(string further, string says) => Should.Throw<ArgumentException>(
        () => SlurmScript.Of("a", "/s.yaml", "/o", 20, ["/opt/inflaton"], new SlurmOptions { Further = [further] })).Message
        .ShouldSatisfyAllConditions(
            message => message.ShouldStartWith($"--sbatch: {further} "), message => message.ShouldContain(says));

    /// <summary>
    /// In a script, <c>sbatch</c> takes spaces for ends and number signs for comments, and percent signs of paths anywhere for fields.
    /// </summary>
    [Fact]
    public void Slurm_reads_values_back_as_they_are()
    {
        SlurmScript script = SlurmScript.Of(
            "a", "/s.yaml", "/50% of #1", 2, ["/opt/inflaton"], new SlurmOptions { Further = ["comment=say \"a\\b\""] });
        script.Options.ShouldContain("--output=/50%% of #1/parts/slurm-%A_%a.out");
        script.Options.ShouldContain("--comment=say \"a\\b\"");
        script.Text.ShouldContain("#SBATCH --output=\"/50%% of #1/parts/slurm-%A_%a.out\"\n");
        script.Text.ShouldContain("#SBATCH --comment=\"say \\\"a\\\\b\\\"\"\n");
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
            "a", "/it's \"$HOME\"/`s`.yaml", "/o o", 7, ["/usr/bin/printf", "%s\\n", "$TMPDIR"], new SlurmOptions()).Text;
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

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Inflaton.Cli.Slurm;

/// <summary>
/// A Slurm of our own on this machine, two nodes and a controller under a folder of its own, started by <c>tests/slurm</c> and stopped
/// again. Where Slurm is not installed there is none, and what needs it is skipped.
/// </summary>
public sealed class PrivateSlurm : IDisposable
{
    private static int instances;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inflaton-slurm-");
    private readonly string port = FreePorts(3);
    private readonly bool isUp;
    private Task? early;

    public PrivateSlurm()
    {
        if (OperatingSystem.IsLinux() && Environment.UserName == "root" && File.Exists("/usr/sbin/slurmctld")
            && File.Exists("/usr/sbin/slurmd") && File.Exists("/usr/sbin/munged"))
        {
            // The socket of munged has to be within reach of everybody.
            folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            Daemon("start");
            isUp = true;
        }
    }

    /// <summary>Begins what takes long, while other tests run; whoever is first does.</summary>
    public Task Early(Func<Task> work) => isUp ? early ??= work() : Task.CompletedTask;

    /// <summary>Skips a test where there is no Slurm.</summary>
    public void Require() => Assert.SkipUnless(isUp, "Slurm (slurm-wlm, munge) is not on this machine, or the user is not root.");

    public string In(string name) => Path.Combine(folder.FullName, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(In(name), text.ReplaceLineEndings("\n"));
        return In(name);
    }

    /// <summary>The log of the controller.</summary>
    public string Log => File.ReadAllText(Path.Combine(Daemons, "log", "slurmctld"));

    /// <summary>Does something with the daemons.</summary>
    public void Daemon(params string[] words)
    {
        (int code, string output, string error) = Script(words);
        code.ShouldBe(0, output + error);
    }

    /// <summary>Stops what runs on a node where it is.</summary>
    /// <returns>Whether a task of a job is there, which Slurm takes for running as well.</returns>
    public bool Freeze(string node, string job)
    {
        if (Script("freeze-node", node[^1..]).Code == 0 && Busy(job).Contains(node))
        {
            return true;
        }

        Daemon("thaw-node", node[^1..]);
        return false;
    }

    /// <summary>Runs the command line as a process of its own.</summary>
    public (int Code, string Output, string Error) Inflaton(params string[] arguments) =>
        Run("dotnet", [typeof(CommandLine).Assembly.Location, .. arguments]);

    public (int Code, string Output, string Error) Run(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }

    public Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = folder.FullName,
        Environment =
        {
            ["SLURM_CONF"] = Path.Combine(Daemons, "slurm.conf"),
            ["INFLATON_SLURM_PORT"] = port,
            ["INFLATON_SLURM_PROCESSORS"] = $"{Math.Min(2, Environment.ProcessorCount)}",

            // A login node has no display, and may ask for few threads; tasks have those of their jobs.
            ["DISPLAY"] = "",
            ["INFLATON_THREADS"] = "1",
        },
    })!;

    /// <summary>Number of the job of a scan.</summary>
    public string Job(string directory) => File.ReadAllText(In($"{directory}/parts/job")).Trim();

    /// <summary>Tasks of a job that are in the queue or at work; -1 where the queue does not answer.</summary>
    public int Left(string job) => Run("squeue", "--noheader", "--array", "--jobs", job, "--format", "%i") switch
    {
        (0, var output, _) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length,
        (_, _, var error) when error.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase) => 0,
        _ => -1,
    };

    /// <summary>Nodes on which tasks of a job are at work.</summary>
    public string[] Busy(string job) =>
    [
        .. Run("squeue", "--noheader", "--array", "--jobs", job, "--states", "RUNNING", "--format", "%N").Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Order(),
    ];

    /// <summary>Submits a scan of one task, the shell of which does something before it starts the program.</summary>
    /// <returns>Number of the job.</returns>
    public string Submit(string name, string yaml, string commands, params string[] options)
    {
        string file = Write($"{name}.yaml", yaml), start = Write($"{name}.sh", $"unset BASH_ENV\n{commands}\n");
        (int code, _, string error) = Run(
            "env",
            [
                $"BASH_ENV={start}", "dotnet", typeof(CommandLine).Assembly.Location, "scan", file, "--out", In(name), "--slurm",
                "--tasks", "1", .. options,
            ]);
        code.ShouldBe(0, error);
        return Job(name);
    }

    /// <summary>A command of a task's shell that stops the task, which goes on no more by itself, once a part has begun a run.</summary>
    public static string StandStill(string directory, int part) =>
        $"{{ until grep -qs started '{directory}/parts/{part:D4}.rows'; do sleep 0.02; done; kill -STOP $$; }}";

    /// <summary>Waits on the thread of the test: one of the pool may come late where other tests hold them all.</summary>
    public Task Until(Func<bool> holds, string what)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!holds())
        {
            watch.Elapsed.ShouldBeLessThan(Patience, $"{what}\n{Run("squeue", "--array").Output}\n{Log}");
            Thread.Sleep(100);
        }

        return Task.CompletedTask;
    }

    public void Dispose()
    {
        if (isUp)
        {
            Daemon("stop");
        }

        folder.Delete(recursive: true);
    }

    private string Daemons => In("slurm");

    private (int Code, string Output, string Error) Script(params string[] words) =>
        Run(Path.Combine(Repository.Root, "tests", "slurm"), [.. words, Daemons]);

    /// <summary>The first of some ports in a row that nobody listens on.</summary>
    private static string FreePorts(int count)
    {
        for (int first = 26_900 + (Environment.ProcessId % 500 * 40) + (10 * Interlocked.Increment(ref instances)); ; first += count)
        {
            try
            {
                TcpListener[] listeners = [.. Enumerable.Range(first, count).Select(number => new TcpListener(IPAddress.Any, number))];
                foreach (TcpListener listener in listeners)
                {
                    listener.Start();
                }

                foreach (TcpListener listener in listeners)
                {
                    listener.Stop();
                }

                return $"{first}";
            }
            catch (SocketException)
            {
                // Somebody else's.
            }
        }
    }
}

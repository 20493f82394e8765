using Inflaton.Experiments.Scans.Parts;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Scans.Slurm;

/// <summary>A scan whose parts are the tasks of one array job.</summary>
public sealed class SlurmScan
{
    private const string ScriptFile = "job.sh";
    private const string JobFile = "job";
    // Of slurmstepd where it watches memory itself, and where control groups do.
    private static readonly string[] MemoryWords = ["exceeded job memory limit", "exceeded memory limit", "oom-kill", "oom_kill"];

    private const int MostTasks = 1000;
    private const double SecondsATask = 600;

    private readonly string directory;

    private SlurmScan(string directory, string job) => (this.directory, Job) = (directory, job);

    /// <summary>Number of the job.</summary>
    public string Job { get; }

    /// <summary>As many tasks as take ten minutes each by the prediction: at most a thousand, and as many as there are runs.</summary>
    /// <param name="plan">What is to be done.</param>
    /// <param name="processors">Processors of a task.</param>
    public static int Tasks(ScanPlan plan, int processors)
    {
        ArgumentNullException.ThrowIfNull(plan);
        double tasks = Math.Ceiling(plan.SecondsToDo / (SecondsATask * processors));
        return (int)Math.Clamp(tasks, 1, Math.Clamp(plan.Order.Length, 1, MostTasks));
    }

    /// <summary>The job that was submitted for a scan; null where none is known.</summary>
    /// <param name="directory">The scan's folder.</param>
    public static SlurmScan? Find(string directory)
    {
        string path = In(directory, JobFile);
        return File.Exists(path) ? new SlurmScan(directory, File.ReadAllText(path).Trim()) : null;
    }

    /// <summary>Submits the parts of a scan.</summary>
    /// <param name="directory">The scan's folder.</param>
    /// <param name="script">The script of the job.</param>
    /// <exception cref="IOException">Slurm is not there, or refuses.</exception>
    public static SlurmScan Submit(string directory, SlurmScript script)
    {
        ArgumentNullException.ThrowIfNull(script);
        WholeFile.WriteText(In(directory, ScriptFile), script.Text);
        string job = SlurmCluster.Submit(script.Options, In(directory, ScriptFile));
        WholeFile.WriteText(In(directory, JobFile), job + "\n");
        return new SlurmScan(directory, job);
    }

    /// <summary>Makes sure that no task of it waits in the queue or is at work.</summary>
    /// <exception cref="IOException">One does, or nobody can tell.</exception>
    public void RequireEnd()
    {
        if (SlurmCluster.Queue(Job) is not { } tasks)
        {
            throw new IOException(
                $"{directory}: whether tasks of job {Job} are left cannot be told, since squeue does not answer. Try again when it does; "
                + $"if that job is over for good, remove {In(directory, JobFile)}.");
        }

        if (tasks.Count > 0)
        {
            throw new IOException(
                $"{directory}: {tasks.Count} tasks of job {Job} are in the queue or at work. Wait for them, or end them with "
                + $"'scancel {Job}'.");
        }
    }

    /// <summary>
    /// How a task of a job ended, in Slurm's words; null where nobody knows. What the daemon wrote into the task's output about its memory
    /// is believed where Slurm says no more than that it failed.
    /// </summary>
    /// <param name="ends">What Slurm says of the tasks of the job.</param>
    /// <param name="task">Name of the task: <c>12_3</c>.</param>
    public string? End(IReadOnlyDictionary<string, string> ends, string task)
    {
        ArgumentNullException.ThrowIfNull(ends);
        string? state = ends.GetValueOrDefault(task);
        return state is null or "FAILED" or "CANCELLED" && SaysMemory(In(directory, $"slurm-{task}.out")) ? "OUT_OF_MEMORY" : state;
    }

    private static bool SaysMemory(string log)
    {
        const int tail = 1 << 12;
        if (!File.Exists(log))
        {
            return false;
        }

        using FileStream stream = new(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = Math.Max(0, stream.Length - tail);
        using StreamReader reader = new(stream);
        string text = reader.ReadToEnd();
        return Array.Exists(MemoryWords, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static string In(string directory, string name) => Path.Combine(directory, ScanParts.Folder, name);
}

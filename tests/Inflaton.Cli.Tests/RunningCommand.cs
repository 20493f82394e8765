using System.Diagnostics;
using System.Text;

namespace Inflaton.Cli;

/// <summary>The command line as a process of its own, which signals reach and which can be killed.</summary>
public sealed class RunningCommand : IDisposable
{
    private const string Signals = "env --default-signal=INT,TERM,HUP,QUIT";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly Task listening;

    /// <summary>Starts the command, through a shell where that is to prepare something for it.</summary>
    /// <param name="shell">Text of the shell before the command, such as <c>ulimit -f 8;</c>; empty for none.</param>
    /// <param name="after">Text behind it, such as a redirection.</param>
    /// <param name="arguments">The words after the program's name.</param>
    private RunningCommand(string shell, string after, string[] arguments)
    {
        string[] words = ["dotnet", typeof(CommandLine).Assembly.Location, .. arguments];
        process = new Process
        {
            // What started the tests may have had signals ignored, as shells do of what runs in the background; they would be so here too.
            StartInfo = new ProcessStartInfo("/bin/sh", ["-c", $"{shell} exec {Signals} \"$0\" \"$@\" {after}", .. words])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.Start();
        listening = Task.WhenAll(
            Task.Run(() => Listen(process.StandardOutput, output)), Task.Run(() => Listen(process.StandardError, error)));
    }

    /// <summary>What it has written to its error stream so far.</summary>
    public string Error => Heard(error);

    /// <summary>What it has written to standard output so far.</summary>
    public string Output => Heard(output);

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Exit code; 128 and the number of the signal where one has ended it.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Starts the command.</summary>
    public static RunningCommand Start(params string[] arguments) => new("", "", arguments);

    /// <summary>Starts the command in a shell that has done something before.</summary>
    public static RunningCommand In(string shell, string after, params string[] arguments) => new(shell, after, arguments);

    /// <summary>Waits until something is so, the command has ended, or a time is over.</summary>
    /// <returns>Whether it is so.</returns>
    public bool Until(Func<bool> isSo, TimeSpan? most = null)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!isSo())
        {
            if (process.HasExited || watch.Elapsed > most)
            {
                return isSo();
            }

            Thread.Sleep(5);
        }

        return true;
    }

    /// <summary>Waits until it has said something.</summary>
    public void Says(string text) =>
        Until(() => (Error + Output).Contains(text, StringComparison.Ordinal), Longest).ShouldBeTrue(Error);

    /// <summary>Sends signals, one after another.</summary>
    /// <param name="signals">Their names, such as <c>INT</c>.</param>
    public void Signal(params string[] signals)
    {
        string orders = string.Join("; sleep 0.02; ", signals.Select(signal => $"kill -{signal} {process.Id}"));
        using Process kill = Process.Start("/bin/sh", ["-c", orders]);
        kill.WaitForExit();
    }

    /// <summary>Ends it without warning.</summary>
    public void Kill()
    {
        process.Kill();
        Wait();
    }

    /// <summary>Waits for its end.</summary>
    public int Wait()
    {
        if (!process.WaitForExit(Longest))
        {
            process.Kill();
            throw new TimeoutException($"The command does not end. It said: {Error}");
        }

        listening.Wait();
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private static void Listen(StreamReader stream, StringBuilder heard)
    {
        while (stream.ReadLine() is { } line)
        {
            lock (heard)
            {
                heard.Append(line).Append('\n');
            }
        }
    }

    private static string Heard(StringBuilder heard)
    {
        lock (heard)
        {
            return heard.ToString();
        }
    }
}

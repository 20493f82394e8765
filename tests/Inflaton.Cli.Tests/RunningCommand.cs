using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Inflaton.Numerics.Random;

namespace Inflaton.Cli;

/// <summary>The command line as a process of its own, which signals reach and which can be killed.</summary>
public sealed class RunningCommand : IDisposable
{
    private const string Signals = "env --default-signal=INT,TERM,HUP,QUIT";

    private const int SuddenEnd = 128 + 9;
    private const int Pause = 5;
    private const double Soon = 20;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly Thread[] listening;
    private TimeSpan processorTime;

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

        // Threads of their own: those of the pool may all be busy with other tests while the command has long said something.
        listening =
        [
            new Thread(() => Listen(process.StandardOutput, output)), new Thread(() => Listen(process.StandardError, error)),
        ];
        Array.ForEach(listening, thread => thread.Start());
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

    /// <summary>
    /// Starts a command again and again, each time to be killed at a random moment once it has gone on. One that is at its end before that
    /// has nothing left to be killed in, and the next begins anew.
    /// </summary>
    /// <param name="times">How often.</param>
    /// <param name="start">Starts it, to go on with what the last one has left.</param>
    /// <param name="place">How far it has come; grows.</param>
    /// <param name="most">Milliseconds from when it has gone on to the kill, at most.</param>
    /// <returns>How often it was killed in the midst of its work.</returns>
    public static int Kill(int times, Func<RunningCommand> start, Func<long> place, double most)
    {
        CounterStream moments = new((ulong)times, 0);
        int killed = 0;
        for (int kill = 0; kill < times; kill++)
        {
            long before = place();
            using RunningCommand running = start();
            running.Until(() => place() > before);
            Thread.Sleep((int)(most * moments.UniformAt((ulong)kill)));
            running.Kill();
            if (running.ExitCode == SuddenEnd)
            {
                killed++;
            }
            else
            {
                running.ExitCode.ShouldBe(Cli.ExitCode.Success, running.Error);
            }
        }

        return killed;
    }

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

            Thread.Sleep(Pause);
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

    /// <summary>Waits until it has worked for some seconds more, of processors: they do not depend on what else the machine does.</summary>
    public void Works(double seconds)
    {
        TimeSpan before = Look();
        Until(() => (Look() - before).TotalSeconds > seconds, Longest);
        HasEnded.ShouldBeFalse(Error);
    }

    /// <summary>
    /// Sends a signal, upon which it ends soon as one that was interrupted: in a second or two on a machine of one's own. Here others are
    /// at work, and seconds of processors are counted.
    /// </summary>
    public void EndsSoonBy(string signal)
    {
        TimeSpan before = Look();
        Signal(signal);
        Wait().ShouldBe(Cli.ExitCode.Interrupted, Error);
        (processorTime - before).TotalSeconds.ShouldBeLessThan(Soon, $"after {signal}");
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
        for (Stopwatch watch = Stopwatch.StartNew(); !process.HasExited && watch.Elapsed < Longest; Thread.Sleep(Pause))
        {
            Look();
        }

        if (!process.HasExited)
        {
            process.Kill();
            throw new TimeoutException($"The command does not end. It said: {Error}");
        }

        process.WaitForExit();
        Array.ForEach(listening, thread => thread.Join());
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

    /// <summary>The time of processors that it has taken, as seen last before its end.</summary>
    private TimeSpan Look()
    {
        try
        {
            process.Refresh();
            processorTime = process.TotalProcessorTime;
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended.
        }

        return processorTime;
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

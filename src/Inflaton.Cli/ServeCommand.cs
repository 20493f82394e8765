using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Inflaton.Experiments.Studies;
using Inflaton.Web;

namespace Inflaton.Cli;

/// <summary><c>inflaton serve</c>: the page, served to a browser on this machine until it is stopped.</summary>
internal sealed class ServeCommand
{
    private readonly Terminal terminal;
    private readonly CancellationToken cancellation;
    private readonly Option<int> port = new("--port", "-p")
    {
        Description = "Port to listen on; 0 for any that is free.",
        DefaultValueFactory = _ => WebOptions.UsualPort,
        HelpName = "N",
    };

    private readonly Option<bool> open = new("--open") { Description = "Open the page in the browser." };

    private readonly Option<string?> root = new("--root")
    {
        Description = "Folder whose runs and scans the page shows (default: the current one). Nothing outside of it is read.",
        HelpName = "DIR",
    };

    private readonly Option<string?> host = new("--host")
    {
        Description = "Another address of this machine than the loopback interface; the page then asks for the token that is printed.",
        HelpName = "ADDRESS",
    };

    private readonly Option<int?> threads = CommonOptions.Threads();

    public ServeCommand(Terminal terminal, CancellationToken cancellation)
    {
        (this.terminal, this.cancellation) = (terminal, cancellation);
        Command = new Command("serve", "Serve the page: move a slider and see prediction and training follow.")
        {
            port, open, root, host, threads,
        };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(port) is not (>= 0 and <= ushort.MaxValue and int number))
        {
            throw new ArgumentException($"--port: is {parsed.GetValue(port)}. Give a number from 0 to {ushort.MaxValue}.");
        }

        IPAddress? address = IPAddress.Loopback;
        if (parsed.GetValue(host) is { } named && named != "localhost" && !IPAddress.TryParse(named, out address))
        {
            throw new ArgumentException(
                $"--host: '{named}' is no address. Give one of this machine, such as 192.168.1.20, or 0.0.0.0 for all.");
        }

        WebOptions options = new()
        {
            Host = address!,
            Port = number,
            Root = Path.Combine(terminal.Directory, parsed.GetValue(root) ?? "."),
            Threads = RunEnvironment.Threads(parsed.GetValue(threads)),
            Trouble = line =>
            {
                lock (terminal)
                {
                    terminal.Error.WriteLine($"inflaton: {line}");
                }
            },
        };
        Serve(options, parsed.GetValue(open)).GetAwaiter().GetResult();
        return ExitCode.Interrupted;
    }

    private async Task Serve(WebOptions options, bool opens)
    {
        await using PageServer server = await PageServer.Start(options);
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The page is at {server.Address}"));
        terminal.Output.WriteLine("Stop it with Ctrl-C.");
        terminal.Output.Flush();
        if (opens)
        {
            Open(server.Address);
        }

        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellation.Register(stopped.SetResult);
        await stopped.Task;
    }

    private void Open(Uri address)
    {
        try
        {
            using Process? browser = Process.Start(new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true });
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            terminal.Error.WriteLine("inflaton: no browser could be opened. Open the address yourself.");
        }
    }
}

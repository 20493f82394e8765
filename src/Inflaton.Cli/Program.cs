using System.Runtime.InteropServices;
using Inflaton.Cli;

using CancellationTokenSource stop = new();
int signals = 0;

// The first Ctrl-C, termination signal or end of the terminal ends the work cleanly; a second one ends the program at once.
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
Console.OutputEncoding = System.Text.Encoding.UTF8;
return new CommandLine(Terminal.System(stop.Token), stop.Token).Run(args);

void Stop(PosixSignalContext context)
{
    context.Cancel = Interlocked.Increment(ref signals) == 1;
    stop.Cancel();
}

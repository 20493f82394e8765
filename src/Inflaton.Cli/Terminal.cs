using Inflaton.Numerics.ArrayFiles;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary>Where a command writes: results to the output, progress and complaints to the error stream.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="OutputIsTerminal">Whether the output is a terminal rather than a file or a pipe.</param>
/// <param name="ErrorIsTerminal">Whether the error stream is.</param>
/// <param name="Directory">The working directory, where new files and <c>out/</c> go.</param>
public sealed record Terminal(TextWriter Output, TextWriter Error, bool OutputIsTerminal, bool ErrorIsTerminal, string Directory)
{
    private const int PipeWidth = 120;

    private readonly TextWriter output = Output;
    private readonly TextWriter error = new LastingWriter(Error);

    /// <summary>Standard output; what a terminal would obey is escaped.</summary>
    public TextWriter Output { get; } = new PlainWriter(Output);

    /// <summary>Standard error; what a terminal would obey is escaped, and what nobody takes any more is dropped.</summary>
    public TextWriter Error { get; } = new PlainWriter(new LastingWriter(Error));

    /// <summary>The terminal of this process.</summary>
    /// <param name="stop">Whoever closes the terminal asks by this to stop: from then on nobody need take what is written.</param>
    public static Terminal System(CancellationToken stop) => new(
        new LastingWriter(Console.Out, stop), Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected,
        Environment.CurrentDirectory);

    /// <summary>The output as a console for tables; plain text where it is no terminal or NO_COLOR is set.</summary>
    public IAnsiConsole OutputConsole() => Of(output, OutputIsTerminal);

    /// <summary>The error stream as a console for progress.</summary>
    public IAnsiConsole ErrorConsole() => Of(error, ErrorIsTerminal);

    /// <summary>Writes a file that the user named.</summary>
    /// <param name="path">Its path as the user named it, from <see cref="Directory"/>.</param>
    /// <param name="text">What to write.</param>
    /// <exception cref="ArgumentException">It cannot be written; the message says why.</exception>
    public void Write(string path, string text)
    {
        string full = Path.GetFullPath(path, Directory);
        string? folder = Path.GetDirectoryName(full);
        if (global::System.IO.Directory.Exists(full))
        {
            throw new ArgumentException($"{path}: is a folder. Give the name of a file.");
        }

        if (!global::System.IO.Directory.Exists(folder))
        {
            throw new ArgumentException($"{path}: its folder {folder} does not exist. Make it first, or give another name.");
        }

        try
        {
            WholeFile.WriteText(full, text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(
                $"{path}: cannot be written ({exception.Message.TrimEnd('.')}). Give another name.", exception);
        }
    }

    private static IAnsiConsole Of(TextWriter writer, bool terminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Pipeline.Attach(new PlainSegments());
        if (!terminal)
        {
            console.Profile.Width = PipeWidth;
            console.Profile.Capabilities.Unicode = true;
        }

        return console;
    }
}

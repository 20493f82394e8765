using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Inflaton.Data;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;

namespace Inflaton.Cli;

/// <summary>The command <c>inflaton</c>: parses the command line, runs a command and turns its outcome into an exit code.</summary>
public sealed class CommandLine
{
    private readonly Terminal terminal;
    private readonly RootCommand root;

    /// <summary>The command line of a terminal.</summary>
    /// <param name="terminal">Where to write.</param>
    /// <param name="cancellation">Stops long work cleanly.</param>
    public CommandLine(Terminal terminal, CancellationToken cancellation)
    {
        this.terminal = terminal;
        root = new RootCommand("Predicts the training of neural networks as the rolling of scalar fields in an expanding Universe.")
        {
            new RunCommand(terminal, cancellation).Command,
            new ScanCommand(terminal, cancellation).Command,
            new ReproduceCommand(terminal, cancellation).Command,
            new TuneCommand(terminal, cancellation).Command,
            new EnsembleCommand(terminal, cancellation).Command,
            new UniverseCommand(terminal, cancellation).Command,
            new FitCommand(terminal, cancellation).Command,
            new LatticeCommand(terminal, cancellation).Command,
            new DualCommand(terminal, cancellation).Command,
            new NewCommand(terminal).Command,
            new ReportCommand(terminal).Command,
            new KernelCommand(terminal, cancellation).Command,
            new ServeCommand(terminal, cancellation).Command,
            new SchemaCommand(terminal).Command,
            new CompletionCommand(terminal).Command,
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
    }

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The words after the program's name.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(IReadOnlyList<string> arguments)
    {
        // A word that begins with @ is a file of that name, not one of further words.
        ParseResult parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        bool asksForHelp = parsed.Action is HelpWithExamples && parsed.UnmatchedTokens.Count == 0;
        IReadOnlyList<string> problems = asksForHelp ? [] : CommandLineProblems.Of(parsed, arguments);
        if (problems.Count > 0)
        {
            foreach (string problem in problems)
            {
                terminal.Error.WriteLine($"inflaton: {problem}");
            }

            terminal.Error.WriteLine($"Try 'inflaton {Named(parsed)}--help'.");
            return ExitCode.BadInput;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (ExperimentFileException exception)
        {
            return Complain(exception.Message, ExitCode.BadInput);
        }
        catch (Exception exception) when (exception
            is ArrayFileException or DataException or FormatException or IOException or UnauthorizedAccessException)
        {
            return Complain($"inflaton: {exception.Message}", ExitCode.BadInput);
        }
        catch (ArgumentException exception)
        {
            return Complain($"inflaton: {ReadableMessage.Of(exception)}", ExitCode.BadInput);
        }
        catch (StoppedException exception)
        {
            return Complain($"inflaton: {exception.Message}", ExitCode.Interrupted);
        }
        catch (OperationCanceledException exception)
        {
            return Complain($"inflaton: {ReadableMessage.Of(exception)}", ExitCode.Interrupted);
        }
        catch (NumericalFailureException exception)
        {
            return Complain($"inflaton: {exception.Message}", ExitCode.NumericalFailure);
        }
        catch (OutOfMemoryException exception)
        {
            return Complain($"inflaton: {ReadableMessage.Of(exception)}", ExitCode.BadInput);
        }
        catch (Exception fault)
        {
            return Complain(
                $"inflaton: failed by a fault of the program itself. Please report it, with the file and this:\n{fault}", ExitCode.Failure);
        }
    }

    /// <summary>The words of the command, such as "scan show ".</summary>
    private static string Named(ParseResult parsed)
    {
        string words = "";
        for (CommandResult? command = parsed.CommandResult;
            command is { Command: not RootCommand }; command = command.Parent as CommandResult)
        {
            words = $"{command.Command.Name} {words}";
        }

        return words;
    }

    private int Complain(string message, int code)
    {
        terminal.Error.WriteLine(message);
        return code;
    }
}

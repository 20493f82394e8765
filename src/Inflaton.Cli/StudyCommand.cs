using System.CommandLine;
using Inflaton.Experiments;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Notation;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary>
/// A command that runs a file of one kind of study: reads it, runs it with progress, writes its folder and says what was found.
/// </summary>
internal abstract class StudyCommand
{
    private readonly Terminal terminal;
    private readonly CancellationToken cancellation;
    private readonly StudyKind kind;
    private readonly Argument<string?> file;
    private readonly Option<string?> directory = CommonOptions.Out();
    private readonly Option<bool> overwrite = CommonOptions.Overwrite();
    private readonly Option<string[]> overrides;
    private readonly Option<int?> threads = CommonOptions.Threads();
    private readonly Option<bool> noPictures = CommonOptions.NoPictures();
    private readonly Option<bool> quiet = CommonOptions.Quiet();
    private readonly Option<bool> json;

    /// <summary>The command of a kind.</summary>
    /// <param name="terminal">Where to write.</param>
    /// <param name="cancellation">Stops the work cleanly.</param>
    /// <param name="kind">The kind of study.</param>
    /// <param name="description">What the command does, in a sentence.</param>
    /// <param name="example">A pair for <c>--set</c>.</param>
    /// <param name="printed">What <c>--json</c> prints.</param>
    /// <param name="own">Options that this command alone has.</param>
    protected StudyCommand(
        Terminal terminal, CancellationToken cancellation, StudyKind kind,
        string description, string example, string printed = "the summary as JSON",
        params IReadOnlyList<Option> own)
    {
        (this.terminal, this.cancellation, this.kind) = (terminal, cancellation, kind);
        json = CommonOptions.Json(printed);
        file = new Argument<string?>($"{kind.Name.ToUpperInvariant()}.yaml")
        {
            Description = $"The {kind.Name} file.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        overrides = CommonOptions.Set(example);
        Command = new Command(kind.Command, description) { file, directory, overwrite, overrides };
        foreach (Option option in (Option[])[.. own, threads, noPictures, quiet, json])
        {
            Command.Add(option);
        }

        Command.SetAction(Run);
    }

    public Command Command { get; }

    /// <summary>Changes of the file that options ask for, in place of or after those of <c>--set</c>.</summary>
    protected virtual IEnumerable<string> Assignments(ParseResult parsed) => [];

    /// <summary>The options of the run, those of this command alone added.</summary>
    protected virtual StudyOptions Options(ParseResult parsed, StudyOptions common) => common;

    /// <summary>What is done in place of running, as an exit code; null to run.</summary>
    protected virtual int? Instead(ParseResult parsed, IStudy study) => null;

    /// <summary>
    /// The file that a study was read from; null where it was put together from options, and is written only where a folder is given.
    /// </summary>
    protected virtual string? Source(ParseResult parsed, IStudy study) => study.File.Path;

    /// <summary>What <c>--json</c> prints.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="summary">Its summary as it was written.</param>
    protected virtual string Json(StudyResult result, OutputSummary summary) => SummaryJson.Format(summary);

    /// <summary>Shows what was found, as tables.</summary>
    protected abstract void Show(IAnsiConsole console, OutputSummary summary);

    /// <summary>How it ended, in a word or two.</summary>
    protected abstract string Ending(OutputSummary summary);

    /// <summary>Reads, runs, writes and tells.</summary>
    protected int Run(ParseResult parsed)
    {
        int count = RunEnvironment.Threads(parsed.GetValue(threads));
        IStudy study = Read(parsed);
        if (Instead(parsed, study) is { } code)
        {
            return code;
        }

        string? source = Source(parsed, study);
        StudyFolder? folder = Folder(parsed, study, source);
        bool silent = parsed.GetValue(quiet) || parsed.GetValue(json);
        StudyResult? result = null;
        // What options alone describe is told as a command's answer, without lines beside it.
        bool still = parsed.GetValue(quiet) || (source is null && !terminal.ErrorIsTerminal);
        OutputSummary summary = ProgressDisplay.While(terminal, still, progress =>
        {
            StudyResult Result() => result = study.Run(Options(
                parsed,
                new StudyOptions { Threads = count, OutputDirectory = folder?.Path, Progress = progress, Cancellation = cancellation }));
            return folder is null
                ? Result().Outline
                : folder.Attempt(
                    () => folder.Write(Result(), progress, pictures: !parsed.GetValue(noPictures), file: source, cancellation));
        });

        if (parsed.GetValue(json))
        {
            terminal.Output.Write(Json(result!, summary));
            foreach (string warning in parsed.GetValue(quiet) ? [] : summary.Warnings)
            {
                terminal.Error.WriteLine($"warning: {warning}");
            }
        }
        else if (!silent)
        {
            Tell(terminal.OutputConsole(), summary, folder);
        }

        if (silent && summary.Message is { } message)
        {
            terminal.Error.WriteLine($"inflaton: {message}");
        }

        return summary.Outcome switch
        {
            StudyOutcome.NumericalFailure => ExitCode.NumericalFailure,
            StudyOutcome.Interrupted => ExitCode.Interrupted,
            _ => cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Success,
        };
    }

    private StudyFolder? Folder(ParseResult parsed, IStudy study, string? source)
    {
        string? path = parsed.GetValue(directory) ?? (source is null ? null : Path.Combine("out", study.Name));
        if (path is null)
        {
            return null;
        }

        StudyFolder folder = StudyCatalogue.Folder(path, kind);
        folder.Prepare();
        if (source is null)
        {
            folder.KeepResultsOfOtherKinds();
        }
        else if (!parsed.GetValue(overwrite))
        {
            folder.KeepResultsOfOthers(source);
        }

        return folder;
    }

    /// <summary>Reads the study.</summary>
    protected virtual IStudy Read(ParseResult parsed)
    {
        (string? path, IReadOnlyList<string> assignments) = Given(parsed);
        return path is null
            ? throw new ArgumentException($"{Command.Name}: no {kind.Name} file is given. Try 'inflaton {Command.Name} --help'.")
            : StudyCatalogue.Read(kind, path, [.. assignments, .. Assignments(parsed)]);
    }

    /// <summary>The file, if one is given, and the pairs of <c>--set</c>.</summary>
    protected (string? File, IReadOnlyList<string> Assignments) Given(ParseResult parsed)
    {
        List<string> assignments = [.. parsed.GetValue(overrides) ?? []];
        string? path = parsed.GetValue(file);
        if (path is null && assignments.Count > 0 && !assignments[^1].Contains('='))
        {
            // '--set a=1 b=2 FILE': the last word is the file.
            path = assignments[^1];
            assignments.RemoveAt(assignments.Count - 1);
        }

        return (path, assignments);
    }

    private void Tell(IAnsiConsole console, OutputSummary summary, StudyFolder? folder)
    {
        Show(console, summary);
        foreach (string warning in summary.Warnings)
        {
            console.MarkupLineInterpolated($"[yellow]warning:[/] {warning}");
        }

        foreach (string note in summary.Notes)
        {
            console.MarkupLineInterpolated($"note: {note}");
        }

        if (summary.Message is { } message)
        {
            console.MarkupLineInterpolated($"[red]{Ending(summary)}:[/] {message}");
        }

        if (folder is not null)
        {
            string seconds = ReadableNumber.Of(summary.Timings["total"], 3);
            console.MarkupLineInterpolated(
                $"Report: {folder.Report} ({seconds} s, {ReadableNumber.Count(summary.Threads, "thread")})");
        }
    }
}

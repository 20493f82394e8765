using System.CommandLine;
using Inflaton.Experiments;
using Inflaton.Experiments.Files;
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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private readonly Terminal terminal;
    private readonly CancellationToken cancellation;
    private readonly StudyKind kind;
    private readonly Argument<string?> file;
    private readonly Option<string?> directory;
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
    /// <param name="folder">The default folder, as help names it.</param>
    /// <param name="own">Options that this command alone has.</param>
    protected StudyCommand(
        Terminal terminal, CancellationToken cancellation, StudyKind kind,
        string description, string example, string printed = "the summary as JSON",
        string folder = "out/NAME", params IReadOnlyList<Option> own)
    {
        (this.terminal, this.cancellation, this.kind) = (terminal, cancellation, kind);
        (json, directory) = (CommonOptions.Json(printed), CommonOptions.Out(folder));
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

        Keys = new KeyOptions(Command);
        Command.SetAction(parsed =>
        {
            try
            {
                return Run(parsed);
            }
            catch (ExperimentFileException exception)
            {
                throw new ExperimentFileException(exception.Problems.Select(problem => InOptions(problem, parsed)));
            }
        });
    }

    public Command Command { get; }

    /// <summary>Options that stand for keys of the file, and come before those of <c>--set</c>.</summary>
    protected KeyOptions Keys { get; }

    /// <summary>A problem as this command says it: one of a value that an option gave is that option's.</summary>
    protected virtual FileProblem InOptions(FileProblem problem, ParseResult parsed) =>
        Keys.ByOption(problem, parsed, Given(parsed).Assignments);

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

    /// <summary>
    /// What is to be done next, in one go and with a result that is written and shown; null where all is done. By default the study is run,
    /// and that is all.
    /// </summary>
    /// <param name="study">The study.</param>
    /// <param name="before">What was found last; null at the beginning.</param>
    protected virtual Func<StudyOptions, StudyResult>? Next(IStudy study, StudyResult? before) => before is null ? study.Run : null;

    /// <summary>The folder where none is asked for, below the working directory.</summary>
    protected virtual string DefaultFolder(IStudy study) => Path.Combine("out", study.Name);

    /// <summary>Shows what was found, as tables.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="result">What was found.</param>
    /// <param name="summary">Its summary as it was written.</param>
    protected abstract void Show(IAnsiConsole console, StudyResult result, OutputSummary summary);

    /// <summary>How it ended, in a word or two.</summary>
    protected abstract string Ending(OutputSummary summary);

    /// <summary>The number of threads that is asked for.</summary>
    protected int Threads(ParseResult parsed) => RunEnvironment.Threads(parsed.GetValue(threads));

    /// <summary>Whether nothing is to be said but what is wrong.</summary>
    protected bool IsQuiet(ParseResult parsed) => parsed.GetValue(quiet);

    /// <summary>Whether JSON is wanted.</summary>
    protected bool WantsJson(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>Reads, runs, writes and tells.</summary>
    protected virtual int Run(ParseResult parsed)
    {
        int count = Threads(parsed);
        IStudy study = Read(parsed);
        if (Instead(parsed, study) is { } code)
        {
            return code;
        }

        string? source = Source(parsed, study);
        StudyFolder? folder = Folder(parsed, study, source);
        bool silent = parsed.GetValue(quiet) || parsed.GetValue(json);
        // What options alone describe is told as a command's answer, without lines beside it unless it takes its time.
        TimeSpan silence = source is null ? Patience : TimeSpan.Zero;
        StudyResult? result = null;
        OutputSummary? summary = null;
        while (Next(study, result) is { } stage)
        {
            IReadOnlyList<string> told = summary?.Warnings ?? [];
            summary = ProgressDisplay.While(terminal, parsed.GetValue(quiet), silence, progress =>
            {
                StudyOptions options = new()
                {
                    Threads = count,
                    OutputDirectory = folder?.Path,
                    Progress = progress,
                    Cancellation = cancellation,
                };
                StudyResult Result() => result = stage(Options(parsed, options));
                return folder is null
                    ? Result().Outline
                    : folder.Attempt(() =>
                    {
                        StudyResult found = Result();
                        bool pictures = !parsed.GetValue(noPictures) && Next(study, found) is null;
                        return folder.Write(found, progress, pictures, file: source, cancellation);
                    });
            });
            if (!silent)
            {
                Tell(terminal.OutputConsole(), result!, summary, told);
            }
        }

        if (parsed.GetValue(json))
        {
            terminal.Output.Write(Json(result!, summary!));
        }
        else if (!silent && folder is not null)
        {
            string seconds = ReadableNumber.Of(summary!.Timings["total"], 3);
            terminal.OutputConsole().MarkupLineInterpolated(
                $"Report: {folder.Report} ({seconds} s, {ReadableNumber.Count(summary.Threads, "thread")})");
        }

        // Who is told nothing else learns here that numbers are beyond what holds; with --quiet --json the JSON alone says so.
        foreach (string warning in silent && parsed.GetValue(json) != parsed.GetValue(quiet) ? summary!.Warnings : [])
        {
            terminal.Error.WriteLine($"warning: {warning}");
        }

        if (silent && summary!.Message is { } message)
        {
            terminal.Error.WriteLine($"inflaton: {message}");
        }

        return summary!.Outcome switch
        {
            StudyOutcome.NumericalFailure => ExitCode.NumericalFailure,
            StudyOutcome.Interrupted => ExitCode.Interrupted,
            _ => cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Success,
        };
    }

    private StudyFolder? Folder(ParseResult parsed, IStudy study, string? source)
    {
        string? path = parsed.GetValue(directory) ?? (source is null ? null : DefaultFolder(study));
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
            : StudyCatalogue.Read(kind, path, [.. assignments, .. Keys.Assignments(parsed)]);
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

    private void Tell(IAnsiConsole console, StudyResult result, OutputSummary summary, IReadOnlyList<string> told)
    {
        Show(console, result, summary);
        foreach (string warning in summary.Warnings.Except(told))
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
    }
}

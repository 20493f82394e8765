using System.CommandLine;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Notation;

namespace Inflaton.Cli;

/// <summary>
/// A command of studies that may take long: they keep what they have, to be gone on with, and say beforehand what they cost.
/// </summary>
internal abstract class LongStudyCommand : StudyCommand
{
    private readonly Terminal terminal;
    private readonly Option<bool> resume;
    private readonly Option<double> saveEvery;
    private readonly Option<bool> dryRun;

    /// <summary>The command of a kind.</summary>
    /// <param name="terminal">Where to write.</param>
    /// <param name="cancellation">Stops the work cleanly.</param>
    /// <param name="kind">The kind of study.</param>
    /// <param name="description">What the command does, in a sentence.</param>
    /// <param name="example">A pair for <c>--set</c>.</param>
    /// <param name="resuming">What <c>--resume</c> does.</param>
    /// <param name="saving">What <c>--save-every</c> says.</param>
    /// <param name="seconds">Its default.</param>
    protected LongStudyCommand(
        Terminal terminal, CancellationToken cancellation, StudyKind kind, string description, string example,
        string resuming, string saving, double seconds)
        : this(
            terminal, cancellation, kind, description, example,
            new Option<bool>("--resume") { Description = resuming },
            CommonOptions.SaveEvery(saving, seconds),
            new Option<bool>("--dry-run", "-n") { Description = "Check the file and say what it would cost." })
    {
    }

    private LongStudyCommand(
        Terminal terminal, CancellationToken cancellation, StudyKind kind, string description, string example,
        Option<bool> resume, Option<double> saveEvery, Option<bool> dryRun)
        : base(terminal, cancellation, kind, description, example, own: [resume, saveEvery, dryRun]) =>
        (this.terminal, this.resume, this.saveEvery, this.dryRun) = (terminal, resume, saveEvery, dryRun);

    /// <summary>What there is to do, in a line, and what it would cost.</summary>
    protected abstract (string Work, StudyCost Cost) Estimate(IStudy study);

    /// <summary>The options of the run.</summary>
    /// <param name="common">Those of any study.</param>
    /// <param name="resumes">Whether to go on with what the folder holds.</param>
    /// <param name="between">Time between two states that are kept.</param>
    protected abstract StudyOptions Options(StudyOptions common, bool resumes, TimeSpan between);

    protected sealed override int? Instead(ParseResult parsed, IStudy study)
    {
        if (!parsed.GetValue(dryRun))
        {
            return null;
        }

        (string work, StudyCost cost) = Estimate(study);
        terminal.Output.WriteLine($"{study.File.Path}: {work}");
        terminal.Output.WriteLine(
            $"  about {ScanCommand.Duration(cost.Seconds)} on one thread (an estimate), "
                + $"{ReadableNumber.Of(cost.Bytes / (1 << 20), 3)} MiB of memory");
        return ExitCode.Success;
    }

    protected sealed override StudyOptions Options(ParseResult parsed, StudyOptions common) =>
        Options(common, parsed.GetValue(resume), CommonOptions.SaveEvery(parsed.GetValue(saveEvery)));
}

using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Outputs;

/// <summary>
/// The folder that holds what one study found: besides summary, report and figures its arrays and its file with every default filled in,
/// under the names that its kind gives them.
/// </summary>
/// <param name="path">The folder's path; it need not exist yet.</param>
/// <param name="presenter">What makes figures and report of the results.</param>
public sealed class StudyFolder(string path, StudyPresenter presenter) : OutputFolder(path)
{
    /// <summary>Name of the file that says why the last run into the folder gave no results.</summary>
    public const string FailureFile = "failed.txt";

    private const long Written = 3;

    /// <summary>What kind of study the folder is of.</summary>
    public StudyKind Kind => presenter.Kind;

    /// <summary>
    /// Makes sure that no finished results of another file are replaced unasked. A folder that holds results of the same file, or none, may
    /// be written to.
    /// </summary>
    /// <param name="file">Path of the file that is to be run into this folder.</param>
    /// <exception cref="IOException">
    /// The folder holds results of another file, or of one that is not known; the message says what to do.
    /// </exception>
    public void KeepResultsOfOthers(string file)
    {
        if (!File.Exists(In(SummaryFile)))
        {
            return;
        }

        string? source = SourceOf(In(SummaryFile));
        if (HasOtherKind())
        {
            throw new IOException($"{OfOtherKind}, or replace them with --overwrite.");
        }

        if (source is null || !Same(System.IO.Path.GetFullPath(source, System.IO.Path.GetFullPath(Path)), System.IO.Path.GetFullPath(file)))
        {
            throw new IOException(
                $"{Path}: holds finished results of "
                + $"{(source is null ? "a file that is not known" : "another file, " + source + " as seen from there")}. "
                + "Give another folder with --out, or replace them with --overwrite.");
        }
    }

    /// <summary>Makes sure that no finished results of another kind of study are replaced.</summary>
    /// <exception cref="IOException">The folder holds such results; the message says what to do.</exception>
    public void KeepResultsOfOtherKinds()
    {
        if (File.Exists(In(SummaryFile)) && HasOtherKind())
        {
            throw new IOException($"{OfOtherKind}.");
        }
    }

    /// <summary>Does the work whose results this folder is for; where it fails, the reason is left in the folder.</summary>
    /// <param name="work">The work, writing included.</param>
    public T Attempt<T>(Func<T> work)
    {
        using IDisposable held = Hold();
        string? before = File.Exists(In(FailureFile)) ? File.ReadAllText(In(FailureFile)) : null;
        File.Delete(In(FailureFile));
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is StateException or StoppedException)
        {
            // Nothing was done: what the folder holds is as complete, or as incomplete, as before.
            if (before is not null)
            {
                WholeFile.WriteText(In(FailureFile), before);
            }

            throw;
        }
        catch (Exception failure)
        {
            WholeFile.WriteText(
                In(FailureFile),
                ReadableMessage.Of(failure) + "\n"
                    + (File.Exists(In(SummaryFile)) ? "\nThe other files of this folder are those of an earlier run.\n" : ""));
            throw;
        }
    }

    /// <summary>Writes everything a study found, and its report and figures.</summary>
    /// <param name="result">The results, of the kind that the folder is for.</param>
    /// <param name="progress">Told what is being written.</param>
    /// <param name="pictures">Whether to render the figures as SVG and PNG too.</param>
    /// <param name="file">Path of the study's file, for the summary to name; null where there is none.</param>
    /// <param name="cancellation">Leaves out the pictures that are not drawn yet.</param>
    /// <returns>The summary as written, with the time the report took.</returns>
    public OutputSummary Write(
        StudyResult result, IProgress<StudyProgress>? progress = null, bool pictures = true, string? file = null,
        CancellationToken cancellation = default)
    {
        Stopwatch watch = Stopwatch.StartNew();
        File.Delete(In(SummaryFile));

        // What formats a summary is compiled with its first use, which is made beside arrays and report: the end need not wait for it.
        _ = Task.Run(() => SummaryJson.Format(result.Outline with { Settings = new JsonObject() }), CancellationToken.None);
        progress?.Report(new StudyProgress(StudyPhase.Writing, Kind.ArraysFile, 0, Written));
        NpzFile.Write(In(Kind.ArraysFile), result.Arrays);
        result.WriteFurther(Path);
        WholeFile.WriteText(In(Kind.SettingsFile), result.ResolvedYaml);
        string? trouble = WriteReport(result, progress, pictures && result.DrawsPictures, cancellation);
        double seconds = watch.Elapsed.TotalSeconds;
        OutputSummary summary = result.Outline;
        summary = summary with
        {
            File = SeenFromHere(file),
            Warnings = trouble is null ? summary.Warnings : [.. summary.Warnings, trouble],
            Timings = new Dictionary<string, double>(summary.Timings)
            {
                ["report"] = seconds,
                ["total"] = summary.Timings["total"] + seconds,
            },
        };
        SummaryJson.Write(In(SummaryFile), summary);
        result.DeleteState(Path);
        return summary;
    }

    /// <summary>Reads what a study found.</summary>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="FormatException">The summary is damaged.</exception>
    /// <exception cref="ArrayFileException">The arrays are damaged.</exception>
    public StudyResult Read() => Kind.Restore(In(SummaryFile), NpzFile.Read(In(Kind.ArraysFile)), File.ReadAllText(In(Kind.SettingsFile)));

    /// <summary>Writes <c>report.html</c> and <c>figures/</c>, as SVG and PNG too where the platform can draw them.</summary>
    /// <param name="result">The results.</param>
    /// <param name="progress">Told what is being written.</param>
    /// <param name="pictures">Whether to render SVG and PNG.</param>
    /// <param name="cancellation">Leaves out the pictures that are not drawn yet.</param>
    /// <returns>What went wrong in rendering pictures, if anything did; null otherwise.</returns>
    public string? WriteReport(
        StudyResult result, IProgress<StudyProgress>? progress = null, bool pictures = true, CancellationToken cancellation = default)
    {
        progress?.Report(new StudyProgress(StudyPhase.Writing, ReportFile, 1, Written));
        IReadOnlyList<Figure> figures = presenter.Figures(result);
        return WriteReport(
            presenter.Report(result, figures), figures, pictures,
            () => progress?.Report(new StudyProgress(StudyPhase.Writing, FiguresFolder, 2, Written)), cancellation);
    }

    /// <summary>A path relative to this folder; null for none.</summary>
    /// <param name="file">Path of a file.</param>
    private string? SeenFromHere(string? file) => file is null ? null : System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/');

    private string OfOtherKind => $"{Path}: holds finished results of another kind of study. Give another folder with --out";

    /// <summary>Whether the summary in the folder has settings of another kind; not where it has none, or cannot be read.</summary>
    private bool HasOtherKind()
    {
        try
        {
            return SummaryJson.ReadSettings(In(SummaryFile)) is { Count: > 0 } settings && !Kind.Describes(settings.ContainsKey);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The file that results were made from, relative to their folder; null where the summary does not say.</summary>
    private static string? SourceOf(string summary)
    {
        try
        {
            return (string?)JsonNode.Parse(File.ReadAllText(summary), documentOptions: SummaryJson.EachKeyOnce)?["file"];
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool Same(string a, string b) =>
        string.Equals(a, b, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}

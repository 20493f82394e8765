using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Outputs;

/// <summary>
/// The folder that holds what one run found: <c>summary.json</c>, <c>trajectories.npz</c>, <c>experiment.yaml</c>, <c>report.html</c>
/// and <c>figures/</c>. Every file is written whole or not at all; the summary comes last, so that a folder with one is complete.
/// </summary>
public sealed class RunFolder
{
    /// <summary>Name of the summary.</summary>
    public const string SummaryFile = "summary.json";

    /// <summary>Name of the arrays.</summary>
    public const string ArraysFile = "trajectories.npz";

    /// <summary>Name of the experiment file with every default filled in.</summary>
    public const string ExperimentFile = "experiment.yaml";

    /// <summary>Name of the report.</summary>
    public const string ReportFile = "report.html";

    /// <summary>Name of the file of the weights as drawn or read.</summary>
    public const string InitialWeightsFile = "weights-initial.safetensors";

    /// <summary>Name of the file of the weights at the last epoch.</summary>
    public const string TrainedWeightsFile = "weights-trained.safetensors";

    /// <summary>Name of the file that says why the last run into the folder gave no results.</summary>
    public const string FailureFile = "failed.txt";

    /// <summary>A folder, which need not exist yet.</summary>
    /// <param name="path">Its path.</param>
    public RunFolder(string path) => Path = path;

    /// <summary>The folder's path.</summary>
    public string Path { get; }

    /// <summary>Path of the report.</summary>
    public string Report => In(ReportFile);

    /// <summary>Makes the folder and finds out whether it can be written to, before any work is spent.</summary>
    /// <exception cref="IOException">It cannot be made or written to; the message says why and what to do.</exception>
    public void Prepare()
    {
        try
        {
            Directory.CreateDirectory(Path);
            string probe = In(".probe");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{Path}: cannot be written to ({exception.Message.TrimEnd('.')}). Give another folder with --out.", exception);
        }
    }

    /// <summary>
    /// Makes sure that no finished results of another file are replaced unasked. A folder that holds results of the same file, or none, may be
    /// written to.
    /// </summary>
    /// <param name="file">Path of the experiment or universe file that is to be run into this folder.</param>
    /// <exception cref="IOException">The folder holds results of another file, or of one that is not known; the message says what to do.</exception>
    public void KeepResultsOfOthers(string file)
    {
        if (!File.Exists(In(SummaryFile)))
        {
            return;
        }

        string? source = SourceOf(In(SummaryFile));
        if (source is null || !Same(System.IO.Path.GetFullPath(source, System.IO.Path.GetFullPath(Path)), System.IO.Path.GetFullPath(file)))
        {
            throw new IOException(
                $"{Path}: holds finished results of {(source is null ? "a file that is not known" : "another file, " + source + " as seen from there")}. "
                + "Give another folder with --out, or replace them with --overwrite.");
        }
    }

    /// <summary>Does the work whose results this folder is for; where it fails, the reason is left in the folder.</summary>
    /// <param name="work">The work, writing included.</param>
    public T Attempt<T>(Func<T> work)
    {
        File.Delete(In(FailureFile));
        try
        {
            return work();
        }
        catch (Exception failure)
        {
            WholeFile.WriteText(
                In(FailureFile),
                failure.Message + "\n" + (File.Exists(In(SummaryFile)) ? "\nThe other files of this folder are those of an earlier run.\n" : ""));
            throw;
        }
    }

    /// <summary>Writes everything a run found, and its report and figures.</summary>
    /// <param name="result">The run.</param>
    /// <param name="progress">Told what is being written.</param>
    /// <param name="pictures">Whether to render the figures as SVG and PNG too.</param>
    /// <param name="file">Path of the experiment file, for the summary to name; null where there is none.</param>
    /// <returns>The summary as written, with the time the report took.</returns>
    public RunSummary Write(RunResult result, IProgress<StudyProgress>? progress = null, bool pictures = true, string? file = null)
    {
        Stopwatch watch = Stopwatch.StartNew();
        File.Delete(In(SummaryFile));
        progress?.Report(new StudyProgress(StudyPhase.Writing, 0, ArraysFile));
        NpzFile.Write(In(ArraysFile), result.Arrays);
        WriteWeights(InitialWeightsFile, result.InitialWeights);
        WriteWeights(TrainedWeightsFile, result.TrainedWeights);
        WholeFile.WriteText(In(ExperimentFile), result.ResolvedYaml);
        string? trouble = WriteReport(result, progress, pictures);
        RunSummary summary = result.Summary with { File = SeenFromHere(file) };
        if (trouble is not null)
        {
            summary = summary with { Warnings = [.. summary.Warnings, trouble] };
        }

        double seconds = watch.Elapsed.TotalSeconds;
        summary = summary with
        {
            Timings = new Dictionary<string, double>(summary.Timings) { ["report"] = seconds, ["total"] = summary.Timings["total"] + seconds },
        };
        SummaryJson.Write(In(SummaryFile), summary);
        return summary;
    }

    /// <summary>Reads what a run found.</summary>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="FormatException">The summary is damaged.</exception>
    /// <exception cref="ArrayFileException">The arrays are damaged.</exception>
    public RunResult Read() => new(SummaryJson.Read<RunSummary>(In(SummaryFile)), NpzFile.Read(In(ArraysFile)), File.ReadAllText(In(ExperimentFile)));

    /// <summary>Writes <c>report.html</c> and <c>figures/</c>, as SVG and PNG too where the platform can draw them.</summary>
    /// <param name="result">The run.</param>
    /// <param name="progress">Told what is being written.</param>
    /// <param name="pictures">Whether to render SVG and PNG.</param>
    /// <returns>What went wrong in rendering pictures, if anything did; null otherwise.</returns>
    public string? WriteReport(RunResult result, IProgress<StudyProgress>? progress = null, bool pictures = true)
    {
        progress?.Report(new StudyProgress(StudyPhase.Writing, 0.3, ReportFile));
        WholeFile.WriteText(Report, HtmlReport.Build(result.Summary, result.Arrays, result.ResolvedYaml));
        IReadOnlyList<string> figures = FigureSet.Write(In("figures"), result.Summary, result.Arrays);
        if (!pictures)
        {
            return null;
        }

        progress?.Report(new StudyProgress(StudyPhase.Writing, 0.6, "figures"));
        return new FigureRenderer().Render(figures);
    }

    /// <summary>Writes weights, or takes those of an earlier run away.</summary>
    private void WriteWeights(string name, NetworkParameters? weights)
    {
        if (weights is null)
        {
            File.Delete(In(name));
        }
        else
        {
            NetworkFile.Write(In(name), weights);
        }
    }

    /// <summary>A path relative to this folder; null for none.</summary>
    /// <param name="file">Path of a file.</param>
    public string? SeenFromHere(string? file) => file is null ? null : System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/');

    /// <summary>The file that results were made from, relative to their folder; null where the summary does not say.</summary>
    private static string? SourceOf(string summary)
    {
        try
        {
            return (string?)JsonNode.Parse(File.ReadAllText(summary))?["file"];
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool Same(string a, string b) =>
        string.Equals(a, b, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private string In(string name) => System.IO.Path.Combine(Path, name);
}

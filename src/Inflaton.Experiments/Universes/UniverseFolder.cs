using System.Diagnostics;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Universes;

/// <summary>
/// The folder that holds one solved universe: <c>summary.json</c>, <c>universe.npz</c>, <c>universe.yaml</c>, <c>report.html</c> and
/// <c>figures/</c>. Every file is written whole or not at all; the summary comes last, so that a folder with one is complete.
/// </summary>
/// <param name="path">The folder's path; it need not exist yet.</param>
public sealed class UniverseFolder(string path)
{
    /// <summary>Name of the arrays.</summary>
    public const string ArraysFile = "universe.npz";

    /// <summary>Name of the universe file with every default filled in.</summary>
    public const string UniverseFile = "universe.yaml";

    /// <summary>The folder's path.</summary>
    public string Path => path;

    /// <summary>Path of the report.</summary>
    public string Report => In(RunFolder.ReportFile);

    /// <summary>Makes the folder and finds out whether it can be written to, before any work is spent.</summary>
    /// <exception cref="IOException">It cannot be made or written to; the message says why and what to do.</exception>
    public void Prepare() => new RunFolder(path).Prepare();

    /// <summary>Writes a universe with its report and figures.</summary>
    /// <param name="result">The universe.</param>
    /// <param name="pictures">Whether to render the figures as SVG and PNG too.</param>
    /// <param name="file">Path of the universe file, for the summary to name; null where there is none.</param>
    /// <returns>The summary as written, with the time the report took.</returns>
    public UniverseSummary Write(UniverseResult result, bool pictures = true, string? file = null)
    {
        Stopwatch watch = Stopwatch.StartNew();
        File.Delete(In(RunFolder.SummaryFile));
        NpzFile.Write(In(ArraysFile), result.Arrays);
        WholeFile.WriteText(In(UniverseFile), result.ResolvedYaml);
        string? trouble = WriteReport(result, pictures);
        double seconds = watch.Elapsed.TotalSeconds;
        UniverseSummary summary = result.Summary with
        {
            File = new RunFolder(path).SeenFromHere(file),
            Warnings = trouble is null ? result.Summary.Warnings : [.. result.Summary.Warnings, trouble],
            Timings = new Dictionary<string, double>(result.Summary.Timings)
            {
                ["report"] = seconds,
                ["total"] = result.Summary.Timings["total"] + seconds,
            },
        };
        SummaryJson.Write(In(RunFolder.SummaryFile), summary);
        return summary;
    }

    /// <summary>Reads a universe.</summary>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="FormatException">The summary is damaged.</exception>
    /// <exception cref="ArrayFileException">The arrays are damaged.</exception>
    public UniverseResult Read() => new(
        SummaryJson.Read<UniverseSummary>(In(RunFolder.SummaryFile)), NpzFile.Read(In(ArraysFile)), File.ReadAllText(In(UniverseFile)));

    /// <summary>Writes <c>report.html</c> and <c>figures/</c>, as SVG and PNG too where the platform can draw them.</summary>
    /// <param name="result">The universe.</param>
    /// <param name="pictures">Whether to render SVG and PNG.</param>
    /// <returns>What went wrong in rendering pictures, if anything did; null otherwise.</returns>
    public string? WriteReport(UniverseResult result, bool pictures = true)
    {
        IReadOnlyList<Figure> figures = UniverseFigures.Of(result);
        WholeFile.WriteText(Report, UniverseReport.Build(result, figures));
        IReadOnlyList<string> paths = FigureSet.Write(In("figures"), figures);
        return pictures ? new FigureRenderer().Render(paths) : null;
    }

    private string In(string name) => System.IO.Path.Combine(path, name);
}

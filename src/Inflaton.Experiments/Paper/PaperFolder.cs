using System.Diagnostics;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Outputs;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Paper;

/// <summary>
/// The folder of a reproduction: a folder for each scan with its <c>scan.db</c>, <c>report.html</c>, <c>figures/</c> and
/// <c>summary.json</c>, which comes last.
/// </summary>
/// <param name="path">Its path.</param>
public sealed class PaperFolder(string path)
{
    /// <summary>Path of the report.</summary>
    public string Report => System.IO.Path.Combine(path, RunFolder.ReportFile);

    /// <summary>Makes the folder and finds out whether it can be written to, before any work is spent.</summary>
    /// <exception cref="IOException">It cannot be made or written to; the message says why and what to do.</exception>
    public void Prepare() => new RunFolder(path).Prepare();

    /// <summary>Writes report, figures and summary.</summary>
    /// <param name="result">The reproduction.</param>
    /// <param name="pictures">Whether to render the figures as SVG and PNG too.</param>
    /// <returns>The summary as written, and what went wrong in rendering pictures, if anything did.</returns>
    public (PaperSummary Summary, string? Trouble) Write(PaperResult result, bool pictures = true)
    {
        ArgumentNullException.ThrowIfNull(result);
        Stopwatch watch = Stopwatch.StartNew();
        string summaryFile = System.IO.Path.Combine(path, RunFolder.SummaryFile);
        File.Delete(summaryFile);
        WholeFile.WriteText(Report, PaperReport.Build(result));
        IReadOnlyList<string> paths = FigureSet.Write(
            System.IO.Path.Combine(path, "figures"), result.Findings.OrderBy(finding => finding.Key).SelectMany(finding => finding.Value.Figures));
        string? trouble = pictures ? new FigureRenderer().Render(paths) : null;
        PaperSummary summary = result.Summary with
        {
            Timings = new Dictionary<string, double>(result.Summary.Timings) { ["report"] = watch.Elapsed.TotalSeconds },
        };
        WholeFile.WriteText(summaryFile, summary.ToJson());
        return (summary, trouble);
    }
}

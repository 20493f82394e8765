using System.Diagnostics;
using Inflaton.Experiments.Outputs;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Paper;

/// <summary>
/// The folder of a reproduction: a folder for each scan with its <c>scan.db</c>, <c>report.html</c>, <c>figures/</c> and
/// <c>summary.json</c>, which comes last.
/// </summary>
/// <param name="path">Its path.</param>
public sealed class PaperFolder(string path) : OutputFolder(path)
{
    /// <summary>Writes report, figures and summary.</summary>
    /// <param name="result">The reproduction.</param>
    /// <param name="pictures">Whether to render the figures as SVG and PNG too.</param>
    /// <returns>The summary as written, and what went wrong in rendering pictures, if anything did.</returns>
    public (PaperSummary Summary, string? Trouble) Write(PaperResult result, bool pictures = true)
    {
        ArgumentNullException.ThrowIfNull(result);
        Stopwatch watch = Stopwatch.StartNew();
        File.Delete(In(SummaryFile));
        string? trouble = WriteReport(
            PaperReport.Build(result), result.Findings.OrderBy(finding => finding.Key).SelectMany(finding => finding.Value.Figures),
            pictures);
        PaperSummary summary = result.Summary with
        {
            Timings = new Dictionary<string, double>(result.Summary.Timings) { ["report"] = watch.Elapsed.TotalSeconds },
        };
        WholeFile.WriteText(In(SummaryFile), summary.ToJson());
        return (summary, trouble);
    }
}

using System.Globalization;
using Inflaton.Experiments.Reports;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Paper;

/// <summary>The report of a reproduction as one HTML file that opens without a network.</summary>
public static class PaperReport
{
    private const string Name = "A duality connecting neural network and cosmological dynamics";

    /// <summary>The report.</summary>
    /// <param name="result">The reproduction.</param>
    /// <returns>A whole HTML document.</returns>
    public static string Build(PaperResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        PaperSummary summary = result.Summary;
        Html page = new();
        ReportFrame.Head(page, Name);
        bool all = summary.Holding == summary.Claims.Count;
        ReportFrame.Header(
            page, Name, all ? VerdictTone.Good : VerdictTone.Neutral,
            Text($"{summary.Holding} of {summary.Claims.Count} claims hold in our networks."),
            "The paper's figures, made anew from scans of networks, each claim in the paper's matching and in the second-order one, "
                + "which it did not have.",
            Facts(summary));
        ReportFrame.Warnings(page, Warnings(summary));
        Claims(page, summary);
        Differences(page, summary);
        ReportFrame.Figures(page, [.. result.Findings.OrderBy(finding => finding.Key).SelectMany(finding => finding.Value.Figures)]);
        foreach ((int number, FigureFinding finding) in result.Findings.OrderBy(finding => finding.Key)
            .Where(finding => finding.Value.Tables.Count > 0))
        {
            page.Element("h2", Text($"Numbers behind figure {number}"));
            foreach (PaperTable table in finding.Tables)
            {
                page.Table(table.Caption, [.. table.Columns], table.Rows.Select(row => ("", row.ToArray())));
            }
        }

        Scans(page, result);
        ReportFrame.Environment(
            page, $"Where and how it ran: Inflaton {summary.Version}; times in seconds, that of the runs added up",
            summary.Host, summary.Workers, summary.Environment,
            summary.Timings);
        ReportFrame.Cite(page, summary.Version);
        return ReportFrame.End(page);
    }

    private static IEnumerable<(string Term, string Value)> Facts(PaperSummary summary)
    {
        yield return ("figures", string.Join(", ", summary.Figures));
        yield return ("networks trained", ReadableNumber.Of((long)summary.Trained));
        yield return ("kernels alone", ReadableNumber.Of((long)summary.KernelsOnly));
        yield return ("diverged or failed", ReadableNumber.Of((long)summary.Troubled));
    }

    private static string[] Warnings(PaperSummary summary) => summary.Troubled == 0 ? [] :
    [
        Text($"{summary.Troubled} of {summary.Scans.Sum(scan => scan.Runs)} runs diverged or failed. ")
            + "They are in the databases, but in no claim.",
        .. summary.Troubles,
    ];

    private static void Claims(Html page, PaperSummary summary) => page.Element("h2", "Claims").Table(
        "What the paper says, held against the stored runs", ["figure", "matching", "the paper", "our networks", "the bar", "verdict"],
        summary.Claims.Select(claim => (claim.Holds ? "" : "strong", new[]
        {
            Text($"{claim.Figure}"), claim.Matching ?? "—", claim.Statement, claim.Finding,
            Text($"{ReadableNumber.Of(claim.Number, 3)}, {claim.Bar}"),
            claim.Holds ? "holds" : "does not hold",
        })));

    private static void Differences(Html page, PaperSummary summary)
    {
        Claim[] notes = [.. summary.Claims.Where(claim => claim.Note is not null)];
        if (notes.Length == 0)
        {
            return;
        }

        page.Element("h2", "Where ours differs, and why").Raw("<ul>\n");
        foreach (Claim claim in notes)
        {
            string matching = claim.Matching is null ? "" : $", {claim.Matching} matching";
            page.Element("li",
                Text($"Figure {claim.Figure}{matching}: “{claim.Statement}” {(claim.Holds ? "holds" : "does not hold")}. {claim.Note}"));
        }

        page.Raw("</ul>\n");
    }

    private static void Scans(Html page, PaperResult result)
    {
        page.Element("h2", "Scans").Table(
            "What was run; every number above is computed from these databases", ["file", "figures", "#runs", "varied", "database"],
            result.Summary.Scans.Select(scan => ("", new[]
            {
                scan.File, string.Join(", ", scan.Figures), ReadableNumber.Of((long)scan.Runs),
                string.Join("; ", scan.Varied.Select(axis => $"{axis.Key}: {string.Join(", ", axis.Value)}")), scan.Database,
            })));
        foreach ((string name, string text) in result.Files)
        {
            page.Raw("<details>").Element("summary", name).Element("pre", text.TrimEnd(), "tabindex=\"0\"").Raw("</details>\n");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

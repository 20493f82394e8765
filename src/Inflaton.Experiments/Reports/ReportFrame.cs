using System.Globalization;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Reports;

/// <summary>
/// What all reports share: a page that opens without a network, its warnings and figures, where it was made and how to cite it.
/// </summary>
internal static class ReportFrame
{
    /// <summary>Characters from which a fact has a line of its own.</summary>
    private const int LongFact = 20;

    /// <summary>Scripts of third parties that draw the figures, in the order in which they load.</summary>
    private static readonly string[] Bundles = ["vega.min.js", "vega-lite.min.js", "vega-embed.min.js"];

    /// <summary>Everything up to the body's first element.</summary>
    public static void Head(Html page, string name) => page
        .Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        // Nothing may be fetched, whatever a specification asks for. Vega compiles its expressions, hence 'unsafe-eval'.
        .Raw(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; "
            + "style-src 'unsafe-inline'; img-src data: blob:\">\n")
        .Raw(
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light "
            + "dark\">\n")
        .Element("title", $"{name} · Inflaton")
        .Raw("<style>\n").Raw(EmbeddedFile.Text("report.css")).Raw("</style>\n</head>\n<body>\n");

    /// <summary>Title, verdict and the first facts; opens the page's main part.</summary>
    public static void Header(
        Html page, string name, VerdictTone tone, string headline, string detail, IEnumerable<(string Term, string Value)> facts)
    {
        page.Raw("<header>\n").Element("p", "Inflaton report", "class=\"kicker\"").Element("h1", name)
            .Raw($"<div class=\"verdict {tone.ToString().ToLowerInvariant()}\">\n").Element("p", headline, "class=\"headline\"");
        if (detail.Length > 0)
        {
            page.Element("p", detail);
        }

        page.Raw("</div>\n<dl class=\"facts\">\n");
        foreach ((string term, string value) in facts)
        {
            page.Raw(value.Length > LongFact ? "<div class=\"wide\">" : "<div>").Element("dt", term).Element("dd", value).Raw("</div>\n");
        }

        page.Raw("</dl>\n</header>\n<main>\n");
    }

    /// <summary>The warnings, if there are any.</summary>
    public static void Warnings(Html page, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0)
        {
            return;
        }

        page.Raw("<section class=\"warnings\" aria-labelledby=\"warnings\">\n")
            .Element(
                "h2", warnings.Count == 1 ? "Warning" : $"{warnings.Count.ToString(CultureInfo.InvariantCulture)} warnings",
                "id=\"warnings\"").Raw("<ul>\n");
        foreach (string warning in warnings)
        {
            page.Element("li", warning);
        }

        page.Raw("</ul>\n</section>\n");
    }

    /// <summary>What to bear in mind, if there is anything.</summary>
    public static void Notes(Html page, IReadOnlyList<string> notes)
    {
        if (notes.Count > 0)
        {
            page.Raw("<section class=\"notes\" aria-labelledby=\"notes\">\n")
                .Element("h2", notes.Count == 1 ? "Note" : "Notes", "id=\"notes\"").Raw("<ul>\n");
            foreach (string note in notes)
            {
                page.Element("li", note);
            }

            page.Raw("</ul>\n</section>\n");
        }
    }

    /// <summary>The figures with their specifications, for the scripts to draw.</summary>
    public static void Figures(Html page, IReadOnlyList<Figure> figures)
    {
        if (figures.Count == 0)
        {
            return;
        }

        page.Element("h2", "Figures")
            .Element(
                "p",
                "Drag to pan, hold Shift and scroll to zoom, double-click to reset; click a legend entry to single it out; rest on a mark "
                + "to read it.",
                "class=\"hint\"")
            .Raw(
                "<noscript><p class=\"hint\">The figures need JavaScript. They are also stored in figures/ beside this file, and all "
                + "numbers are in the tables.</p></noscript>\n");
        foreach (Figure figure in figures)
        {
            page.Raw($"<figure id=\"figure-{figure.Name}\">\n").Element("h3", figure.Title)
                .Raw(
                    $"<div class=\"plot\" id=\"plot-{figure.Name}\" role=\"img\" "
                    + $"aria-label=\"{Html.Escape((string?)figure.Spec["description"] ?? figure.Title)}\"></div>\n")
                .Element("figcaption", figure.Caption)
                .Raw($"<script type=\"application/json\" data-figure=\"{figure.Name}\">").Raw(figure.Spec.ToJsonString())
                .Raw("</script>\n</figure>\n");
        }
    }

    /// <summary>Where and how the numbers were made.</summary>
    public static void Environment(
        Html page,
        string caption,
        string host,
        int threads,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyDictionary<string, double> timings) => page.Element("h2", "Environment").Table(
            caption, ["", "value"],
            new[] { ("host", host), ("threads", threads.ToString(CultureInfo.InvariantCulture)) }
                .Concat(environment.Select(entry => (entry.Key, entry.Value)))
                .Concat(timings.Select(entry => ($"time: {entry.Key}", $"{ReadableNumber.Of(entry.Value, 3)} s")))
                .Select(row => ("", new[] { row.Item1, row.Item2 })));

    /// <summary>How to cite, and the end of the page's content.</summary>
    public static void Cite(Html page, string version) =>
        page.Element("h2", "How to cite").Raw("<p>Please cite Inflaton ").Raw(Html.Escape(version))
            .Raw(" and the paper whose duality it computes: ")
            .Raw(Html.Escape(Citation.Paper)).Raw(" (<a href=\"https://doi.org/10.1088/2632-2153/ac87e9\" rel=\"noreferrer\">article</a>, ")
            .Raw("<a href=\"https://arxiv.org/abs/2202.11104\" rel=\"noreferrer\">preprint</a>).</p>\n")
            .Element("pre", Citation.BibTeX(version), "tabindex=\"0\"")
            .Raw(
                "</main>\n<footer><p>Figures drawn by Vega, Vega-Lite and Vega-Embed (BSD-3-Clause, University of Washington Interactive "
                + "Data Lab), included in this file.</p></footer>\n");

    /// <summary>The report of a study whose results are quantities and figures.</summary>
    /// <param name="result">The results.</param>
    /// <param name="figures">Their figures.</param>
    /// <param name="tone">How good the news is.</param>
    /// <param name="headline">The news.</param>
    /// <param name="facts">What is worth knowing first.</param>
    /// <param name="caption">What the table of quantities shows.</param>
    /// <param name="quantities">Its lines.</param>
    /// <param name="words">What sort of file it was made from, and what was done with it: <c>universe</c>, <c>solved</c>.</param>
    /// <returns>A whole HTML document.</returns>
    public static string OfQuantities(
        StudyResult result, IReadOnlyList<Figure> figures, VerdictTone tone,
        string headline, IEnumerable<(string Term, string Value)> facts, string caption,
        IEnumerable<Quantity> quantities, (string Noun, string Done) words)
    {
        OutputSummary summary = result.Outline;
        Html page = new();
        Head(page, summary.Name);
        Header(page, summary.Name, tone, headline, summary.Message ?? "", facts);
        Warnings(page, summary.Warnings);
        Notes(page, summary.Notes);
        Figures(page, figures);
        page.Element("h2", "Quantities").Table(
            caption, ["quantity", "symbol", "#value", "meaning"],
            quantities.Select(quantity => ("", new[] { quantity.Name, quantity.Symbol, quantity.Value, quantity.Meaning })));
        Settings(page, words.Noun, result.ResolvedYaml);
        Environment(
            page, $"Where and how it was {words.Done}: Inflaton {summary.Version}",
            summary.Host, summary.Threads, summary.Environment, summary.Timings);
        Cite(page, summary.Version);
        return End(page);
    }

    /// <summary>The file with every default filled in.</summary>
    /// <param name="page">The page.</param>
    /// <param name="noun">What sort of file it is.</param>
    /// <param name="yaml">The file.</param>
    public static void Settings(Html page, string noun, string yaml) => page.Element("h2", "Settings")
        .Element("p", $"The {noun} file with every default filled in; running it again gives the same numbers.")
        .Element("pre", yaml.TrimEnd(), "tabindex=\"0\"");

    /// <summary>Closes the page behind its content and gives its text.</summary>
    public static string End(Html page)
    {
        Scripts(page);
        return page.Raw("</body>\n</html>\n").ToString();
    }

    private static void Scripts(Html page)
    {
        foreach (string bundle in Bundles)
        {
            page.Raw($"<script data-bundle=\"{bundle}\">").Raw(InScript(EmbeddedFile.Text(bundle))).Raw("</script>\n");
        }

        page.Raw("<script>\n").Raw(InScript(EmbeddedFile.Text("report.js"))).Raw("</script>\n");
    }

    /// <summary>Script text that cannot end its own element, and without the pointer to a source map that is not there.</summary>
    private static string InScript(string script) => script
        .Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)
        .Replace("<!--", "<\\!--", StringComparison.Ordinal)
        .Replace("//# sourceMappingURL=", "// source map: ", StringComparison.Ordinal);
}

using System.Globalization;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Reports;

/// <summary>
/// The report of a run as one HTML file that opens without a network: verdict, warnings, tables, interactive figures, settings, and how
/// to cite. It is made from the stored files of a run alone, so that it can be made again from them.
/// </summary>
public static class HtmlReport
{
    private const int MostModes = 30;

    /// <summary>Scripts of third parties that draw the figures, in the order in which they load.</summary>
    private static readonly string[] Bundles = ["vega.min.js", "vega-lite.min.js", "vega-embed.min.js"];

    /// <summary>The report.</summary>
    /// <param name="summary">What the run found.</param>
    /// <param name="arrays">The arrays of the run; see <see cref="RunData"/> for their names. Figures that lack theirs are left out.</param>
    /// <param name="yaml">Text of the resolved experiment file.</param>
    /// <returns>A whole HTML document.</returns>
    public static string Build(RunSummary summary, IReadOnlyDictionary<string, NumericArray> arrays, string yaml)
    {
        RunData run = new(summary, arrays);
        Html page = new();
        Head(page, summary.Name);
        Header(page, run);
        Warnings(page, summary);
        Losses(page, run);
        DrawFigures(page, FigureSet.Of(summary, arrays));
        Tables(page, summary);
        Provenance(page, summary, yaml);
        Scripts(page);
        return page.Raw("</body>\n</html>\n").ToString();
    }

    private static void Head(Html page, string name) => page
        .Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        // Nothing may be fetched, whatever a specification asks for. Vega compiles its expressions, hence 'unsafe-eval'.
        .Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:\">\n")
        .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
        .Element("title", $"{name} · Inflaton")
        .Raw("<style>\n").Raw(Asset("report.css")).Raw("</style>\n</head>\n<body>\n");

    private static void Header(Html page, RunData run)
    {
        RunSummary summary = run.Summary;
        Verdict verdict = Verdict.Of(run);
        page.Raw("<header>\n").Element("p", "Inflaton report", "class=\"kicker\"").Element("h1", summary.Name)
            .Raw($"<div class=\"verdict {verdict.Tone.ToString().ToLowerInvariant()}\">\n").Element("p", verdict.Headline, "class=\"headline\"");
        if (verdict.Detail.Length > 0)
        {
            page.Element("p", verdict.Detail);
        }

        page.Raw("</div>\n<dl class=\"facts\">\n");
        foreach ((string term, string value) in Facts(summary))
        {
            page.Raw("<div>").Element("dt", term).Element("dd", value).Raw("</div>\n");
        }

        page.Raw("</dl>\n</header>\n<main>\n");
    }

    private static IEnumerable<(string Term, string Value)> Facts(RunSummary summary)
    {
        yield return ("Hubble parameter H", ReadableNumber.Of(summary.Hubble, 3));
        yield return ("e-folds", ReadableNumber.Of(summary.Efolds, 3));
        yield return ("Λ over Θ₀ℓ at the start", ReadableNumber.Of(summary.Domination, 3));
        if (summary.KernelDrift is { } drift)
        {
            yield return ("kernel drift", ReadableNumber.Percent(drift));
        }

        yield return ("frozen modes", string.Create(CultureInfo.InvariantCulture, $"{summary.FrozenModes} of {summary.Eigenvalues.Length}"));
        yield return ("status", StatusWords(summary.Status));
    }

    private static void Warnings(Html page, RunSummary summary)
    {
        if (summary.Warnings.Count == 0)
        {
            return;
        }

        page.Raw("<section class=\"warnings\" aria-labelledby=\"warnings\">\n")
            .Element("h2", summary.Warnings.Count == 1 ? "Warning" : $"{summary.Warnings.Count.ToString(CultureInfo.InvariantCulture)} warnings", "id=\"warnings\"").Raw("<ul>\n");
        foreach (string warning in summary.Warnings)
        {
            page.Element("li", warning);
        }

        page.Raw("</ul>\n</section>\n");
    }

    private static void Losses(Html page, RunData run)
    {
        RunSummary summary = run.Summary;
        bool tested = summary.Test is not null;
        string[] columns = [.. new[] { "", "#loss at the end", "#off the trained loss", "#at most, any epoch" }, .. tested ? ["#test loss"] : Array.Empty<string>(), "what it computes"];
        List<(string, string[])> rows = [];
        if (summary.LossFinal is { } final)
        {
            rows.Add(("strong", Row(Rung.Trained.Label, ReadableNumber.Of(final), "", "", summary.Test?.LossFinal, Rung.Trained.Meaning)));
        }

        foreach (string key in Rung.Predictions.Select(rung => rung.Key).Concat(summary.LossPredicted.Keys).Distinct().Where(summary.LossPredicted.ContainsKey))
        {
            Rung? rung = Rung.Predictions.FirstOrDefault(rung => rung.Key == key);
            double loss = summary.LossPredicted[key];
            string off = summary.LossFinal is { } trained ? ReadableNumber.Percent((loss - trained) / Math.Abs(trained)) : "";
            string most = rung is not null && LossDeviation.Of(run, rung) is { } deviation ? ReadableNumber.Percent(deviation.Relative) : "";
            double? test = summary.Test is { } points && points.LossPredicted.TryGetValue(key, out double value) ? value : null;
            rows.Add(("", Row(Rung.LabelOf(key), ReadableNumber.Of(loss), off, most, test, rung?.Meaning ?? "")));
        }

        if (rows.Count > 0)
        {
            page.Element("h2", "Loss").Table($"Loss after training, started from {ReadableNumber.Of(summary.LossInitial)}, and as predicted at epoch 0", columns, rows);
        }

        string[] Row(string label, string loss, string off, string most, double? test, string meaning) =>
            [label, loss, off, most, .. tested ? [test is { } value ? ReadableNumber.Of(value) : ""] : Array.Empty<string>(), meaning];
    }

    private static void DrawFigures(Html page, IReadOnlyList<Figure> figures)
    {
        if (figures.Count == 0)
        {
            return;
        }

        page.Element("h2", "Figures")
            .Element("p", "Drag to pan, hold Shift and scroll to zoom, double-click to reset; click a legend entry to single it out; rest on a mark to read it.", "class=\"hint\"")
            .Raw("<noscript><p class=\"hint\">The figures need JavaScript. They are also stored in figures/ beside this file, and all numbers are in the tables.</p></noscript>\n");
        foreach (Figure figure in figures)
        {
            page.Raw($"<figure id=\"figure-{figure.Name}\">\n").Element("h3", figure.Title)
                .Raw($"<div class=\"plot\" id=\"plot-{figure.Name}\" role=\"img\" aria-label=\"{Html.Escape((string?)figure.Spec["description"] ?? figure.Title)}\"></div>\n")
                .Element("figcaption", figure.Caption)
                .Raw($"<script type=\"application/json\" data-figure=\"{figure.Name}\">").Raw(figure.Spec.ToJsonString()).Raw("</script>\n</figure>\n");
        }
    }

    private static void Tables(Html page, RunSummary summary)
    {
        page.Element("h2", "Quantities").Table(
            $"Effective theory at initialisation ({summary.Matching} matching) and outcome; t is the time k√η after k epochs", ["quantity", "symbol", "#value", "unit", "meaning"],
            Quantity.Of(summary).Select(quantity => ("", new[] { quantity.Name, quantity.Symbol, quantity.Value, quantity.Unit, quantity.Meaning })));
        if (summary.Matchings.Count > 1)
        {
            page.Table("The same in both matchings", ["matching", "#H", "#Λ", "#domination", "#η_max", "#e-folds"], summary.Matchings.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(
                entry => (entry.Key == summary.Matching ? "strong" : "", new[]
                {
                    entry.Key == summary.Matching ? $"{entry.Key} (in force)" : entry.Key, ReadableNumber.Of(entry.Value.Hubble), ReadableNumber.Of(entry.Value.Lambda),
                    ReadableNumber.Of(entry.Value.Domination), ReadableNumber.Of(entry.Value.MaxLearningRate), ReadableNumber.Of(entry.Value.Efolds),
                })));
        }

        Budget(page, summary.ErrorBudget);
        if (summary.Modes.Count > 0)
        {
            page.Element("h2", "Modes").Table(
                string.Create(CultureInfo.InvariantCulture, $"The first {Math.Min(MostModes, summary.Modes.Count)} of {summary.Eigenvalues.Length} modes of the kernel"),
                ["#mode", "#eigenvalue λᵢ", "#mass² λᵢℓ''/N", "regime", "#predicted change", "frozen"],
                summary.Modes.Take(MostModes).Select(mode => (mode.Frozen ? "frozen" : "", new[]
                {
                    ReadableNumber.Of((long)mode.Index), ReadableNumber.Of(mode.Eigenvalue), ReadableNumber.Of(mode.MassSquared), mode.Regime,
                    ReadableNumber.Percent(mode.PredictedChange), mode.Frozen ? "frozen" : "",
                })));
        }
    }

    private static void Budget(Html page, ErrorBudgetSummary budget)
    {
        (string Name, BudgetPart? Part, string From)[] parts =
        [
            ("linearisation", budget.Linearisation, "perturbations → frozen kernel"),
            ("continuum limit", budget.Continuum, "frozen kernel → discrete"),
            ("kernel drift", budget.Drift, "discrete → trained"),
            ("whole discrepancy", budget.Total, "perturbations → trained"),
        ];
        if (parts.All(part => part.Part is null))
        {
            return;
        }

        page.Element("h2", "Error budget").Table(
            "Largest absolute difference of the field over the inputs; the parts add up to the whole point by point", ["part", "between", "#over all epochs", "#at the end"],
            parts.Where(part => part.Part is not null).Select(part => (part.Part == budget.Total ? "strong" : "", new[]
            {
                part.Name, part.From, ReadableNumber.Of(part.Part!.Maximum), ReadableNumber.Of(part.Part.Final),
            })));
    }

    private static void Provenance(Html page, RunSummary summary, string yaml)
    {
        page.Element("h2", "Settings").Element("p", "The experiment file with every default filled in; running it again gives the same numbers.").Element("pre", yaml.TrimEnd(), "tabindex=\"0\"");
        page.Element("h2", "Environment").Table(
            $"Where and how it ran: Inflaton {summary.Version}, seed {summary.Seed.ToString(CultureInfo.InvariantCulture)}", ["", "value"],
            new[] { ("host", summary.Host), ("threads", summary.Threads.ToString(CultureInfo.InvariantCulture)) }
                .Concat(summary.Environment.Select(entry => (entry.Key, entry.Value)))
                .Concat(summary.Timings.Select(entry => ($"time: {entry.Key}", $"{ReadableNumber.Of(entry.Value, 3)} s")))
                .Select(row => ("", new[] { row.Item1, row.Item2 })));
        page.Element("h2", "How to cite").Raw("<p>Please cite Inflaton ").Raw(Html.Escape(summary.Version)).Raw(" and the paper whose duality it computes: ")
            .Raw(Html.Escape(Citation.Paper)).Raw(" (<a href=\"https://doi.org/10.1088/2632-2153/ac87e9\" rel=\"noreferrer\">article</a>, ")
            .Raw("<a href=\"https://arxiv.org/abs/2202.11104\" rel=\"noreferrer\">preprint</a>).</p>\n")
            .Element("pre", Citation.BibTeX(summary.Version), "tabindex=\"0\"")
            .Raw("</main>\n<footer><p>Figures drawn by Vega, Vega-Lite and Vega-Embed (BSD-3-Clause, University of Washington Interactive Data Lab), included in this file.</p></footer>\n");
    }

    private static void Scripts(Html page)
    {
        foreach (string bundle in Bundles)
        {
            page.Raw($"<script data-bundle=\"{bundle}\">").Raw(InScript(Asset(bundle))).Raw("</script>\n");
        }

        page.Raw("<script>\n").Raw(InScript(Asset("report.js"))).Raw("</script>\n");
    }

    /// <summary>Script text that cannot end its own element, and without the pointer to a source map that is not there.</summary>
    private static string InScript(string script) => script
        .Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)
        .Replace("<!--", "<\\!--", StringComparison.Ordinal)
        .Replace("//# sourceMappingURL=", "// source map: ", StringComparison.Ordinal);

    private static string Asset(string name)
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource '{name}'.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    private static string StatusWords(RunStatus status) => status switch
    {
        RunStatus.Completed => "completed",
        RunStatus.NotTrained => "predicted only",
        RunStatus.Interrupted => "interrupted",
        RunStatus.Diverged => "diverged",
        _ => "prediction failed",
    };
}

using System.Globalization;
using System.Text.Json.Nodes;
using Inflaton.Duality;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Figures;

/// <summary>How many background fields the training needs: the error of <c>background</c> against their number.</summary>
public static class BackgroundFigure
{
    /// <summary>The figure, or null where no number of fields below all has an error.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        double[] modes = run["background_modes"]?.Values ?? [], errors = run["background_errors"]?.Values ?? [];
        if (modes.Length != errors.Length || !errors.Any(error => error > 0 && double.IsFinite(error)))
        {
            return null;
        }

        Table table = new("modes", "error"), bar = new("bar", "text");
        foreach ((double count, double error) in modes.Zip(errors))
        {
            table.Add(PlotNumber.Of(count), PlotNumber.Positive(error));
        }

        bar.Add(BackgroundFields.Tolerance, string.Create(CultureInfo.InvariantCulture, $"{BackgroundFields.Tolerance:P0} of the motion"));
        Channel x = Channel.Quantity("x", "modes", "background fields m")
            .With("axis.format", "d").With("axis.tickMinStep", 1).With("scale.padding", 9).LogIf(modes.Max() > 30);
        Channel y = Channel.Quantity("y", "error", "largest |Δf| over the motion").With("scale.padding", 9).Log();
        Channel height = y.With("field", "bar");
        Layer[] layers =
        [
            Layer.Of("rule").Style("strokeDash", new JsonArray(6, 4)).Style("color", ChartStyle.Grey).Over(bar).Encode(height),
            Layer.Of("text").Style("align", "right").Style("dy", -7).Style("color", ChartStyle.Grey).Over(bar).Encode(
                height, Channel.Constant("x", "width"), new Channel("text", JsonTree.Empty.With("field", "text"))),
            Layer.Line(1.5).Style("color", Rung.Background.Colour).Encode(x, y),
            Layer.Dots(52).Style("color", Rung.Background.Colour)
                .Encode(x, y, Channel.Tooltip(("modes", "m", "d"), ("error", "error", ".3g"))).Zoomable("background_zoom"),
        ];
        string caption =
            "Largest distance of the prediction with m background fields from the frozen kernel, over the field's largest motion: "
            + "the m leading modes move under the whole force, the others are linear around them."
            + (run.Summary.Background is { ModesNeeded: var needed }
                ? ReadableFormat.Text($" An error of {BackgroundFields.Tolerance:P0} needs {needed} of {run.Summary.Eigenvalues.Length}.")
                : "")
            + (errors.Contains(0) ? " Where the error is 0 nothing is drawn." : "");
        return new Figure(
            "background", "Background fields", caption,
            Chart.Of(table, layers).Sized(Chart.ColumnWidth, 240)
                .ToSpec("Error of the prediction against the number of background fields."));
    }
}

using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Figures;

/// <summary>The look that all figures share: a light ground that prints, thin grey axes, legends above the plot.</summary>
public static class ChartStyle
{
    /// <summary>Grey of secondary lines and labels.</summary>
    public const string Grey = "#666666";

    /// <summary>Vega-Lite's <c>config</c> object, as new JSON nodes.</summary>
    public static JsonObject Config() => JsonTree.Empty
        .With("font", "DejaVu Sans, Verdana, Arial, sans-serif")
        .With("view.stroke", null)
        .With("axis.labelFontSize", 11)
        .With("axis.titleFontSize", 12)
        .With("axis.titleFontWeight", "normal")
        .With("axis.titlePadding", 8)
        .With("axis.labelColor", "#333333")
        .With("axis.titleColor", "#111111")
        .With("axis.domainColor", "#888888")
        .With("axis.tickColor", "#888888")
        .With("axis.gridColor", "#e8e8e8")
        .With("axis.labelOverlap", true)
        .With("axis.labelSeparation", 8)
        .With("axisX.labelFlush", false)
        .With("legend.orient", "top")
        .With("legend.titleFontWeight", "normal")
        .With("legend.labelFontSize", 11)
        .With("legend.titleFontSize", 11)
        .With("legend.symbolStrokeWidth", 2)
        .With("legend.symbolSize", 140)
        .With("legend.labelLimit", 400)
        .With("legend.gradientThickness", 11)
        .With("legend.layout.top.anchor", "start")
        .With("legend.layout.top.direction", "horizontal")
        .With("legend.layout.top.margin", 22)
        .With("legend.layout.top.offset", 10)
        .With("legend.columnPadding", 16)
        .With("title.fontSize", 12)
        .With("title.fontWeight", "normal")
        .With("title.anchor", "start")
        .With("title.frame", "group")
        .With("concat.spacing", 18)
        .ToJson();
}

using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;

namespace Inflaton.Experiments.Tests.Figures;

public sealed class SeriesPlotTests
{
    [Fact]
    public void More_lines_than_colours_are_told_apart_by_their_dashes()
    {
        (string, int[], double[], double[])[] series =
            [.. Enumerable.Range(1, 20).Select(i => ($"φ{i}", Array.Empty<int>(), new double[] { 0, 1 }, new double[] { i, i + 1 }))];

        JsonNode encoding = new SeriesPlot("many", "x", "y").Of(series)!.ToSpec("Many lines.")["layer"]![0]!["encoding"]!;

        JsonArray Range(string channel) => encoding[channel]!["scale"]!["range"]!.AsArray();
        Range("color").Zip(Range("strokeDash"), (colour, dash) => $"{colour} {dash!.ToJsonString()}").Distinct().Count().ShouldBe(20);
    }
}

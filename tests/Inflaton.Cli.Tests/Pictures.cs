using System.Xml.Linq;
using Inflaton.Experiments.Figures;

namespace Inflaton.Cli;

/// <summary>Figures as SVG and PNG, where the platform can draw them.</summary>
internal static class Pictures
{
    private static readonly byte[] Signature = [0x89, .. "PNG\r\n"u8];

    /// <summary>Beside every figure stand its drawing, with marks in it, and its picture.</summary>
    /// <param name="figures">Paths of the figures' specifications.</param>
    public static void ShouldStandBeside(IEnumerable<string> figures)
    {
        if (!new FigureRenderer().IsAvailable)
        {
            return;
        }

        foreach (string figure in figures.Select(path => path[..^FigureSet.Extension.Length]))
        {
            XDocument.Load(figure + ".svg").Descendants().Count(IsMark).ShouldBeGreaterThan(0, figure);
            File.ReadAllBytes(figure + ".png")[..Signature.Length].ShouldBe(Signature, figure);
        }
    }

    private static bool IsMark(XElement element) =>
        element.Name.LocalName == "path"
            && ((string?)element.Parent?.Attribute("class") ?? "").Contains("role-mark", StringComparison.Ordinal);
}

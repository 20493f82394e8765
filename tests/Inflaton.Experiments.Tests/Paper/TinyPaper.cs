using Inflaton.Experiments.Paper;

namespace Inflaton.Experiments.Tests.Paper;

/// <summary>Scan files of the paper's figures with a few narrow networks each, made from the committed ones.</summary>
internal static class TinyPaper
{
    public static string Quick { get; } = Path.Combine(Repository.Root, "samples", "paper", "quick");

    /// <summary>Writes the files into a folder.</summary>
    public static void Write(string folder, Func<string, string>? change = null)
    {
        Directory.CreateDirectory(folder);
        foreach (string path in Directory.GetFiles(Quick, "*.yaml").Where(path => !path.EndsWith("-wide.yaml", StringComparison.Ordinal)))
        {
            bool trains = path.Contains("figure-3") || path.Contains("5-6");
            IEnumerable<string> lines = File.ReadLines(path).Select(line =>
                line.StartsWith("  hidden:", StringComparison.Ordinal) ? trains ? "  hidden: [[60], [200]]"
                    : "  hidden: [[40], [80], [40, 40], [80, 80]]"
                : line.StartsWith("  weight_std: [", StringComparison.Ordinal) && trains ? "  weight_std: [1.0, 1.5]"
                : line.StartsWith("  seeds:", StringComparison.Ordinal) ? $"  seeds: {(trains ? 1 : 4)}"
                : line.StartsWith("  interval:", StringComparison.Ordinal) ? line.Replace(
                    "points: 50", "points: 12", StringComparison.Ordinal)
                : line);
            string text = string.Join('\n', lines) + "\n";
            File.WriteAllText(Path.Combine(folder, Path.GetFileName(path)), change?.Invoke(text) ?? text);
        }
    }

    public static PaperResult? Run(string scans, string output, params int[] figures) => PaperStudy.Run(new PaperOptions
    {
        Figures = figures.Length == 0 ? [1, 2, 3, 4, 5, 6] : figures,
        Scans = scans,
        Output = output,
        Workers = 2,
    });
}

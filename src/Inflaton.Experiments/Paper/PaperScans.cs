using System.Globalization;
using Inflaton.Experiments.Scans;

namespace Inflaton.Experiments.Paper;

/// <summary>
/// The scan files that the paper's figures are made from: all files <c>figure-N….yaml</c> and <c>figures-N-M….yaml</c> of a folder, each
/// for the figures whose numbers stand in its name.
/// </summary>
public static class PaperScans
{
    /// <summary>The folder of the quick variant within that of the full one.</summary>
    public const string QuickFolder = "quick";

    private static readonly string Committed = Path.Combine("samples", "paper");

    /// <summary>The committed files: <c>samples/paper</c> in the program's folder or one above it.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static string Folder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, Committed);
            if (Directory.Exists(path))
            {
                return path;
            }
        }

        throw new DirectoryNotFoundException(
            $"{Committed}: is in no folder above the program. Name the folder of the scan files with --scans.");
    }

    /// <summary>Paths of the files for some figures, in order of their names.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="figures">Numbers of the figures.</param>
    /// <exception cref="ArgumentException">A figure has no file.</exception>
    public static IReadOnlyList<string> Files(string folder, IReadOnlyList<int> figures)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(figures);
        if (!Directory.Exists(folder))
        {
            throw new ArgumentException($"{folder}: is no folder. Name one that holds scan files figure-N.yaml.");
        }

        string[] all = [.. Directory.GetFiles(folder, "figure*.yaml").Order(StringComparer.Ordinal)];
        foreach (int figure in figures)
        {
            if (!all.Any(path => FiguresOf(path).Contains(figure)))
            {
                throw new ArgumentException($"{folder}: holds no scan file for figure {figure}. Name one figure-{figure}.yaml.");
            }
        }

        return [.. all.Where(path => FiguresOf(path).Intersect(figures).Any())];
    }

    /// <summary>The figures that a file is for: the numbers that follow <c>figure</c> in its name.</summary>
    /// <param name="path">Path of the file.</param>
    public static IReadOnlyList<int> FiguresOf(string path) =>
    [
        .. Path.GetFileNameWithoutExtension(path).Split('-').Skip(1)
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)
            .TakeWhile(number => number > 0),
    ];

    /// <summary>The folder of a scan's results.</summary>
    /// <param name="output">Folder of all results.</param>
    /// <param name="file">Path of the scan file.</param>
    internal static string Store(string output, string file) => Path.Combine(output, Path.GetFileNameWithoutExtension(file));

    /// <summary>Reads the files.</summary>
    internal static IReadOnlyList<ScanFile> Read(string folder, IReadOnlyList<int> figures) =>
        [.. Files(folder, figures).Select(path => ScanFile.Read(path))];
}

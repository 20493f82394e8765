using System.Text.Encodings.Web;
using System.Text.Json;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Figures;

/// <summary>All figures of a run, each left out where the run does not hold what it needs.</summary>
public static class FigureSet
{
    /// <summary>How a specification's file name ends.</summary>
    public const string Extension = ".vl.json";

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Func<RunData, Figure?>[] Builders =
    [
        LossFigure.Of, AccuracyFigure.Of, MeanFieldFigure.Of, ExpansionFigure.Of, TransitionFigure.Of, LatticeFigure.Of,
        ModesFigure.Of, SpectralFigure.Of, SpectrumFigure.Of, BackgroundFigure.Of, PotentialFigure.Of,
        ErrorBudgetFigure.Of, FieldFigure.Of, TestPointsFigure.Of, PosteriorFigure.Of, KernelFigure.Of, KernelHistoryFigure.Of,
    ];

    /// <summary>The figures in the order of a report.</summary>
    /// <param name="summary">What the run found.</param>
    /// <param name="arrays">The arrays of the run; see <see cref="RunData"/> for their names.</param>
    public static IReadOnlyList<Figure> Of(RunSummary summary, IReadOnlyDictionary<string, NumericArray> arrays)
    {
        RunData run = new(summary, arrays);
        return [.. Builders.Select(build => build(run)).OfType<Figure>()];
    }

    /// <summary>Writes one <c>NAME.vl.json</c> a figure, as UTF-8; figures and pictures of an earlier run are gone.</summary>
    /// <param name="directory">Folder of the figures; made where it is missing.</param>
    /// <param name="summary">What the run found.</param>
    /// <param name="arrays">The arrays of the run.</param>
    /// <returns>Paths of the files.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written.</exception>
    public static IReadOnlyList<string> Write(string directory, RunSummary summary, IReadOnlyDictionary<string, NumericArray> arrays) =>
        Write(directory, Of(summary, arrays));

    /// <summary>Writes one <c>NAME.vl.json</c> a figure, as UTF-8; figures and pictures of an earlier run are gone.</summary>
    /// <param name="directory">Folder of the figures; made where it is missing.</param>
    /// <param name="figures">The figures.</param>
    /// <returns>Paths of the files.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written.</exception>
    public static IReadOnlyList<string> Write(string directory, IEnumerable<Figure> figures)
    {
        Directory.CreateDirectory(directory);
        Clear(directory);
        List<string> paths = [];
        foreach (Figure figure in figures)
        {
            string path = Path.Combine(directory, figure.Name + Extension);
            WholeFile.WriteText(path, figure.Spec.ToJsonString(Compact) + "\n");
            paths.Add(path);
        }

        return paths;
    }

    /// <summary>Deletes specifications and the pictures made of them; anything else in the folder is not ours.</summary>
    private static void Clear(string directory)
    {
        foreach (string specification in Directory.GetFiles(directory, "*" + Extension))
        {
            string name = specification[..^Extension.Length];
            foreach (string ending in new[] { ".svg", ".png", Extension })
            {
                File.Delete(name + ending);
            }
        }
    }
}

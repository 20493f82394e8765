using Inflaton.Experiments.Figures;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Outputs;

/// <summary>
/// A folder of results: <c>summary.json</c>, <c>report.html</c>, <c>figures/</c>. Every file is written whole or not at all; the summary
/// comes last, so that a folder with one is complete.
/// </summary>
/// <param name="path">The folder's path; it need not exist yet.</param>
public class OutputFolder(string path)
{
    /// <summary>Name of the summary.</summary>
    public const string SummaryFile = "summary.json";

    /// <summary>Name of the report.</summary>
    public const string ReportFile = "report.html";

    private const string LockFile = ".inflaton.lock";

    /// <summary>Name of the folder of the figures.</summary>
    protected const string FiguresFolder = "figures";

    /// <summary>The folder's path.</summary>
    public string Path => path;

    /// <summary>Path of the report.</summary>
    public string Report => In(ReportFile);

    /// <summary>Makes the folder and finds out whether it can be written to, before any work is spent.</summary>
    /// <exception cref="IOException">It cannot be made or written to; the message says why and what to do.</exception>
    public void Prepare()
    {
        if (File.Exists(path))
        {
            throw new IOException($"{path}: cannot be written to, since it is a file. Give another folder with --out.");
        }

        try
        {
            Directory.CreateDirectory(path);
            string probe = In(".probe");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string state = Directory.Exists(path) && Directory.EnumerateFiles(path, "*state.npz").FirstOrDefault() is { } kept
                ? $", with a copy of {System.IO.Path.GetFileName(kept)} in it to go on from there" : "";
            throw new IOException(
                $"{path}: cannot be written to ({exception.Message.TrimEnd('.')}). Give another folder with --out{state}.", exception);
        }
    }

    /// <summary>
    /// Keeps other programs from writing into the folder until what is returned is disposed of; the system lets go of it however the
    /// process ends.
    /// </summary>
    /// <exception cref="IOException">Another program is writing into it; the message says what to do.</exception>
    public IDisposable Hold()
    {
        Directory.CreateDirectory(path);
        try
        {
            return new FileStream(
                In(LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException exception) when (File.Exists(In(LockFile)))
        {
            throw new IOException(
                $"{path}: another program is writing into this folder. Wait for it, or give another folder with --out.", exception);
        }
    }

    /// <summary>Path of a file in the folder.</summary>
    /// <param name="name">Its name.</param>
    protected string In(string name) => System.IO.Path.Combine(path, name);

    /// <summary>
    /// Writes <c>report.html</c> and <c>figures/</c>, as SVG and PNG too where the platform can draw them; figures of before are gone.
    /// </summary>
    /// <param name="report">The report, an HTML document.</param>
    /// <param name="figures">The figures.</param>
    /// <param name="pictures">Whether to render SVG and PNG.</param>
    /// <param name="rendering">Called before they are rendered.</param>
    /// <param name="cancellation">Leaves out the pictures that are not drawn yet.</param>
    /// <returns>What went wrong in rendering pictures, if anything did; null otherwise.</returns>
    protected string? WriteReport(
        string report, IEnumerable<Figure> figures, bool pictures, Action? rendering = null, CancellationToken cancellation = default)
    {
        WholeFile.WriteText(Report, report);
        IReadOnlyList<string> paths = FigureSet.Write(In(FiguresFolder), figures);
        if (!pictures)
        {
            return null;
        }

        rendering?.Invoke();
        return new FigureRenderer().Render(paths, cancellation: cancellation);
    }
}

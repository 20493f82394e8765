using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Figures;

/// <summary>
/// Renders specifications to SVG and PNG where the libraries that draw are there, which is on Linux on x64. Reports and specifications need
/// none of it. Nothing is loaded before there is something to render.
/// </summary>
public sealed class FigureRenderer
{
    private static readonly string[] Libraries = ["ClearScriptV8.linux-x64.so", "libSkiaSharp.so", "libHarfBuzzSharp.so"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string folder;

    /// <summary>A renderer; cheap.</summary>
    /// <param name="folder">Where the libraries are; default the program's folder.</param>
    public FigureRenderer(string? folder = null) => this.folder = folder ?? AppContext.BaseDirectory;

    /// <summary>Whether a warning of the Vega-Lite compiler counts as a failure; default no.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Whether the libraries that draw are there, for this platform.</summary>
    public bool IsAvailable => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && Libraries.All(
        library =>
            File.Exists(Path.Combine(folder, "runtimes", "linux-x64", "native", library)) || File.Exists(Path.Combine(folder, library)));

    /// <summary>Writes FILE.svg and FILE.png beside every FILE.vl.json. Earlier ones that cannot be renewed are deleted.</summary>
    /// <param name="paths">Paths of the specifications.</param>
    /// <param name="timeout">When to give up; default two minutes.</param>
    /// <param name="cancellation">Breaks off after the picture in hand.</param>
    /// <returns>Null when all were rendered; else, in a line, what went wrong.</returns>
    public string? Render(IEnumerable<string> paths, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        PictureFile[] files = [.. paths.Select(path => new PictureFile(path))];
        if (files.Length == 0)
        {
            return null;
        }

        if (!IsAvailable)
        {
            return "Figures were not rendered to SVG and PNG: this program draws them on Linux on x64 alone; the report shows them all "
                + "the same.";
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout ?? Patience);
        try
        {
            Render(files, deadline.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return "Figures were not all rendered to SVG and PNG: stopped. The command report draws them.";
        }
        catch (OperationCanceledException)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Figures were not all rendered to SVG and PNG within {(timeout ?? Patience).TotalSeconds:0.#} s.");
        }
        catch (Exception failure)
            when (failure is DllNotFoundException or TypeLoadException or TypeInitializationException or BadImageFormatException)
        {
            return $"Figures were not rendered to SVG and PNG: a library that draws them does not load "
                + $"({FirstLine(failure.GetBaseException())}).";
        }

        PictureFile[] failed = [.. files.Where(file => file.Problem is not null)];
        string others = failed.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $" (and {failed.Length - 1} more)") : "";
        return failed.Length == 0
            ? null
            : $"Figures were not all rendered to SVG and PNG: {failed[0].Specification}: {failed[0].Problem}{others}";
    }

    /// <summary>Draws on this thread and paints on another, which gets ready while the scripts load.</summary>
    private void Render(PictureFile[] files, CancellationToken deadline)
    {
        using FigureFont font = new();
        using BlockingCollection<PictureFile> drawn = [];
        Task painting = Task.Run(() => Paint(drawn, font, deadline), CancellationToken.None);
        try
        {
            using VegaEngine engine = new(font);
            using CancellationTokenRegistration interruption = deadline.Register(engine.Interrupt);
            foreach (PictureFile file in files)
            {
                deadline.ThrowIfCancellationRequested();
                if (file.Try(() => file.Draw(engine, IsStrict)))
                {
                    drawn.Add(file, CancellationToken.None);
                }
            }
        }
        finally
        {
            drawn.CompleteAdding();
            painting.GetAwaiter().GetResult();
        }
    }

    private static void Paint(BlockingCollection<PictureFile> drawn, FigureFont font, CancellationToken deadline)
    {
        PngPainter.Paint(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><path d=\"M0,0L9,9\"/><text>x</text></svg>", font,
            Stream.Null);
        foreach (PictureFile file in drawn.GetConsumingEnumerable(CancellationToken.None))
        {
            deadline.ThrowIfCancellationRequested();
            file.Try(() => file.Paint(font));
        }
    }

    private static string FirstLine(Exception failure) => failure.Message.Split('\n')[0].Split(". ")[0].Trim().TrimEnd('.');

    /// <summary>A specification and the pictures that stand beside it.</summary>
    private sealed class PictureFile
    {
        private readonly string stem;
        private string svg = "";

        public PictureFile(string specification)
        {
            Specification = specification;
            stem = specification.EndsWith(FigureSet.Extension, StringComparison.Ordinal)
                ? specification[..^FigureSet.Extension.Length]
                : throw new ArgumentException($"'{specification}' is not named *{FigureSet.Extension}.", nameof(specification));
        }

        /// <summary>Path of the specification.</summary>
        public string Specification { get; }

        /// <summary>What went wrong, if anything did.</summary>
        public string? Problem { get; private set; }

        /// <summary>Does a part of the work; what goes wrong with this figure takes no other away.</summary>
        public bool Try(Action work)
        {
            try
            {
                work();
            }
            catch (Exception failure) when (failure is FormatException or IOException or UnauthorizedAccessException)
            {
                Problem = FirstLine(failure);
            }

            return Problem is null;
        }

        public void Draw(VegaEngine engine, bool isStrict)
        {
            File.Delete(stem + ".svg");
            File.Delete(stem + ".png");
            svg = engine.Svg(File.ReadAllText(Specification), isStrict);
            WholeFile.WriteText(stem + ".svg", svg);
        }

        public void Paint(FigureFont font) => WholeFile.Write(stem + ".png", file => PngPainter.Paint(svg, font, file));
    }
}

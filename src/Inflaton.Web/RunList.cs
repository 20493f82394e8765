using System.Text.Json;
using Inflaton.Experiments;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Scans;

namespace Inflaton.Web;

/// <summary>The runs and scans below a folder. What is not found there by looking is not there, whatever a request calls it.</summary>
/// <param name="root">The folder.</param>
/// <param name="limits">How many are listed.</param>
internal sealed class RunList(string root, WebLimits limits)
{
    private const int Depth = 8;

    private const int MostFolders = 50_000;

    private static readonly string[] Texts = ["name", "status"];

    private static readonly string[] Numbers =
    [
        "loss_initial", "loss_final", "kernel_drift", "stability_limit", "domination", "learning_rate", "momentum", "n_s", "r", "efolds",
    ];

    private readonly string root = Path.GetFullPath(root);

    /// <summary>All of them, as JSON: path, kind, status, when it was written and a few of its numbers.</summary>
    public byte[] List() => Answer.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("root", Path.GetFileName(Path.TrimEndingDirectorySeparator(root)));
        json.WriteStartArray("runs");
        foreach ((string path, bool isScan) in Found().Take(limits.Runs))
        {
            string folder = Path.Combine(root, path);
            string file = Path.Combine(folder, isScan ? ScanStore.DatabaseFile : OutputFolder.SummaryFile);
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteString("kind", isScan ? "scan" : "run");
            json.WriteString("written", File.GetLastWriteTimeUtc(file));
            json.WriteBoolean("report", File.Exists(Path.Combine(folder, OutputFolder.ReportFile)));
            if (!isScan)
            {
                WriteNumbers(json, file);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Results of one run.</summary>
    /// <param name="path">Its path as the list has it.</param>
    /// <param name="wanted">Beginnings of the names of the arrays that are asked for.</param>
    public byte[] Run(string path, IReadOnlyList<string> wanted)
    {
        StudyFolder folder = StudyCatalogue.ExistingFolder(Folder(path, isScan: false));
        return Directory.EnumerateFiles(folder.Path, "*.npz").Sum(file => new FileInfo(file).Length) > limits.ArrayBytes
            ? throw new RefusedException(413, $"The arrays of the run are longer than {limits.ArrayBytes >> 20} MiB. Open its report.")
            : Answer.Of(folder.Read(), wanted, limits.Numbers, folder.Kind);
    }

    /// <summary>Text of the report of a run; null where it has none.</summary>
    public string? Report(string path)
    {
        string report = Path.Combine(Folder(path, isScan: false), OutputFolder.ReportFile);
        return File.Exists(report) && File.ResolveLinkTarget(report, true) is null ? report : null;
    }

    /// <summary>A scan, opened to look at.</summary>
    /// <param name="path">Its path as the list has it.</param>
    public ScanTable Scan(string path) => new(Folder(path, isScan: true));

    private static void WriteNumbers(Utf8JsonWriter json, string file)
    {
        try
        {
            using JsonDocument summary = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonElement found = summary.RootElement;
            (string Name, string? Text)[] texts =
                [.. Texts.Select(name => (name, Known(found, name, JsonValueKind.String)?.GetString()))];
            Array.ForEach([.. texts.Where(one => one.Text is not null)], one => json.WriteString(one.Name, one.Text));
            json.WriteStartObject("numbers");
            foreach (string name in Numbers)
            {
                if (Known(found, name, JsonValueKind.Number)?.GetDouble() is { } number && double.IsFinite(number))
                {
                    json.WriteNumber(name, number);
                }
            }

            json.WriteEndObject();
        }
        catch (Exception exception) when (exception
            is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            json.WriteString("status", "unreadable");
        }
    }

    /// <summary>A value of a summary; null where it has none of the kind.</summary>
    /// <exception cref="InvalidOperationException">The summary is no object.</exception>
    private static JsonElement? Known(JsonElement summary, string name, JsonValueKind kind) =>
        summary.TryGetProperty(name, out JsonElement value) && value.ValueKind == kind ? value : null;

    private string Folder(string path, bool isScan) => Found().Contains((path, isScan))
        ? Path.Combine(root, path)
        : throw new RefusedException(404, $"There is no such {(isScan ? "scan" : "run")} below the folder of the page.");

    private IEnumerable<(string Path, bool IsScan)> Found()
    {
        EnumerationOptions looking = new()
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = Depth,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        if (!Directory.Exists(root))
        {
            throw new RefusedException(404, "The folder of the page is not there any more. Start the server anew.");
        }

        return Directory.EnumerateDirectories(root, "*", looking).Prepend(root).Take(MostFolders)
            .SelectMany(folder => new[] { (File: OutputFolder.SummaryFile, IsScan: false), (File: ScanStore.DatabaseFile, IsScan: true) }
                .Where(one => new FileInfo(Path.Combine(folder, one.File)) is { Exists: true, LinkTarget: null })
                .Select(one => (Path.GetRelativePath(root, folder).Replace(Path.DirectorySeparatorChar, '/'), one.IsScan)));
    }
}

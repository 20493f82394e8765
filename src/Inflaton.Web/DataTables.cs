using System.Globalization;
using System.Text;
using Inflaton.Data;

namespace Inflaton.Web;

/// <summary>
/// The tables that experiments of the page may name: those of the samples, and those that were dropped on it. They lie in a folder of the
/// server's own, which goes when the server does.
/// </summary>
internal sealed class DataTables : IDisposable
{
    private const int LongestName = 64;

    private readonly WebLimits limits;
    private readonly Lock gate = new();
    private readonly HashSet<string> samples = [];
    private long bytes;

    public DataTables(WebLimits limits)
    {
        this.limits = limits;
        Folder = Directory.CreateTempSubdirectory("inflaton-page-").FullName;
        try
        {
            foreach ((string name, byte[] content) in PageFiles.Tables())
            {
                File.WriteAllBytes(Path.Combine(Folder, name), content);
                samples.Add(name);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Absolute path of the folder.</summary>
    public string Folder { get; }

    /// <summary>Keeps a table under a name like the one that it had.</summary>
    /// <param name="name">The name of the dropped file.</param>
    /// <param name="content">Its bytes.</param>
    /// <returns>The name that experiments have to give.</returns>
    /// <exception cref="RefusedException">It is no table, or there are too many.</exception>
    /// <exception cref="DataException">Its columns have no names.</exception>
    public (string Name, IReadOnlyList<string> Columns) Add(string name, byte[] content)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException)
        {
            throw new RefusedException(422, $"{Shown(name)}: is not UTF-8 text. Save the table as CSV in UTF-8.");
        }

        string[] parts = text.AsSpan().TrimStart('\uFEFF').ToString().Split('\n', 2);
        string header = parts[0].TrimEnd('\r');
        if (header.Length == 0 || text.Contains('\0'))
        {
            throw new RefusedException(
                422, $"{Shown(name)}:1: has no line of column names. Name the columns in the first line, with commas.");
        }

        if (parts.Length == 1 || string.IsNullOrWhiteSpace(parts[1]))
        {
            throw new RefusedException(422, $"{Shown(name)}:2: has no rows below the line of column names.");
        }

        // Its names as the library finds them, whatever stands between columns: the line is read as a row of its own, too.
        IReadOnlyList<string> columns =
            [.. CsvTable.Read(new StringReader($"{header}\n{header}"), Shown(name)).Header.Take(1000)];
        string stem = string.Concat(Path.GetFileNameWithoutExtension(name.Replace('\\', '/').Split('/')[^1])
            .Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
        stem = stem.Length == 0 ? "table" : stem[..Math.Min(stem.Length, LongestName)];
        lock (gate)
        {
            if (bytes + content.Length > limits.DataBytesInAll)
            {
                throw new RefusedException(
                    413, $"The tables given so far fill the {limits.DataBytesInAll >> 20} MiB there are. Start the server anew.");
            }

            string kept = stem + ".csv";
            for (int copy = 2; samples.Contains(kept) || IsOther(kept, content); copy++)
            {
                kept = string.Create(CultureInfo.InvariantCulture, $"{stem}-{copy}.csv");
            }

            string path = Path.Combine(Folder, kept);
            if (!File.Exists(path))
            {
                File.WriteAllBytes(path, content);
                bytes += content.Length;
            }

            return (kept, columns);
        }
    }

    /// <summary>Words or JSON that name tables by their names alone.</summary>
    /// <param name="folder">Absolute path of the folder of the tables.</param>
    /// <param name="text">What names them with the folder.</param>
    public static string WithoutFolder(string folder, string text) =>
        text.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(Path.GetFileName(folder) + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>The name of a file as messages show it.</summary>
    private static string Shown(string name) => name.Length <= LongestName ? name : name[..LongestName] + "…";

    private bool IsOther(string name, byte[] content)
    {
        string path = Path.Combine(Folder, name);
        return File.Exists(path) && !File.ReadAllBytes(path).AsSpan().SequenceEqual(content);
    }
}

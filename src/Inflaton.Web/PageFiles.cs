using System.Collections.Frozen;
using System.Reflection;

namespace Inflaton.Web;

/// <summary>The files of the page, which the program carries.</summary>
internal static class PageFiles
{
    private static readonly FrozenDictionary<string, (string Type, byte[] Content)> All = Read("page/").ToFrozenDictionary();

    /// <summary>A file and its type; null where there is none of that name.</summary>
    public static (string Type, byte[] Content)? Find(string name) => All.TryGetValue(name, out (string, byte[]) file) ? file : null;

    /// <summary>The tables of the samples, by their names.</summary>
    public static IEnumerable<(string Name, byte[] Content)> Tables() => Read("data/").Select(file => (file.Key, file.Value.Content));

    private static IEnumerable<KeyValuePair<string, (string Type, byte[] Content)>> Read(string folder)
    {
        Assembly assembly = typeof(PageFiles).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            yield return new(name[folder.Length..], (TypeOf(name), content));
        }
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}

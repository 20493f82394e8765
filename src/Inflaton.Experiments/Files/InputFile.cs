using System.Security.Cryptography;
using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>
/// A file that a study is made from, such as data, weights or a universe, and what was in it: the same settings with other contents are
/// another study.
/// </summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Sha256">SHA-256 of the contents, in hexadecimal.</param>
public sealed record InputFile(string Path, string Sha256)
{
    /// <summary>The files that are named in values, each once, by their paths.</summary>
    /// <param name="values">Values with absolute paths.</param>
    /// <exception cref="IOException">One of them cannot be read.</exception>
    internal static IReadOnlyList<InputFile> In(ValueNode values) =>
        [.. PathsIn(values).Select(Of)];

    /// <summary>The paths of the files that are named in values, each once and in order.</summary>
    /// <param name="values">Values with absolute paths.</param>
    internal static IEnumerable<string> PathsIn(ValueNode values) =>
        Paths(values).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>What is in a file now.</summary>
    internal static InputFile Of(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return new InputFile(path, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    private static IEnumerable<string> Paths(ValueNode node) => node switch
    {
        ScalarNode { IsPath: true } scalar => [scalar.Text],
        ListNode list => list.Items.SelectMany(Paths),
        MapNode map => map.Entries.SelectMany(entry => Paths(entry.Value)),
        _ => [],
    };
}

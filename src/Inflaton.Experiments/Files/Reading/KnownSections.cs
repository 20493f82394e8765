using System.Collections.Concurrent;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>
/// The sections that were read last, each with what was read: files of a scan share most of theirs, which need not be read for each of a
/// million. A section without problems is read from its values, its folder and what memory there is, and from nothing else; who shares one
/// of these reads files of one folder. May be used from any thread.
/// </summary>
internal sealed class KnownSections
{
    private readonly ConcurrentDictionary<string, (MapNode Section, object Reader, object Reading)> known = new(StringComparer.Ordinal);

    /// <summary>What a section was read as; null where it was not the last at its path.</summary>
    /// <param name="path">Dotted path.</param>
    /// <param name="section">Its values, which have to be the same object.</param>
    /// <param name="reader">What reads it, equal for two that read alike.</param>
    public object? Find(string path, MapNode section, object reader) =>
        known.TryGetValue(path, out (MapNode Section, object Reader, object Reading) last)
            && ReferenceEquals(last.Section, section) && last.Reader.Equals(reader) ? last.Reading : null;

    /// <summary>Remembers what a section without problems was read as.</summary>
    /// <param name="path">Dotted path.</param>
    /// <param name="section">Its values.</param>
    /// <param name="reader">What has read it.</param>
    /// <param name="reading">What it was read as.</param>
    public void Remember(string path, MapNode section, object reader, object reading) => known[path] = (section, reader, reading);
}

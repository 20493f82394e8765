using System.Collections.Concurrent;
using Inflaton.Data;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>
/// Reads the keys of one section, each by one call that names it, says what its value may be, what it is when left out, and what it
/// means. The same calls on a describing reader record the keys instead, from which JSON Schema, documentation and template are made.
/// </summary>
public sealed class SectionReader
{
    private const int MostDefaults = 1000;

    private static readonly ConcurrentDictionary<string, ValueNode> Defaults = new(StringComparer.Ordinal);

    private readonly FileReading? file;
    private readonly MapNode map;
    private readonly string path;
    private readonly List<KeyDescription> keys = [];
    private readonly List<MapEntry> resolved = [];
    private readonly List<string> refused = [];
    private readonly List<(string? Key, FileProblem Problem)> missing = [];
    private bool isUnsound;

    private SectionReader(FileReading? file, string path, MapNode map)
    {
        (this.file, this.path, this.map) = (file, path, map);
    }

    /// <summary>The keys asked for so far.</summary>
    internal SectionDescription Description => new([.. keys]);

    /// <summary>What was read, with defaults filled in.</summary>
    internal MapNode Resolved => new(map.Origin, [.. resolved]);

    /// <summary>Name of what the file describes, where it gives none.</summary>
    internal string DefaultName => file?.DefaultName ?? "experiment";

    /// <summary>Bytes of memory that a run may use.</summary>
    internal double Memory => file?.Memory ?? double.PositiveInfinity;

    /// <summary>Whether keys are recorded only, and no file is read.</summary>
    internal bool IsDescribing => file is null;

    internal static SectionReader Describing() => new(null, "", new MapNode(Origin.Default, []));

    internal static SectionReader Reading(FileReading file, string path, MapNode map) => new(file, path, map);

    /// <summary>A key that must be given.</summary>
    /// <typeparam name="T">What its value is read as.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="kind">What its value may be.</param>
    /// <param name="doc">What it means, in Markdown; the first sentence stands alone.</param>
    /// <param name="example">A good value (YAML); null for the kind's own.</param>
    /// <returns>The value; a placeholder while keys are recorded only, or where it is refused.</returns>
    public T Required<T>(string key, ValueKind<T> kind, string doc, string? example = null)
    {
        keys.Add(new KeyDescription(key, kind, doc, true, null, example, false));
        if (file is null)
        {
            return kind.Placeholder;
        }

        if (map.Find(key) is { } entry)
        {
            return Read(entry, kind, example);
        }

        Miss(key, Path(key), "is missing", $"Give {kind.Words}{Sample(key, example ?? kind.Example)}.");
        return kind.Placeholder;
    }

    /// <summary>A key that must be given unless something else says its value.</summary>
    /// <typeparam name="T">What its value is read as.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="kind">What its value may be.</param>
    /// <param name="said">The value (YAML) that something else says, null for none; asked where the key is left out.</param>
    /// <param name="rule">What says it, in words.</param>
    /// <param name="doc">What it means, in Markdown; the first sentence stands alone.</param>
    /// <param name="example">A good value (YAML).</param>
    internal T RequiredUnlessSaid<T>(string key, ValueKind<T> kind, Func<string?> said, string rule, string doc, string example)
    {
        if (file is not null && map.Find(key) is null && said() is { } value)
        {
            return WithDefault(key, kind, value, doc, rule, example);
        }

        T read = Required(key, kind, doc, example);
        keys[^1] = keys[^1] with { Default = rule };
        return read;
    }

    /// <summary>A key with a value (YAML) for when it is left out.</summary>
    /// <typeparam name="T">What its value is read as.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="kind">What its value may be.</param>
    /// <param name="value">The default.</param>
    /// <param name="doc">What it means.</param>
    /// <param name="rule">The default in words, where it depends on other keys.</param>
    /// <param name="example">A good value to show; null for the default.</param>
    public T WithDefault<T>(string key, ValueKind<T> kind, string value, string doc, string? rule = null, string? example = null)
    {
        keys.Add(new KeyDescription(key, kind, doc, false, rule ?? value, example ?? (rule is null ? null : value), false));
        if (file is null)
        {
            return kind.Placeholder;
        }

        MapEntry entry = map.Find(key) ?? new MapEntry(key, Origin.Default, Default(value));
        return Read(entry, kind, example ?? value);
    }

    /// <summary>A key that may be left out; its value is then null (or what <typeparamref name="T"/> has for it).</summary>
    /// <typeparam name="T">What its value is read as.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="kind">What its value may be.</param>
    /// <param name="doc">What it means, in Markdown; the first sentence stands alone.</param>
    /// <param name="example">A good value (YAML); null for the kind's own.</param>
    public T? Optional<T>(string key, ValueKind<T> kind, string doc, string? example = null)
    {
        keys.Add(new KeyDescription(key, kind, doc, false, null, example, false));
        return file is not null && map.Find(key) is { } entry ? Read(entry, kind, example) : default;
    }

    /// <summary>Exactly one of several keys, all read as the same type.</summary>
    /// <typeparam name="T">That type.</typeparam>
    /// <param name="alternatives">The keys.</param>
    public T ExactlyOneOf<T>(params IReadOnlyList<Alternative<T>> alternatives)
    {
        keys.AddRange(alternatives.Select(one => new KeyDescription(one.Key, one.Kind, one.Doc, false, null, one.Example, true)));
        if (file is null)
        {
            return alternatives[0].Kind.Placeholder;
        }

        Alternative<T>[] given = [.. alternatives.Where(alternative => map.Find(alternative.Key) is not null)];
        string all = string.Join(", ", alternatives.Select(alternative => alternative.Key));
        if (given.Length == 1)
        {
            return Read(map.Find(given[0].Key)!, given[0].Kind, given[0].Example);
        }

        if (given.Length > 1)
        {
            isUnsound = true;
            Refuse(
                map.Find(given[1].Key)!.KeyOrigin, path, null, $"has {string.Join(" and ", given.Select(one => one.Key))}",
                $"Keep exactly one of {all}.");
        }
        else
        {
            bool isOnly = alternatives.Count == 1;
            Miss(
                null, path, isOnly ? $"has no {all}" : $"has none of {all}", isOnly ? $"Give {all}." : "Give exactly one of them.");
        }

        return alternatives[0].Kind.Placeholder;
    }

    /// <summary>
    /// Refuses the combination of this key's value with others' unless a condition holds; not where one of them is refused already.
    /// </summary>
    /// <param name="holds">The condition.</param>
    /// <param name="key">The key to name.</param>
    /// <param name="problem">What is wrong, without a full stop.</param>
    /// <param name="remedy">What to do.</param>
    /// <param name="others">Dotted paths, within this section, of the other keys that the condition looks at.</param>
    public void Check(bool holds, string key, string problem, string remedy, params IReadOnlyList<string> others)
    {
        if (holds || file is null || isUnsound || others.Append(key).Any(name => file.HasProblem(Path(name))))
        {
            return;
        }

        ValueNode? node = key.Split('.').Aggregate((ValueNode?)map, (inner, part) => (inner as MapNode)?.Find(part)?.Value);
        Refuse(node?.Origin ?? map.Origin, Path(key), node is ScalarNode or ListNode ? node.Shown : null, problem, remedy);
    }

    /// <summary>Refuses the file that a key names.</summary>
    /// <param name="key">The key.</param>
    /// <param name="exception">What reading it brought.</param>
    internal void Refuse(string key, ArrayFileException exception) =>
        Refuse(map.Find(key)!.KeyOrigin, Path(key), null, exception.Message.TrimEnd('.'), null);

    /// <summary>Refuses a key that the section does not have, and says why.</summary>
    /// <param name="key">The key.</param>
    /// <param name="problem">What is wrong with it, without a full stop.</param>
    /// <param name="remedy">What to do.</param>
    internal void Refuse(string key, string problem, string remedy)
    {
        if (file is not null && map.Find(key) is { } entry)
        {
            refused.Add(key);
            Refuse(entry.KeyOrigin, Path(key), null, problem, remedy);
        }
    }

    /// <summary>Refuses every key of the section that was not asked for, and what is missing; to be called last.</summary>
    internal void RefuseUnknownKeys()
    {
        if (this.missing.Count == 0 && AreAllKnown())
        {
            return;
        }

        string[] names = [.. keys.Select(key => key.Name)];
        MapEntry[] unknown = [.. map.Entries.Where(entry => !names.Contains(entry.Key) && !refused.Contains(entry.Key))];
        file!.Problems.AddRange(this.missing.Where(missing => !IsMisspelt(missing.Key, unknown)).Select(missing => missing.Problem));
        string[] free = [.. names.Where(name => map.Find(name) is null)];
        foreach (MapEntry entry in unknown)
        {
            string? near = NearestName.Find(entry.Key, free);
            string section = path.Length == 0 ? "the file" : path;
            Refuse(
                entry.KeyOrigin, Path(entry.Key), null, $"is not a key of {section}",
                near is null ? $"The keys are {string.Join(", ", names)}." : $"Did you mean {near}?");
        }
    }

    /// <summary>Whether every key of the section was asked for; most are in the order in which they are.</summary>
    private bool AreAllKnown()
    {
        int at = 0;
        for (int i = 0; i < map.Entries.Count; i++)
        {
            string name = map.Entries[i].Key;
            int tried = 0;
            for (; tried < keys.Count && keys[at].Name != name; tried++)
            {
                at = (at + 1) % keys.Count;
            }

            if (tried == keys.Count && !refused.Contains(name))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A default as a value; the same few texts are asked for by every file of a scan.</summary>
    private static ValueNode Default(string value)
    {
        if (Defaults.TryGetValue(value, out ValueNode? known))
        {
            return known;
        }

        if (value.Length > 0 && value.All(char.IsAsciiDigit))
        {
            // Many a default is a number that follows from another key, and no text of which there are few.
            return new ScalarNode(Origin.Default, value);
        }

        ValueNode node = YamlReader.Parse(value, "default", line: 0);
        if (Defaults.Count < MostDefaults)
        {
            Defaults.TryAdd(value, node);
        }

        return node;
    }

    private T Read<T>(MapEntry entry, ValueKind<T> kind, string? example)
    {
        ValueSlot slot = new(file!, Path(entry.Key), entry.Value, example, kind);
        if (kind.Read(slot) is not { } reading)
        {
            return kind.Placeholder;
        }

        resolved.Add(new MapEntry(entry.Key, entry.KeyOrigin, reading.Resolved));
        return reading.Value;
    }

    /// <summary>
    /// Whether a key that is not given is there misspelt, which is then the only thing to report; any unknown key may stand for a choice.
    /// </summary>
    private static bool IsMisspelt(string? key, IEnumerable<MapEntry> unknown) =>
        unknown.Any(entry => key is null || NearestName.Find(entry.Key, [key]) is not null);

    private void Miss(string? key, string path, string problem, string remedy)
    {
        isUnsound = true;
        missing.Add((key, new FileProblem(map.Origin.File, map.Origin.Line, path, null, problem, remedy)));
    }

    private void Refuse(Origin origin, string key, string? value, string problem, string? remedy) =>
        file!.Problems.Add(new FileProblem(origin.File, origin.Line, key, value, problem, remedy));

    private string Path(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string Sample(string key, string? example) => example is null ? "" : $", for example {key}: {example}";
}

/// <summary>One of several keys of which exactly one is given.</summary>
/// <param name="Key">The key.</param>
/// <param name="Kind">What its value may be.</param>
/// <param name="Doc">What it means.</param>
/// <param name="Example">A good value (YAML); null for the kind's own.</param>
/// <typeparam name="T">What all of them are read as.</typeparam>
public sealed record Alternative<T>(string Key, ValueKind<T> Kind, string Doc, string? Example = null);

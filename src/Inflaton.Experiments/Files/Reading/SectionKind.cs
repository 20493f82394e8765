using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>A section, described by the one function that reads it.</summary>
/// <param name="read">Reads it.</param>
/// <param name="reader">Equal for two kinds whose functions read alike; null for the function itself.</param>
internal sealed class SectionKind<T>(Func<SectionReader, T> read, object? reader = null) : ValueKind<T>
{
    private readonly object identity = reader ?? read;

    private readonly Lazy<SectionReader> described = new(() =>
    {
        SectionReader reader = SectionReader.Describing();
        read(reader);
        return reader;
    });

    internal override string Words => Section.Keys.Count == 0
        ? "an empty section, {}"
        : $"a section with {string.Join(", ", Section.Keys.Select(key => key.Name))}";

    internal override SectionDescription Section => described.Value.Description;

    internal override T Placeholder => read(SectionReader.Describing());

    internal override string Example
    {
        get
        {
            KeyDescription? alternative = Section.Alternatives.FirstOrDefault();
            IEnumerable<KeyDescription> shown = Section.HasRequiredKeys
                ? Section.Keys.Where(key => key.IsRequired || key == alternative)
                : Section.Keys.Where(key => key.Default is not null);
            return $"{{{string.Join(", ", shown.Select(key => $"{key.Name}: {key.Sample}"))}}}";
        }
    }

    internal override JsonObject Schema() => SchemaWriter.Section(Section);

    internal override bool Accepts(ValueNode node) => node is MapNode;

    internal override Reading<T>? Read(ValueSlot slot)
    {
        if (slot.Node is not MapNode map)
        {
            if (slot.Node is ScalarNode { IsNull: true } && !Section.HasRequiredKeys)
            {
                slot.Refuse("has no value", $"Write {slot.Key}: {{}}.");
            }
            else
            {
                slot.Refuse(this, "is not a section");
            }

            return null;
        }

        return Read(slot.File, slot.Path, map);
    }

    /// <summary>Reads the section at a path; the empty path is the whole file.</summary>
    public Reading<T> Read(FileReading file, string path, MapNode map)
    {
        if (file.Known?.Find(path, map, identity) is Reading<T> known)
        {
            return known;
        }

        int problems = file.Problems.Count;
        SectionReader section = SectionReader.Reading(file, path, map);
        T value = read(section);
        section.RefuseUnknownKeys();
        Reading<T> reading = new(value, section.Resolved);
        if (file.Problems.Count == problems)
        {
            file.Known?.Remember(path, map, identity, reading);
        }

        return reading;
    }
}

namespace Inflaton.Experiments.Files.Reading;

/// <summary>One key of a section, described.</summary>
/// <param name="Name">The key.</param>
/// <param name="Kind">What its value may be.</param>
/// <param name="Doc">What it means, in Markdown; the first sentence stands alone.</param>
/// <param name="IsRequired">Whether it must be given; with a <paramref name="Default"/>, where that rule does not give it.</param>
/// <param name="Default">The value (YAML), or the rule in words, where it is left out; null where it then is nothing.</param>
/// <param name="Example">A good value (YAML); null for none.</param>
/// <param name="IsAlternative">Whether it is one of the section's keys of which exactly one is given.</param>
internal sealed record KeyDescription(
    string Name, ValueKind Kind, string Doc, bool IsRequired, string? Default, string? Example, bool IsAlternative)
{
    /// <summary>A good value on one line.</summary>
    public string? Sample => Example ?? Default ?? Kind.Example;
}

/// <summary>The keys of a section, in order.</summary>
internal sealed record SectionDescription(IReadOnlyList<KeyDescription> Keys)
{
    public IEnumerable<KeyDescription> Alternatives => Keys.Where(key => key.IsAlternative);

    public bool HasRequiredKeys => Keys.Any(key => key.IsRequired || key.IsAlternative);

    public KeyDescription? Find(string name) => Keys.FirstOrDefault(key => key.Name == name);

    /// <summary>The keys that setting a key takes away: the other alternatives, where it is one.</summary>
    public IEnumerable<string> ReplacedBy(string name) => Find(name) is { IsAlternative: true }
        ? Alternatives.Select(key => key.Name).Where(key => key != name)
        : [];
}

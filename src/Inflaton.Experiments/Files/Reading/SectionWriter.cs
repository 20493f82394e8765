namespace Inflaton.Experiments.Files.Reading;

/// <summary>
/// Writes the keys of one section as <see cref="SectionReader"/> reads them. A value that is null is left out, so that reading fills in its
/// default, or says that it is missing; nothing is checked here.
/// </summary>
public sealed class SectionWriter
{
    /// <summary>What messages call the file that was never one.</summary>
    internal const string File = "settings";

    private static readonly Origin Written = new(File, 0);

    private readonly List<MapEntry> entries = [];

    private SectionWriter()
    {
    }

    /// <summary>A number; infinity is a word.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The number; null to leave the key out.</param>
    public SectionWriter Add(string key, double? value) => Put(key, value is { } number ? Node(number) : null);

    /// <summary>A number, or a word in its place.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The number; null for the word.</param>
    /// <param name="orElse">The word: <c>auto</c>.</param>
    public SectionWriter Add(string key, double? value, string orElse) => value is null ? Add(key, orElse) : Add(key, value);

    /// <summary>A seed.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The seed.</param>
    public SectionWriter Add(string key, ulong value) => Put(key, new ScalarNode(Written, $"{value}"));

    /// <summary>true or false.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Which; null to leave the key out.</param>
    public SectionWriter Add(string key, bool? value) =>
        Put(key, value is { } flag ? new ScalarNode(Written, flag ? "true" : "false") : null);

    /// <summary>A word or a text.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The text; null to leave the key out.</param>
    public SectionWriter Add(string key, string? value) => Put(key, value is null ? null : Node(value));

    /// <summary>A list of numbers.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">The numbers; null to leave the key out.</param>
    public SectionWriter Add(string key, ValueList<double>? values) => List(key, values, Node);

    /// <summary>A list of whole numbers.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">The numbers; null to leave the key out.</param>
    public SectionWriter Add(string key, ValueList<int>? values) => List(key, values, value => Node(value));

    /// <summary>A list of words or texts.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">The texts; null to leave the key out.</param>
    public SectionWriter Add(string key, ValueList<string>? values) => List(key, values, Node);

    /// <summary>A list of lists of numbers.</summary>
    /// <param name="key">The key.</param>
    /// <param name="rows">The lists; null to leave the key out.</param>
    public SectionWriter Add(string key, ValueList<ValueList<double>>? rows) => List(key, rows, row => ListOf(row, Node));

    /// <summary>A list of lists of texts.</summary>
    /// <param name="key">The key.</param>
    /// <param name="rows">The lists; null to leave the key out.</param>
    public SectionWriter Add(string key, ValueList<ValueList<string>>? rows) => List(key, rows, row => ListOf(row, Node));

    /// <summary>Numbers by name.</summary>
    /// <param name="key">The key.</param>
    /// <param name="numbers">The numbers; null to leave the key out.</param>
    public SectionWriter Add(string key, ValueList<KeyValuePair<string, double>>? numbers) =>
        Section(key, numbers is null ? null : section =>
        {
            foreach ((string name, double number) in numbers)
            {
                section.Add(name, number);
            }
        });

    /// <summary>A section.</summary>
    /// <param name="key">The key.</param>
    /// <param name="write">Writes its keys; null to leave the key out.</param>
    public SectionWriter Section(string key, Action<SectionWriter>? write) => Put(key, write is null ? null : Of(write));

    /// <summary>A section of which some part of the vocabulary writes the keys.</summary>
    /// <exception cref="NotSupportedException">It writes none.</exception>
    internal SectionWriter Part(string key, object? part, Action<SectionWriter> write) => part is null ? this : Put(
        key,
        Of(write) is { Entries.Count: > 0 } node ? node
            : throw new NotSupportedException($"{part.GetType().Name} does not say how it stands in a file: override its Write."));

    /// <summary>A list of sections.</summary>
    internal SectionWriter Sections(string key, IEnumerable<Action<SectionWriter>>? items) => List(key, items, Of);

    /// <summary>Paths of files: one alone, or a list.</summary>
    internal SectionWriter Path(string key, params IReadOnlyList<string?> paths) => paths switch
    {
        [null] => this,
        [{ } path] => Put(key, PathNode(path)),
        _ => List(key, paths, path => PathNode(path ?? "")),
    };

    /// <summary>What a function writes.</summary>
    internal static MapNode Of(Action<SectionWriter> write)
    {
        SectionWriter section = new();
        write(section);
        return new MapNode(Written, [.. section.entries]);
    }

    private static ScalarNode Node(double value) => new(Written, double.IsPositiveInfinity(value) ? "infinity" : CoreNumber.Text(value));

    private static ScalarNode Node(string text) => new(Written, text, isQuoted: true);

    private static ScalarNode PathNode(string path) => new(Written, path, isPath: true);

    private static ListNode ListOf<T>(IEnumerable<T> items, Func<T, ValueNode> node) => new(Written, [.. items.Select(node)]);

    private SectionWriter List<T>(string key, IEnumerable<T>? items, Func<T, ValueNode> node) =>
        Put(key, items is null ? null : ListOf(items, node));

    private SectionWriter Put(string key, ValueNode? value)
    {
        if (entries.Exists(entry => entry.Key == key))
        {
            throw new ArgumentException($"'{key}' is there twice.", nameof(key));
        }

        if (value is not null)
        {
            entries.Add(new MapEntry(key, Written, value));
        }

        return this;
    }
}

using System.Globalization;
using System.Text;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>
/// A file as values at dotted paths (<c>network.hidden.0</c>: list items by their index from 0), before its keys are given a meaning.
/// Immutable: setting a value gives another tree, so that one file serves for many runs.
/// </summary>
/// <param name="root">Everything in the file.</param>
/// <param name="file">What messages call the file.</param>
/// <param name="directory">Absolute path of the folder that paths in the file are relative to.</param>
internal sealed class SettingsTree(MapNode root, string file, string directory)
{
    private const int LargestFile = 64 << 20;
    private const string NewExperiment = "inflaton new";

    public MapNode Root { get; } = root;

    public string File { get; } = file;

    public string Directory { get; } = directory;

    /// <summary>Whether it may name files below that folder alone, as text from elsewhere may.</summary>
    public bool IsConfined { get; init; }

    /// <summary>Sections that were read before, of this tree and of those that were made of it; null (default) for none.</summary>
    public KnownSections? Known { get; init; }

    /// <summary>The same tree, whose sections need not be read again and again as others are made of it.</summary>
    public SettingsTree Remembering() => new(Root, File, Directory) { IsConfined = IsConfined, Known = new KnownSections() };

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="template">The command that writes such a file to start from.</param>
    /// <exception cref="ExperimentFileException">It cannot be read, or is not a YAML section.</exception>
    public static SettingsTree Read(string path, string template = NewExperiment)
    {
        string text;
        try
        {
            FileInfo info = new(path);
            if (System.IO.Directory.Exists(path))
            {
                throw Unreadable(path, "is a folder", "Name a YAML file in it.");
            }

            if (!info.Exists)
            {
                throw Unreadable(path, "does not exist", "Check the path.");
            }

            if (info.Length > LargestFile)
            {
                throw Unreadable(path, $"is larger than {LargestFile >> 20} MiB", "Keep data in a data file and name it under data.file.");
            }

            text = System.IO.File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException)
        {
            throw Unreadable(path, "is not UTF-8 text", "Save it as UTF-8.");
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(path, $"cannot be read: {exception.Message.TrimEnd('.')}", "Check the path and its permissions.");
        }

        return Parse(text, path, Path.GetDirectoryName(Path.GetFullPath(path))!, template);
    }

    /// <summary>Reads text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">What messages call it.</param>
    /// <param name="directory">Folder that paths in it are relative to.</param>
    /// <param name="template">The command that writes such a file to start from.</param>
    /// <exception cref="ExperimentFileException">It is not a YAML section.</exception>
    public static SettingsTree Parse(string text, string file, string directory, string template = NewExperiment)
    {
        ValueNode root = YamlReader.Parse(text, file);
        return root switch
        {
            MapNode map => new SettingsTree(map, file, Path.GetFullPath(directory)),
            ScalarNode { IsNull: true } => throw Unreadable(file, "is empty", $"Start from the file that '{template}' writes."),
            _ => throw new ExperimentFileException(new FileProblem(
                file, root.Origin.Line, "", root.Shown, "must hold keys with values", $"Write key: value lines, as '{template}' does.")),
        };
    }

    /// <summary>What settings write.</summary>
    /// <param name="write">Writes them.</param>
    /// <param name="directory">Folder that paths in them are relative to.</param>
    public static SettingsTree Of(Action<SectionWriter> write, string directory) =>
        new(SectionWriter.Of(write), SectionWriter.File, Path.GetFullPath(directory));

    /// <summary>The value at a dotted path; null where there is none.</summary>
    public ValueNode? At(string path) => path.Split('.').Aggregate((ValueNode?)Root, (node, part) => node switch
    {
        MapNode map => map.Find(part)?.Value,
        ListNode list => TryIndex(part, list.Items.Count, out int index) ? list.Items[index] : null,
        _ => null,
    });

    /// <summary>
    /// The tree with a value set at a dotted path. Sections on the way are made where they are missing; where the description of the
    /// file says that a section holds exactly one of several keys, setting one takes the others away.
    /// </summary>
    /// <exception cref="ExperimentFileException">The path leads through a plain value or past the end of a list.</exception>
    public SettingsTree With(string path, ValueNode value, ValueKind? description = null)
    {
        MapNode changed = (MapNode)Set(Root, path.Split('.'), 0, value, description);
        return new SettingsTree(changed, File, Directory) { IsConfined = IsConfined, Known = Known };
    }

    /// <summary>The tree with one <c>path=value</c> override applied, the value being YAML.</summary>
    /// <exception cref="ExperimentFileException">It is not of that form, or <see cref="With"/> refuses it.</exception>
    public SettingsTree WithOverride(string assignment, ValueKind description)
    {
        int equals = assignment.IndexOf('=');
        string path = equals > 0 ? assignment[..equals].Trim() : "";
        if (path.Length == 0 || path.Split('.').Any(string.IsNullOrWhiteSpace))
        {
            throw new ExperimentFileException(new FileProblem(
                "--set", 0, "", assignment, "is not of the form key=value", "For example --set network.hidden=[64,64]."));
        }

        return With(path, YamlReader.Parse(assignment[(equals + 1)..], "--set", line: 0), description);
    }

    /// <summary>The tree without a top-level key.</summary>
    public SettingsTree Without(string key) => new(Root.Without([key]), File, Directory) { IsConfined = IsConfined };

    private static ValueNode Set(ValueNode? node, string[] path, int depth, ValueNode value, ValueKind? description)
    {
        if (depth == path.Length)
        {
            return value;
        }

        string part = path[depth];
        string key = string.Join('.', path[..(depth + 1)]);
        ValueKind? inner = description?.Section?.Find(part)?.Kind;
        switch (node)
        {
            case null or ScalarNode { IsNull: true }:
                MapNode made = new(value.Origin, []);
                return made.With(part, Set(null, path, depth + 1, value, inner));
            case MapNode map:
                IEnumerable<string> replaced = description?.Section?.ReplacedBy(part) ?? [];
                return map.Without(replaced).With(part, Set(map.Find(part)?.Value, path, depth + 1, value, inner));
            case ListNode list when TryIndex(part, list.Items.Count, out int index):
                return new ListNode(
                    list.Origin,
                    [.. list.Items.Select((item, i) => i == index ? Set(item, path, depth + 1, value, null) : item)]);
            case ListNode list:
                throw new ExperimentFileException(new FileProblem(
                    value.Origin.File, value.Origin.Line, key, part, "is not an item of the list",
                    list.Items.Count == 0 ? "The list is empty; set all of it." : $"Its items are 0 to {list.Items.Count - 1}."));
            default:
                string parent = string.Join('.', path[..depth]);
                throw new ExperimentFileException(new FileProblem(
                    value.Origin.File, value.Origin.Line, key, node.Shown, $"cannot be set, because {parent} is a single value",
                    $"Set {parent} itself."));
        }
    }

    private static bool TryIndex(string part, int count, out int index) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index < count;

    private static ExperimentFileException Unreadable(string path, string problem, string remedy) =>
        new(new FileProblem(path, 0, "", null, problem, remedy));
}

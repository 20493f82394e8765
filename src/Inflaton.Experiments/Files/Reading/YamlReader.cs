using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>
/// Reads YAML into values that know their lines. One document of plain values, lists and sections: anchors, aliases and tags are
/// refused (a settings file needs none, and a few lines of them can unfold into gigabytes).
/// </summary>
internal sealed class YamlReader
{
    private const int DeepestNesting = 32;
    private const int MostValues = 5_000_000;

    private readonly string file;
    private readonly int? line;
    private readonly Scanner scanner;
    private readonly Parser parser;
    private readonly List<FileProblem> problems = [];
    private int values;

    private YamlReader(string text, string file, int? line)
    {
        (this.file, this.line) = (file, line);
        scanner = new Scanner(new StringReader(text), skipComments: true);
        parser = new Parser(scanner);
    }

    /// <summary>Reads the one value that the text holds.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">What messages call it.</param>
    /// <param name="line">Line to report for everything, where the text is no file; null for the lines of the text.</param>
    /// <exception cref="ExperimentFileException">It is not such YAML.</exception>
    public static ValueNode Parse(string text, string file, int? line = null)
    {
        YamlReader reader = new(text, file, line);
        ValueNode? root = null;
        try
        {
            root = reader.Document();
        }
        catch (YamlException exception)
        {
            reader.problems.Add(SyntaxProblem(exception.Message, (int)exception.Start.Line, text, file));
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // The scanner's own checks fail so where a line breaks off a bracket or a character has no such number.
            const string reason = "a bracket is not closed or a character is not allowed";
            reader.problems.Add(SyntaxProblem(reason, (int)reader.scanner.CurrentPosition.Line, text, file));
        }

        if (reader.problems.Count > 0)
        {
            throw new ExperimentFileException(
                reader.problems.Select(problem => problem with { Line = line ?? problem.Line }).OrderBy(problem => problem.Line));
        }

        return root!;
    }

    private static FileProblem SyntaxProblem(string message, int line, string text, string file)
    {
        string[] lines = text.Split('\n');
        line = Math.Clamp(line, 1, lines.Length);
        int tab = Array.FindIndex(lines, line - 1, one => one.TrimStart(' ').StartsWith('\t'));
        bool hasTab = tab >= 0 && message.Contains("tab", StringComparison.Ordinal);
        string reason = message.Trim().TrimEnd('.').ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal);
        bool hasBareColon = new[] { ":{", ":[" }.Any(bare => lines[line - 1].Contains(bare, StringComparison.Ordinal));
        return new FileProblem(
            file, hasTab ? tab + 1 : line, "", null, $"is not YAML: {char.ToLowerInvariant(reason[0])}{reason[1..]}",
            hasTab ? "Indent with spaces, not tabs."
                : hasBareColon ? "Put a space after the colon of each key, as in {key: {other: 1}}."
                : "Check indentation, colons, brackets and quotes around this line.");
    }

    private ValueNode Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            return new ScalarNode(new Origin(file, line ?? 1), "");
        }

        parser.Consume<DocumentStart>();
        ValueNode root = Value(0);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out DocumentStart? second))
        {
            Refuse(second.Start, "a second document starts here", "Keep one document in a file.");
        }

        return root;
    }

    private ValueNode Value(int depth)
    {
        NodeEvent? node = parser.Accept<NodeEvent>(out NodeEvent? next) ? next : null;
        Mark start = node?.Start ?? parser.Current?.Start ?? Mark.Empty;
        if (depth > DeepestNesting || ++values > MostValues)
        {
            throw new SemanticErrorException(start, start, depth > DeepestNesting
                ? $"more than {DeepestNesting} levels of lists and sections inside each other"
                : $"more than {MostValues} values");
        }

        if (node is not null && !node.Anchor.IsEmpty)
        {
            Refuse(start, $"anchors are not supported (&{node.Anchor})", "Write the value out where it is used.");
        }

        if (node is not null && !node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
        {
            Refuse(start, $"tags are not supported ({node.Tag.Value})", "Leave the tag out.");
        }

        return node switch
        {
            Scalar => ScalarValue(parser.Consume<Scalar>()),
            SequenceStart => List(depth),
            MappingStart => Map(depth),
            _ => Alias(parser.Consume<AnchorAlias>()),
        };
    }

    private ScalarNode ScalarValue(Scalar scalar) => new(At(scalar.Start), scalar.Value, scalar.Style != ScalarStyle.Plain);

    private ScalarNode Alias(AnchorAlias alias)
    {
        Refuse(alias.Start, $"aliases are not supported (*{alias.Value})", "Write the value out where it is used.");
        return new ScalarNode(At(alias.Start), "");
    }

    private ListNode List(int depth)
    {
        Origin origin = At(parser.Consume<SequenceStart>().Start);
        List<ValueNode> items = [];
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Value(depth + 1));
        }

        return new ListNode(origin, items);
    }

    private MapNode Map(int depth)
    {
        Origin origin = At(parser.Consume<MappingStart>().Start);
        Dictionary<string, MapEntry> known = [];
        List<MapEntry> entries = [];
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            ValueNode key = Value(depth + 1);
            ValueNode value = Value(depth + 1);
            if (key is not ScalarNode { Text: string name })
            {
                Refuse(key.Origin, "a key must be a word", "Write key: value.");
            }
            else if (known.TryGetValue(name, out MapEntry? first))
            {
                Refuse(key.Origin, $"the key {name} is already given in line {first.KeyOrigin.Line}", "Keep one of the two.");
            }
            else
            {
                known[name] = new MapEntry(name, key.Origin, value);
                entries.Add(known[name]);
            }
        }

        return new MapNode(origin, entries);
    }

    private Origin At(Mark mark) => new(file, line ?? (int)mark.Line);

    private void Refuse(Mark mark, string problem, string remedy) => Refuse(At(mark), problem, remedy);

    private void Refuse(Origin origin, string problem, string remedy) =>
        problems.Add(new FileProblem(file, origin.Line, "", null, problem, remedy));
}

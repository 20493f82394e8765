namespace Inflaton.Experiments.Files.Reading;

/// <summary>A value in its place in the file, to be read.</summary>
/// <param name="File">The file being read.</param>
/// <param name="Path">Dotted path of the key.</param>
/// <param name="Node">The value as written.</param>
/// <param name="Given">A good value, to show beside a bad one; null for that of the kind.</param>
/// <param name="Kind">What the value should be; null for none.</param>
/// <param name="Whole">The kind that <paramref name="Kind"/> is one alternative of, which remedies name; null for none.</param>
internal sealed record ValueSlot(
    FileReading File, string Path, ValueNode Node, string? Given, ValueKind? Kind = null, ValueKind? Whole = null)
{
    /// <summary>A good value; null for none. Made up only when something is wrong, for a section's takes as long as reading one.</summary>
    public string? Example => Given ?? Kind?.Example;

    /// <summary>The name of the key alone.</summary>
    public string Key => Path[(Path.LastIndexOf('.') + 1)..];

    public ValueSlot Item(string key, ValueNode node) => new(File, $"{Path}.{key}", node, null);

    /// <summary>Reports what is wrong with the value.</summary>
    public void Refuse(string problem, string? remedy) =>
        File.Problems.Add(new FileProblem(Node.Origin.File, Node.Origin.Line, Path, Node.Shown, problem, remedy));

    /// <summary>Reports that the value is not of its kind, saying which it should be.</summary>
    public void Refuse(ValueKind kind, string? problem = null)
    {
        string example = Example is null || Example == Node.Shown ? "" : $", for example {Key}: {Example}";
        string words = (Whole ?? kind).Words;
        if (Node is ScalarNode { IsNull: true })
        {
            File.Problems.Add(new FileProblem(
                Node.Origin.File, Node.Origin.Line, Path, null, "has no value", $"Give {words}{example}."));
            return;
        }

        Refuse(problem ?? $"is not {kind.Words}", $"Give {words}{example}.");
    }
}

using System.Text.Json.Nodes;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Files;

/// <summary>
/// A file that describes one study, read and checked as a whole. Its keys are described once, in the settings records; reading, JSON
/// Schema, documentation and template all come from that description.
/// </summary>
public abstract class StudyFile
{
    private protected StudyFile(SettingsTree tree, MapNode resolved) => (Tree, Resolved) = (tree, resolved);

    /// <summary>The file as the user named it.</summary>
    public string Path => Tree.File;

    /// <summary>The values as written, overrides applied.</summary>
    internal SettingsTree Tree { get; }

    /// <summary>The values with every default filled in.</summary>
    internal MapNode Resolved { get; }

    /// <summary>The file with every default filled in, as YAML; reading it gives equal settings.</summary>
    /// <param name="directory">
    /// Folder that it will be written to: paths are written relative to it (absolute where it is on another drive), so that a project can
    /// be moved with its outputs. Null for absolute paths.
    /// </param>
    public string ResolvedYaml(string? directory = null) =>
        YamlWriter.Block(Resolved, directory is null ? null : System.IO.Path.GetFullPath(directory));

    /// <summary>The file with every default filled in, as JSON.</summary>
    /// <param name="directory">As for <see cref="ResolvedYaml"/>.</param>
    public JsonNode ResolvedJson(string? directory = null) => YamlReader.Parse(ResolvedYaml(directory), Path).ToJson()!;

    /// <summary>The files that it names, with what is in them now.</summary>
    /// <exception cref="IOException">One of them cannot be read.</exception>
    public IReadOnlyList<InputFile> Inputs() => InputFile.In(Resolved);

    /// <summary>Bytes of memory that this machine has for a run.</summary>
    internal static double AvailableMemory => JobAllocation.UsableMemory;

    /// <summary>Name of what a file describes, where it gives none: the file's own, without its ending.</summary>
    /// <param name="tree">The file.</param>
    /// <param name="otherwise">Where the file has none either.</param>
    internal static string DefaultName(SettingsTree tree, string otherwise) =>
        FileName(System.IO.Path.GetFileNameWithoutExtension(tree.File), otherwise);

    /// <summary>A text as the name of a file: what a name cannot have becomes a dash.</summary>
    /// <param name="text">The text.</param>
    /// <param name="otherwise">Where nothing of it is left.</param>
    private protected static string FileName(string text, string otherwise)
    {
        const int longest = 100;
        string name = string.Concat(text.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).TrimStart('.');
        return name.Length == 0 ? otherwise : name[..Math.Min(name.Length, longest)];
    }

    /// <summary>That the file cannot be used, found out when it was run.</summary>
    /// <param name="key">Dotted path of the key that is to blame.</param>
    /// <param name="value">The value as it is shown; null for what the file has there.</param>
    /// <param name="problem">What is wrong, without a full stop.</param>
    /// <param name="remedy">What to do; null where the problem says it.</param>
    internal ExperimentFileException Refusal(string key, string? value, string problem, string? remedy)
    {
        ValueNode? node = Tree.At(key);
        return new(Located(new FileProblem(
            Path, 0, key, value ?? (node is ScalarNode or ListNode ? node.Shown : null), problem, remedy)));
    }

    /// <summary>A problem of this file with the line of its key, or of the section that lacks it; one that has a line stays.</summary>
    /// <param name="problem">The problem.</param>
    internal FileProblem Located(FileProblem problem)
    {
        if (problem.File != Path || problem.Line > 0)
        {
            return problem;
        }

        string[] parts = problem.Key.Split('.');
        Origin? origin = Enumerable.Range(0, parts.Length)
            .Select(gone => Tree.At(string.Join('.', parts[..(parts.Length - gone)]))?.Origin)
            .FirstOrDefault(one => one is { Line: > 0 } || (one is not null && one != Origin.Default));
        return origin is null ? problem : problem with { File = origin.File, Line = origin.Line };
    }
}

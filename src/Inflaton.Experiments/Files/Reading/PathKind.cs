using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>An existing file, named relative to the file that names it; read as an absolute path.</summary>
/// <param name="extensions">Endings that are understood, with their dots.</param>
internal sealed class PathKind(IReadOnlyList<string> extensions) : ValueKind<string>
{
    private const string WhereToLook = "Check the path: it is relative to the folder of the experiment file.";

    internal override string Words => $"the path of a {string.Join(" or ", extensions)} file";

    internal override string Placeholder => "file" + extensions[0];

    internal override string? Example => "file" + extensions[0];

    internal override JsonObject Schema() =>
        new() { ["type"] = "string", ["pattern"] = $"({string.Join("|", extensions.Select(extension => "\\" + extension))})$" };

    internal override bool Accepts(ValueNode node) => node is ScalarNode { IsNull: false };

    internal override Reading<string>? Read(ValueSlot slot)
    {
        if (slot.Node is not ScalarNode { IsNull: false } scalar || string.IsNullOrWhiteSpace(scalar.Text))
        {
            slot.Refuse(this);
            return null;
        }

        if (scalar.Text.Contains('\0'))
        {
            slot.Refuse(this);
            return null;
        }

        string path = Path.GetFullPath(Path.Combine(slot.File.Directory, scalar.Text));
        if (slot.File.IsConfined && !IsBelow(slot.File.Directory, path))
        {
            slot.Refuse("lies outside of the folder that files may be named in", "Name a file of that folder, without a way out of it.");
        }
        else if (Directory.Exists(path))
        {
            slot.Refuse("is a folder", $"Give {Words}.");
        }
        else if (!extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
        {
            slot.Refuse($"is not a {string.Join(" or ", extensions)} file", $"Give {Words}.");
        }
        else if (!File.Exists(path))
        {
            slot.Refuse("does not exist", WhereToLook);
        }
        else
        {
            return new Reading<string>(path, new ScalarNode(scalar.Origin, path, isPath: true));
        }

        return null;
    }

    private static bool IsBelow(string folder, string path) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

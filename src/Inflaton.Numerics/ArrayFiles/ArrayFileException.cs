using System.Text;

namespace Inflaton.Numerics.ArrayFiles;

/// <summary>
/// An array file cannot be read: it is missing, cut short, damaged, or holds something this library does not support. The message is one
/// line: path, entry, what is wrong, what to do.
/// </summary>
public sealed class ArrayFileException : Exception
{
    /// <summary>Names the file, the entry in it, the problem and the remedy.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="entry">The array in the file, or null where the file as a whole is meant.</param>
    /// <param name="problem">What is wrong, with the value found.</param>
    /// <param name="remedy">What to do about it.</param>
    /// <param name="inner">What brought it to light, if anything.</param>
    public ArrayFileException(string path, string? entry, string problem, string remedy, Exception? inner = null)
        : base(OneLine(entry is null ? $"{path}: {problem}; {remedy}." : $"{path}: '{Shorten(entry)}': {problem}; {remedy}."), inner) =>
        (Path, Entry, Problem, Remedy) = (path, entry, problem, remedy);

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>The array in the file, or null where the file as a whole is meant.</summary>
    public string? Entry { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }

    internal static ArrayFileException CutShort(string path, string? entry, string problem) =>
        new(path, entry, problem, "copy or make the file again, it is cut short");

    internal static ArrayFileException Damaged(string path, string? entry, string problem, Exception? inner = null) =>
        new(path, entry, problem, "copy or make the file again, it is damaged", inner);

    /// <summary>At most 80 characters: a damaged header can hold a name of any length.</summary>
    internal static string Shorten(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 79), "…");

    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            line.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c);
        }

        return line.ToString();
    }
}

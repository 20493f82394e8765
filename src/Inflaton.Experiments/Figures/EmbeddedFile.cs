namespace Inflaton.Experiments.Figures;

/// <summary>Files that the assembly carries: scripts, style sheets and the font of figures.</summary>
internal static class EmbeddedFile
{
    /// <summary>The text of a file.</summary>
    /// <param name="name">Its name without a folder.</param>
    public static string Text(string name)
    {
        using StreamReader reader = new(Open(name));
        return reader.ReadToEnd();
    }

    /// <summary>A file's bytes, to be closed by the caller.</summary>
    /// <param name="name">Its name without a folder.</param>
    /// <exception cref="InvalidOperationException">The assembly carries no file of that name.</exception>
    public static Stream Open(string name) => typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"The assembly lacks its resource '{name}'.");
}

namespace Inflaton.Numerics.Tests.ArrayFiles;

/// <summary>Committed files by their path below the repository's root, and a folder that goes away with the test.</summary>
internal sealed class TestFiles : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("inflaton-").FullName;

    public static string Committed(params string[] parts) => Path.Combine([Repository.Root, "tests", .. parts]);

    public static string MadeByNumPy(string name) => Committed("Inflaton.Numerics.Tests", "ArrayFiles", "numpy", name);

    public string At(string name) => Path.Combine(folder, name);

    public string With(string name, byte[] content)
    {
        File.WriteAllBytes(At(name), content);
        return At(name);
    }

    public string[] Names() => [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order()];

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

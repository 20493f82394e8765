namespace Inflaton.Cli;

/// <summary>A command line run within the test, in a folder of its own that is gone afterwards.</summary>
public sealed class Session : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inflaton-test-");

    public string Folder => folder.FullName;

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public string In(string name) => Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(In(name), text.ReplaceLineEndings("\n"));
        return In(name);
    }

    public int Run(params string[] arguments) => Run(CancellationToken.None, arguments);

    public int Run(CancellationToken cancellation, params string[] arguments)
    {
        StringWriter output = new(), error = new();
        int code = new CommandLine(new Terminal(output, error, false, false, Folder), cancellation).Run(arguments);
        (Output, Error) = (output.ToString(), error.ToString());
        return code;
    }

    public static string Sample(string name) => Path.Combine(Repository.Root, "samples", name + ".yaml");

    public static string UniverseSample(string name) => Path.Combine(Repository.Root, "samples", "universes", name + ".yaml");

    public void Dispose() => folder.Delete(recursive: true);
}

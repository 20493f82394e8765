namespace Inflaton;

/// <summary>The working copy that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution, above that of the test program.</summary>
    public static string Root { get; } = Find();

    /// <summary>The samples.</summary>
    public static string Samples => Path.Combine(Root, "samples");

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Inflaton.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Inflaton.slnx is above no folder of the test run.");
    }
}

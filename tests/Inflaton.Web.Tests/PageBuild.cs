using System.Diagnostics;

[assembly: AssemblyFixture(typeof(Inflaton.Web.PageBuild))]

namespace Inflaton.Web;

/// <summary>The page, built anew from its sources in a folder of its own, where npm and its registry are there.</summary>
public sealed class PageBuild : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string folder = Directory.CreateTempSubdirectory("inflaton-page-build-").FullName;
    private readonly Lazy<string?> missing;

    public PageBuild() => missing = new Lazy<string?>(Build);

    /// <summary>Folder of the sources of the page.</summary>
    public static string Sources => Path.Combine(Repository.Root, "src", "Inflaton.Web", "page");

    /// <summary>Why there is no build; null where there is one.</summary>
    public string? Missing => missing.Value;

    /// <summary>Folder of what was built.</summary>
    public string Output => Path.Combine(folder, "built");

    /// <summary>The tester of accessibility, which comes with the build.</summary>
    public string Axe => Path.Combine(folder, "node_modules", "axe-core", "axe.min.js");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string? Build()
    {
        foreach (string file in Directory.EnumerateFiles(Sources, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(Sources, file);
            if (!name.StartsWith("node_modules", StringComparison.Ordinal))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
                File.Copy(file, Path.Combine(folder, name));
            }
        }

        return Npm("ci", "--no-audit", "--no-fund", "--ignore-scripts") is { } failure
            ? $"npm is not here, or cannot reach its registry: {failure}"
            : Npm("run", "build") is { } broken ? throw new InvalidOperationException($"The page does not build: {broken}") : null;
    }

    /// <summary>What npm said where it failed; null where it did not.</summary>
    private string? Npm(params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("npm", arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["PAGE_OUT"] = Output },
            })!;
            Task<string> errors = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                return "it took too long";
            }

            return process.ExitCode == 0 ? null : $"{output.Result}{errors.Result}".Trim();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return exception.Message;
        }
    }
}

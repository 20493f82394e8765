using System.Diagnostics;
using System.Globalization;

namespace Inflaton.Experiments.Figures;

/// <summary>
/// Renders specifications to SVG and PNG with the npm package in the repository's <c>figures</c> folder, where Node is on the machine.
/// Reports and specifications need none of it.
/// </summary>
public sealed class FigureRenderer
{
    private readonly string _node;
    private readonly string? _script;

    /// <summary>Looks for <c>figures/render.mjs</c> in a folder and those above it.</summary>
    /// <param name="start">Where to begin; default the folder of the program.</param>
    /// <param name="node">Node's command or path; default <c>node</c>, from PATH.</param>
    public FigureRenderer(string? start = null, string node = "node")
    {
        _node = node;
        for (DirectoryInfo? folder = new(start ?? AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string script = Path.Combine(folder.FullName, "figures", "render.mjs");
            if (File.Exists(script))
            {
                _script = script;
                break;
            }
        }
    }

    /// <summary>Whether a warning of the Vega-Lite compiler counts as a failure; default no.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether Node, the package and its installed dependencies are all there.</summary>
    public bool IsAvailable => _script is not null && OnPath(_node) && Directory.Exists(Path.Combine(Path.GetDirectoryName(_script)!, "node_modules", "vega"));

    /// <summary>Writes FILE.svg and FILE.png beside every FILE.vl.json, in one process.</summary>
    /// <param name="paths">Paths of the specifications.</param>
    /// <param name="timeout">When to give up and end the process.</param>
    /// <returns>Null when all were rendered; else, in a line, what went wrong.</returns>
    public string? Render(IEnumerable<string> paths, TimeSpan timeout)
    {
        string[] files = [.. paths];
        if (files.Length == 0)
        {
            return null;
        }

        if (!IsAvailable)
        {
            return "Figures were not rendered to SVG and PNG: Node, or the packages of figures/ (run 'npm ci' there), are missing.";
        }

        try
        {
            return Run([_script!, .. Strict ? ["--strict"] : Array.Empty<string>(), .. files], timeout);
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"Figures were not rendered to SVG and PNG: {failure.Message}";
        }
    }

    private string? Run(string[] arguments, TimeSpan timeout)
    {
        ProcessStartInfo start = new(_node, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("Node did not start.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(timeout))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return string.Create(CultureInfo.InvariantCulture, $"Figures were not rendered to SVG and PNG within {timeout.TotalSeconds:0.#} s.");
        }

        Task.WaitAll(errors, output);
        string? line = errors.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        return process.ExitCode == 0 ? null
            : $"Figures were not all rendered to SVG and PNG: {line ?? string.Create(CultureInfo.InvariantCulture, $"Node ended with {process.ExitCode}")}";
    }

    private static bool OnPath(string command)
    {
        if (Path.IsPathRooted(command))
        {
            return File.Exists(command);
        }

        string name = OperatingSystem.IsWindows() && !Path.HasExtension(command) ? command + ".exe" : command;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, name)));
    }
}

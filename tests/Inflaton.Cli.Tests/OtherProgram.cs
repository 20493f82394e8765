using System.Diagnostics;

namespace Inflaton.Cli;

/// <summary>A program that is not of this process, run to its end.</summary>
internal static class OtherProgram
{
    /// <summary>Runs it.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="environment">What its environment has beside that of this process.</param>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Its exit code, what it wrote, and what it wrote to the stream of errors.</returns>
    public static (int Code, string Output, string Errors) Run(
        string directory, IEnumerable<(string Name, string Value)> environment, string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}

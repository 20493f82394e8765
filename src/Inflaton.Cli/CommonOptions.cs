using System.CommandLine;
using System.Globalization;
using Inflaton.Experiments.Studies;

namespace Inflaton.Cli;

/// <summary>The options that commands have in common, each described once.</summary>
internal static class CommonOptions
{
    /// <summary><c>--out DIR</c>.</summary>
    /// <param name="folder">The default.</param>
    public static Option<string?> Out(string folder = "out/NAME") =>
        new("--out", "-o") { Description = $"Folder for the results (default {folder}).", HelpName = "DIR" };

    /// <summary><c>--set key=value</c>.</summary>
    /// <param name="example">A pair that makes sense for the file.</param>
    public static Option<string[]> Set(string example) => new("--set", "-s")
    {
        Description = $"Replace values of the file, for instance {example}. May be given more than once.",
        HelpName = "key=value",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary><c>--overwrite</c>.</summary>
    public static Option<bool> Overwrite() =>
        new("--overwrite") { Description = "Replace finished results of another file in the folder." };

    /// <summary><c>--threads N</c>.</summary>
    public static Option<int?> Threads() => new("--threads", "-t")
    {
        Description = $"Threads (default {RunEnvironment.ThreadsVariable}, else one a processor). Results do not depend on it.",
        HelpName = "N",
    };

    /// <summary><c>--jobs N</c>.</summary>
    public static Option<int?> Jobs() => new("--jobs", "-j")
    {
        Description =
            $"Runs at the same time, a thread each (default {RunEnvironment.ThreadsVariable}, else one a processor). Results do not "
            + $"depend on it.",
        HelpName = "N",
    };

    /// <summary><c>--no-pictures</c>.</summary>
    public static Option<bool> NoPictures() =>
        new("--no-pictures") { Description = "Leave out the figures as SVG and PNG; the report and figures/*.vl.json are written." };

    /// <summary><c>--quiet</c>. Warnings stay: on the error stream, or in the JSON where that is printed.</summary>
    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "Say nothing but what is wrong." };

    /// <summary><c>--json</c>.</summary>
    /// <param name="what">What is printed.</param>
    public static Option<bool> Json(string what = "the summary as JSON") =>
        new("--json") { Description = $"Print {what} on standard output." };

    /// <summary><c>--save-every</c> of what can be gone on with.</summary>
    /// <param name="saving">What it says.</param>
    /// <param name="seconds">Its default.</param>
    public static Option<double> SaveEvery(string saving, double seconds) =>
        new("--save-every") { Description = saving, HelpName = "S", DefaultValueFactory = _ => seconds };

    /// <summary>The time that it asks for.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static TimeSpan SaveEvery(double seconds) => seconds is >= 0 and <= 1e9
        ? TimeSpan.FromSeconds(seconds)
        : throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture, $"--save-every: {seconds} is not a number of seconds. Give 0 or more."));
}

using System.Text.Json;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Paper;

/// <summary>What a reproduction found, as written to <c>summary.json</c> (property names in snake_case).</summary>
public sealed record PaperSummary
{
    /// <summary>Numbers of the figures.</summary>
    public required IReadOnlyList<int> Figures { get; init; }

    /// <summary>The claims, in the order of the figures.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }

    /// <summary>The scans that they were computed from.</summary>
    public required IReadOnlyList<PaperScan> Scans { get; init; }

    /// <summary>Networks that were trained.</summary>
    public required int Trained { get; init; }

    /// <summary>Networks of which the kernel alone was computed.</summary>
    public required int KernelsOnly { get; init; }

    /// <summary>Runs that diverged or failed; they are in the databases, but in no claim.</summary>
    public required int Troubled { get; init; }

    /// <summary>Messages of the first of these.</summary>
    public required IReadOnlyList<string> Troubles { get; init; }

    /// <summary>Version of Inflaton.</summary>
    public required string Version { get; init; }

    /// <summary>Name of the machine.</summary>
    public required string Host { get; init; }

    /// <summary>Runs at the same time.</summary>
    public required int Workers { get; init; }

    /// <summary>
    /// Seconds: <c>runs</c> (added up over all runs, earlier ones too), <c>scans</c> (wall clock of this process), <c>claims</c>,
    /// <c>report</c>.
    /// </summary>
    public required IReadOnlyDictionary<string, double> Timings { get; init; }

    /// <summary>Processor count, runtime, operating system and vector width of the machine.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>How many claims hold.</summary>
    public int Holding => Claims.Count(claim => claim.Holds);

    /// <summary>The summary as JSON text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, OutputSummary.JsonOptions) + "\n";
}

/// <summary>One scan of a reproduction.</summary>
/// <param name="File">Name of the scan file.</param>
/// <param name="Database">Path of its database, relative to the folder of the results.</param>
/// <param name="Figures">The figures that it is for.</param>
/// <param name="Runs">Number of runs.</param>
/// <param name="Troubled">How many of them diverged or failed.</param>
/// <param name="Seconds">Time that they took, added up.</param>
/// <param name="Varied">What is varied: dotted path and values.</param>
public sealed record PaperScan(
    string File, string Database, IReadOnlyList<int> Figures, int Runs, int Troubled, double Seconds,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Varied);

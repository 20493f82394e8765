namespace Inflaton.Benchmarks.Comparison;

/// <summary>What came of a <see cref="WorkOrder"/>.</summary>
internal sealed record WorkReport
{
    /// <summary>Seconds a call, one entry a batch of calls.</summary>
    public double[]? Seconds { get; init; }

    /// <summary>Seconds a step in the second half of a run, median over blocks of steps.</summary>
    public double? Stepping { get; init; }

    /// <summary>Numbers to be compared with the other side's.</summary>
    public double[]? Values { get; init; }

    /// <summary>Facts for the table: versions, basis sizes.</summary>
    public IReadOnlyDictionary<string, string>? Notes { get; init; }

    public string? Error { get; init; }
}

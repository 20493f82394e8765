using System.Text.Json;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Universes;
using Inflaton.Numerics.Sampling;

namespace Inflaton.Experiments.Fits;

/// <summary>
/// Prior times likelihood of a universe's parameters, in the coordinates of their priors. A universe that fails, or has not all numbers
/// that are compared, has no likelihood and is counted. Further values: ln of the likelihood, then the quantities.
/// </summary>
/// <param name="file">The fit.</param>
/// <param name="cancellation">Stops a universe on the way.</param>
internal sealed class FitDensity(FitFile file, CancellationToken cancellation) : ILogDensity
{
    private readonly FitSettings fit = file.Settings.Fit;
    private readonly Measure[] measures = [.. file.Settings.Fit.Quantities.SelectMany(UniverseKind.Instance.Measures.Of)];
    private readonly int compared = file.Settings.Fit.Likelihood.Measures.Count;
    private readonly Lock telling = new();
    private long solved;
    private long failed;
    private long outside;
    private long warned;

    public int Dimensions => fit.Parameters.Count;

    public int Extras => 1 + measures.Length;

    /// <summary>
    /// How many universes were solved, how many of them failed, and how many proposals lay outside the prior and were not solved.
    /// </summary>
    public (long Solved, long Failed, long Outside) Counts
    {
        get => (Interlocked.Read(ref solved), Interlocked.Read(ref failed), Interlocked.Read(ref outside));
        set => (solved, failed, outside) = value;
    }

    /// <summary>Why one of those that failed did, the same for any number of threads; null where none has since this began.</summary>
    public string? Failure { get; private set; }

    /// <summary>How many of those solved since this began, and not failed, come with a warning.</summary>
    public long Warned => Interlocked.Read(ref warned);

    /// <summary>One of the warnings, the same for any number of threads; null where there is none.</summary>
    public string? Warning { get; private set; }

    public double Evaluate(ReadOnlySpan<double> point, Span<double> extras)
    {
        double density = 0;
        Span<double> values = stackalloc double[point.Length];
        for (int i = 0; i < point.Length; i++)
        {
            Prior prior = fit.Parameters[i].Prior;
            density += prior.LogDensity(point[i]);
            values[i] = prior.Value(point[i]);
        }

        if (!double.IsFinite(density))
        {
            Interlocked.Increment(ref outside);
            return double.NegativeInfinity;
        }

        Interlocked.Increment(ref solved);
        if (Solve(values, extras[1..]) is { } why)
        {
            Fail(why);
            extras.Fill(double.NaN);
            return double.NegativeInfinity;
        }

        extras[0] = fit.Likelihood.Log(extras.Slice(1, compared));
        return density + extras[0];
    }

    /// <summary>The quantities of a universe; why it has none, or null where it has.</summary>
    private string? Solve(ReadOnlySpan<double> values, Span<double> quantities)
    {
        UniverseSummary summary;
        try
        {
            summary = UniverseRunner.Run(file.At(values), new StudyOptions { Figures = false, Cancellation = cancellation }).Summary;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            // Whatever one universe meets is no reason to stop the walk.
            return exception is ExperimentFileException { Problems: [var first, ..] } ? $"{first.Key} {first.Problem}" : exception.Message;
        }

        if (summary.Status == UniverseStatus.Failed)
        {
            return summary.Message ?? "It failed.";
        }

        if (summary.Warnings is [var warning, ..])
        {
            Warn(warning);
        }

        JsonNode found = JsonSerializer.SerializeToNode(summary with { Settings = new JsonObject() }, OutputSummary.JsonOptions)!;
        for (int i = 0; i < measures.Length; i++)
        {
            quantities[i] = measures[i].In(found) is double number ? number : double.NaN;
            if (i < compared && !double.IsFinite(quantities[i]))
            {
                return $"There is no {measures[i].Path}.";
            }
        }

        return null;
    }

    private void Fail(string why)
    {
        Interlocked.Increment(ref failed);
        lock (telling)
        {
            Failure = First(why, Failure);
        }
    }

    private void Warn(string why)
    {
        Interlocked.Increment(ref warned);
        lock (telling)
        {
            Warning = First(why, Warning);
        }
    }

    private static string First(string one, string? other) => other is null || string.CompareOrdinal(one, other) < 0 ? one : other;
}

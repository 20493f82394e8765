using System.Text.Json;
using Inflaton.Duality.Tuning;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tuning;

/// <summary>All that the folder of a tuning holds.</summary>
/// <param name="Summary">What <c>summary.json</c> holds.</param>
/// <param name="Tuned">What <c>tuning.json</c> holds.</param>
/// <param name="Arrays">What <c>tuning.npz</c> holds: the map of regimes.</param>
/// <param name="ResolvedYaml">The tuning file with every default filled in.</param>
public sealed record TuningOutput(
    TuningSummary Summary, TuningResult Tuned, IReadOnlyDictionary<string, NumericArray> Arrays, string ResolvedYaml)
    : StudyResult(Arrays, ResolvedYaml)
{
    /// <summary>Name of the file that holds all of <see cref="Tuned"/>.</summary>
    public const string TuningFile = "tuning.json";

    // The rows of what it costs to be off are pairs, whose parts are fields.
    private static readonly JsonSerializerOptions JsonOptions = new(OutputSummary.JsonOptions) { IncludeFields = true };

    /// <inheritdoc/>
    public override OutputSummary Outline => Summary;

    /// <summary>The text of <c>tuning.json</c>.</summary>
    /// <param name="tuned">What tuning found.</param>
    public static string Json(TuningResult tuned) => JsonSerializer.Serialize(tuned, JsonOptions) + "\n";

    /// <inheritdoc/>
    public override void WriteFurther(string directory) => WholeFile.WriteText(Path.Combine(directory, TuningFile), Json(Tuned));

    /// <summary>What tuning found, from <c>tuning.json</c>.</summary>
    /// <param name="directory">Folder of the results.</param>
    /// <exception cref="FormatException">The file is damaged; the message names it and says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static TuningResult Read(string directory)
    {
        string path = Path.Combine(directory, TuningFile);
        try
        {
            return JsonSerializer.Deserialize<TuningResult>(File.ReadAllText(path), JsonOptions)
                ?? throw new FormatException($"{path}: The tuning is 'null'.");
        }
        catch (JsonException failure)
        {
            throw SummaryJson.Damaged($"{path}: The tuning", failure);
        }
    }

    /// <summary>The map, momenta outermost: rates and momenta, and what holds at each pair of them; nothing without a map.</summary>
    /// <param name="map">The map.</param>
    internal static OrderedDictionary<string, NumericArray> ArraysOf(IReadOnlyList<RegimePoint> map)
    {
        if (map.Count == 0)
        {
            return [];
        }

        double[] rates = [.. map.Select(point => point.LearningRate).Distinct()];
        double[] momenta = [.. map.Select(point => point.Momentum).Distinct()];
        NumericArray Over(Func<RegimePoint, double> value) => new([momenta.Length, rates.Length], [.. map.Select(value)]);
        return new OrderedDictionary<string, NumericArray>
        {
            ["learning_rate"] = new([rates.Length], rates),
            ["momentum"] = new([momenta.Length], momenta),
            ["epochs"] = Over(point => point.Epochs),
            ["loss"] = Over(point => point.Loss),
            ["domination"] = Over(point => point.Domination),
            ["underdamped"] = Over(point => point.Underdamped),
            ["is_stable"] = Over(point => point.IsStable ? 1 : 0),
        };
    }
}

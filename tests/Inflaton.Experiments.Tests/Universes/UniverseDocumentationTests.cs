using System.Text.Json.Nodes;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Universes;

namespace Inflaton.Experiments.Tests.Universes;

/// <summary>docs/universes.md names every key of a summary and every array.</summary>
public sealed class UniverseDocumentationTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Samples, "..", "docs", "universes.md"));

    [Theory]
    [InlineData("two-fields.yaml", "perturbations.non_gaussianity=true")]
    [InlineData("observed.yaml", "black_holes={}", "perturbations.spectator_masses=[0]")]
    [InlineData("stochastic.yaml", "stochastic.paths=200")]
    [InlineData("stochastic-equilibrium.yaml", "stochastic.paths=200", "stochastic.efolds=20")]
    [InlineData("tracker.yaml")]
    public void Names_all(string sample, params string[] changes)
    {
        UniverseResult result = UniverseRunner.Run(
            UniverseFile.Read(Path.Combine(Repository.Samples, "universes", sample), changes), new StudyOptions());
        JsonObject summary = JsonNode.Parse(SummaryJson.Format(result.Summary))!.AsObject();
        foreach ((string key, JsonNode? value) in summary)
        {
            Text.ShouldContain($"`{key}`", customMessage: key);
            foreach (string inner in key is "settings" or "environment" or "timings" ? [] : Keys(value))
            {
                Text.ShouldContain($"`{inner}`", customMessage: $"{key}.{inner}");
            }
        }

        foreach (string array in result.Arrays.Keys)
        {
            string family = array.StartsWith("density_", StringComparison.Ordinal) ? "density_FLUID"
                : array.StartsWith("omega_", StringComparison.Ordinal) ? "omega_FLUID" : array;
            bool isNamed = Text.Contains($"`{family}`", StringComparison.Ordinal) || Text.Contains($"`{array}`", StringComparison.Ordinal);
            string[] ends = ["_error", "_theory"];
            isNamed |= ends.Any(end => array.EndsWith(end, StringComparison.Ordinal)
                && Text.Contains($"`{array[..^end.Length]}`", StringComparison.Ordinal));
            isNamed.ShouldBeTrue(array);
        }
    }

    private static IEnumerable<string> Keys(JsonNode? node) => node is JsonObject map
        ? map.SelectMany(one => Keys(one.Value).Prepend(one.Key)) : [];
}

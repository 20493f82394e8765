using System.Text.Json.Nodes;
using Inflaton.Experiments.Fits;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Tests.Fits;

/// <summary>docs/fits.md names every key of a summary, and every array that is not a part of the state.</summary>
public sealed class FitDocumentationTests
{
    [Fact]
    public void Names_all()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Samples, "..", "docs", "fits.md"));
        FitResult result = FitRunner.Run(
            FitFile.Read(
                Path.Combine(Repository.Samples, "fits", "plateau.yaml"),
                ["fit.steps=2", "fit.walkers=4", "fit.derive=[alpha_s]", "perturbations.modes=2"]));
        JsonObject summary = JsonNode.Parse(SummaryJson.Format(result.Summary))!.AsObject();
        IEnumerable<string> keys = summary.Select(one => one.Key)
            .Concat(summary["parameters"]![0]!.AsObject().Select(one => one.Key))
            .Concat(result.Arrays.Keys.Where(name => !name.StartsWith("state_", StringComparison.Ordinal)));

        keys.Count().ShouldBeGreaterThan(30);
        foreach (string key in keys)
        {
            text.ShouldContain($"`{key}`", customMessage: key);
        }
    }
}

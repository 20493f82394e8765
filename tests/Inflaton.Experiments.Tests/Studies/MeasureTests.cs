using System.Text.Json;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Tests.Studies;

public sealed class MeasureTests
{
    private static readonly RunSummary Summary = Runs.Experiments.Run(Runs.Experiments.Parse(Runs.Experiments.Interval)).Summary;

    private static readonly JsonNode Json = JsonSerializer.SerializeToNode(Summary, OutputSummary.JsonOptions)!;

    [Fact]
    public void A_path_leads_to_its_number()
    {
        Of("theta0").ShouldBe(Summary.Theta0);
        Of("eigenvalues.2").ShouldBe(Summary.Eigenvalues[2]);
        Of("modes.1.predicted_change").ShouldBe(Summary.Modes[1].PredictedChange);
        Of("modes.1.regime").ShouldBe(Summary.Modes[1].Regime);
        Of("matchings.leapfrog.lambda").ShouldBe(Summary.Matchings["leapfrog"].Lambda);
        Of("loss_predicted.frozen_kernel").ShouldBe(Summary.LossPredicted["frozen_kernel"]);
        Of("kernel_drift").ShouldBe(Summary.KernelDrift);
        Of("frozen_modes").ShouldBe((double)Summary.FrozenModes);
    }

    [Fact]
    public void A_section_stands_for_its_numbers()
    {
        StudyCatalogue.Experiment.Measures.Of("error_budget.drift").Select(measure => measure.Path)
            .ShouldBe(["error_budget.drift.maximum", "error_budget.drift.final", "error_budget.drift.until"]);
        StudyCatalogue.Experiment.Measures.Of("loss_predicted").Select(measure => measure.Path)
            .ShouldBe(Inflaton.Duality.Ladder.Names.Select(rung => $"loss_predicted.{rung}"));
        StudyCatalogue.Experiment.Measures.Of("test.accuracy.predicted.discrete").ShouldHaveSingleItem().IsNumber.ShouldBeTrue();
        StudyCatalogue.Experiment.Measures.Of("collective.history.2.variables.entropy").ShouldHaveSingleItem().IsNumber.ShouldBeTrue();
        StudyCatalogue.Experiment.Measures.Of("modes.3").Select(measure => measure.Path).ShouldContain("modes.3.mass_squared");
    }

    [Fact]
    public void What_a_run_does_not_have_is_null()
    {
        Of("eigenvalues.500").ShouldBeNull();
        Should.Throw<ArgumentException>(() => Of("eigenvalues.99999999999999999999")).Message.ShouldContain("no list reaches");
        Of("test.loss_final").ShouldBeNull();
        StudyCatalogue.Experiment.Measures.Of("domination")[0].In(JsonNode.Parse("""{"domination": "NaN"}""")!).ShouldBe(double.NaN);
    }

    [Fact]
    public void Every_number_of_a_summary_can_be_measured()
    {
        foreach (string path in Leaves("", Json)
            .Where(path => !path.StartsWith("settings.") && !path.StartsWith("environment.") && !path.StartsWith("warnings.")))
        {
            // Texts, and sections that this run leaves out.
            if (path is not ("name" or "host" or "test" or "background" or "natural" or "schedule" or "batches"
                or "lattice" or "universe" or "posterior" or "collective.empirical" or "collective.by_class" or "accuracy" or "classes"))
            {
                StudyCatalogue.Experiment.Measures.Of(path).ShouldHaveSingleItem().Path.ShouldBe(path);
            }
        }
    }

    private static object? Of(string path) => StudyCatalogue.Experiment.Measures.Of(path).ShouldHaveSingleItem().In(Json);

    private static IEnumerable<string> Leaves(string path, JsonNode? node) => node switch
    {
        JsonObject section => section.SelectMany(entry => Leaves(path.Length == 0 ? entry.Key : $"{path}.{entry.Key}", entry.Value)),
        JsonArray list => list.SelectMany((item, i) => Leaves($"{path}.{i}", item)),
        _ => [path],
    };
}

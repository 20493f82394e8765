using System.Text.Json.Nodes;
using Inflaton.Experiments.Files;
using Inflaton.Universe;

namespace Inflaton.Experiments.Tests.Files;

public sealed class UniverseFileTests
{
    private const string Good = """
        potential:
          monomial: {degree: 2, mass: 1.0e-6}
        initial: {phi: 16}
        time: {to: end_of_inflation}
        perturbations: {pivot_efolds: 55}
        """;

    public static TheoryData<string> Samples { get; } =
        [.. Directory.GetFiles(Path.Combine(Repository.Samples, "universes"), "*.yaml").Select(path => Path.GetFileName(path)).Order()];

    /// <summary>What is replaced in the good file, by what, and what is then said.</summary>
    public static TheoryData<string, string, string> Replacements { get; } = new()
    {
        { "mass: 1.0e-6", "mass: -1",
            "bad.yaml:2: potential.monomial.mass: is not above 0 (-1). Give a number above 0, for example mass: 1.0e-6." },
        { "mass: 1.0e-6", "mass: 1.0e-200",
            "bad.yaml:2: potential.monomial.mass: has a square that doubles do not hold (1.0e-200). Give a mass between 1.0e-150 and "
            + "1.0e+150." },
        { "mass: 1.0e-6", "mass: 1.0e+200",
            "bad.yaml:2: potential.monomial.mass: has a square that doubles do not hold (1.0e+200). Give a mass between 1.0e-150 and "
            + "1.0e+150." },
        { "mass: 1.0e-6", "mas: 1", "bad.yaml:2: potential.monomial.mas: is not a key of potential.monomial. Did you mean mass?" },
        { "degree: 2", "degree: 4", "bad.yaml:2: potential.monomial.mass: belongs to degree 2 (1.0e-6). Give coupling." },
        { "degree: 2, mass: 1.0e-6", "degree: 3, coupling: 1",
            "bad.yaml:2: potential.monomial.degree: is odd, and an odd power has no minimum (3). Give an even number, "
                + "or use monodromy for |φ|ⁿ." },
        { "mass: 1.0e-6", "mass: 1, coupling: 1",
            "bad.yaml:2: potential.monomial: has mass and coupling. Keep exactly one of mass, coupling." },
        { "monomial: {degree: 2, mass: 1.0e-6}", "expression: m*phi^2",
            "bad.yaml:2: potential.expression: is not a formula: column 1: unknown name 'm'; known here: phi (\"m*phi^2\"). "
                + "The fields are called phi; other names stand under potential.parameters." },
        { "monomial: {degree: 2, mass: 1.0e-6}", "expression: (phi-target)^2",
            "bad.yaml:2: potential.expression: is not a formula: column 6: unknown name 'target'; known here: phi (\"(phi-target)^2\"). "
                + "The fields are called phi; other names stand under potential.parameters." },
        { "time: {to: end_of_inflation}\nperturbations: {pivot_efolds: 55}", "time: {efolds: 3}\ntoday: {efolds: 4}",
            "bad.yaml:5: today.efolds: is after the end, time.efolds: 3 (4). Give a smaller one, or a later end." },
        { "{phi: 16}", "{phi: [16, 2], phidot: 1}",
            "bad.yaml:3: initial.phidot: has 1 numbers for 2 fields (1). Give one for each, or slow_roll." },
        { "{phi: 16}", "{phi: 16, phidot: slowroll}",
            "bad.yaml:3: initial.phidot: is not slow_roll, or a number, or a list of one or more numbers (slowroll). Give slow_roll," },
        { "{to: end_of_inflation}", "{to: -1}", "bad.yaml:4: time.to: is not above the beginning, 0 (-1). Give a later time." },
        { "{to: end_of_inflation}", "{to: 5, efolds: 7}", "bad.yaml:4: time: has to and efolds. Keep exactly one of to, efolds." },
        { "pivot_efolds: 55", "k_range: [3]",
            "bad.yaml:5: perturbations.k_range: is not a lower and a higher wavenumber ([3]). For example k_range: [0.1, 1000]." },
        { "time: {to: end_of_inflation}", "universe: {power_law: {p: 0.5, start: 3}}\ntime: {to: 2}",
            "bad.yaml:5: time.to: is not above the beginning, 3 (2). Give a later time." },
        {
            "{phi: 16}", "{phi: [16, 2]}\nmetric: {expression: [\"1\", \"alpha*phi1^2\"]}",
            "bad.yaml:4: metric.expression: has the entry alpha*phi1^2, which is not a formula: column 1: unknown name 'alpha'; "
                + "known here: phi1, phi2 ([\"1\", \"alpha*phi1^2\"]). Give one formula, a list of 2, or 2 rows of 2, in phi1, phi2; "
                + "other names stand under metric.parameters."
        },
        {
            "{phi: 16}", "{phi: [16, 2]}\nmetric: {expression: [1, 2, 3]}",
            "bad.yaml:4: metric.expression: has 3 formulas for 2 fields ([1, 2, 3]). Give one formula, a list of 2"
        },
        {
            "{phi: 16}", "{phi: [16, 2]}\nmetric: {expression: [[1, 2], [3]]}",
            "bad.yaml:4: metric.expression: has rows of 2, 1 formulas for 2 fields"
        },
        {
            "{phi: 16}", "{phi: [16, 2]}\nmetric: {expression: [[2, phi1], [phi2, 2]]}",
            "bad.yaml:4: metric.expression: is no metric: The metric is not symmetric: G_12 = phi1, but G_21 = phi2"
        },
        { "monomial: {degree: 2, mass: 1.0e-6}", "{expression: m^2*phi^2, parameters: {m: 1, mu: 2}}",
            "bad.yaml:2: potential.parameters.mu: is not in the formula (2). Take it out, or write it into expression." },
        { "monomial: {degree: 2, mass: 1.0e-6}", "{expression: 1e-2*phi^2, parameters: {e: 1}}",
            "bad.yaml:2: potential.parameters.e: is not in the formula (1)." },
        { "{phi: 16}", "{phi: 16}\nmetric: {expression: 1 + phi^2, parameters: {alpha: 1}}",
            "bad.yaml:4: metric.parameters.alpha: is not in the formula (1). Take it out, or write it into expression." },
        { "monomial: {degree: 2, mass: 1.0e-6}\ninitial: {phi: 16}", "expression: phi1^2/2\ninitial: {phi: [16, 2]}",
            "bad.yaml:2: potential.expression: does not name the field phi2 (\"phi1^2/2\"). Write it into the formula; "
                + "a free field without a mass as 0*phi2, or give fewer fields." },
        { "monomial: {degree: 2, mass: 1.0e-6}", "expression: \"1.0e-10\"",
            "bad.yaml:2: potential.expression: does not name the field phi (\"1.0e-10\"). Write it into the formula; "
                + "a free field without a mass as 0*phi." },
        { "initial: {phi: 16}", "", "bad.yaml:1: initial: is missing. Give a section with phi, phidot, for example initial: {phi: 16}." },
    };

    [Theory, MemberData(nameof(Replacements))]
    public void Every_way_to_get_a_file_wrong_has_one_clear_message(string old, string replacement, string message)
    {
        Good.ShouldContain(old);

        ExperimentFileException exception =
            Should.Throw<ExperimentFileException>(() => UniverseFile.Parse(Good.Replace(old, replacement), "bad.yaml"));

        exception.Problems.ShouldHaveSingleItem().ToString().ShouldStartWith(message);
    }

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        ExperimentFileException exception = Should.Throw<ExperimentFileException>(
            () => UniverseFile.Parse(
                Good.Replace("degree: 2", "degree: two").Replace("phi: 16", "phi: sixteen").Replace("55", "-55"), "bad.yaml"));

        exception.Problems.Select(problem => problem.Key)
            .ShouldBe(["potential.monomial.degree", "initial.phi", "perturbations.pivot_efolds"]);
    }

    [Fact]
    public void Overrides_replace_values_and_alternatives()
    {
        UniverseSettings settings = UniverseFile.Parse(
            Good, "good.yaml", overrides: ["potential.starobinsky.height=1e-10", "time.efolds=3", "initial.phi=5"]).Settings;

        settings.Potential.ShouldBe(new StarobinskySettings(1e-10));
        settings.Time.ShouldBe(new TimeSettings(null, null, 3, 201, EndChoice.Last));
        settings.Name.ShouldBe("good");
        settings.Universe.ShouldBe(new FriedmannSettings(new FluidSettings(0, 0, 0, 0, 0)));
    }

    [Theory, MemberData(nameof(Samples))]
    public void A_sample_is_read_obeys_the_schema_and_survives_the_round_trip(string name)
    {
        UniverseFile file = UniverseFile.Read(Path.Combine(Repository.Samples, "universes", name));

        file.Settings.Name.ShouldBe(Path.GetFileNameWithoutExtension(name));
        JsonNode schema = JsonNode.Parse(StudyCatalogue.Universe.Schema())!;
        SchemaCheck.Problems(schema, file.Tree.Root.ToJson()).ShouldBeEmpty();
        SchemaCheck.Problems(schema, file.ResolvedJson()).ShouldBeEmpty();
        UniverseFile again = UniverseFile.Parse(file.ResolvedYaml(), "again.yaml");
        again.Settings.ShouldBe(file.Settings);
        again.ResolvedYaml().ShouldBe(file.ResolvedYaml());
    }
}

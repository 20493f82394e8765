using System.Text.Json.Nodes;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Tests.Files;

/// <summary>What is generated from the description of the file and committed is what the code generates now.</summary>
public class DocumentsTests
{
    private const string Remedy =
        "The committed file differs from what the code generates. Rewrite it with: UPDATE_DOCS=1 dotnet test --project "
        + "tests/Inflaton.Experiments.Tests";

    public static TheoryData<string> Samples { get; } =
        [.. Directory.GetFiles(Repository.Samples, "*.yaml").Select(path => Path.GetFileName(path)).Order()];

    public static TheoryData<string> ScanSamples { get; } =
    [
        .. new[] { "scans", "paper", Path.Combine("paper", "quick") }.SelectMany(
            folder => Directory.GetFiles(Path.Combine(Repository.Samples, folder), "*.yaml"))
            .Select(path => Path.GetRelativePath(Repository.Samples, path)).Order(),
    ];

    public static TheoryData<string> Kinds { get; } = [.. StudyCatalogue.Kinds.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Reference_and_schemas_are_up_to_date(string name)
    {
        StudyKind kind = Kind(name);
        MustEqual($"{kind.Name}-file.md", kind.Documentation());
        MustEqual($"{kind.Name}.schema.json", kind.Schema());
        MustEqual($"{kind.ScanSchema}.schema.json", ScanFile.Schema(kind));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_file_to_start_from_is_one_of_its_kind_and_obeys_the_schema(string name)
    {
        StudyKind kind = Kind(name);
        SettingsTree file = SettingsTree.Parse(kind.Template("mine"), "mine.yaml", Repository.Root);
        StudyCatalogue.Of(file.Root).ShouldBe(kind);
        SchemaCheck.Problems(JsonNode.Parse(kind.Schema())!, file.Root.ToJson()).ShouldBeEmpty();
        IStudy study = kind.Read(file, null, double.PositiveInfinity);
        (study.Kind, study.Name).ShouldBe((kind, "mine"));
        kind.Estimator()(study).Seconds.ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_is_read_with_its_data_and_obeys_the_schema(string name)
    {
        ExperimentFile file = ExperimentFile.Read(Path.Combine(Repository.Samples, name));
        file.Settings.Name.ShouldBe(Path.GetFileNameWithoutExtension(name));
        ExperimentData.Load(file.Settings).Points.ShouldBe(name switch
        {
            "diabetes.yaml" => 442,
            "digits.yaml" or "digits-classes.yaml" or "digits-practice.yaml" => 500,
            "digits-practice-classes.yaml" => 200,
            "homogeneous.yaml" or "two-rolling-fields.yaml" => 1,
            "interval.yaml" => 50,
            "posterior.yaml" => 8,
            "two-clusters.yaml" => 20,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Say here how many inputs this sample has."),
        });
        JsonNode schema = JsonNode.Parse(StudyCatalogue.Experiment.Schema())!;
        SchemaCheck.Problems(schema, file.Tree.Root.ToJson()).ShouldBeEmpty();
        SchemaCheck.Problems(schema, file.ResolvedJson()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("weight_std", "\"wide\"", "network")]
    [InlineData("weight_sdt", "1", "network")]
    [InlineData("squared", "{}", "loss")]
    [InlineData("learning_rate", "\"fast\"", "optimizer.gradient_descent")]
    [InlineData("epochs", "1.5", "")]
    public void The_schema_refuses_what_the_reader_refuses(string key, string value, string section)
    {
        JsonNode root = ExperimentFile.Read(Path.Combine(Repository.Samples, "homogeneous.yaml")).ResolvedJson();
        JsonNode node = section.Split('.', StringSplitOptions.RemoveEmptyEntries).Aggregate(root, (inner, part) => inner[part]!);
        node[key] = JsonNode.Parse(value);
        SchemaCheck.Problems(JsonNode.Parse(StudyCatalogue.Experiment.Schema())!, root).ShouldNotBeEmpty();
        Should.Throw<ExperimentFileException>(() => ExperimentFile.Parse(root.ToJsonString(), "json.yaml", "."));
    }

    [Theory]
    [MemberData(nameof(ScanSamples))]
    public void Every_scan_sample_obeys_the_schema(string name) =>
        SchemaCheck.Problems(
            JsonNode.Parse(ScanFile.Schema(StudyCatalogue.Of(SettingsTree.Read(Path.Combine(Repository.Samples, name)).Root)))!,
            SettingsTree.Read(Path.Combine(Repository.Samples, name)).Root.ToJson()).ShouldBeEmpty();

    /// <summary>A value, a list of values, a range; and what none of them is.</summary>
    [Theory]
    [InlineData("network.weight_std", "1.5", true)]
    [InlineData("network.weight_std", "[1, 2]", true)]
    [InlineData("network.weight_std", "{from: 1, to: 2, steps: 3, scale: log}", true)]
    [InlineData("network.hidden", "[10, 10]", true)]
    [InlineData("network.hidden", "[[10], [10, 10]]", true)]
    [InlineData("optimizer.gradient_descent", "[{learning_rate: 0.1}, {learning_rate: 0.2, momentum: 0.5}]", true)]
    [InlineData("optimizer.gradient_descent", "{learning_rate: {from: 0.1, to: 0.2, steps: 2}, momentum: [0, 0.5]}", true)]
    [InlineData("network.weight_std", "[1, wide]", false)]
    [InlineData("network.weight_std", "[-1]", false)]
    [InlineData("network.weight_std", "[]", false)]
    [InlineData("network.weight_std", "{from: 1, to: 2, steps: 3, scale: cubic}", false)]
    [InlineData("network.activation", "[erf, reul]", false)]
    [InlineData("network.activation", "{from: 1, to: 2, steps: 3}", false)]
    [InlineData("optimizer.gradient_descent", "[{learning_rate: 0.1}, {momentum: 0.5}]", false)]
    [InlineData("scan", "{grid: [network.hidden], measure: []}", false)]
    [InlineData("scan", "{grid: [network.hidden]}", false)]
    [InlineData("scan", "{grid: [network.hidden], measure: [theta0], keep: all}", false)]
    public void The_schema_of_scans_knows_values_lists_and_ranges(string key, string value, bool isGood)
    {
        JsonNode root = SettingsTree.Read(Path.Combine(Repository.Samples, "scans", "theta0.yaml")).Root.ToJson();
        string[] path = key.Split('.');
        path[..^1].Aggregate(root, (inner, part) => inner[part]!)[path[^1]] = YamlReader.Parse(value, "value").ToJson();
        SchemaCheck.Problems(JsonNode.Parse(ScanFile.Schema(StudyCatalogue.Experiment))!, root).Any().ShouldBe(!isGood);
    }

    private static StudyKind Kind(string name) => StudyCatalogue.Kinds.Single(kind => kind.Name == name);

    private static void MustEqual(string name, string generated)
    {
        string path = Path.Combine(Repository.Root, "docs", name);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, generated);
        }

        File.ReadAllText(path).ShouldBe(generated, Remedy);
    }
}

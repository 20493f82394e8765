using System.Text.Json.Nodes;
using Inflaton.Experiments.Files;

namespace Inflaton.Experiments.Tests.Files;

/// <summary>What is generated from the description of the file and committed is what the code generates now.</summary>
public class DocumentsTests
{
    private const string Remedy =
        "The committed file differs from what the code generates. Rewrite it with: UPDATE_DOCS=1 dotnet test --project tests/Inflaton.Experiments.Tests";

    public static TheoryData<string> Samples { get; } =
        [.. Directory.GetFiles(Repository.Samples, "*.yaml").Select(path => Path.GetFileName(path)).Order()];

    [Fact]
    public void The_documentation_is_up_to_date() => MustEqual("experiment-file.md", ExperimentFile.Documentation());

    [Fact]
    public void The_schema_is_up_to_date() => MustEqual("experiment.schema.json", ExperimentFile.Schema());

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_is_read_with_its_data_and_obeys_the_schema(string name)
    {
        ExperimentFile file = ExperimentFile.Read(Path.Combine(Repository.Samples, name));
        file.Settings.Name.ShouldBe(Path.GetFileNameWithoutExtension(name));
        ExperimentData.Load(file.Settings).Points.ShouldBe(name switch
        {
            "diabetes.yaml" => 442,
            "digits.yaml" or "digits-classes.yaml" => 500,
            "homogeneous.yaml" => 1,
            "interval.yaml" => 50,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Say here how many inputs this sample has."),
        });
        JsonNode schema = JsonNode.Parse(ExperimentFile.Schema())!;
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
        SchemaCheck.Problems(JsonNode.Parse(ExperimentFile.Schema())!, root).ShouldNotBeEmpty();
        Should.Throw<ExperimentFileException>(() => ExperimentFile.Parse(root.ToJsonString(), "json.yaml", "."));
    }

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

using System.Text.Json.Nodes;

namespace Inflaton.Cli;

/// <summary><c>inflaton fit</c>: the samples with few steps, and chains that are gone on with.</summary>
public sealed class FitCommandTests
{
    private static readonly string[] Files = ["summary.json", "fit.npz", "fit.yaml", "chain.csv", "report.html"];

    public static TheoryData<string> Samples { get; } =
        [
            .. Directory.GetFiles(Path.Combine(Repository.Root, "samples", "fits"), "*.yaml")
                .Select(path => Path.GetFileNameWithoutExtension(path)).Order(),
        ];

    [Theory, MemberData(nameof(Samples))]
    public void A_sample_runs_and_writes_all_that_is_promised(string name)
    {
        using Session session = new();

        session.Run("fit", Sample(name), "--out", session.In("out"), "--json", "--set", "fit.steps=4").ShouldBe(0, session.Error);

        JsonNode summary = JsonNode.Parse(session.Output)!;
        summary["name"]!.GetValue<string>().ShouldBe(name);
        summary["status"]!.GetValue<string>().ShouldBe("completed");
        summary["converged"]!.GetValue<bool>().ShouldBeFalse();
        foreach (string file in Files)
        {
            new FileInfo(session.In($"out/{file}")).Length.ShouldBeGreaterThan(100, file);
        }

        Pictures.ShouldStandBeside(Directory.GetFiles(session.In("out/figures"), "*.vl.json"));
    }

    [Fact]
    public void A_chain_is_gone_on_with_and_the_written_file_gives_the_same_bits()
    {
        using Session session = new();
        string[] quiet = ["-q", "--no-pictures"];
        session.Run(["fit", Sample("plateau"), "--out", session.In("one"), "--set", "fit.steps=2", .. quiet]).ShouldBe(0, session.Error);
        session.Run(["fit", Sample("plateau"), "--out", session.In("one"), "--resume", "--set", "fit.steps=4", .. quiet])
            .ShouldBe(0, session.Error);
        session.Run(["fit", session.In("one/fit.yaml"), "--out", session.In("two"), "--threads", "1", .. quiet]).ShouldBe(0, session.Error);

        File.ReadAllBytes(session.In("two/fit.npz")).ShouldBe(File.ReadAllBytes(session.In("one/fit.npz")));
        session.Run(["fit", Sample("plateau"), "--out", session.In("three"), "--resume", .. quiet]).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("holds no chain to go on with");
    }

    [Fact]
    public void A_new_fit_obeys_the_schema_and_says_what_it_would_cost()
    {
        using Session session = new();
        session.Run("new", "first", "--fit").ShouldBe(0, session.Error);
        session.Output.ShouldContain("inflaton fit first.yaml");
        session.Run("fit", session.In("first.yaml"), "--dry-run").ShouldBe(0, session.Error);
        session.Output.ShouldContain("2 parameters, 32 walkers");
        session.Run("fit", session.In("first.yaml"), "--out", session.In("out"), "--no-pictures", "--set", "fit.steps=3")
            .ShouldBe(0, session.Error);
        session.Output.ShouldContain("potential.starobinsky.height");
        JsonNode summary = JsonNode.Parse(File.ReadAllText(session.In("out/summary.json")))!;
        (summary["status"]!.GetValue<string>(), summary["name"]!.GetValue<string>()).ShouldBe(("completed", "first"));
        summary["failed"]!.GetValue<int>().ShouldBe(0);
        session.Run("schema", "fit").ShouldBe(0);
        session.Output.ShouldBe(File.ReadAllText(Path.Combine(Repository.Root, "docs", "fit.schema.json")));
        session.Run("universe", session.In("first.yaml")).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("inflaton fit");
    }

    private static string Sample(string name) => Path.Combine(Repository.Root, "samples", "fits", $"{name}.yaml");
}

using System.Text.Json.Nodes;

namespace Inflaton.Cli;

/// <summary>The samples that the README names, run through the command line at a reduced size.</summary>
public sealed class SampleTests
{
    private static readonly string[] Files = ["summary.json", "trajectories.npz", "experiment.yaml", "report.html"];

    [Theory]
    [InlineData("diabetes", "network.hidden=[64,64]", "epochs=30")]
    [InlineData("digits", "network.hidden=[64]", "epochs=30")]
    [InlineData("digits-classes", "network.hidden=[64]", "epochs=20", "data.file.rows=100")]
    [InlineData("homogeneous", "network.hidden=[64,64]", "epochs=100")]
    [InlineData("interval", "network.hidden=[64,64]", "epochs=100")]
    [InlineData("posterior", "network.hidden=[64,64]", "epochs=100")]
    [InlineData("two-rolling-fields", "network.hidden=[64]", "epochs=100")]
    [InlineData("two-clusters", "network.hidden=[64]", "epochs=100")]
    [InlineData("friedmann/self-consistent", "network.hidden=[64]", "epochs=100")]
    [InlineData("lattice/plain", "network.hidden=[64]", "epochs=100")]
    public void A_sample_runs_and_writes_all_that_is_promised(string name, params string[] smaller)
    {
        using Session session = new();

        session.Run(["run", Session.Sample(name), "--out", session.In("out"), "--json", "--set", .. smaller]).ShouldBe(0, session.Error);

        JsonNode summary = JsonNode.Parse(session.Output)!;
        summary["name"]!.GetValue<string>().ShouldEndWith(Path.GetFileName(name));
        summary["status"]!.GetValue<string>().ShouldBe("completed");
        foreach (string file in Files)
        {
            new FileInfo(session.In($"out/{file}")).Length.ShouldBeGreaterThan(100, file);
        }

        string[] figures = Directory.GetFiles(session.In("out/figures"), "*.vl.json");
        figures.Length.ShouldBeGreaterThan(5);
        Pictures.ShouldStandBeside(figures);
        File.ReadAllText(session.In("out/summary.json")).ShouldBe(session.Output);
    }

    [Fact]
    public void The_written_experiment_file_gives_the_same_bits()
    {
        using Session session = new();
        session.Run(
            "run", Session.Sample("interval"), "--out", session.In("one"), "-q", "--no-pictures", "--set", "network.hidden=[40]",
            "epochs=50").ShouldBe(0);
        session.Run("run", session.In("one/experiment.yaml"), "--out", session.In("two"), "-q", "--no-pictures", "--threads", "1")
            .ShouldBe(0);

        File.ReadAllBytes(session.In("two/trajectories.npz")).ShouldBe(File.ReadAllBytes(session.In("one/trajectories.npz")));
        File.ReadAllText(session.In("two/experiment.yaml")).ShouldBe(File.ReadAllText(session.In("one/experiment.yaml")));
    }

    [Fact]
    public void A_new_file_runs()
    {
        using Session session = new();
        session.Run("new", "first").ShouldBe(0);
        session.Run(
            "run", session.In("first.yaml"), "--out", session.In("out"), "-q", "--no-pictures", "--set", "network.hidden=[32]",
            "epochs=20").ShouldBe(0, session.Error);
        session.Run("new", "first").ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("first.yaml: exists already");
        session.Run("new", "first", "--force").ShouldBe(0);
    }

    [Fact]
    public void A_report_can_be_made_anew_and_is_the_same()
    {
        using Session session = new();
        session.Run(
            "run", Session.Sample("homogeneous"), "--out", session.In("out"), "-q", "--no-pictures", "--set", "network.hidden=[32]",
            "epochs=20").ShouldBe(0);
        File.Delete(session.In("out/report.html"));
        session.Run("report", session.In("out")).ShouldBe(0, session.Error);
        File.ReadAllText(session.In("out/report.html")).ShouldContain("homogeneous");
        session.Run("report", session.Folder).ShouldBe(ExitCode.BadInput);
        session.Error.ShouldContain("holds no summary.json");
    }
}

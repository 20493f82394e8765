using System.Text.RegularExpressions;
using Inflaton.Cli.Slurm;
using YamlDotNet.RepresentationModel;

namespace Inflaton.Cli;

/// <summary>
/// The examples of <c>docs/cluster.md</c> for other batch systems, run as these would run them, of two tasks in the place of many.
/// </summary>
public sealed partial class ClusterDocsTests : IDisposable
{
    private const string Scan = """
        name: theta0
        network: {hidden: [[8], [16]], activation: [relu, erf]}
        data: {point: [1.0]}
        loss: {power: {degree: 2, scale: 0.01, minimum: 5}}
        optimizer: {gradient_descent: {learning_rate: 0.1}}
        epochs: 0
        scan: {grid: [network.hidden, network.activation], measure: [theta0]}
        """;

    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "cluster.md"));

    private readonly string folder = Directory.CreateTempSubdirectory("inflaton-cluster-").FullName;

    public ClusterDocsTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Batch systems have a shell.");
        File.WriteAllText(Path.Combine(folder, "theta0.yaml"), Scan);
        string program = Path.Combine(folder, "inflaton");
        File.WriteAllText(program, $"#!/bin/sh\nexec dotnet '{typeof(CommandLine).Assembly.Location}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>One part by PBS, the other by Kubernetes: no task knows what started another.</summary>
    [Fact]
    public void A_task_of_PBS_and_one_of_Kubernetes_make_the_rows_of_a_shell()
    {
        string pbs = Block("bash", "#PBS");
        foreach (string line in pbs.Split('\n').Where(line => line.StartsWith("#PBS", StringComparison.Ordinal)))
        {
            line.ShouldMatch("^#PBS( -[A-Za-z] [^ ]+)+$");
        }

        pbs.ShouldContain("-J 1-20\n");
        Shell(
            "cd /; " + OfTwo(pbs).Replace("exec ", "", StringComparison.Ordinal),
            ("PBS_O_WORKDIR", folder), ("PBS_ARRAY_INDEX", "1"));

        YamlMappingNode job = Manifest();
        Text(job, "kind").ShouldBe("Job");
        Text(job, "spec", "completionMode").ShouldBe("Indexed");
        Text(job, "spec", "completions").ShouldBe("20");
        YamlMappingNode pod = (YamlMappingNode)At(job, "spec", "template", "spec");
        YamlMappingNode container = ((YamlSequenceNode)At(pod, "containers")).Children.Cast<YamlMappingNode>().ShouldHaveSingleItem();
        string[] command = [.. ((YamlSequenceNode)At(container, "command")).Select(word => ((YamlScalarNode)word).Value!)];
        command[..2].ShouldBe(["/bin/sh", "-c"]);
        Text(container, "workingDir").ShouldBe("/scans");
        command[2].ShouldContain("--out out/theta0");
        Shell(
            OfTwo(command[2]).Replace("/scans/inflaton/inflaton", "inflaton", StringComparison.Ordinal),
            ("JOB_COMPLETION_INDEX", "1"));
        Shell("inflaton scan merge out/theta0").ShouldContain("4 new rows; 4 of 4 runs are done.");
        object?[][] rows = SlurmScans.Results(Path.Combine(folder, "out", "theta0"));

        string loop = Block("bash", "seq 4");
        Shell(loop.Replace("out/theta0", "out/loop", StringComparison.Ordinal)).ShouldContain("4 of 4 runs are done.");
        SlurmScans.Results(Path.Combine(folder, "out", "loop")).ShouldBe(rows);
        Directory.Exists(Path.Combine(folder, "out", "loop", "parts")).ShouldBeFalse();
    }

    [Fact]
    public void Every_shell_example_is_one()
    {
        string[] blocks =
            [.. Fence().Matches(Page).Where(one => one.Groups["kind"].Value == "bash").Select(one => one.Groups["text"].Value)];
        blocks.Length.ShouldBeGreaterThan(1);
        foreach (string block in blocks)
        {
            string script = Path.Combine(folder, "example.sh");
            File.WriteAllText(script, block);
            Shell($"bash -n '{script}'").ShouldBeEmpty();
        }
    }

    private static string OfTwo(string command)
    {
        command.ShouldContain("/20");
        return command.Replace("/20", "/2", StringComparison.Ordinal);
    }

    private static string Block(string kind, string with) => Fence().Matches(Page)
        .Where(one => one.Groups["kind"].Value == kind).Select(one => one.Groups["text"].Value)
        .Single(text => text.Contains(with, StringComparison.Ordinal));

    private static YamlMappingNode Manifest()
    {
        YamlStream stream = [];
        stream.Load(new StringReader(Block("yaml", "kind: Job")));
        return (YamlMappingNode)stream.Documents.ShouldHaveSingleItem().RootNode;
    }

    private static YamlNode At(YamlNode node, params string[] keys) => keys.Aggregate(node, (at, key) => at[key]);

    private static string Text(YamlNode node, params string[] keys) => ((YamlScalarNode)At(node, keys)).Value!;

    private string Shell(string command, params (string Name, string Value)[] environment)
    {
        (int code, string output, string errors) = OtherProgram.Run(
            folder, [("PATH", $"{folder}:{Environment.GetEnvironmentVariable("PATH")}"), .. environment],
            "bash", "-e", "-u", "-c", command);
        code.ShouldBe(0, $"{command}\n{output}\n{errors}");
        return output;
    }

    [GeneratedRegex("```(?<kind>[a-z]+)\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}

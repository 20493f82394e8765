using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Inflaton.Experiments.Tests.Reports;

public class VegaBundleTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "third-party/vega");
    private static readonly JsonNode Package = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "figures/package.json")))!;

    [Theory]
    [InlineData("vega")]
    [InlineData("vega-lite")]
    [InlineData("vega-embed")]
    public void Bundle_table_and_package_name_one_version(string name)
    {
        string table = File.ReadAllText(Path.Combine(Folder, "VERSIONS.md"));
        string version = Regex.Match(table, $@"^\| {name} \| ([\d.]+) \|", RegexOptions.Multiline).Groups[1].Value;

        version.ShouldNotBeEmpty();
        File.ReadAllText(Path.Combine(Folder, $"{name}.min.js")).ShouldContain($"=\"{version}\"");
        ((string?)(Package["dependencies"]![name] ?? Package["devDependencies"]![name])).ShouldBe(version);
        File.ReadAllText(Path.Combine(Folder, $"LICENSE.{name}")).ShouldContain("Redistribution");
    }

    [Fact]
    public void Packages_are_pinned_and_come_from_the_public_registry()
    {
        Package["dependencies"]!.AsObject().Concat(Package["devDependencies"]!.AsObject()).ShouldAllBe(entry => Regex.IsMatch((string)entry.Value!, @"^\d+\.\d+\.\d+$"));

        JsonNode packages = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "figures/package-lock.json")))!["packages"]!;
        packages.AsObject().Select(entry => (string?)entry.Value!["resolved"]).OfType<string>().ShouldAllBe(url => url.StartsWith("https://registry.npmjs.org/"));
    }
}

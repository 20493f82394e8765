using System.Text.RegularExpressions;

namespace Inflaton.Experiments.Tests.Reports;

public class VegaBundleTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "third-party/vega");

    [Theory]
    [InlineData("vega")]
    [InlineData("vega-lite")]
    [InlineData("vega-embed")]
    public void Bundle_and_table_name_one_version(string name)
    {
        string table = File.ReadAllText(Path.Combine(Folder, "VERSIONS.md"));
        string version = Regex.Match(table, $@"^\| {name} \| ([\d.]+) \|", RegexOptions.Multiline).Groups[1].Value;

        version.ShouldNotBeEmpty();
        File.ReadAllText(Path.Combine(Folder, $"{name}.min.js")).ShouldContain($"=\"{version}\"");
        File.ReadAllText(Path.Combine(Folder, $"LICENSE.{name}")).ShouldContain("Redistribution");
    }

    [Fact]
    public void Packages_that_draw_are_noted_in_the_version_that_is_used()
    {
        string pinned = File.ReadAllText(Path.Combine(Repository.Root, "Directory.Packages.props"));
        MatchCollection rows = Regex.Matches(
            File.ReadAllText(Path.Combine(Repository.Root, "third-party/PACKAGES.md")),
            @"^\| ([\w.-]+) \| ([\d.]+) \| \S", RegexOptions.Multiline);

        rows.Count.ShouldBeGreaterThan(5);
        rows.ShouldAllBe(row => pinned.Contains($"Include=\"{row.Groups[1].Value}\" Version=\"{row.Groups[2].Value}\""));
    }
}

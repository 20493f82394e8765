namespace Inflaton.Web;

/// <summary>The committed files of the page are those that its sources give.</summary>
public sealed class PageBuildTests(PageBuild build)
{
    [Fact]
    public void Building_the_page_gives_the_committed_bytes()
    {
        if (build.Missing is { } reason)
        {
            Assert.Skip($"The page is not built anew. {reason}");
        }

        string committed = Path.Combine(Repository.Root, "src", "Inflaton.Web", "Assets");
        string[] names = [.. Directory.GetFiles(committed).Select(file => Path.GetFileName(file)).Order()];

        Directory.GetFiles(build.Output).Select(file => Path.GetFileName(file)).Order().ShouldBe(names);
        foreach (string name in names)
        {
            File.ReadAllBytes(Path.Combine(build.Output, name)).SequenceEqual(File.ReadAllBytes(Path.Combine(committed, name)))
                .ShouldBeTrue($"{name}: run 'npm ci && npm run build' in src/Inflaton.Web/page and commit what comes out.");
        }
    }
}

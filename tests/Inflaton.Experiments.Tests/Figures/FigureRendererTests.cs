using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Figures;

public sealed class FigureRendererTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("inflaton-render-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_the_package_it_says_so()
    {
        FigureRenderer renderer = new(start: _folder);

        renderer.IsAvailable.ShouldBeFalse();
        renderer.Render(["loss.vl.json"], TimeSpan.FromSeconds(1)).ShouldNotBeNull().ShouldContain("npm ci");
    }

    [Fact]
    public void Without_node_it_says_so() =>
        new FigureRenderer(node: "no-such-node").Render(["loss.vl.json"], TimeSpan.FromSeconds(1)).ShouldNotBeNull().ShouldContain("Node");

    [Fact]
    public void Nothing_to_render_is_no_failure() => new FigureRenderer(start: _folder).Render([], TimeSpan.FromSeconds(1)).ShouldBeNull();

    [Theory]
    [InlineData(1, 6)]
    [InlineData(3, 0)]
    public void Every_figure_renders_without_a_warning(int outputs, int testPoints)
    {
        FigureRenderer renderer = new() { Strict = true };
        Assert.SkipUnless(renderer.IsAvailable, "Node or the packages of figures/ are not installed.");
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(outputs, testPoints, records: 12);
        IReadOnlyList<string> paths = FigureSet.Write(_folder, summary, arrays);

        renderer.Render(paths, TimeSpan.FromSeconds(120)).ShouldBeNull();

        foreach (string path in paths)
        {
            string stem = path[..^FigureSet.Extension.Length];
            File.ReadAllText(stem + ".svg").ShouldStartWith("<svg");
            File.ReadAllBytes(stem + ".png").AsSpan(0, 4).SequenceEqual<byte>([0x89, (byte)'P', (byte)'N', (byte)'G']).ShouldBeTrue();
        }

        Directory.GetFiles(_folder, "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public void A_broken_figure_is_named_and_the_others_are_rendered()
    {
        FigureRenderer renderer = new();
        Assert.SkipUnless(renderer.IsAvailable, "Node or the packages of figures/ are not installed.");
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 3);
        string good = FigureSet.Write(_folder, summary, arrays)[0];
        string broken = Path.Combine(_folder, "broken.vl.json"), remote = Path.Combine(_folder, "remote.vl.json");
        File.WriteAllText(broken, "{");
        File.WriteAllText(remote, """{"data":{"url":"https://example.org/a.json"},"mark":"point","encoding":{"x":{"field":"a","type":"quantitative"}}}""");

        string failure = renderer.Render([broken, good], TimeSpan.FromSeconds(60)).ShouldNotBeNull();

        failure.ShouldContain("broken.vl.json");
        failure.ShouldNotContain("\n");
        File.Exists(good[..^FigureSet.Extension.Length] + ".png").ShouldBeTrue();
        renderer.Render([remote], TimeSpan.FromSeconds(60)).ShouldNotBeNull().ShouldContain("inline");
    }

    [Fact]
    public void A_renderer_that_hangs_is_ended()
    {
        Assert.SkipUnless(new FigureRenderer().IsAvailable, "Node is not installed.");
        Directory.CreateDirectory(Path.Combine(_folder, "figures", "node_modules", "vega"));
        File.WriteAllText(Path.Combine(_folder, "figures", "render.mjs"), "setInterval(() => {}, 1000);");

        new FigureRenderer(_folder).Render(["loss.vl.json"], TimeSpan.FromSeconds(0.5)).ShouldNotBeNull().ShouldContain("0.5 s");
    }
}

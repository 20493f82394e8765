using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.ArrayFiles;
using SkiaSharp;

namespace Inflaton.Experiments.Tests.Figures;

public sealed class FigureRendererTests : IDisposable
{
    private const string Missing = "Figures are drawn on Linux on x64 alone.";
    private readonly string folder = Directory.CreateTempSubdirectory("inflaton-render-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Without_the_libraries_it_says_so_in_a_line()
    {
        FigureRenderer renderer = new(folder: folder);

        renderer.IsAvailable.ShouldBeFalse();
        string line = renderer.Render(["loss.vl.json"]).ShouldNotBeNull();
        line.ShouldContain("Linux");
        line.ShouldNotContain("\n");
    }

    [Fact]
    public void Linux_on_x64_has_the_libraries()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.Is64BitProcess && System.Runtime.Intrinsics.X86.X86Base.X64.IsSupported, Missing);

        new FigureRenderer().IsAvailable.ShouldBeTrue();
    }

    [Fact]
    public void Nothing_to_render_is_no_failure() => new FigureRenderer(folder: folder).Render([]).ShouldBeNull();

    [Theory]
    [InlineData(1, 6)]
    [InlineData(3, 0)]
    public void Every_figure_renders_without_a_warning(int outputs, int testPoints)
    {
        FigureRenderer renderer = new() { IsStrict = true };
        Assert.SkipUnless(renderer.IsAvailable, Missing);
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(outputs, testPoints, records: 12);
        IReadOnlyList<string> paths = FigureSet.Write(folder, summary, arrays);

        renderer.Render(paths).ShouldBeNull();

        foreach (string path in paths)
        {
            XElement svg = XDocument.Load(Svg(path)).Root!;
            svg.Name.LocalName.ShouldBe("svg");
            Titles(File.ReadAllText(path)).Except(Texts(svg)).ShouldBeEmpty(path);
            svg.Descendants().Count(IsDataMark).ShouldBeGreaterThan(0, path);
            using SKBitmap picture = SKBitmap.Decode(Png(path));
            picture.Width.ShouldBe((int)Math.Ceiling(2 * Number(svg, "width")));
            picture.Height.ShouldBe((int)Math.Ceiling(2 * Number(svg, "height")));
            picture.Pixels.Distinct().Count().ShouldBeGreaterThan(10, path);
        }

        Directory.GetFiles(folder, "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public void Small_and_large_numbers_of_axes_are_written_with_powers_of_ten()
    {
        FigureRenderer renderer = new() { IsStrict = true };
        Assert.SkipUnless(renderer.IsAvailable, Missing);
        Chart chart = new SeriesPlot("small", "abscissa", "ordinate") { LogX = true }.Of(
            [("curve", [], [1e-6, 1, 1e6], [-1e-12, 5e-13, 1e-12])])!;
        string path = Path.Combine(folder, "small" + FigureSet.Extension);
        File.WriteAllText(path, chart.ToSpec("Small numbers.").ToJsonString());

        renderer.Render([path]).ShouldBeNull();

        string[] texts = [.. Texts(XDocument.Load(Svg(path)).Root!)];
        texts.ShouldContain("10⁻⁶");
        texts.ShouldContain("10⁶");
        texts.ShouldContain("5×10⁻¹³");
        texts.ShouldContain("−10⁻¹²");
        texts.ShouldContain("0");
    }

    /// <summary>Painted where the word stands and nowhere else, whatever fonts the machine has, and as wide as the font says.</summary>
    [Fact]
    public void Text_is_painted_where_the_drawing_has_it()
    {
        Assert.SkipUnless(new FigureRenderer().IsAvailable, Missing);
        string path = Write(
            """{"data":{"values":[{"a":0}]},"width":200,"height":50,"config":{"view":{"stroke":null}},"mark":"""
                + """{"type":"text","text":"MMMMMMMMMM","fontSize":10}}""");

        new FigureRenderer().Render([path]).ShouldBeNull();

        using SKBitmap picture = SKBitmap.Decode(Png(path));
        int[] columns =
            [.. Enumerable.Range(0, picture.Width)
                .Where(x => Enumerable.Range(0, picture.Height).Any(y => picture.GetPixel(x, y).Red < 128))];
        // DejaVu Sans gives M 1767 of 2048 units; its stems begin 201 units inside.
        (columns[^1] - columns[0] + 1.0).ShouldBe(2 * 10 * ((10 * 1767) - (2 * 201)) / 2048.0, 3);
        ((columns[^1] + columns[0]) / 2.0).ShouldBe(picture.Width / 2.0, 2);
    }

    [Fact]
    public void The_same_figures_give_the_same_bytes_in_any_company()
    {
        Assert.SkipUnless(new FigureRenderer().IsAvailable, Missing);
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 12);
        IReadOnlyList<string> paths = FigureSet.Write(folder, summary, arrays);
        new FigureRenderer().Render(paths).ShouldBeNull();
        byte[][] together = [.. paths.SelectMany(path => new[] { File.ReadAllBytes(Svg(path)), File.ReadAllBytes(Png(path)) })];

        foreach (string path in paths.Reverse())
        {
            new FigureRenderer().Render([path]).ShouldBeNull();
        }

        paths.SelectMany(path => new[] { File.ReadAllBytes(Svg(path)), File.ReadAllBytes(Png(path)) }).Zip(together)
            .ShouldAllBe(pair => pair.First.SequenceEqual(pair.Second));
    }

    [Fact]
    public void A_broken_figure_is_named_and_the_others_are_rendered()
    {
        Assert.SkipUnless(new FigureRenderer().IsAvailable, Missing);
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 3);
        string good = FigureSet.Write(folder, summary, arrays)[0];
        string broken = Path.Combine(folder, "broken.vl.json");
        File.WriteAllText(broken, "{");
        File.WriteAllText(Png(broken), "of an earlier run");

        string failure = new FigureRenderer().Render([broken, good]).ShouldNotBeNull();

        failure.ShouldContain("broken.vl.json");
        failure.ShouldNotContain("\n");
        File.Exists(Png(broken)).ShouldBeFalse();
        File.Exists(Png(good)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("https://example.org/a.json")]
    [InlineData("file:///etc/hostname")]
    public void Nothing_is_fetched(string address)
    {
        Assert.SkipUnless(new FigureRenderer().IsAvailable, Missing);
        string data = Write($$"""{"data":{"url":"{{address}}" },"mark":"point","encoding":{"x":{"field":"a","type":"quantitative"} } }""");
        string image = Write(
            $$"""{"data":{"values":[{"a":1}]},"mark":{"type":"image","url":"{{address}}","width":9,"height":9} }""", "image");

        new FigureRenderer().Render([data]).ShouldNotBeNull().ShouldContain("inline");
        new FigureRenderer().Render([image]).ShouldNotBeNull();
        Directory.GetFiles(folder, "*.svg").ShouldBeEmpty();
    }

    [Fact]
    public void Figures_see_nothing_of_the_program()
    {
        Assert.SkipUnless(new FigureRenderer().IsAvailable, Missing);
        using FigureFont font = new();
        using VegaEngine engine = new(font);

        foreach (string name in (string[])["host", "clr", "require", "fetch", "XMLHttpRequest", "window", "process"])
        {
            engine.Text($"typeof {name}").ShouldBe("undefined", name);
        }
    }

    /// <summary>A drawing that would take minutes is broken off in its midst, not looked at when it is done.</summary>
    [Fact]
    public void A_drawing_that_does_not_end_is_ended()
    {
        Assert.SkipUnless(new FigureRenderer().IsAvailable, Missing);
        string endless = Write(
            """{"data":{"sequence":{"start":0,"stop":6e5,"as":"x"}},"transform":"""
                + """[{"loess":"x","on":"x"}],"mark":"point","encoding":{"x":{"field":"x","type":"quantitative"}}}""");

        new FigureRenderer().Render([endless], TimeSpan.FromSeconds(1)).ShouldNotBeNull().ShouldContain("within 1 s");
    }

    /// <summary>The memory of an engine is that of V8, which nothing gives back but its end.</summary>
    [Fact]
    public void An_engine_that_has_ended_does_nothing_more()
    {
        Assert.SkipUnless(new FigureRenderer().IsAvailable, Missing);
        using FigureFont font = new();
        VegaEngine engine = new(font);
        engine.Text("'alive'").ShouldBe("alive");

        engine.Dispose();

        Should.Throw<ObjectDisposedException>(() => engine.Text("'alive'"));
    }

    /// <summary>What was stopped draws nothing more, and says what does.</summary>
    [Fact]
    public void Stopped_it_leaves_what_is_not_drawn()
    {
        Assert.SkipUnless(new FigureRenderer().IsAvailable, Missing);
        string path = Write("""{"data":{"values":[{"x":1}]},"mark":"point","encoding":{"x":{"field":"x","type":"quantitative"}}}""");

        new FigureRenderer().Render([path], cancellation: new CancellationToken(canceled: true)).ShouldNotBeNull().ShouldContain("stopped");
        File.Exists(Svg(path)).ShouldBeFalse();
        new FigureRenderer().Render([path]).ShouldBeNull();
        File.Exists(Svg(path)).ShouldBeTrue();
    }

    private static string Svg(string specification) => specification[..^FigureSet.Extension.Length] + ".svg";

    private static string Png(string specification) => specification[..^FigureSet.Extension.Length] + ".png";

    private static double Number(XElement element, string attribute) =>
        double.Parse((string)element.Attribute(attribute)!, CultureInfo.InvariantCulture);

    private static bool IsDataMark(XElement element) =>
        element.Name.LocalName == "path"
            && ((string?)element.Parent?.Attribute("class") ?? "").Contains("role-mark", StringComparison.Ordinal);

    private static HashSet<string> Texts(XElement svg) =>
        [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];

    private static IEnumerable<string> Titles(string specification) => SpecReader.Titles(JsonNode.Parse(specification)!.AsObject());

    private string Write(string specification, string name = "probe")
    {
        string path = Path.Combine(folder, name + FigureSet.Extension);
        File.WriteAllText(path, specification);
        return path;
    }
}

using System.Globalization;
using System.Text.Json;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Scans;
using Microsoft.Playwright;

namespace Inflaton.Web;

/// <summary>What a person does in the room of runs.</summary>
public sealed class RunsRoomTests(Browser browser)
{
    private const string Table = "section[aria-label=Scan] .table";
    private const string Rows = Table + " tbody tr";

    [Fact]
    public async Task Two_runs_are_compared_and_given_away_as_files()
    {
        using RunsFolder folder = new();
        folder.Run("seed-1", "seed=1");
        folder.Run("seed-2", "seed=2");
        await using Served served = await Served.Start(root: folder.Path);
        await using Visit visit = await Visit.Open(browser, served, "#runs");
        IPage page = visit.Page;

        await visit.Press("Copy as YAML");
        await page.GetByText("Choose a run first.").First.WaitForAsync();
        await page.GetByLabel("Show seed-1").CheckAsync();
        await page.GetByLabel("Show seed-2").CheckAsync();
        await page.Locator("section[aria-label=Summaries] tr.over td", new PageLocatorOptions { HasText = "loss_final" })
            .First.WaitForAsync();
        await page.Locator("iframe").Nth(1).WaitForAsync();
        (await page.Locator("section[aria-label=Summaries] tr:not(.over) td", new PageLocatorOptions { HasText = "momentum" }).CountAsync())
            .ShouldBeGreaterThan(0);

        await visit.Press("Copy as YAML");
        string yaml = await page.GetByLabel("The file as YAML").InputValueAsync();
        ExperimentFile.Parse(yaml, "copied.yaml", ".").Settings.Seed.ShouldBe(1UL);
        await page.GetByText("./inflaton run roll.yaml").WaitForAsync();
    }

    /// <summary>Presets come from what lies there, and each has a sentence.</summary>
    [Fact]
    public async Task Presets_show_the_latest()
    {
        using RunsFolder folder = new();
        folder.Run("older");
        folder.Run("newer");
        folder.Scan("scan", RunsFolder.Small(seeds: 1));
        Directory.SetLastWriteTimeUtc(folder.Path, DateTime.UnixEpoch);
        File.SetLastWriteTimeUtc(Path.Combine(folder.Path, "older", "summary.json"), DateTime.UnixEpoch);
        await using Served served = await Served.Start(root: folder.Path);
        await using Visit visit = await Visit.Open(browser, served, "#runs");

        string last = (await visit.Page.Locator("section[aria-label='Runs and scans'] tbody tr").Last.TextContentAsync())!;
        last.ShouldContain("older", Case.Sensitive, "The newest is the first.");
        await visit.Press("The latest run");
        await visit.Page.GetByText("Summary", new PageGetByTextOptions { Exact = true }).WaitForAsync();
        (await visit.Page.GetByLabel("Show newer").IsCheckedAsync()).ShouldBeTrue();
        (await visit.Page.Locator(".presets p").TextContentAsync())!.Length.ShouldBeGreaterThan(40);
        await visit.Press("The latest two");
        await visit.Page.GetByText("Summaries; what differs is marked").WaitForAsync();
        (await visit.Page.GetByLabel("Show older").IsCheckedAsync()).ShouldBeTrue();
        await visit.Press("The latest scan");
        await visit.Page.Locator(Rows).First.WaitForAsync();
    }

    /// <summary>Of two runs that a link names one is not there any more: the other is shown, and it is said.</summary>
    [Fact]
    public async Task A_run_that_is_gone_is_told()
    {
        using RunsFolder folder = new();
        folder.Run("here");
        await using Served served = await Served.Start(root: folder.Path);
        await using Visit visit = await Visit.Open(
            browser, served, Studies.Link("runs", """{"name": "x", "kind": "run", "runs": ["gone", "here"]}"""));

        await visit.Page.GetByText("Report of here").WaitForAsync();
        await visit.Page.Locator(".problems li").GetByText("There is no such run").WaitForAsync();
    }

    /// <summary>Where there is no room for all axes one moves along them.</summary>
    [Fact]
    public async Task Axes_stay_apart_on_a_narrow_screen()
    {
        using RunsFolder folder = new();
        folder.Scan("scan", ScanFile.Parse(
            $"{Studies.Roll}\nscan: {{seeds: 2, measure: [theta0, leading_eigenvalue, domination, loss_final, kernel_drift]}}",
            "scan.yaml", "."));
        await using Served served = await Served.Start(root: folder.Path);
        await using Visit visit = await Visit.Open(browser, served, "#runs", width: 360);
        await visit.Press("The latest scan");

        ILocator picture = visit.Page.Locator("section[aria-label='All axes beside each other'] .picture");
        await picture.Locator("canvas").WaitForAsync();
        (await picture.EvaluateAsync<double>("it => it.scrollWidth - it.clientWidth")).ShouldBeGreaterThan(0);
        (await visit.Page.EvaluateAsync<double>("() => document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0);
    }

    /// <summary>
    /// Table, lines and points mark the same run, wherever it is pointed at; two are compared; a link shows it all again.
    /// </summary>
    [Fact]
    public async Task A_scan_is_linked_compared_and_shared()
    {
        using RunsFolder folder = new();
        ScanFile scan = RunsFolder.Small(seeds: 3);
        folder.Scan("scan", scan);
        await using Served served = await Served.Start(root: folder.Path);
        await using Visit visit = await Visit.Open(browser, served, "#runs");
        IPage page = visit.Page;
        await page.GetByLabel("Show scan").CheckAsync();
        await page.Locator(Rows).First.WaitForAsync();
        (await page.Locator(Rows).CountAsync()).ShouldBe(6);

        await page.Locator(Rows).Nth(2).HoverAsync();
        (await page.Locator($"{Rows}.over td:nth-child(2)").TextContentAsync()).ShouldBe("3");
        foreach (string picture in (string[])["All axes beside each other", "Two of them"])
        {
            string before = await Pixels(page, picture);
            await page.Locator(Rows).Nth(4).HoverAsync();
            (await Pixels(page, picture)).ShouldNotBe(before, $"{picture}: another run is marked.");
            await page.Locator(Rows).Nth(2).HoverAsync();
            (await Pixels(page, picture)).ShouldBe(before);
        }

        foreach (string picture in (string[])["All axes beside each other", "Two of them"])
        {
            await page.Mouse.MoveAsync(2, 2);
            ILocator canvas = page.Locator($"section[aria-label='{picture}'] canvas");
            await canvas.ScrollIntoViewIfNeededAsync();
            LocatorBoundingBoxResult box = (await canvas.BoundingBoxAsync())!;
            for (float y = 10; y < box.Height && await page.Locator($"{Rows}.over").CountAsync() == 0; y += 8)
            {
                for (float x = 60; x < box.Width && await page.Locator($"{Rows}.over").CountAsync() == 0; x += 40)
                {
                    await page.Mouse.MoveAsync(box.X + x, box.Y + y);
                }
            }

            (await page.Locator($"{Rows}.over").CountAsync()).ShouldBe(1, picture);
        }

        await page.Locator(Table).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "theta0" }).ClickAsync();
        string[] shown = [.. await page.Locator($"{Rows} td:nth-child(6)").AllTextContentsAsync()];
        double[] theta = [.. shown.Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        theta.ShouldBe(theta.Order());
        theta.Distinct().Count().ShouldBeGreaterThan(3);

        await page.GetByLabel("Compare run 2").CheckAsync();
        await page.GetByLabel("Compare run 6").CheckAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "log theta0" }).ClickAsync();
        await page.GetByLabel("Across").SelectOptionAsync("theta0");
        await page.Locator("section[aria-label='Runs compared'] tr.over td", new PageLocatorOptions { HasText = "theta0" })
            .WaitForAsync();
        await visit.Press("Copy as YAML");
        string yaml = await page.GetByLabel("The file as YAML").InputValueAsync();
        ScanFile.Parse(yaml, "copied.yaml", ".").Description.ShouldBe(scan.Description);
        string link = page.Url;

        await using Visit fresh = await Visit.Open(browser, served, link[link.IndexOf('#', StringComparison.Ordinal)..]);
        await fresh.Page.Locator("section[aria-label='Runs compared']").WaitForAsync();
        (await fresh.Page.GetByLabel("Compare run 6").IsCheckedAsync()).ShouldBeTrue();
        (await fresh.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "log theta0" }).GetAttributeAsync("aria-pressed"))
            .ShouldBe("true");
        (await fresh.Page.GetByLabel("Across").InputValueAsync()).ShouldBe("theta0");
    }

    /// <summary>Thousands of rows: all can be reached, and few are in the page at a time.</summary>
    [Fact]
    public async Task Thousands_of_rows_are_one_table()
    {
        const int rows = 4000;
        using RunsFolder folder = new();
        ScanFile scan = RunsFolder.Small(seeds: rows / 2);
        using (ScanStore store = folder.Store("scan", scan))
        {
            RunsFolder.Add(store, scan, 0, rows);
        }

        await using Served served = await Served.Start(root: folder.Path);
        await using Visit visit = await Visit.Open(browser, served, "#runs");
        IPage page = visit.Page;
        await page.GetByLabel("Show scan").CheckAsync();
        await page.Locator(Rows).First.WaitForAsync();

        (await page.Locator($"{Table} table").GetAttributeAsync("aria-rowcount")).ShouldBe($"{rows + 1}");
        (await page.Locator(Rows).CountAsync()).ShouldBeLessThan(100);
        await page.Locator(Table).EvaluateAsync("table => { table.scrollTop = table.scrollHeight; }");
        await page.Locator($"{Rows} td:nth-child(2)").GetByText("4000", new LocatorGetByTextOptions { Exact = true }).WaitForAsync();
        (await page.Locator(Rows).CountAsync()).ShouldBeLessThan(100);
        (await page.Locator(Rows).Last.GetAttributeAsync("aria-rowindex")).ShouldBe($"{rows + 1}");
    }

    /// <summary>Rows come as runs end, each once, without anything asked anew; the scan's end is told.</summary>
    [Fact]
    public async Task A_scan_at_work_grows_in_the_page()
    {
        using RunsFolder folder = new();
        ScanFile scan = RunsFolder.Small(seeds: 20);
        using ScanStore store = folder.Store("scan", scan);
        await using Served served = await Served.Start(root: folder.Path);
        await using Visit visit = await Visit.Open(browser, served, "#runs");
        IPage page = visit.Page;
        RunsFolder.Add(store, scan, 0, 5);
        await page.GetByLabel("Show scan").CheckAsync();
        await page.GetByText("5 of 40 runs, at work").WaitForAsync();
        (await page.Locator(Rows).CountAsync()).ShouldBe(5);

        RunsFolder.Add(store, scan, 20, 40);
        await page.GetByText("25 of 40 runs, at work").WaitForAsync();
        RunsFolder.Add(store, scan, 5, 20);
        await page.GetByText("40 of 40 runs, at work").WaitForAsync();
        store.Dispose();
        await page.GetByText("roll: 40 of 40 runs", new PageGetByTextOptions { Exact = true }).WaitForAsync();

        string[] runs = [.. await page.Locator($"{Rows} td:nth-child(2)").AllTextContentsAsync()];
        runs.Select(run => int.Parse(run, CultureInfo.InvariantCulture)).Order().ShouldBe(Enumerable.Range(1, 40));
    }

    private static async Task<string> Pixels(IPage page, string picture)
    {
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        ILocator canvas = page.Locator($"section[aria-label='{picture}'] canvas");
        return (await canvas.EvaluateAsync<JsonElement>("canvas => canvas.toDataURL()")).GetString()!;
    }
}

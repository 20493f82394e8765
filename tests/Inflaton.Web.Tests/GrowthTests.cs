using System.Text.Json;
using Inflaton.Experiments.Scans;
using Microsoft.Playwright;

namespace Inflaton.Web;

/// <summary>A page that is left open holds as much after many records as after a few.</summary>
public sealed class GrowthTests(Browser browser)
{
    private const double SpareBytes = 3 << 20;
    private const int SpareNodes = 100;

    /// <summary>As many records as the page takes of one training, again and again.</summary>
    [Fact]
    public async Task Training_on_and_on_does_not_grow()
    {
        await using Served served = await Served.Start();
        await using Visit visit = await Visit.Open(browser, served);
        await visit.Page.WaitForSelectorAsync("[data-key=hubble]");
        await visit.Drop("long.yaml", Studies.Roll.Replace("[64]", "[4]", StringComparison.Ordinal)
            .Replace("epochs: 40", "epochs: 10000", StringComparison.Ordinal)
            .Replace("scale: 0.02", "scale: 0.0002", StringComparison.Ordinal));
        await visit.Page.GetByText("of 10000", new PageGetByTextOptions { Exact = false }).First.WaitForAsync();
        await Train(2);
        Holding before = await Held(visit);

        await Train(4);

        (await Held(visit)).ShouldBeNoMoreThan(before);

        async Task Train(int times)
        {
            for (int i = 0; i < times; i++)
            {
                await visit.Page.ClickAsync("[data-action=rewind]");
                await visit.Page.WaitForSelectorAsync(".transport[data-state=idle]");
                await visit.Train();
                await visit.Trained();
                (await visit.Page.GetAttributeAsync(".transport", "data-place")).ShouldBe("5000");
            }
        }
    }

    /// <summary>A scan that is watched makes no new pictures, tables or listeners as its rows come.</summary>
    [Fact]
    public async Task Watching_a_scan_does_not_grow()
    {
        using RunsFolder folder = new();
        ScanFile scan = RunsFolder.Small(seeds: 100);
        using ScanStore store = folder.Store("scan", scan);
        RunsFolder.Add(store, scan, 0, 100);
        await using Served served = await Served.Start(root: folder.Path);
        await using Visit visit = await Visit.Open(browser, served, "#runs");
        await visit.Page.GetByLabel("Show scan").CheckAsync();
        await visit.Page.GetByText("100 of 200 runs, at work").WaitForAsync();
        Holding before = await Held(visit);

        for (int i = 100; i < 130; i++)
        {
            RunsFolder.Add(store, scan, i, i + 1);
            await visit.Page.GetByText($"{i + 1} of 200 runs, at work").WaitForAsync();
        }

        (await Held(visit)).ShouldBeNoMoreThan(before);
    }

    /// <summary>What a page holds once what it does not need is gone.</summary>
    private static async Task<Holding> Held(Visit visit)
    {
        ICDPSession inspector = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await inspector.SendAsync("HeapProfiler.collectGarbage");
        await inspector.SendAsync("HeapProfiler.collectGarbage");
        JsonElement counted = (await inspector.SendAsync("Memory.getDOMCounters"))!.Value;
        JsonElement heap = (await inspector.SendAsync("Runtime.getHeapUsage"))!.Value;
        await inspector.DetachAsync();
        return new Holding(
            heap.GetProperty("usedSize").GetDouble(), counted.GetProperty("nodes").GetInt32(),
            counted.GetProperty("jsEventListeners").GetInt32());
    }

    private readonly record struct Holding(double Bytes, int Nodes, int Listeners)
    {
        public void ShouldBeNoMoreThan(Holding before)
        {
            Bytes.ShouldBeLessThan(before.Bytes + SpareBytes);
            Nodes.ShouldBeLessThan(before.Nodes + SpareNodes);
            Listeners.ShouldBeLessThan(before.Listeners + SpareNodes);
        }
    }
}

using System.Globalization;
using System.Text.Json;
using Inflaton.Web;
using Microsoft.Playwright;

namespace Inflaton.Benchmarks.Page;

/// <summary>
/// The page in a browser: how soon a prediction follows its slider, how a wide training streams and what that costs it, and whether a page
/// that trains on and on grows. A row a measure; `page [stream] [CHROMIUM]`. Server and browser share the machine.
/// </summary>
internal static class PageCampaign
{
    private const int Moves = 100;
    private const int WarmUp = 20;
    private const int Trainings = 20;

    private const string Small = """
        name: small
        seed: 1
        network: {hidden: [16], activation: erf, weight_std: 1.5, bias_std: 0.05}
        data: {point: [1.0]}
        loss: {power: {degree: 2, scale: 0.001, minimum: 5}}
        optimizer: {gradient_descent: {learning_rate: 0.1, momentum: 0.5}}
        epochs: 5000
        record_every: 1
        predictions: [frozen_kernel, discrete]
        """;

    private const string Slide = """
        async (moves) => {
          const room = document.querySelector("main"), times = [];
          const slider = [...document.querySelectorAll("label")].find((label) => label.textContent === "Learning rate η").control;
          for (let i = 0; i < moves; i++) {
            performance.clearResourceTimings();
            const start = performance.now();
            slider.value = Number(slider.value) + 1;
            slider.dispatchEvent(new Event("input"));
            await new Promise((done) => room.addEventListener("predicted", done, { once: true }));
            await new Promise(requestAnimationFrame);
            const asked = performance.getEntriesByType("resource").at(-1);
            times.push([performance.now() - start, asked.responseStart - asked.requestStart]);
          }
          return times;
        }
        """;

    public static async Task<int> Run(TextWriter output, string[] args)
    {
        bool all = args is not ["stream", ..];
        string program = (all ? args : args[1..]).FirstOrDefault() ?? "/usr/bin/chromium";
        string root = Directory.CreateTempSubdirectory("inflaton-page-bench-").FullName;
        try
        {
            await using PageServer server = await PageServer.Start(new WebOptions { Port = 0, Root = root });
            using IPlaywright playwright = await Playwright.CreateAsync();
            await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = program,
                ChromiumSandbox = !Environment.IsPrivilegedProcess,
            });
            output.WriteLine("measure,figure,bar");
            if (all)
            {
                await Slider(output, browser, server, "roll", 50);
                await Slider(output, browser, server, "perturbations", 200);
                await Growth(output, browser, server, root);
            }

            await StreamCampaign.Run(output, browser, server, root);
            return 0;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task Slider(TextWriter output, IBrowser browser, PageServer server, string room, int bar)
    {
        IPage page = await Open(browser, server, room);
        JsonElement moved = await page.EvaluateAsync<JsonElement>(Slide, Moves + WarmUp);
        double[][] times =
            [.. moved.EnumerateArray().Skip(WarmUp).Select(pair => pair.EnumerateArray().Select(time => time.GetDouble()).ToArray())];
        double[] whole = [.. times.Select(pair => pair[0]).Order()], served = [.. times.Select(pair => pair[1]).Order()];
        Row(output, $"{room}: slider to the frame that shows it, median", whole[Moves / 2], "ms", "");
        Row(output, $"{room}: 95 % of them", whole[(95 * Moves / 100) - 1], "ms", $"< {bar}");
        Row(output, $"{room}: of the median in the server", served[Moves / 2], "ms", "");
        await page.Context.CloseAsync();
    }

    /// <summary>Trains as many records as an hour of twenty a second has, and looks at what the page holds.</summary>
    private static async Task Growth(TextWriter output, IBrowser browser, PageServer server, string root)
    {
        IPage page = await Open(browser, server, "roll");
        ICDPSession inspector = await page.Context.NewCDPSessionAsync(page);
        await Drop(page, root, Small);
        await Train(page);
        await Train(page);
        double before = await Held(inspector);
        for (int i = 0; i < Trainings; i++)
        {
            await Train(page);
        }

        Row(output, $"heap of the page after 2 trainings of 5001 records", before / (1 << 20), "MiB", "");
        Row(output, $"and after {Trainings} more", await Held(inspector) / (1 << 20), "MiB", "the same");
        await page.Context.CloseAsync();
    }

    public static async Task<IPage> Open(IBrowser browser, PageServer server, string room)
    {
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });
        IPage page = await context.NewPageAsync();
        page.SetDefaultTimeout(300_000);
        await page.GotoAsync($"{server.Address}#{room}");
        await page.WaitForSelectorAsync("[data-key=hubble]");
        return page;
    }

    public static async Task Drop(IPage page, string root, string text)
    {
        string path = Path.Combine(root, "dropped.yaml");
        await File.WriteAllTextAsync(path, text);
        await page.SetInputFilesAsync("input[type=file]", path);
        await page.GetByText("is open.").First.WaitForAsync();
        await page.WaitForFunctionAsync("() => !document.querySelector('.cards').classList.contains('busy')");
    }

    public static async Task Train(IPage page)
    {
        await page.ClickAsync("[data-action=rewind]");
        await page.WaitForSelectorAsync(".transport[data-state=idle]");
        await page.ClickAsync("[data-action=run]");
        await page.WaitForSelectorAsync(".transport[data-state=ended]");
    }

    private static async Task<double> Held(ICDPSession inspector)
    {
        await inspector.SendAsync("HeapProfiler.collectGarbage");
        return (await inspector.SendAsync("Runtime.getHeapUsage"))!.Value.GetProperty("usedSize").GetDouble();
    }

    public static void Row(TextWriter output, string measure, double figure, string unit, string bar) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{measure},{figure:G4} {unit},{bar}"));
}

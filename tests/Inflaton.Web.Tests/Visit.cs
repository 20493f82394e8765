using Microsoft.Playwright;

namespace Inflaton.Web;

/// <summary>A page open in a browser, and everything that went wrong in it.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly Served served;
    private readonly IBrowserContext context;
    private readonly List<string> wrong = [];

    private Visit(Served served, IBrowserContext context, IPage page) => (this.served, this.context, Page) = (served, context, page);

    public IPage Page { get; }

    public static async Task<Visit> Open(
        Browser browser, Served served, string address = "#roll", int width = 1200, ColorScheme scheme = ColorScheme.Light,
        ReducedMotion motion = ReducedMotion.Reduce, string? script = null)
    {
        IBrowserContext context = await browser.Open(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = scheme,
            ReducedMotion = motion,
        });
        context.SetDefaultTimeout(300_000);
        IPage page = await context.NewPageAsync();
        Visit visit = new(served, context, page);
        page.Console += (_, message) =>
        {
            // What the server refuses is told in the page, and by the browser on its console.
            if (message.Type is "error" or "warning" && !message.Text.Contains("status of 4", StringComparison.Ordinal))
            {
                visit.wrong.Add(message.Text);
            }
        };
        page.PageError += (_, error) => visit.wrong.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(served.Server.Address.AbsoluteUri, StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                visit.wrong.Add($"Asked elsewhere: {request.Url}");
            }
        };
        if (script is not null)
        {
            await page.AddInitScriptAsync(script);
        }

        await visit.Go(address);
        return visit;
    }

    public async Task Go(string address)
    {
        await Page.GotoAsync(served.Server.Address + address);
        await Page.WaitForSelectorAsync("main.room");
    }

    /// <summary>The number that the page shows under a key, with all its digits.</summary>
    public async Task<double> Reading(string key) => double.Parse(
        (await Page.Locator($"[data-key='{key}']").GetAttributeAsync("data-value"))!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Waits for the number under a key to be another one.</summary>
    public Task<IJSHandle> Changed(string key, double from) => Page.WaitForFunctionAsync(
        "([key, from]) => { const it = document.querySelector(`[data-key='${key}']`); return it && Number(it.dataset.value) !== from; }",
        new object[] { key, from });

    public Task Train() => Page.ClickAsync("[data-action=run]");

    /// <summary>Presses the button of a name.</summary>
    public Task Press(string name) =>
        Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true }).ClickAsync();

    public Task<IElementHandle?> Trained() => Page.WaitForSelectorAsync(".transport[data-state=ended]");

    public Task Drop(string name, string content) => Page.SetInputFilesAsync(
        "input[type=file]", new FilePayload { Name = name, MimeType = "text/plain", Buffer = System.Text.Encoding.UTF8.GetBytes(content) });

    /// <summary>Lets files fall on the page, as a person who drags them over it does.</summary>
    public async Task Drag(params (string Name, string Content)[] files)
    {
        IJSHandle carried = await Page.EvaluateHandleAsync(
            """
            (files) => {
              const carried = new DataTransfer();
              files.forEach(({ name, content }) => carried.items.add(new File([content], name)));
              return carried;
            }
            """,
            files.Select(file => new { name = file.Name, content = file.Content }));
        ILocator room = Page.Locator("main");
        foreach (string kind in new[] { "dragenter", "dragover" })
        {
            await room.DispatchEventAsync(kind, new { dataTransfer = carried });
        }

        (await Page.Locator("body.drop").CountAsync()).ShouldBe(1, "The page shows that files may fall.");
        await room.DispatchEventAsync("drop", new { dataTransfer = carried });
        (await Page.Locator("body.drop").CountAsync()).ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        wrong.ShouldBeEmpty();
    }
}

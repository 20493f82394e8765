using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Inflaton.Web.Browser))]

namespace Inflaton.Web;

/// <summary>The machine's own Chromium, started once for all tests; none where it is not installed.</summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Programs =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

    private readonly SemaphoreSlim gate = new(1);
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>A fresh profile; the test is skipped where there is no browser.</summary>
    public async Task<IBrowserContext> Open(BrowserNewContextOptions? options = null)
    {
        string? program = Programs.FirstOrDefault(File.Exists);
        if (program is null)
        {
            Assert.Skip("There is no Chromium on this machine: the page is not tested in a browser. Install the package chromium.");
        }

        await gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            playwright ??= await Playwright.CreateAsync();
            browser ??= await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = program,
                ChromiumSandbox = !Environment.IsPrivilegedProcess,
            });
        }
        finally
        {
            gate.Release();
        }

        return await browser.NewContextAsync(options ?? new BrowserNewContextOptions());
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        gate.Dispose();
    }
}

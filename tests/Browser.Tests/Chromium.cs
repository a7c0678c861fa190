using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Streams.Browser.Tests.Chromium))]

namespace Streams.Browser.Tests;

/// <summary>Debian's Chromium, one process for all tests. Each test opens its own contexts, which share nothing.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const int TimeoutMs = 120_000;
    private const string Executable = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Executable))
            return;
        // A limit for failures, not an expected duration: a CI machine can be ten times slower than this one.
        Assertions.SetDefaultExpectTimeout(TimeoutMs);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>Opens a separate browser profile; skips the test if Chromium or the dashboard is missing.</summary>
    public async Task<IBrowserContext> OpenAsync(string url, ColorScheme theme = ColorScheme.Light, int width = 1280, int height = 900, ReducedMotion motion = ReducedMotion.NoPreference)
    {
        if (_browser is null)
            Assert.Skip($"{Executable} is missing; install it with: apt-get install chromium");
        if (!File.Exists(Path.Combine(Path.GetDirectoryName(Repository.Api)!, "wwwroot", "index.html")))
            Assert.Skip("The dashboard is not built; build it with: tools/web build (needs Node 20)");
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = url,
            ColorScheme = theme,
            ReducedMotion = motion,
            ViewportSize = new() { Width = width, Height = height },
        });
        context.SetDefaultTimeout(TimeoutMs);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

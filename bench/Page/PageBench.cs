using Microsoft.Playwright;

namespace Streams.Bench.Page;

/// <summary>Opens the page of a stream and reads its cost from Chromium over the DevTools protocol.</summary>
internal sealed class PageBench(PageSettings settings)
{
    /// <summary>Seconds between two rows.</summary>
    public const int Step = 10;

    private const string RendererCpu = "RendererCpu";

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        try
        {
            using var stream = await BusyStream.CreateAsync(settings.Url, cancellation);
            Console.WriteLine($"{Machine.Describe("/")}\n\n{settings.Rate} updates a second on one stream\n");
            await MeasureAsync(stream, cancellation);
            return 0;
        }
        catch (PlaywrightException failure)
        {
            throw new BenchFailedException(failure.Message);
        }
    }

    private async Task MeasureAsync(BusyStream stream, CancellationToken cancellation)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync();
        await page.GotoAsync(stream.Page.ToString());
        await page.Locator(".streams-connection[data-tone=live]").WaitForAsync();
        var tools = await page.Context.NewCDPSessionAsync(page);
        await tools.SendAsync("Performance.enable");
        var processes = await browser.NewBrowserCDPSessionAsync();

        using var table = new Table("seconds", "renderer process, share of a core", "its main thread", "script", "layout and style", "JS heap MiB", "DOM nodes");
        var before = await ReadAsync(tools, processes);
        for (var second = Step; second <= settings.Seconds; second += Step)
        {
            for (var i = 0; i < Step; i++)
                await stream.UpdateAsync(settings.Rate, cancellation);
            var after = await ReadAsync(tools, processes);
            table.Add(
                $"{second}",
                $"{Share(RendererCpu):0.00}",
                $"{Share("TaskDuration"):0.00}",
                $"{Share("ScriptDuration"):0.00}",
                $"{Share("LayoutDuration") + Share("RecalcStyleDuration"):0.00}",
                $"{after["JSHeapUsedSize"] / (1 << 20):0.0}",
                $"{after["Nodes"]:0}");
            before = after;

            double Share(string duration) => (after[duration] - before[duration]) / (after["Timestamp"] - before["Timestamp"]);
        }
    }

    /// <summary>Reads the metrics after a garbage collection. The time of that collection counts to the next step.</summary>
    private static async Task<Dictionary<string, double>> ReadAsync(ICDPSession tools, ICDPSession browser)
    {
        await tools.SendAsync("HeapProfiler.collectGarbage");
        var page = await tools.SendAsync("Performance.getMetrics");
        var processes = await browser.SendAsync("SystemInfo.getProcessInfo");
        var metrics = page!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(metric => metric.GetProperty("name").GetString()!, metric => metric.GetProperty("value").GetDouble());
        metrics[RendererCpu] = processes!.Value.GetProperty("processInfo").EnumerateArray()
            .Where(process => process.GetProperty("type").GetString() == "renderer")
            .Sum(process => process.GetProperty("cpuTime").GetDouble());
        return metrics;
    }
}

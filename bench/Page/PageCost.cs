using Microsoft.Playwright;

namespace Streams.Bench.Page;

/// <summary>Opens the page of a stream and asks Chromium, by the DevTools protocol, what it costs.</summary>
internal sealed class PageCost(BusyStream stream)
{
    private const int Step = 10;
    private const string RendererCpu = "RendererCpu";

    public async Task MeasureAsync(int rate, int seconds, CancellationToken cancellation)
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
        for (var second = Step; second <= seconds; second += Step)
        {
            for (var i = 0; i < Step; i++)
                await stream.UpdateAsync(rate, cancellation);
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

    /// <summary>The metrics after a garbage collection: that of every step is part of the next step's time.</summary>
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

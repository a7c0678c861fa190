using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Streams.Browser.Tests;

/// <summary>The page shows that the network or the server is down; once it is back, nothing is missing.</summary>
public sealed class OutageTests(Chromium chromium, SharedServer shared)
{
    [Fact]
    public async Task A_page_misses_nothing_while_its_network_is_down()
    {
        var server = await shared.StartedAsync();
        var id = await server.CreateAsync("Through a tunnel", target: 20);
        await using var traveller = await chromium.OpenAsync(server.Url);
        await using var other = await chromium.OpenAsync(server.Url);
        var (page, still) = (await traveller.NewPageAsync(), await other.NewPageAsync());
        foreach (var tab in (IPage[])[page, still])
        {
            await tab.GotoAsync($"/streams/{id}");
            await Expect(Badge(tab)).ToHaveTextAsync("Live");
        }

        await server.ReportAsync(id, "Before");
        await Expect(page.Locator(".streams-counter")).ToHaveTextAsync("1 / 20");
        await traveller.SetOfflineAsync(true);
        await Expect(Badge(page)).ToContainTextAsync("Offline");
        for (var i = 0; i < 9; i++)
            await server.ReportAsync(id, $"Meanwhile {i}");
        await Expect(still.Locator(".streams-counter")).ToHaveTextAsync("10 / 20");
        await Expect(page.Locator(".streams-counter")).ToHaveTextAsync("1 / 20");
        await traveller.SetOfflineAsync(false);
        await Expect(Badge(page)).ToHaveTextAsync("Live");
        await server.ReportAsync(id, "After");

        foreach (var tab in (IPage[])[page, still])
        {
            await Expect(tab.Locator(".streams-counter")).ToHaveTextAsync("11 / 20");
            await Expect(tab.Locator("section[aria-labelledby=feed] .streams-activity")).ToHaveCountAsync(11);
            await Expect(tab.Locator("tbody tr")).ToHaveCountAsync(11);
        }

        Assert.Equal(
            await still.Locator("section[aria-labelledby=feed] .streams-activity-message").AllInnerTextsAsync(),
            await page.Locator("section[aria-labelledby=feed] .streams-activity-message").AllInnerTextsAsync());
    }

    [Fact]
    public async Task A_page_recovers_when_the_server_dies_and_restarts()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.CreateAsync("Phoenix", target: 20);
        await server.ReportAsync(id, "One", "Two");
        await using var person = await chromium.OpenAsync(server.Url);
        var page = await person.NewPageAsync();
        await page.GotoAsync($"/streams/{id}");
        await Expect(page.Locator(".streams-counter")).ToHaveTextAsync("2 / 20");
        await Expect(Badge(page)).ToHaveTextAsync("Live");
        await server.KillAsync();
        await Expect(Badge(page)).ToContainTextAsync("reconnecting");
        await Expect(page.Locator(".streams-counter")).ToHaveTextAsync("2 / 20");
        await server.RestartAsync();
        await Expect(Badge(page)).ToHaveTextAsync("Live");
        await server.ReportAsync(id, "Three");
        await Expect(page.Locator(".streams-counter")).ToHaveTextAsync("3 / 20");
    }

    private static ILocator Badge(IPage page) => page.Locator(".streams-card .streams-connection");
}

using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Streams.Browser.Tests;

/// <summary>The content, links and accessibility of the pages.</summary>
public sealed class PageTests(Chromium chromium, SharedServer shared)
{
    public static TheoryData<ColorScheme, int> Displays => new() { { ColorScheme.Light, 1280 }, { ColorScheme.Dark, 1280 }, { ColorScheme.Light, 390 }, { ColorScheme.Dark, 390 } };

    [Theory]
    [MemberData(nameof(Displays))]
    public async Task No_page_has_a_violation_that_axe_finds(ColorScheme theme, int width)
    {
        var server = await shared.StartedAsync();
        await using var person = await OpenWithoutAnimationsAsync(server, theme, width);
        var page = await person.NewPageAsync();
        var name = $"Accessible in {theme} at {width}";
        var id = await server.CreateAsync(name, target: 4);
        await server.ReportAsync(id, "One", "Two");
        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Progressbar, new() { Name = name })).ToHaveAttributeAsync("aria-valuenow", "50");
        await AssertAccessibleAsync(page);
        await page.GotoAsync($"/streams/{id}");
        await Expect(page.Locator(".streams-card .streams-connection")).ToHaveTextAsync("Live");
        await server.ReportAsync(id, "Three");
        await HoldToastAsync(page, server, id);
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await AssertAccessibleAsync(page);
        await page.GotoAsync("/new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create goal" }).ClickAsync();
        await Expect(page.Locator(".wrong")).ToBeVisibleAsync();
        await AssertAccessibleAsync(page);
        await page.GotoAsync("/streams/nope");
        await Expect(page.GetByText("This stream does not exist")).ToBeVisibleAsync();
        await AssertAccessibleAsync(page);
    }

    [Fact]
    public async Task The_empty_list_has_no_violation_that_axe_finds()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var (theme, width) in Displays.Select(display => display.Data))
        {
            await using var person = await OpenWithoutAnimationsAsync(server, theme, width);
            var page = await person.NewPageAsync();
            await page.GotoAsync("/");
            await Expect(page.GetByText("No streams yet")).ToBeVisibleAsync();
            await AssertAccessibleAsync(page);
        }
    }

    [Fact]
    public async Task The_list_is_live_and_leads_to_its_streams()
    {
        await using var server = await RunningServer.StartAsync();
        var (first, second) = (await server.CreateAsync("First", target: 4), await server.CreateAsync("Second", target: 4));
        await using var person = await chromium.OpenAsync(server.Url);
        var page = await person.NewPageAsync();
        await page.GotoAsync("/");
        await Expect(page.Locator(".row h2")).ToHaveTextAsync(["Second", "First"]);
        await server.ReportAsync(first, "One");
        await Expect(page.GetByRole(AriaRole.Progressbar, new() { Name = "First" })).ToHaveAttributeAsync("aria-valuenow", "25");
        await Expect(page.GetByRole(AriaRole.Progressbar, new() { Name = "Second" })).ToHaveAttributeAsync("aria-valuenow", "0");
        await page.GetByRole(AriaRole.Link, new() { Name = "Second" }).ClickAsync();
        await Expect(page).ToHaveURLAsync($"{server.Url}/streams/{second}");
        await Expect(page).ToHaveTitleAsync("0% · Second");
        await page.GoBackAsync();
        await Expect(page.Locator(".row")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task The_feed_goes_back_to_the_beginning()
    {
        var server = await shared.StartedAsync();
        var id = await server.CreateAsync("Long", target: 500);
        await server.ReportAsync(id, [.. Enumerable.Range(1, 120).Select(i => $"Company {i}")]);
        await using var person = await chromium.OpenAsync(server.Url);
        var page = await person.NewPageAsync();
        await page.GotoAsync($"/streams/{id}");
        var feed = page.Locator("section[aria-labelledby=feed] .streams-activity");
        await Expect(feed).ToHaveCountAsync(50);
        foreach (var count in (int[])[100, 120])
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Load older" }).ClickAsync();
            await Expect(feed).ToHaveCountAsync(count);
        }

        await Expect(feed.Last).ToContainTextAsync("Found Company 1.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Load older" })).ToHaveCountAsync(0);
    }

    /// <summary>Without animations: text that is fading in has too little contrast for a moment.</summary>
    private Task<IBrowserContext> OpenWithoutAnimationsAsync(RunningServer server, ColorScheme theme, int width) =>
        chromium.OpenAsync(server.Url, theme, width, motion: ReducedMotion.Reduce);

    /// <summary>Moves the pointer over a toast, which keeps it open. If a slow browser misses one, another follows.</summary>
    private static async Task HoldToastAsync(IPage page, RunningServer server, string id)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await server.PostAsync($"/api/streams/{id}/milestones", new { type = "sales", title = $"Reply {attempt}", description = "A company replied." });
                await page.Locator(".streams-toast").Last.HoverAsync(new() { Timeout = 20_000 });
                return;
            }
            catch (TimeoutException) when (attempt < 5)
            {
            }
        }
    }

    private static async Task AssertAccessibleAsync(IPage page)
    {
        // Evaluated, not added as a script: the content security policy of the page allows only its own scripts.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Repository.File("web", "node_modules", "axe-core", "axe.min.js")));
        // A gain is shown only for a moment and fades in and out, even with reduced motion.
        var violations = await page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run({ exclude: '.streams-increment' })).violations.map((found) =>
              `${found.id}: ${found.help}: ${found.nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`)
            """);
        Assert.True(violations.Length == 0, string.Join('\n', violations));
    }
}

using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Streams.Browser.Tests;

/// <summary>Takes the screenshots for the documentation (<c>make screenshots</c>). Not a test, so it runs only on request.</summary>
public sealed class Screenshots(Chromium chromium)
{
    private static readonly string Folder = Repository.File("docs", "images");

    [Fact(Explicit = true)]
    public async Task Are_made_of_every_page_in_both_themes_and_on_a_phone()
    {
        Directory.CreateDirectory(Folder);
        await using var server = await RunningServer.StartAsync();
        foreach (var (name, target, found) in ((string, int, int)[])[("FinTech in London, quality 4 or better", 40, 34), ("Logistics around the North Sea", 60, 9)])
        {
            var id = await server.CreateAsync(name, target);
            await server.ReportAsync(id, [.. Enumerable.Range(1, found).Select(i => $"Company {i}")]);
        }

        var stream = await CreateRunningAsync(server);
        await using var light = await chromium.OpenAsync(server.Url);
        await using var dark = await chromium.OpenAsync(server.Url, ColorScheme.Dark);
        await using var phone = await chromium.OpenAsync(server.Url, width: 390, height: 844);
        foreach (var (display, person, news) in ((string, IBrowserContext, string)[])[("light", light, "First reply"), ("dark", dark, "First demo"), ("phone", phone, "First contract")])
        {
            var page = await person.NewPageAsync();
            await page.GotoAsync("/");
            await Expect(page.Locator(".row")).ToHaveCountAsync(3);
            await SaveAsync(page, $"list-{display}");
            await page.GotoAsync($"/streams/{stream}");
            await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
            await server.PostAsync($"/api/streams/{stream}/milestones", new { type = "sales", title = news, description = "A company that the bot found." });
            await Expect(page.Locator(".streams-toast", new() { HasText = news })).ToBeVisibleAsync();
            await Expect(page.Locator(".feed .streams-activity").First).ToBeVisibleAsync();
            await Expect(page.Locator(".streams-agent")).ToHaveCountAsync(1);
            await SaveAsync(page, $"stream-{display}");
            await page.GotoAsync("/new");
            await SaveAsync(page, $"goal-{display}");
        }
    }

    /// <summary>A goal whose bot is slow enough to run while the screenshots are taken, and whose milestones are recent.</summary>
    private static async Task<string> CreateRunningAsync(RunningServer server)
    {
        var created = await server.PostAsync("/api/streams/goal", new
        {
            name = "50 SaaS companies in the UK",
            goal_criteria = new { industry = new[] { "SaaS" }, location = new[] { "United Kingdom" } },
            goal_deadline = TimeProvider.System.GetUtcNow().AddHours(1),
            assigned_agents = new object[]
            {
                new { agent_type = "opportunity_bot", config = new { items_per_second = 1.5 } }, new { agent_type = "enrichment_agent" }, new { agent_type = "scoring_agent" },
            },
        });
        var agent = created.GetProperty("assigned_agents")[0];
        var id = created.GetProperty("stream").GetProperty("id").GetString()!;
        await server.PostAsync($"/api/streams/{id}/agents/{agent.GetProperty("agent_id").GetString()}/execute", new { });
        JsonElement progress;
        do
        {
            progress = (await server.GetAsync($"/api/streams/{id}/progress")).GetProperty("progress");
        }
        while (progress.GetProperty("completed").GetInt32() < 14);
        return id;
    }

    private static Task<byte[]> SaveAsync(IPage page, string name) =>
        page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });
}

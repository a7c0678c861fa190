using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Streams.Browser.Tests;

/// <summary>A user's first goal, from the form to the last toast, run by the built-in agents.</summary>
public sealed partial class GoalTests(Chromium chromium, SharedServer shared)
{
    // Calls back for each toast and each gain that appears, and for each value of the bar.
    private const string Observer = """
        addEventListener('DOMContentLoaded', () => new MutationObserver((changes) => {
          for (const change of changes) {
            if (change.type === 'attributes' && change.attributeName === 'aria-valuenow') report('bar', change.target.getAttribute('aria-valuenow'));
            for (const node of change.addedNodes) {
              if (!(node instanceof Element)) continue;
              const toast = node.matches('.streams-toast') ? node : node.querySelector('.streams-toast');
              if (toast) report('toast', toast.querySelector('.streams-toast-title').textContent);
              if (node.matches('.streams-increment')) report('gain', node.textContent);
            }
          }
        }).observe(document, { subtree: true, childList: true, attributes: true }));
        """;

    [Fact]
    public async Task A_goal_is_created_in_the_form_and_its_run_is_shown_live_even_across_a_reload()
    {
        var server = await shared.StartedAsync();
        await using var person = await chromium.OpenAsync(server.Url);
        var page = await person.NewPageAsync();
        var seen = await ObserveAsync(page);

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "New goal" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("50 SaaS companies in the UK");
        await page.GetByLabel("Industries").FillAsync("SaaS");
        await page.GetByLabel("Locations").FillAsync("United Kingdom");
        await page.GetByLabel("Companies per second").FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create goal" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(StreamAddress());
        var id = page.Url[(page.Url.LastIndexOf('/') + 1)..];
        await Expect(page.Locator(".streams-card .streams-connection")).ToHaveTextAsync("Live");
        await Expect(page.Locator(".streams-counter")).ToHaveTextAsync("0 / 50");

        await page.GetByRole(AriaRole.Button, new() { Name = "Run Opportunity Bot" }).ClickAsync();
        await Expect(page.Locator(".streams-card .streams-activity").First).ToContainTextAsync("companies");
        await Expect(page.Locator(".streams-counter")).Not.ToHaveTextAsync("0 / 50");
        await seen.UntilAsync("gain");
        await seen.UntilAsync("toast");

        // The reloaded page continues from the current state of the run.
        var before = await CompletedAsync(page);
        await page.ReloadAsync();
        await Expect(page.Locator(".streams-counter")).ToHaveTextAsync(CounterOf50());
        await Expect(page.Locator(".streams-card .streams-connection")).ToHaveTextAsync("Live");
        var back = TimeProvider.System.GetUtcNow();
        Assert.InRange(await CompletedAsync(page), before, 50);

        await Expect(page.Locator(".streams-counter")).ToHaveTextAsync("50 / 50");
        foreach (var agent in (string[])["Enrichment Agent", "Scoring Agent"])
        {
            await page.GetByRole(AriaRole.Button, new() { Name = $"Run {agent}" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = agent }).Filter(new() { HasText = "completed" }).First).ToBeVisibleAsync();
        }

        await Expect(page.Locator(".streams-goal")).ToHaveTextAsync("Completed");
        await Expect(page.Locator(".timeline li").Last).ToContainTextAsync("Goal completed");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("scored");
        await seen.UntilAsync("toast", "Goal completed");
        await AssertCelebratedOnceAsync(server, id, [.. seen.Of("toast")], back);
        Assert.All(seen.Of("gain"), gain => Assert.Matches(@"^\+\d+$", gain));

        // A later visitor is not shown old milestones, and a reload does not celebrate again.
        await page.ReloadAsync();
        await Expect(page.Locator(".streams-counter")).ToHaveTextAsync("50 / 50");
        await Expect(page.Locator(".timeline li").Last).ToContainTextAsync("Goal completed");
        await Expect(page.Locator(".streams-toast")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_bar_follows_each_report_and_never_moves_back()
    {
        var server = await shared.StartedAsync();
        var id = await server.CreateAsync("Step by step", target: 4);
        await using var person = await chromium.OpenAsync(server.Url);
        var page = await person.NewPageAsync();
        var seen = await ObserveAsync(page);
        await page.GotoAsync($"/streams/{id}");
        await Expect(page.Locator(".streams-card .streams-connection")).ToHaveTextAsync("Live");
        foreach (var (company, percentage) in ((string, int)[])[("One", 25), ("Two", 50), ("Three", 75), ("Four", 100)])
        {
            // The next report waits for the bar: how often the page draws does not matter.
            await server.ReportAsync(id, company);
            await Expect(page.Locator(".streams-card").GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("aria-valuenow", $"{percentage}");
            await Expect(page).ToHaveTitleAsync($"{percentage}% · Step by step");
        }

        await seen.UntilAsync("bar", "100");
        var bar = seen.Of("bar").Select(position => double.Parse(position, CultureInfo.InvariantCulture)).ToArray();
        Assert.Superset(new HashSet<double> { 25, 50, 75, 100 }, bar.ToHashSet());
        Assert.Equal(bar.Order(), bar);
    }

    [Fact]
    public async Task An_invalid_goal_shows_each_error_at_its_field()
    {
        var server = await shared.StartedAsync();
        await using var person = await chromium.OpenAsync(server.Url);
        var page = await person.NewPageAsync();
        await page.GotoAsync("/new");
        await page.GetByLabel("Companies to find").FillAsync("many");
        await page.GetByLabel("Employees from").FillAsync("50");
        await page.GetByLabel("Employees to").FillAsync("10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create goal" }).ClickAsync();
        foreach (var field in (string[])["Name", "Companies to find"])
        {
            await Expect(page.GetByLabel(field, new() { Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");
            await Expect(page.GetByLabel(field, new() { Exact = true })).ToHaveAccessibleDescriptionAsync(new Regex("must be"));
        }

        await Expect(page.GetByLabel("Employees to")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.GetByLabel("Industries")).ToHaveAttributeAsync("aria-invalid", "false");
    }

    private static async Task<int> CompletedAsync(IPage page) =>
        int.Parse((await page.Locator(".streams-counter").InnerTextAsync()).Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>
    /// Every milestone was shown once. One that was reached before the reloaded page was live can be missing: a slow page may be left before it draws what it has
    /// received, and be back when that is too old to be news.
    /// </summary>
    private static async Task AssertCelebratedOnceAsync(RunningServer server, string id, string[] toasts, DateTimeOffset back)
    {
        Assert.Equal(toasts.Distinct(), toasts);
        var milestones = (await server.GetAsync($"/api/streams/{id}/milestones")).GetProperty("milestones").EnumerateArray().ToArray();
        Assert.Empty(toasts.Except(milestones.Select(Title)));
        Assert.Empty(milestones.Where(milestone => milestone.GetProperty("timestamp").GetDateTimeOffset() > back).Select(Title).Except(toasts));

        static string Title(JsonElement milestone) => milestone.GetProperty("title").GetString()!;
    }

    private static async Task<Observations> ObserveAsync(IPage page)
    {
        var seen = new Observations();
        await page.ExposeFunctionAsync("report", (string what, string value) => seen.Add(what, value));
        await page.AddInitScriptAsync(Observer);
        return seen;
    }

    [GeneratedRegex("/streams/[0-9a-z]+$")]
    private static partial Regex StreamAddress();

    [GeneratedRegex(@"^\d+ / 50$")]
    private static partial Regex CounterOf50();
}

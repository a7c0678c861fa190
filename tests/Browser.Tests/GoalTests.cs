using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Streams.Browser.Tests;

/// <summary>A person's first goal, from the form to the last toast, with the agents of the product.</summary>
public sealed partial class GoalTests(Chromium chromium)
{
    // Tells of each toast and each gain that is shown, and of each position of the bar.
    private const string Observer = """
        addEventListener('DOMContentLoaded', () => new MutationObserver((changes) => {
          for (const change of changes) {
            if (change.type === 'attributes' && change.attributeName === 'aria-valuenow') told('bar', change.target.getAttribute('aria-valuenow'));
            for (const node of change.addedNodes) {
              if (!(node instanceof Element)) continue;
              const toast = node.matches('.streams-toast') ? node : node.querySelector('.streams-toast');
              if (toast) told('toast', toast.querySelector('.streams-toast-title').textContent);
              if (node.matches('.streams-increment')) told('gain', node.textContent);
            }
          }
        }).observe(document, { subtree: true, childList: true, attributes: true }));
        """;

    private readonly ConcurrentQueue<(string What, string Value)> _told = new();
    private readonly TaskCompletionSource _celebrated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_goal_is_created_in_the_form_and_its_run_is_seen_live_also_across_a_reload()
    {
        await using var server = await RunningServer.StartAsync();
        await using var person = await chromium.OpenAsync(server.Url);
        await person.ExposeFunctionAsync("told", (string what, string value) =>
        {
            _told.Enqueue((what, value));
            if ((what, value) == ("toast", "Goal completed"))
                _celebrated.TrySetResult();
            return true;
        });
        await person.AddInitScriptAsync(Observer);
        var page = await person.NewPageAsync();

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Create the first goal" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("50 SaaS companies in the UK");
        await page.GetByLabel("Industries").FillAsync("SaaS");
        await page.GetByLabel("Places").FillAsync("United Kingdom");
        // Slow enough that a machine busy with other tests is there before it has ended.
        await page.GetByLabel("Companies a second").FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create goal" }).ClickAsync();
        await page.WaitForURLAsync(StreamAddress());
        await Expect(page.Locator(".streams-card .streams-connection")).ToHaveTextAsync("Live");
        await Expect(page.Locator(".streams-counter")).ToHaveTextAsync("0 / 50");

        await page.GetByRole(AriaRole.Button, new() { Name = "Run Opportunity Bot" }).ClickAsync();
        await Expect(page.Locator(".streams-agent")).ToHaveTextAsync("Opportunity Bot");
        await Expect(page.Locator(".streams-card .streams-activity").First).ToContainTextAsync("companies");
        await Expect(page).ToHaveTitleAsync(new Regex("^[3-9].% · 50 SaaS companies in the UK$"));
        var before = await CompletedAsync(page);
        await page.ReloadAsync();
        await Expect(page.Locator(".streams-counter")).ToHaveTextAsync(new Regex(@"^\d+ / 50$"));
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
        var id = page.Url[(page.Url.LastIndexOf('/') + 1)..];
        var milestones = (await server.GetAsync($"/api/streams/{id}/milestones")).GetProperty("milestones").EnumerateArray()
            .Select(milestone => milestone.GetProperty("title").GetString()!).Order().ToArray();
        await _celebrated.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(milestones, Told("toast").Order());
        Assert.NotEmpty(Told("gain"));
        Assert.All(Told("gain"), gain => Assert.Matches(@"^\+\d+$", gain));
        // How many positions there are between is up to how often a busy machine lets the page draw; it never goes back.
        var bar = Told("bar").Select(position => double.Parse(position, CultureInfo.InvariantCulture)).ToArray();
        Assert.Contains(bar, position => position is > 0 and < 100);
        Assert.Equal(bar.Order(), bar);

        // One who comes later is not showered with what was reached long ago, and a reload does not celebrate again.
        await page.ReloadAsync();
        await Expect(page.Locator(".streams-counter")).ToHaveTextAsync("50 / 50");
        await Expect(page.Locator(".timeline li").Last).ToContainTextAsync("Goal completed");
        await Expect(page.Locator(".streams-toast")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_is_wrong_with_a_goal_is_said_at_the_field()
    {
        await using var server = await RunningServer.StartAsync();
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

    private IEnumerable<string> Told(string what) => _told.Where(told => told.What == what).Select(told => told.Value);

    [GeneratedRegex("/streams/[0-9a-z]+$")]
    private static partial Regex StreamAddress();
}

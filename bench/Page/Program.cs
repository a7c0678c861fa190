using System.CommandLine;
using Streams.Bench.Page;

var url = new Option<string>("--url") { Description = "A running server with the dashboard (make run)", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
var rate = new Option<int>("--rate") { Description = "Updates a second", DefaultValueFactory = _ => 200 };
var seconds = new Option<int>("--seconds") { Description = "For how long", DefaultValueFactory = _ => 60 };
var root = new RootCommand("Measures what the page of a stream costs a browser (/usr/bin/chromium) while its stream is updated.") { url, rate, seconds };
root.SetAction(async (given, cancellation) =>
{
    try
    {
        using var stream = await BusyStream.CreateAsync(new Uri(given.GetRequiredValue(url)), cancellation);
        Console.WriteLine($"{Machine.Describe("/")}\n\n{given.GetValue(rate)} updates a second on one stream\n");
        await new PageCost(stream).MeasureAsync(given.GetValue(rate), given.GetValue(seconds), cancellation);
        return 0;
    }
    catch (Exception failure) when (failure is HttpRequestException or Microsoft.Playwright.PlaywrightException)
    {
        await Console.Error.WriteLineAsync($"bench: {failure.Message}");
        return 1;
    }
});
return await root.Parse(args).InvokeAsync();

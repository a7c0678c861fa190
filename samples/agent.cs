#:property PublishAot=false
// An agent in one file, with nothing but HTTP. Run it against a server on this machine:
//
//   dotnet run samples/agent.cs -- <stream id> [server URL]
//
// src/Client is a client that does this and more: batches, deadlines, watching.
using System.Net.Http.Json;

if (args.Length is not (1 or 2))
{
    Console.Error.WriteLine("usage: dotnet run samples/agent.cs -- <stream id> [server URL]");
    return 2;
}

var server = args.Length == 2 ? args[1] : "http://127.0.0.1:5080";
using var http = new HttpClient { BaseAddress = new Uri($"{server.TrimEnd('/')}/api/streams/{args[0]}/") };

return await ReportAsync("activities", Activity("started", "Crawler started."))
    && await ReportAsync("items", Item("Ada Systems Ltd"))
    && await ReportAsync("items", Item("Babbage Cloud Ltd"))
    && await ReportAsync("items", Item("Lovelace Data Ltd"))
    && await ReportAsync("activities", Activity("completed", "Found 3 companies."))
    ? 0
    : 1;

static object Activity(string activity_type, string message) =>
    new { agent_id = "crawler-1", agent_name = "Crawler", agent_type = "crawler", activity_type, message };

static object Item(string name) => new { agent_id = "crawler-1", items = new[] { new { name, stage = "discovered" } } };

// Repeats the report under the same key until the server accepts or refuses it. A report that arrives twice under one key counts once.
async Task<bool> ReportAsync(string kind, object report)
{
    var key = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N");
    for (var attempt = 0; ; attempt++)
    {
        // Exponential backoff with jitter: agents that lost one server do not all come back at once.
        var wait = TimeSpan.FromSeconds(Math.Min(0.5 * Math.Pow(2, attempt), 15)) * Random.Shared.NextDouble();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, kind) { Content = JsonContent.Create(report) };
            request.Headers.Add("Idempotency-Key", key);
            using var response = await http.SendAsync(request);
            Console.WriteLine($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
            if ((int)response.StatusCode is not (429 or 503))
                return response.IsSuccessStatusCode;
            wait += response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            Console.WriteLine("No answer; trying again.");
        }

        await Task.Delay(wait, TimeProvider.System);
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Streams.Tests;

/// <summary>An agent of somebody's: it reports in batches, and sends a batch again under the same ids until it is acknowledged.</summary>
/// <param name="number">Which of those who report it is.</param>
/// <param name="streamId">What it reports to.</param>
/// <param name="seed">Where its randomness comes from.</param>
/// <param name="every">How often it sends.</param>
/// <param name="route">Its way to the product.</param>
/// <param name="patience">How long it waits for an answer.</param>
internal sealed class Reporter(int number, string streamId, int seed, TimeSpan every, Route route, Patience patience)
{
    private readonly Random _random = new(seed);
    private int _next;
    private volatile TaskCompletionSource _acknowledged = New();

    public string StreamId => streamId;

    /// <summary>The ids of what was acknowledged.</summary>
    public List<string> Acknowledged { get; } = [];

    /// <summary>How often a batch had to be sent again.</summary>
    public int Retries { get; private set; }

    /// <summary>How many reports the server had, though nobody here was told.</summary>
    public int Duplicates { get; private set; }

    /// <summary>The longest time between two acknowledgements.</summary>
    public PauseMeter Pauses { get; } = new();

    /// <summary>Completes with the next acknowledgement.</summary>
    public Task NextAcknowledged => _acknowledged.Task;

    /// <summary>Reports until it is told to stop; the last batch is acknowledged too.</summary>
    /// <param name="acknowledged">Is told of each batch that was.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(Action acknowledged, CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = patience.Answer };
        using var pace = new PeriodicTimer(every, TimeProvider.System);
        while (!stop.IsCancellationRequested)
        {
            var reports = Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Next()).ToArray();
            while (!await TrySendAsync(http, reports.Select(report => report.Body)))
            {
                Retries++;
                route.Fail();
                await pace.WaitForNextTickAsync(CancellationToken.None);
            }

            Acknowledged.AddRange(reports.Select(report => report.Id));
            Pauses.Mark();
            acknowledged();
            Interlocked.Exchange(ref _acknowledged, New()).SetResult();
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task<bool> TrySendAsync(HttpClient http, IEnumerable<object> reports)
    {
        var url = await route.GetAsync(CancellationToken.None);
        var sent = reports.ToArray();
        try
        {
            using var response = await http.PostAsJsonAsync($"{url}/api/streams/{streamId}/reports", new { reports = sent });
            if (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
                return false;
            var body = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {body}");
            var ack = JsonElement.Parse(body);
            Assert.Equal(sent.Length, ack.GetProperty("accepted").GetInt32() + ack.GetProperty("duplicates").GetInt32());
            Duplicates += ack.GetProperty("duplicates").GetInt32();
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException)
        {
            return false;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private (string Id, object Body) Next()
    {
        var id = $"r{number}-{++_next}";
        var (agent, kind) = ($"agent-{number}", _random.Next(10));
        return (id, kind switch
        {
            < 5 => new { report_id = id, kind = "activity", agent_id = agent, agent_name = agent, agent_type = "external", activity_type = "progress", message = $"Report {id}" },
            < 8 => new { report_id = id, kind = "items", items = new[] { new { key = $"{number}-{_next}", name = $"Company {id}" }, new { key = $"shared-{_random.Next(50)}", name = "Shared" } } },
            < 9 => new { report_id = id, kind = "milestone", type = "custom", title = id, description = "Reached." },
            _ => (object)new { report_id = id, kind = "progress", completed = _next, total = 1_000_000 },
        });
    }
}

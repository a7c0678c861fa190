using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Streams.Tests;

/// <summary>An external agent: sends batches of reports and repeats each with the same ids until it is acknowledged.</summary>
/// <param name="number">Its number among the reporters.</param>
/// <param name="streamId">The stream that it reports to.</param>
/// <param name="seed">The seed of its random choices.</param>
/// <param name="every">The interval between batches.</param>
/// <param name="route">The addresses that it tries.</param>
/// <param name="timeouts">How long it waits for a reply.</param>
internal sealed class Reporter(int number, string streamId, int seed, TimeSpan every, Route route, ClientTimeouts timeouts)
{
    private readonly Random _random = new(seed);
    private int _next;
    private volatile TaskCompletionSource _acknowledged = New();

    public string StreamId => streamId;

    /// <summary>The ids of the acknowledged reports.</summary>
    public List<string> Acknowledged { get; } = [];

    /// <summary>The number of repeated batches.</summary>
    public int Retries { get; private set; }

    /// <summary>The number of reports that the server already had although their acknowledgement was lost.</summary>
    public int Duplicates { get; private set; }

    /// <summary>The time between acknowledgements.</summary>
    public PauseMeter Pauses { get; } = new();

    /// <summary>Completes with the next acknowledgement.</summary>
    public Task NextAcknowledged => _acknowledged.Task;

    /// <summary>Reports until stopped; the last batch is acknowledged too.</summary>
    /// <param name="acknowledged">Called for each acknowledged batch.</param>
    /// <param name="stop">Stops the reporter.</param>
    public async Task RunAsync(Action acknowledged, CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = timeouts.Answer };
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

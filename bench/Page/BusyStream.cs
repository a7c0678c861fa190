using System.Net.Http.Json;
using System.Text.Json;

namespace Streams.Bench.Page;

/// <summary>A stream with steady reports: every fourth is an activity, the others are progress.</summary>
internal sealed class BusyStream : IDisposable
{
    private const int Total = 1_000_000;

    private readonly HttpClient _http;
    private int _last;

    private BusyStream(HttpClient http, string id) => (_http, Id) = (http, id);

    public string Id { get; }

    public Uri Page => new(_http.BaseAddress!, $"/streams/{Id}");

    public static async Task<BusyStream> CreateAsync(Uri server, CancellationToken cancellation)
    {
        var http = new HttpClient { BaseAddress = server };
        using var response = await http.PostAsJsonAsync("/api/streams/goal", new { name = "Busy", target_metrics = new { companies_to_find = Total } }, cancellation);
        var created = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellation);
        return new(http, created.GetProperty("stream").GetProperty("id").GetString()!);
    }

    /// <summary>Reports this many updates, spread evenly over one second.</summary>
    public async Task UpdateAsync(int updates, CancellationToken cancellation)
    {
        const int Parts = 50;
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / Parts), TimeProvider.System);
        for (var part = 0; part < Parts && await ticks.WaitForNextTickAsync(cancellation); part++)
        {
            var reports = Enumerable.Range(0, (updates * (part + 1) / Parts) - (updates * part / Parts)).Select(_ => Next()).ToArray();
            if (reports.Length == 0)
                continue;
            using var response = await _http.PostAsJsonAsync($"/api/streams/{Id}/reports", new { reports }, cancellation);
            response.EnsureSuccessStatusCode();
        }
    }

    public void Dispose() => _http.Dispose();

    private object Next() => ++_last % 4 == 0
        ? new { kind = "activity", agent_id = "a", agent_name = "Busy agent", agent_type = "busy", activity_type = "progress", message = $"Found company {_last}." }
        : new { kind = "progress", completed = _last, total = Total };
}
